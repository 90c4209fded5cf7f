import { caseContextOf, consultationOf } from '../../machines/case-program.ts';
import type { Claims } from '../../machines/case-events.ts';
import { claimingRoleOf, heldRoleOf } from '../../machines/may.ts';
import type { SystemEvent } from '../../machines/system.ts';
import type { CaseEventCommand, RequestEventCommand, TaskEventCommand } from '../../schemas/commands.ts';
import { canonicalJson } from '../../schemas/canonical-json.ts';
import { ADVICE_FORM } from '../../schemas/form-version.ts';
import type { ClaimingRole, InstantMs, Json, Person, PersonId } from '../../schemas/words.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

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
  'information.provided',
  'task.claimed',
  'task.assigned',
  'task.delegated',
  'work.claimed',
  'work.assigned',
  'work.delegated',
  'work.suspended',
];

/** Said of the work of whoever acts, and not by a client. */
const OWN_WORK: readonly string[] = [
  'work.claimed',
  'work.released',
  'work.started',
  'work.delegated',
  'work.suspended',
  'work.resumed',
  'work.failed',
] satisfies CaseEventCommand['type'][];

/** Row 30: with whom the entry is from, which the record knows and no client says. */
export type Correction = Extract<CaseEventCommand, { type: 'entry.corrected' }> & { readonly author: PersonId };

/** A checked command to one actor of a case. */
export type ActorCommand =
  | Exclude<CaseEventCommand, { type: 'entry.corrected' }>
  | Correction
  | Exclude<TaskEventCommand, { type: 'work.referred' }>
  | RequestEventCommand;

type Sources = Pick<AppPorts, 'policy' | 'clock' | 'people'>;
type Fields = { type: string; [field: string]: Json };

/** What the client chose, in the event's form: with nothing of the directory, of the clock, or of who acts, which may be others by now. */
function chosenOf(record: CaseRecord, command: ActorCommand): Fields {
  const chosen: { type: string; [field: string]: unknown } = { ...command };
  if (command.type === 'facts.amended')
    chosen['facts'] = { personReference: caseContextOf(record.system).facts.personReference, ...command.facts };
  if (command.type === 'task.completed')
    chosen['conditions'] = command.conditions.map((text, index) => ({ id: `condition-${index + 1}`, text }));
  // Said where it is so, and otherwise not at all: an answer of before this could be given reads the same.
  if (command.type === 'request.answered' && !command.byTelephone) delete chosen['byTelephone'];
  return chosen as Fields;
}

/** Whether a recorded event is what this command became, whenever that was. */
export function isOf(record: CaseRecord, command: ActorCommand, { event }: { readonly event: SystemEvent }): boolean {
  const { by: _by, at: _at, schedule: _schedule, form: _form, role, to, telephone, ...chosen } = event as Fields;
  const given = telephone as Fields | undefined;
  const recorded = {
    ...chosen,
    ...(role === undefined || OWN_WORK.includes(event.type) ? {} : { role }),
    ...(to === undefined ? {} : { to: staffIdOf(to) }),
    ...(given === undefined
      ? {}
      : { telephone: { ...given, ...('givenBy' in given ? { givenBy: staffIdOf(given['givenBy']!) } : {}) } }),
  };
  return canonicalJson(recorded) === canonicalJson(chosenOf(record, command));
}

const staffIdOf = (person: Json): Json => (person as { readonly staffId: string }).staffId;

/**
 * What a checked command becomes for the machines: with who acts and, where it takes them, the deadlines of the case's own policy version.
 * @throws ProblemError for somebody whom the directory does not have
 */
export function toEvent(ports: Sources, record: CaseRecord, by: Person, command: ActorCommand): SystemEvent {
  const { terms, office, claims = {} } = caseContextOf(record.system);
  const event: { type: string; [field: string]: unknown } = { ...chosenOf(record, command), by };
  if (SCHEDULED.includes(command.type)) event['schedule'] = ports.policy.scheduleOf(terms, ports.clock(), office);
  if (command.type === 'task.completed') {
    event['form'] = ADVICE_FORM;
    if (command.telephone !== undefined) event['telephone'] = telephoneOf(ports, command.telephone);
  }
  if (OWN_WORK.includes(command.type)) event['role'] = ownRoleOf(by, command.type === 'work.claimed' ? {} : claims);
  if ('to' in command) event['to'] = personOf(ports, command.to, '/to');
  return event as Fields;
}

/** The role under which they have it, or would claim it. Who claims nothing is refused by `may()`, whatever stands here. */
const ownRoleOf = (by: Person, claims: Claims): ClaimingRole =>
  heldRoleOf(by, claims) ?? claimingRoleOf(by) ?? 'supervisor';

/**
 * What makes no sense in the case as it stands, by the service's clock and directory. A repetition is not held to it: it made sense when the
 * case took it. @throws ProblemError
 */
