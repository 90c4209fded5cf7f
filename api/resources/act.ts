import type { BusinessEventType } from '../../machines/case-events.ts';
import { caseContextOf } from '../../machines/case-program.ts';
import { refusalWords } from '../../machines/case-actions.ts';
import { hasEnded } from '../../machines/case-state.ts';
import { denialWords } from '../../machines/case-words.ts';
import { RULES } from '../../machines/may.ts';
import { ROOT, type EventInput, type SystemEvent } from '../../machines/system.ts';
import { newUpdateId } from '../../schemas/ids.ts';
import type { InstantMs, Json, Person } from '../../schemas/words.ts';
import { denialsAtTheDoor } from '../access/need-to-know.ts';
import type { Condition } from '../http/entity-tag.ts';
import type { AppPorts, CaseRecord, Submitted } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';
import { isOf, refuseSenseless, toEvent, type ActorCommand } from './to-event.ts';

export interface Act {
  readonly person: Person;
  readonly record: CaseRecord;
  readonly to: string;
  readonly command: ActorCommand;
  readonly idempotencyKey: string | null;
  /** As `CaseSubmission` has it. */
  readonly waitMs: number | undefined;
  readonly condition: Condition | null;
}

/** What was acted once stays so: said again under its key, it is answered as it was, whatever has come after it. `awaitingRecord`: taken in by the case, and not in the record yet. */
export type Acted =
  | { readonly is: 'recorded'; readonly entry: number; readonly at: InstantMs }
  | { readonly is: 'awaitingRecord' };

/**
 * Sends one command to its case as an event. What is refused, or comes after the end (row 23), is recorded as an attempt, since a refused update
 * leaves no trace in Temporal.
 * @throws ProblemError
 */
export async function act(ports: AppPorts, how: Act): Promise<Acted> {
  const { person, record, to, command, idempotencyKey, waitMs, condition } = how;
  const { caseId } = record;
  const updateId = idempotencyKey === null ? newUpdateId() : ports.references('u', person.id, caseId, idempotencyKey);
  const earlier = idempotencyKey === null ? null : await ports.ledger.entryOfUpdate(caseId, updateId);
  if (earlier !== null) return recordedAs(ports, how, earlier);
  if (condition?.isMet === false) throw new ProblemError('precondition-failed');
  const event = toEvent(ports, record, person, command);
  refuseSenseless(ports, record, command, event);
  const denials = denialsAtTheDoor(ports, person, record, event.type as BusinessEventType);
  if (denials.length > 0) {
    await recordAttempt(
      ports,
      person,
      record,
      event,
      denials.map(({ why }) => why),
    );
    throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
  }
  const submitted = await submitUnlessEnded(ports, record, {
    caseId,
    updateId,
    to,
    event,
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(condition?.after === undefined && !restsOnClaims(command.type) ? {} : { after: record.entry }),
  });
  switch (submitted.is) {
    case 'accepted':
      // Of two tries at once, neither of which was in the record yet, the case takes the first.
      if (idempotencyKey !== null) return recordedAs(ports, how, submitted.entry);
      return { is: 'recorded', entry: submitted.entry, at: submitted.at };
    case 'awaitingRecord':
      return submitted;
    case 'refused':
      return refuse(ports, person, record, event, submitted);
    case 'ended':
      await recordAttempt(ports, person, record, event, ['caseEnded']);
      throw new ProblemError('case-ended');
    case 'changed':
      if (condition !== null) throw new ProblemError('precondition-failed');
      throw new ProblemError('not-in-this-state', { reasons: [CAME_BETWEEN] });
    case 'fault':
      throw new ProblemError('unexpected');
    default:
      throw new ProblemError(submitted.is);
  }
}

async function submitUnlessEnded(
  ports: AppPorts,
  record: CaseRecord,
  submission: Parameters<AppPorts['cases']['submit']>[0],
): Promise<Submitted> {
  // A repetition of what ended the case still gets its first answer: Temporal keeps it for a closed execution too.
  const submitted = await ports.cases.submit(submission);
  const isAtEnd = submitted.is === 'refused' && submitted.code === 'actorEnded' && submission.to === ROOT;
  return isAtEnd || (submitted.is === 'refused' && hasEnded(record.system)) ? { is: 'ended' } : submitted;
}

async function refuse(
  ports: AppPorts,
  person: Person,
  record: CaseRecord,
  event: SystemEvent,
  { code, reasons }: Extract<Submitted, { is: 'refused' }>,
): Promise<never> {
  const words = refusalWords({ code, reasons }, event.type as BusinessEventType);
  await recordAttempt(ports, person, record, event, code === 'notAdmitted' ? reasons.map(codeOf) : [code]);
  if (code === 'notAdmitted') throw new ProblemError('not-permitted', { reasons: words });
  if (await namesOldFacts(ports, record, event)) throw new ProblemError('facts-changed');
  throw new ProblemError('not-in-this-state', { reasons: words });
}

const codeOf = (reason: Json): string =>
  typeof reason === 'object' && reason !== null && !Array.isArray(reason) ? String(reason['why']) : 'unknown';

/** Row 24, read again: the facts may have changed between the first reading and the refusal. */
async function namesOldFacts({ ledger }: AppPorts, { caseId }: CaseRecord, event: SystemEvent): Promise<boolean> {
  if (typeof event['factsDigest'] !== 'string') return false;
  const now = await ledger.caseOf(caseId);
  return now !== null && caseContextOf(now.system).factsDigest !== event['factsDigest'];
}

function recordAttempt(
  ports: AppPorts,
  person: Person,
  { caseId }: CaseRecord,
  event: SystemEvent,
  reasons: readonly string[],
): Promise<void> {
  return ports.ledger.recordAttempt({ person: person.id, action: event.type, caseId, reasons, at: ports.clock() });
}

/** Whose work it is, is judged at the door (ADR 11): it is so still when the act has its turn, or nothing is done. */
const restsOnClaims = (type: BusinessEventType): boolean => RULES[type].claim !== undefined;
const CAME_BETWEEN = 'something else came into the case at the same moment: look again whose work it is';

/** The key decides, so that another command under it never takes effect: say so. @throws ProblemError */
async function recordedAs({ ledger }: AppPorts, { record, to, command }: Act, entry: number): Promise<Acted> {
  const [row] = await ledger.entriesOf(record.caseId, { after: entry - 1, limit: 1 });
  const input = row?.input as unknown as EventInput | undefined;
  if (row === undefined || input?.to !== to || !isOf(record, command, input))
    throw new ProblemError('idempotency-key-reused');
  return { is: 'recorded', entry, at: row.at };
}
