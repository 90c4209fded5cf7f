/** Who is called at nights and on holidays, from the staff file: read anew for each notification that cannot wait. */
import { readFile } from 'node:fs/promises';
import type { Addressee, OnCallPort } from '../activities/ports.ts';
import { staffFileSchema } from '../schemas/staff.ts';
import type { InstantMs } from '../schemas/words.ts';

export interface RosterOptions {
  /** Of the staff file; where there is none, nobody is on call. */
  readonly path: string | undefined;
  readonly clock: () => InstantMs;
  /** Told where the file cannot be read or is not right: then nobody is called beside the group. */
  readonly onFault: () => void;
}

export const onCallRoster = ({ path, clock, onFault }: RosterOptions): OnCallPort => ({
  async of(audience, office) {
    if (path === undefined) return [];
    try {
      return (await calledAt(path, clock()))
        .filter((one) => one.office === office && one.roles.includes(audience))
        .map(({ staffId, mail = null }): Addressee => ({ staffId, mail }));
    } catch {
      onFault();
      return [];
    }
  },
});

/** @throws where the file cannot be read, or is not right */
async function calledAt(path: string, at: InstantMs) {
  const { staff, onCall } = staffFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const called = onCall.filter(({ from, until }) => Date.parse(from) <= at && at < Date.parse(until));
  return staff.filter(({ staffId }) => called.some((duty) => duty.staffId === staffId));
}
