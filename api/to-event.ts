import { caseContextOf } from '../machines/case-program.ts';
import type { SystemEvent } from '../machines/system.ts';
import type { CaseEventCommand, RequestEventCommand, TaskEventCommand } from '../schemas/commands.ts';
import type { Json, Person, PersonId } from '../schemas/words.ts';
import { ADVICE_FORM } from './form-version.ts';
import type { AppPorts, CaseRecord } from './ports.ts';
import { ProblemError } from './problem-response.ts';

/** Events that may open tasks or start time limits, and so carry every deadline, computed here: the machines know no calendar. */
const SCHEDULED: readonly string[] = [
  'facts.amended',
  'decision.cleared',
  'leadership.referred',
  'advice.withdrawn',
  'clearance.renewed',
  'mistake.confirmed',
  'hold.released',
  'information.requested',
];

/** Row 30: with whom the entry is from, which the record knows and no client says. */
export type Correction = Extract<CaseEventCommand, { type: 'entry.corrected' }> & { readonly author: PersonId };

/** What a checked command becomes for the machines: with who acts and, where it takes them, the deadlines of the case's own policy version. */
export function toEvent(
  ports: Pick<AppPorts, 'policy' | 'clock' | 'people'>,
  record: CaseRecord,
  by: Person,
  command: Exclude<CaseEventCommand, { type: 'entry.corrected' }> | Correction | TaskEventCommand | RequestEventCommand,
): SystemEvent {
  const { terms, facts, office } = caseContextOf(record.system);
  const event: { type: string; [field: string]: unknown } = { ...command, by };
  if (SCHEDULED.includes(command.type)) event['schedule'] = ports.policy.scheduleOf(terms, ports.clock(), office);
  if (command.type === 'facts.amended') event['facts'] = { personReference: facts.personReference, ...command.facts };
  if (command.type === 'task.completed') {
    event['conditions'] = command.conditions.map((text, index) => ({ id: `condition-${index + 1}`, text }));
    event['form'] = ADVICE_FORM;
  }
  // Said where it is so, and otherwise not at all: an answer of before this could be given reads the same.
  if (command.type === 'request.answered' && !command.byTelephone) delete event['byTelephone'];
  if ('to' in command) event['to'] = personOf(ports, command.to);
  return event as { type: string; [field: string]: Json };
}

/** With the attributes that the directory has now: whom a task goes to is judged by them. @throws ProblemError */
function personOf({ people }: Pick<AppPorts, 'people'>, staffId: string): Person {
  const found = people.list().find(({ person }) => person.staffId === staffId)?.person;
  if (found !== undefined) return found;
  throw new ProblemError('malformed', {
    errors: [{ pointer: '/to', message: 'must be the staff id of somebody in the directory' }],
  });
}
