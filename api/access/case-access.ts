import { aboutOf, CONSULTATION } from '../../machines/case-program.ts';
import { denialWords } from '../../machines/case-words.ts';
import { may, type Action } from '../../machines/may.ts';
import { ROOT } from '../../machines/system.ts';
import { caseIdSchema, requestReferenceSchema, taskIdSchema } from '../../schemas/ids.ts';
import type { Person } from '../../schemas/words.ts';
import { canRead, needToKnowOf } from './need-to-know.ts';
import type { AppPorts, CaseRecord, RequestRow, TaskRow } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

/**
 * The case, for a person with a need to know.
 * @throws ProblemError `not-found`, one and the same for an id that is wrong, unknown, or none of this person's business
 */
export async function readableCase(ports: AppPorts, person: Person, id: string): Promise<CaseRecord> {
  const caseId = caseIdSchema.safeParse(id);
  if (!caseId.success) throw new ProblemError('not-found');
  const record = await ports.ledger.caseOf(caseId.data);
  if (record === null || !canRead(ports, person, record))
    return refuseReading(ports, person, 'case.read', record?.caseId ?? null);
  await ports.noteLook({ person: person.id, action: 'case.read', caseId: record.caseId });
  return record;
}

export async function readableTask(
  ports: AppPorts,
  person: Person,
  id: string,
): Promise<{ readonly row: TaskRow; readonly record: CaseRecord }> {
  const taskId = taskIdSchema.safeParse(id);
  if (!taskId.success) throw new ProblemError('not-found');
  const row = await ports.ledger.taskOf(taskId.data);
  const record = row && (await ports.ledger.caseOf(row.caseId));
  if (row === null || record === null || !canRead(ports, person, record))
    return refuseReading(ports, person, 'task.read', record?.caseId ?? null);
  await ports.noteLook({ person: person.id, action: 'task.read', caseId: record.caseId });
  return { row, record };
}

/** A request is read by the liaison of the partner that was asked, and by whoever may read its case. */
export async function readableRequest(
  ports: AppPorts,
  person: Person,
  id: string,
): Promise<{ readonly row: RequestRow; readonly record: CaseRecord }> {
  const reference = requestReferenceSchema.safeParse(id);
  if (!reference.success) throw new ProblemError('not-found');
  const row = await ports.ledger.requestOf(reference.data);
  const record = row && (await ports.ledger.caseOf(row.caseId));
  if (row === null || record === null || !(isAsked(row, person) || canRead(ports, person, record)))
    return refuseReading(ports, person, 'request.read', record?.caseId ?? null);
  await ports.noteLook({ person: person.id, action: 'request.read', caseId: record.caseId });
  return { row, record };
}

const isAsked = ({ partnerClass }: RequestRow, person: Person): boolean =>
  person.roles.includes('partner') && person.partnerClass === partnerClass;

/** @throws ProblemError `not-permitted`, on record, for who may read the case and not do this */
export async function refuseUnlessPermittedIn(
  ports: AppPorts,
  person: Person,
  record: CaseRecord,
  action: Action,
): Promise<void> {
  const at = ports.clock();
  const denials = may(person, action, aboutOf(record.system, ROOT, at, needToKnowOf(ports, person, record)));
  if (denials.length === 0) return;
  const reasons = denials.map(({ why }) => why);
  await ports.ledger.recordAttempt({ person: person.id, action, caseId: record.caseId, reasons, at });
  throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
}

async function refuseReading(ports: AppPorts, person: Person, action: Action, caseId: string | null): Promise<never> {
  await ports.ledger.recordAttempt({ person: person.id, action, caseId, reasons: ['noNeedToKnow'], at: ports.clock() });
  throw new ProblemError('not-found');
}

/** The id of the consultation task that a case has now, as the ledger makes it: another opening is another task. */
export const taskIdOf = (ports: AppPorts, caseId: string, openedAt: number): string =>
  ports.references('t', caseId, CONSULTATION, String(openedAt));

/** The reference of a request, as the ledger makes it: one for each case and class of partner. */
export const requestReferenceOf = (ports: AppPorts, caseId: string, actorKey: string): string =>
  ports.references('r', caseId, actorKey);
