import type { CaseInput } from '../machines/case-events.ts';
import { denialWords } from '../machines/case-words.ts';
import { may } from '../machines/may.ts';
import { canonicalJson } from '../schemas/canonical-json.ts';
import type { StartCommand } from '../schemas/commands.ts';
import { newCaseId } from '../schemas/ids.ts';
import type { Json, Person } from '../schemas/words.ts';
import type { AppPorts } from './ports.ts';
import { ProblemError } from './problem-response.ts';

/** Recording a start takes some tens of milliseconds; a client that waits longer is better told where to look. */
const RECORD_TIMEOUT_MS = 5_000;

export interface StartedCase {
  readonly caseId: string;
  /** Whether its first entry is in the record: before that nobody can read the case. */
  readonly isRecorded: boolean;
}

/** @throws ProblemError */
export async function startCase(
  ports: AppPorts,
  person: Person,
  command: StartCommand,
  idempotencyKey: string | null,
): Promise<StartedCase> {
  const input = inputOf(ports, person, command);
  await refuseUnlessPermitted(ports, person, input);
  const caseId = idempotencyKey === null ? newCaseId() : ports.references('c', person.id, idempotencyKey);
  const started = await ports.cases.start(caseId, input);
  if (started.is === 'unavailable') throw new ProblemError('unavailable');
  const isRecorded = await ports.ledger.awaitEntry(caseId, 1, RECORD_TIMEOUT_MS);
  if (isRecorded && idempotencyKey !== null) await refuseOtherCommand(ports, caseId, input);
  return { caseId, isRecorded };
}

function inputOf(
  { clock, people, policy, references }: AppPorts,
  submittedBy: Person,
  command: StartCommand,
): CaseInput {
  const { personKey, ...facts } = command.facts;
  const officer = people.list().find(({ person }) => person.staffId === command.proposingOfficer)?.person;
  if (officer === undefined) {
    throw new ProblemError('malformed', {
      errors: [{ pointer: '/proposingOfficer', message: 'must be the staff id of somebody in the directory' }],
    });
  }
  const at = clock();
  const terms = policy.currentTerms();
  return {
    at,
    office: submittedBy.office,
    terms,
    facts: { personReference: references('p', personKey), ...facts },
    schedule: policy.scheduleOf(terms, at, submittedBy.office),
    submittedBy,
    proposedBy: { staffId: officer.staffId, person: officer.id },
    excused: command.excused,
    inheritsProtection: false,
    note: command.note,
    reopens: null,
  };
}

async function refuseUnlessPermitted(
  ports: AppPorts,
  person: Person,
  { at, office, terms, proposedBy }: CaseInput,
): Promise<void> {
  const denials = may(person, 'case.started', { at, terms, office, duties: { proposed: [proposedBy.person] } });
  if (denials.length === 0) return;
  await ports.ledger.recordAttempt({
    person: person.id,
    action: 'case.started',
    caseId: null,
    reasons: denials.map(({ why }) => why),
    at: ports.clock(),
  });
  throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
}

/** The case under this key is there already: it is answered again, unless it was started with something else. */
async function refuseOtherCommand({ ledger }: AppPorts, caseId: string, input: CaseInput): Promise<void> {
  const [row] = await ledger.entriesOf(caseId, { limit: 1 });
  const recorded = (row?.input as { input?: CaseInput } | undefined)?.input;
  if (recorded === undefined || commandOf(recorded) !== commandOf(input))
    throw new ProblemError('idempotency-key-reused');
}

const commandOf = ({ facts, proposedBy, excused, note }: CaseInput): string =>
  canonicalJson({ facts, proposedBy, excused, note } as unknown as Json);
