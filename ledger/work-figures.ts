/** How the tasks of an office stand: how long the open ones have been open, and how long the completed ones took. Tasks, never people. */
import { sql } from 'kysely';
import type { InstantMs, PersonId } from '../schemas/words.ts';
import { concerning } from './assignments.ts';
import type { Database } from './database.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Upper ends of the classes; the last one is open. */
export const CLASS_DAYS = [1, 3, 7, 14] as const;
const BOUNDS = sql.raw(`array[${CLASS_DAYS.map((days) => days * DAY_MS).join(', ')}]::bigint[]`);

export interface WorkFigures {
  readonly open: number;
  readonly overdue: number;
  /** Of the open ones: how many in each class of age, by `CLASS_DAYS`. */
  readonly openByAge: readonly number[];
  readonly completed: number;
  /** From opening to completion, in hours; null where none was completed. */
  readonly medianHours: number | null;
  readonly ninetiethPercentileHours: number | null;
  readonly completedByCycleTime: readonly number[];
}

export interface FiguresOf {
  /** Only tasks of cases that one of these people is on; null for all. */
  readonly onThem: readonly PersonId[] | null;
  readonly office: string;
  readonly at: InstantMs;
  /** Completed ones from this moment on. */
  readonly since: InstantMs;
}

interface Class {
  readonly class: number;
  readonly count: string | number;
}

export async function workFigures(db: Database, { onThem, office, at, since }: FiguresOf): Promise<WorkFigures> {
  const theirs = onThem === null ? sql<boolean>`true` : concerning(onThem);
  const open = await sql<Class & { readonly overdue: string | number }>`
    select width_bucket(${at} - opened_at, ${BOUNDS}) as class, count(*) as count,
      count(*) filter (where overdue) as overdue
      from tasks where office = ${office} and ${theirs} and ended_at is null group by 1`.execute(db);
  const done = await sql<Class>`
    select width_bucket(ended_at - opened_at, ${BOUNDS}) as class, count(*) as count
      from tasks where office = ${office} and ${theirs} and state = 'completed' and ended_at >= ${since} group by 1`.execute(
    db,
  );
  const cycle = await sql<{ readonly median: number | null; readonly ninetieth: number | null }>`
    select percentile_cont(0.5) within group (order by ended_at - opened_at) as median,
      percentile_cont(0.9) within group (order by ended_at - opened_at) as ninetieth
      from tasks where office = ${office} and ${theirs} and state = 'completed' and ended_at >= ${since}`.execute(db);
  const { median = null, ninetieth = null } = cycle.rows[0] ?? {};
  return {
    open: sumOf(open.rows.map(({ count }) => count)),
    overdue: sumOf(open.rows.map(({ overdue }) => overdue)),
    openByAge: byClass(open.rows),
    completed: sumOf(done.rows.map(({ count }) => count)),
    medianHours: median === null ? null : median / HOUR_MS,
    ninetiethPercentileHours: ninetieth === null ? null : ninetieth / HOUR_MS,
    completedByCycleTime: byClass(done.rows),
  };
}

const sumOf = (counts: readonly (string | number)[]): number =>
  counts.reduce<number>((sum, count) => sum + Number(count), 0);

const byClass = (rows: readonly Class[]): number[] =>
  Array.from({ length: CLASS_DAYS.length + 1 }, (_, index) =>
    Number(rows.find((row) => row.class === index)?.count ?? 0),
  );
