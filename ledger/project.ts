import type { Transaction } from 'kysely';
import { GONE_REQUEST_STATE, GONE_TASK_STATE, type Projection } from './projections.ts';
import type { Tables } from './tables.ts';

type Tx = Transaction<Tables>;

/** Brings a case's rows up to date. What has left the system is kept as ended: a person may still hold its id. */
export async function project(tx: Tx, { case: row, tasks, requests }: Projection, system: Buffer): Promise<void> {
  const whole = { ...row, system };
  await tx
    .insertInto('cases')
    .values(whole)
    .onConflict((conflict) => conflict.column('caseId').doUpdateSet(whole))
    .execute();
  await projectTasks(tx, row.caseId, row.updatedAt, tasks);
  await projectRequests(tx, row.caseId, row.updatedAt, requests);
}

async function projectTasks(tx: Tx, caseId: string, at: number, tasks: Projection['tasks']): Promise<void> {
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
  let gone = tx
    .updateTable('tasks')
    .set({ state: GONE_TASK_STATE, endedAt: at })
    .where('caseId', '=', caseId)
    .where('endedAt', 'is', null);
  if (tasks.length > 0)
    gone = gone.where(
      'taskId',
      'not in',
      tasks.map(({ taskId }) => taskId),
    );
  await gone.execute();
}

async function projectRequests(tx: Tx, caseId: string, at: number, requests: Projection['requests']): Promise<void> {
  for (const request of requests) {
    await tx
      .insertInto('requests')
      .values(request)
      .onConflict((conflict) => conflict.column('reference').doUpdateSet(request))
      .execute();
  }
  let gone = tx
    .updateTable('requests')
    .set({ state: GONE_REQUEST_STATE, endedAt: at })
    .where('caseId', '=', caseId)
    .where('endedAt', 'is', null);
  if (requests.length > 0)
    gone = gone.where(
      'reference',
      'not in',
      requests.map(({ reference }) => reference),
    );
  await gone.execute();
}
