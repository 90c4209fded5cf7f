/** The same rows as an append leaves, put into tables of the same columns and indexes without a check, a key, a hash or a re-execution. */
import { sql, type Selectable } from 'kysely';
import type { AppendRequest } from '../activities/contract.ts';
import type { Database } from '../ledger/database.ts';
import type { CasesTable, EntriesTable, LogLeavesTable, RequestsTable, TasksTable } from '../ledger/tables.ts';

/** What one append wrote. Of projections the rows as they stand at the end, since the ones before are gone. */
export interface PlainRows {
  readonly entry: Selectable<EntriesTable>;
  readonly leaf: Selectable<LogLeavesTable>;
  readonly caseRow: Selectable<CasesTable>;
  readonly tasks: readonly Selectable<TasksTable>[];
  readonly requests: readonly Selectable<RequestsTable>[];
}

const TABLES = ['entries', 'log_leaves', 'cases', 'tasks', 'requests'];

export async function makePlainTables(db: Database): Promise<void> {
  await sql`create schema plain`.execute(db);
  for (const table of TABLES)
    await sql.raw(`create table plain.${table} (like public.${table} including all)`).execute(db);
}

/** The opening writes all requests and the task; each later entry the case's row and the one task or request that it changed. */
export async function plainRowsOf(db: Database, cases: readonly (readonly AppendRequest[])[]): Promise<PlainRows[][]> {
  return Promise.all(
    cases.map(async (requests) => {
      const { caseId } = requests[0]!;
      const [entries, leaves, [caseRow], tasks, asked] = await Promise.all([
        db.selectFrom('entries').selectAll().where('caseId', '=', caseId).execute(),
        db.selectFrom('logLeaves').selectAll().where('caseId', '=', caseId).execute(),
        db.selectFrom('cases').selectAll().where('caseId', '=', caseId).execute(),
        db.selectFrom('tasks').selectAll().where('caseId', '=', caseId).execute(),
        db.selectFrom('requests').selectAll().where('caseId', '=', caseId).execute(),
      ]);
      return entries
        .sort((one, other) => one.entry - other.entry)
        .map((entry, index) => ({
          entry,
          leaf: leaves.find((leaf) => leaf.entry === entry.entry)!,
          caseRow: caseRow!,
          tasks: index === 0 || index > asked.length ? tasks : [],
          requests: index === 0 ? asked : asked.slice(index - 1, index),
        }));
    }),
  );
}

export async function insertPlainly(db: Database, { entry, leaf, caseRow, tasks, requests }: PlainRows): Promise<void> {
  await db
    .withSchema('plain')
    .transaction()
    .execute(async (tx) => {
      await tx.insertInto('entries').values(entry).execute();
      await tx.insertInto('logLeaves').values(leaf).execute();
      await tx
        .insertInto('cases')
        .values(caseRow)
        .onConflict((conflict) => conflict.column('caseId').doUpdateSet(caseRow))
        .execute();
      for (const task of tasks)
        await tx
          .insertInto('tasks')
          .values(task)
          .onConflict((conflict) => conflict.column('taskId').doUpdateSet(task))
          .execute();
      if (requests.length === 0) return;
      await tx
        .insertInto('requests')
        .values(requests)
        .onConflict((conflict) => conflict.column('reference').doUpdateSet({ state: requests[0]!.state }))
        .execute();
    });
}