export function refuseSenseless(ports: Sources, record: CaseRecord, command: ActorCommand, event: SystemEvent): void {
  switch (command.type) {
    case 'conflict.resolved':
      return refuseWithoutContact(ports, record, command);
    case 'work.referred':
      return refuseUnlessStaffed(ports, command);
    case 'work.delegated':
    case 'work.assigned':
      return refuseSamePerson(record, event);
    case 'action.recorded':
      return refuseBeforeWindow(ports, record, command);
    case 'task.completed':
      return command.telephone === undefined ? undefined : refuseImpossibleTime(ports, record, command.telephone);
  }
}

/** A partner that cannot tell is reached by a person before anybody says that it is resolved (R2). @throws ProblemError */
function refuseWithoutContact(
  { clock }: Pick<AppPorts, 'clock'>,
  { system }: CaseRecord,
  { partnerClass, contact }: Extract<CaseEventCommand, { type: 'conflict.resolved' }>,
): void {
  const isNeeded = caseContextOf(system).standings[partnerClass] === 'cannotTell';
  if (isNeeded && contact === undefined)
    throw new ProblemError('malformed', {
      errors: [{ pointer: '/contact', message: 'must say when and how the partner was reached, since it cannot tell' }],
    });
  if (contact !== undefined && contact.at > clock())
    throw new ProblemError('malformed', {
      errors: [{ pointer: '/contact/at', message: 'must not lie in the future' }],
    });
}

/**
 * The partners answered for the planned window: what took place before it is another action than the one that was cleared, which the facts then
 * have to say. @throws ProblemError
 */
function refuseBeforeWindow(
  { clock }: Pick<AppPorts, 'clock'>,
  { system }: CaseRecord,
  { outcome }: Extract<CaseEventCommand, { type: 'action.recorded' }>,
): void {
  if (outcome !== 'actionTaken' || clock() >= caseContextOf(system).facts.windowFrom) return;
  throw new ProblemError('malformed', {
    errors: [
      {
        pointer: '/outcome',
        message:
          'must not be that the action was taken, since the planned action has not begun yet: where one took place before, correct the facts, and report it',
      },
    ],
  });
}

/** Work that goes to nobody would lie there until its escalation: a slip of the keyboard in the code of an office. @throws ProblemError */
function refuseUnlessStaffed(
  { people }: Pick<AppPorts, 'people'>,
  { role, office }: Extract<CaseEventCommand, { type: 'work.referred' }>,
): void {
  if (people.list().some(({ person }) => person.office === office && person.roles.includes(role))) return;
  throw new ProblemError('malformed', {
    errors: [{ pointer: '/office', message: 'must be an office in which the directory has somebody of this role' }],
  });
}

/** @throws ProblemError */
function refuseSamePerson({ system }: CaseRecord, event: { readonly [field: string]: unknown }): void {
  const { claims = {} } = caseContextOf(system);
  if (claims[event['role'] as ClaimingRole] !== (event['to'] as Person).id) return;
  throw new ProblemError('malformed', {
    errors: [{ pointer: '/to', message: 'must be somebody else than who has it already' }],
  });
}

const MINUTE_MS = 60_000;

type Telephone = NonNullable<Extract<TaskEventCommand, { type: 'task.completed' }>['telephone']>;

/** @throws ProblemError */
function telephoneOf(ports: Pick<AppPorts, 'people'>, { givenBy, ...given }: Telephone) {
  personOf(ports, given.givenTo, '/telephone/givenTo');
  return givenBy === undefined ? given : { ...given, givenBy: personOf(ports, givenBy, '/telephone/givenBy') };
}

/** @throws ProblemError */
function refuseImpossibleTime(
  { clock }: Pick<AppPorts, 'clock'>,
  { system }: CaseRecord,
  { givenAt }: Telephone,
): void {
  const message = impossibleTime(givenAt, consultationOf(system)?.context.openedAt ?? 0, clock());
  if (message !== null) throw new ProblemError('malformed', { errors: [{ pointer: '/telephone/givenAt', message }] });
}

function impossibleTime(givenAt: InstantMs, openedAt: InstantMs, now: InstantMs): string | null {
  if (givenAt > now) return 'must not lie in the future';
  // Forms take whole minutes: what was given in the minute in which the task was opened, was given after it.
  return givenAt < openedAt - (openedAt % MINUTE_MS) ? 'must not be before the consultation was opened' : null;
}

/** With the attributes that the directory has now: whom a task goes to is judged by them. @throws ProblemError */
function personOf({ people }: Pick<AppPorts, 'people'>, staffId: string, pointer: string): Person {
  const found = people.list().find(({ person }) => person.staffId === staffId)?.person;
  if (found !== undefined) return found;
  throw new ProblemError('malformed', {
    errors: [{ pointer, message: 'must be the staff id of somebody in the directory' }],
  });
}
