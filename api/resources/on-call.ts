/** Who is called now for an office, for nights and holidays: for whoever has a queue of tasks. */
import type { Answer } from '../../schemas/answers.ts';
import type { Person } from '../../schemas/words.ts';
import { isoOf } from '../http/iso.ts';
import type { AppPorts } from '../ports.ts';

export function onCallOf({ people, clock }: Pick<AppPorts, 'people' | 'clock'>, { office }: Person): Answer<'OnCall'> {
  const at = clock();
  const onCall = (people.onCall?.(at) ?? []).filter(({ person }) => person.office === office);
  return {
    office,
    at: isoOf(at),
    onCall: onCall.map(({ displayName, person: { staffId, roles }, reach, until }) => ({
      name: displayName,
      staffId,
      roles,
      reach,
      until: isoOf(until),
    })),
  };
}
