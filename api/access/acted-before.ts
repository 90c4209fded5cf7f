/**
 * What somebody has acted on before, under the key that they send again. It is answered as it was then, and nothing is done: so it is found here
 * without asking whether they need to know the case, which that very act may have taken away. Null where they have not, and of another's act.
 */
import { caseIdSchema, requestReferenceSchema, taskIdSchema } from '../../schemas/ids.ts';
import type { Person } from '../../schemas/words.ts';
import type { AppPorts, CaseRecord, RequestRow, TaskRow } from '../ports.ts';

type Sources = Pick<AppPorts, 'ledger' | 'references'>;

export async function caseActedIn(ports: Sources, person: Person, id: string, key: string): Promise<CaseRecord | null> {
  const caseId = caseIdSchema.safeParse(id);
  return caseId.success ? recordOfAct(ports, person, caseId.data, key) : null;
}

export async function taskActedOn(
  ports: Sources,
  person: Person,
  id: string,
  key: string,
): Promise<{ readonly row: TaskRow; readonly record: CaseRecord } | null> {
  const taskId = taskIdSchema.safeParse(id);
  const row = taskId.success ? await ports.ledger.taskOf(taskId.data) : null;
  const record = row && (await recordOfAct(ports, person, row.caseId, key));
  return row && record && { row, record };
}

export async function requestActedOn(
  ports: Sources,
  person: Person,
  id: string,
  key: string,
): Promise<{ readonly row: RequestRow; readonly record: CaseRecord } | null> {
  const reference = requestReferenceSchema.safeParse(id);
  const row = reference.success ? await ports.ledger.requestOf(reference.data) : null;
  const record = row && (await recordOfAct(ports, person, row.caseId, key));
  return row && record && { row, record };
}

/** Under the id that `act()` gives an update: the person is part of it. */
async function recordOfAct(
  { ledger, references }: Sources,
  person: Person,
  caseId: string,
  key: string,
): Promise<CaseRecord | null> {
  const entry = await ledger.entryOfUpdate(caseId, references('u', person.id, caseId, key));
  return entry === null ? null : ledger.caseOf(caseId);
}
