import { leftBehindOf } from '../../machines/case-context.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import { caseContextOf } from '../../machines/case-program.ts';
import { hasEnded } from '../../machines/case-state.ts';
import { denialWords } from '../../machines/case-words.ts';
import { may, type Action, type NeedToKnow } from '../../machines/may.ts';
import { canonicalJson } from '../../schemas/canonical-json.ts';
import type { ReopenCommand, StartCommand } from '../../schemas/commands.ts';
import { newCaseId } from '../../schemas/ids.ts';
import type { CaseFacts, Json, Person } from '../../schemas/words.ts';
import { needToKnowOf } from '../access/need-to-know.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

/** Recording a start takes some tens of milliseconds; a client that waits longer is better told where to look. */
const RECORD_TIMEOUT_MS = 5_000;

export interface StartedCase {
  readonly caseId: string;
  readonly entry: number;
  /** Whether the opening entry is in the record: before that nobody can read it. */
  readonly isRecorded: boolean;
}

/** @throws ProblemError */
export async function startCase(
  ports: AppPorts,
  person: Person,
  { facts: { personKey, ...known }, ...command }: StartCommand,
  idempotencyKey: string | null,
  waitMs = RECORD_TIMEOUT_MS,
): Promise<StartedCase> {
  const facts = factsOf(ports.references('p', personKey), known);
  const input = await openingOf(ports, person, command, { facts, office: person.office, reopens: null });
  await refuseUnlessPermitted(ports, person, { action: 'case.started', caseId: null, needToKnow: null }, input);
  const caseId = idempotencyKey === null ? newCaseId() : ports.references('c', person.id, idempotencyKey);
  const started = await ports.cases.start(caseId, input);
  if (started.is === 'unavailable') throw new ProblemError('unavailable');
  const isRecorded = await ports.ledger.awaitEntry(caseId, 1, waitMs);
  if (isRecorded && idempotencyKey !== null) await refuseOtherCommand(ports, caseId, 1, input);
  return { caseId, entry: 1, isRecorded };
}

/**
 * Row 22: a new epoch of a case that has ended. It counts its entries on, takes over every duty and protection, and no clearance.
 * @throws ProblemError
 */
export async function reopenCase(
  ports: AppPorts,
  person: Person,
  record: CaseRecord,
  { facts, ...command }: ReopenCommand,
  waitMs = RECORD_TIMEOUT_MS,
): Promise<StartedCase> {
  const { caseId, entry: entriesBefore, system } = record;
  const old = caseContextOf(system);
  const input = await openingOf(ports, person, command, {
    facts: factsOf(old.facts.personReference, facts),
    office: old.office,
    reopens: leftBehindOf(old),
  });
  const needToKnow = needToKnowOf(ports, person, record);
  await refuseUnlessPermitted(ports, person, { action: 'case.reopened', caseId, needToKnow }, input);
  if (!hasEnded(system)) throw new ProblemError('not-in-this-state', { reasons: ['only after the end'] });
  const started = await ports.cases.reopen(caseId, input, entriesBefore);
  if (started.is === 'unavailable') throw new ProblemError('unavailable');
  const entry = entriesBefore + 1;
  const isRecorded = await ports.ledger.awaitEntry(caseId, entry, waitMs);
  // Of two that reopen at once one opens the epoch; the other one is told so, unless it asked for the same.
  if (started.is === 'exists' && isRecorded && (await opensOtherwise(ports, caseId, entry, input)))
    throw new ProblemError('not-in-this-state', { reasons: ['it has been reopened already'] });
  return { caseId, entry, isRecorded };
}

const factsOf = (personReference: string, facts: ReopenCommand['facts']): CaseFacts =>
  ({ personReference, ...facts }) as CaseFacts;

async function openingOf(
  { clock, ledger, people, policy }: AppPorts,
  submittedBy: Person,
  command: Omit<ReopenCommand, 'facts'>,
  { facts, office, reopens }: Pick<CaseInput, 'facts' | 'office' | 'reopens'>,
): Promise<CaseInput> {
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
    office,
    terms,
    facts,
    schedule: policy.scheduleOf(terms, at, office),
    submittedBy,
    proposedBy: { staffId: officer.staffId, person: officer.id },
    excused: command.excused,
    // Row 29: what another case of the same person concerned knows follows; who starts this one is not told.
    inheritsProtection: await ledger.protects(facts.personReference),
    note: command.note,
    reopens,
  };
}

interface Opening {
  readonly action: Extract<Action, 'case.started' | 'case.reopened'>;
  readonly caseId: string | null;
  readonly needToKnow: NeedToKnow | null;
}

async function refuseUnlessPermitted(
  ports: AppPorts,
  person: Person,
  { action, caseId, needToKnow }: Opening,
  { at, office, terms, proposedBy, reopens }: CaseInput,
): Promise<void> {
  const proposed = [...(reopens?.duties.proposed ?? []), proposedBy.person];
  const denials = may(person, action, { at, terms, office, needToKnow, duties: { ...reopens?.duties, proposed } });
  if (denials.length === 0) return;
  await ports.ledger.recordAttempt({
    person: person.id,
    action,
    caseId,
    reasons: denials.map(({ why }) => why),
    at: ports.clock(),
  });
  throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
}

/** The case under this key is there already: it is answered again, unless it was started with something else. */
async function refuseOtherCommand(ports: AppPorts, caseId: string, entry: number, input: CaseInput): Promise<void> {
  if (await opensOtherwise(ports, caseId, entry, input)) throw new ProblemError('idempotency-key-reused');
}

async function opensOtherwise({ ledger }: AppPorts, caseId: string, entry: number, input: CaseInput): Promise<boolean> {
  const [row] = await ledger.entriesOf(caseId, { after: entry - 1, limit: 1 });
  const recorded = (row?.input as { input?: CaseInput } | undefined)?.input;
  return recorded === undefined || commandOf(recorded) !== commandOf(input);
}

const commandOf = ({ facts, proposedBy, excused, note }: CaseInput): string =>
  canonicalJson({ facts, proposedBy, excused, note } as unknown as Json);
