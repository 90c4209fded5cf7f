import type { Transaction } from 'kysely';
import {
  changesBetween,
  GONE_REQUEST_STATE,
  GONE_TASK_STATE,
  type Projection,
  type ProjectionChanges,
} from './projections.ts';
import type { Tables } from './tables.ts';

type Tx = Transaction<Tables>;

/**
 * Brings a case's rows up to date: those that the input changed. What has left the system is kept as ended: a person may still hold its id.
 * @param before the projection of the entry before; null for the first
 */
export async function project(tx: Tx, before: Projection | null, after: Projection, system: Buffer): Promise<void> {
  const whole = { ...after.case, system };
  await tx
    .insertInto('cases')
    .values(whole)
    .onConflict((conflict) => conflict.column('caseId').doUpdateSet(whole))
    .execute();
  const changes = changesBetween(before, after);
  await projectTasks(tx, after.case.updatedAt, changes);
  await projectRequests(tx, after.case.updatedAt, changes);
}

async function projectTasks(tx: Tx, at: number, { tasks, goneTasks }: ProjectionChanges): Promise<void> {
  for (const task of tasks) {
    // A completed task stays in the system; it ended when it was completed, not with each later input.
    const { endedAt: _endedAt, ...rest } = task;
    await tx
      .insertInto('tasks')
      .values(task)
      .onConflict((conflict) =>
        conflict.column('taskId').doUpdateSet((row) => ({
          ...rest,
          endedAt: task.endedAt === null ? null : row.fn.coalesce('tasks.endedAt', 'excluded.endedAt'),
        })),
      )
      .execute();
  }
  if (goneTasks.length === 0) return;
  await tx
    .updateTable('tasks')
    .set({ state: GONE_TASK_STATE, endedAt: at })
    .where('taskId', 'in', goneTasks)
    .where('endedAt', 'is', null)
    .execute();
}

async function projectRequests(tx: Tx, at: number, { requests, goneRequests }: ProjectionChanges): Promise<void> {
  if (requests.length > 0) {
    await tx
      .insertInto('requests')
      .values(requests)
      .onConflict((conflict) =>
        conflict
          .column('reference')
          .doUpdateSet((row) =>
            Object.fromEntries(
              Object.keys(requests[0]!).map((column) => [column, row.ref(`excluded.${column}` as 'excluded.state')]),
            ),
          ),
      )
      .execute();
  }
  if (goneRequests.length === 0) return;
  await tx
    .updateTable('requests')
    .set({ state: GONE_REQUEST_STATE, endedAt: at })
    .where('reference', 'in', goneRequests)
    .where('endedAt', 'is', null)
    .execute();
}
