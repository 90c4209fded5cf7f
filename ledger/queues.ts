/** Work queues: what is open, what is due first, first. */
import { sql, type Selectable } from 'kysely';
import type { Urgency } from '../machines/consultation-urgency.ts';
import type { InstantMs, PartnerClass, PersonId } from '../schemas/words.ts';
import { concerning } from './assignments.ts';
import type { Database } from './database.ts';
import { pageLimit } from './page.ts';
import type { RequestsTable, TasksTable } from './tables.ts';

export type TaskRow = Selectable<TasksTable>;
export type RequestRow = Selectable<RequestsTable>;

export type TaskOrder = 'soonest' | 'latest' | 'priority';

export interface TaskPage {
  /** Only those of cases that one of these people is on; null for all. */
  readonly onThem: readonly PersonId[] | null;
  readonly office?: string;
  readonly owner?: PersonId;
  readonly state?: string;
  readonly unclaimed?: boolean;
  readonly overdue?: boolean;
  readonly urgency?: Urgency;
  /** Only those of cases that concern leadership, of whatever office. */
  readonly forLeadership?: boolean;
  /** What is due first, first; what is due last, read from the end of the same index; or by priority, and then what is due first. */
  readonly order?: TaskOrder;
  /** Key of the last task of the page before as that page had it, in the same order: its row may have changed since. */
  readonly after?: TaskCursor;
  readonly limit: number;
}

export interface TaskCursor {
  readonly priority: number;
  readonly dueAt: InstantMs;
  readonly taskId: string;
}

export interface RequestCursor {
  readonly dueAt: InstantMs;
  readonly reference: string;
}

export interface RequestPage {
  readonly partnerClass: PartnerClass;
  /** Only those that await an answer. */
  readonly asked?: boolean;
  /** Key of the last request of the page before as that page had it. */
  readonly after?: RequestCursor;
  readonly limit: number;
}

/** Ended tasks are found by their id only. */
export function listTasks(db: Database, { after, limit, order = 'soonest', ...filter }: TaskPage): Promise<TaskRow[]> {
  let query = openTasks(db, filter);
  if (after !== undefined) query = query.where(beyond(after, order));
  if (order === 'priority') query = query.orderBy('priority');
  const direction = order === 'latest' ? 'desc' : 'asc';
  return query.orderBy('dueAt', direction).orderBy('taskId', direction).limit(pageLimit(limit)).execute();
}

function beyond({ priority, dueAt, taskId }: TaskCursor, order: TaskOrder) {
  switch (order) {
    case 'priority':
      return sql<boolean>`(priority, due_at, task_id) > (${priority}, ${dueAt}, ${taskId})`;
    case 'latest':
      return sql<boolean>`(due_at, task_id) < (${dueAt}, ${taskId})`;
    case 'soonest':
      return sql<boolean>`(due_at, task_id) > (${dueAt}, ${taskId})`;
  }
}

function openTasks(
  db: Database,
  { onThem, office, owner, state, unclaimed, overdue, urgency, forLeadership }: Omit<TaskPage, 'limit'>,
) {
  let query = db.selectFrom('tasks').selectAll().where('endedAt', 'is', null);
  if (onThem !== null) query = query.where(concerning(onThem));
  if (office !== undefined) query = query.where('office', '=', office);
  if (owner !== undefined) query = query.where('owner', '=', owner);
  if (state !== undefined) query = query.where('state', '=', state);
  if (unclaimed === true) query = query.where('owner', 'is', null);
  // Literals, as the indexes have them.
  if (overdue === true) query = query.where(sql<boolean>`overdue`);
  if (urgency !== undefined) query = query.where(sql<boolean>`coalesce(urgency, 'ordinary') = ${urgency}`);
  if (forLeadership === true) query = query.where(sql<boolean>`for_leadership`);
  return query;
}

export async function taskOf(db: Database, taskId: string): Promise<TaskRow | null> {
  return (await db.selectFrom('tasks').selectAll().where('taskId', '=', taskId).executeTakeFirst()) ?? null;
}

/** Answered ones too, until their case ends: a partner may change its answer. */
export function listRequests(db: Database, { partnerClass, asked, after, limit }: RequestPage): Promise<RequestRow[]> {
  let query = db
    .selectFrom('requests')
    .selectAll()
    .where('endedAt', 'is', null)
    .where('partnerClass', '=', partnerClass);
  // A literal, as the index has it.
  if (asked === true) query = query.where(sql<boolean>`state = 'asked'`);
  if (after !== undefined) {
    query = query.where(sql<boolean>`(due_at, reference) > (${after.dueAt}, ${after.reference})`);
  }
  return query.orderBy('dueAt').orderBy('reference').limit(pageLimit(limit)).execute();
}

export async function requestOf(db: Database, reference: string): Promise<RequestRow | null> {
  return (await db.selectFrom('requests').selectAll().where('reference', '=', reference).executeTakeFirst()) ?? null;
}
