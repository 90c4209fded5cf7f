/** How an office's work stands: how long what is open has been open, and how long what is done took. Of work, never of people. */
import { sql, type RawBuilder } from 'kysely';
import type { InstantMs, PersonId } from '../schemas/words.ts';
import { concerning } from './assignments.ts';
import type { Database } from './database.ts';

const DAY_MS = 86_400_000;
/** Upper ends of the classes of time; the last one is open. */
export const CLASS_DAYS = [1, 3, 7, 14] as const;
const BOUNDS = sql.raw(`array[${CLASS_DAYS.map((days) => days * DAY_MS).join(', ')}]::bigint[]`);

export const SUBJECTS = ['consultations', 'requests', 'cases'] as const;
export type Subject = (typeof SUBJECTS)[number];
/**
 * What is counted of a subject. `openByAge`, `doneByTime`: by index of the class of time. `openByDue`: `overdue` or `inTime`. `openByKind`: of a
 * request the class of partner, which is the same for every case; of a case its state.
 */
export type Measure = 'openByAge' | 'openByDue' | 'openByKind' | 'doneByTime';

export interface FigureCell {
  readonly subject: Subject;
  readonly measure: Measure;
  readonly office: string;
  readonly key: string;
  readonly count: number;
}

/** How long it took, of what was done. */
export interface CycleTime {
  readonly subject: Subject;
  /** Null: of all offices. */
  readonly office: string | null;
  readonly medianMs: number;
  readonly ninetiethMs: number;
}

export interface Figures {
  /** Those that are not zero. */
  readonly cells: readonly FigureCell[];
  readonly times: readonly CycleTime[];
}

export interface FiguresOf {
  /** Only of cases that one of these people is on; null for all. */
  readonly onThem: readonly PersonId[] | null;
  /** Null for every office. */
  readonly office: string | null;
  /** As it stands at this moment. */
  readonly at: InstantMs;
  /** What was done from this moment on, and before the other. */
  readonly since: InstantMs;
  /** Whether the moment lies in the past: what has happened since is taken back, as far as the rows tell. */
  readonly isPast: boolean;
}

/** State of a case whose last input came after the moment in question: where it stood then is in its entries alone. */
export const MOVED_ON = 'movedOn';

interface Expressions {
  readonly table: string;
  readonly openedAt: string;
  readonly isOpen: (at: InstantMs) => RawBuilder<unknown>;
  /** The same for a moment that has passed. */
  readonly wasOpen: (at: InstantMs) => RawBuilder<unknown>;
  readonly isOverdue: (of: FiguresOf) => RawBuilder<unknown>;
  readonly kind: (of: FiguresOf) => RawBuilder<unknown>;
  readonly done: { readonly condition: string; readonly at: string } | null;
}

/** The flag follows the timers, which stand still while information is awaited; of the past there is the deadline alone. */
const overdue = ({ at, isPast }: FiguresOf) => (isPast ? sql`due_at < ${at}` : sql`overdue`);

const EXPRESSIONS: { readonly [subject in Subject]: Expressions } = {
  consultations: {
    table: 'tasks',
    openedAt: 'opened_at',
    isOpen: () => sql`ended_at is null`,
    wasOpen: (at) => sql`opened_at < ${at} and (ended_at is null or ended_at >= ${at})`,
    isOverdue: overdue,
    kind: () => sql`null`,
    done: { condition: `state = 'completed'`, at: 'ended_at' },
  },
  requests: {
    table: 'requests',
    openedAt: 'asked_at',
    isOpen: () => sql`state = 'asked' and ended_at is null`,
    wasOpen: (at) => sql`asked_at < ${at} and state <> 'excused'
      and ((state = 'asked' and ended_at is null) or coalesce(answered_at, ended_at) >= ${at})`,
    isOverdue: overdue,
    kind: () => sql`partner_class`,
    done: { condition: 'answered_at is not null', at: 'answered_at' },
  },
  cases: {
    table: 'cases',
    openedAt: 'opened_at',
    isOpen: () => sql`ended_at is null`,
    wasOpen: (at) => sql`opened_at < ${at} and (ended_at is null or ended_at >= ${at})`,
    isOverdue: () => sql`false`,
    kind: ({ at, isPast }) => (isPast ? sql`case when updated_at < ${at} then state else ${MOVED_ON} end` : sql`state`),
    done: null,
  },
};

export async function workFigures(db: Database, of: FiguresOf): Promise<Figures> {
  const cells: FigureCell[] = [];
  const times: CycleTime[] = [];
  for (const subject of SUBJECTS) {
    cells.push(...(await openCells(db, subject, of)));
    cells.push(...(await doneCells(db, subject, of)));
    times.push(...(await cycleTimes(db, subject, of)));
  }
  return { cells, times };
}

function within({ onThem, office }: FiguresOf): RawBuilder<unknown> {
  const theirs = onThem === null ? sql`true` : concerning(onThem);
  return office === null ? sql`office is not null and ${theirs}` : sql`office = ${office} and ${theirs}`;
}

interface OpenRow {
  readonly office: string;
  readonly class: number | null;
  readonly overdue: boolean;
  readonly kind: string | null;
  readonly count: string | number;
}

async function openCells(db: Database, subject: Subject, of: FiguresOf): Promise<FigureCell[]> {
  const { table, openedAt, isOpen, wasOpen, isOverdue, kind } = EXPRESSIONS[subject];
  const { rows } = await sql<OpenRow>`
    select office, width_bucket(${of.at} - ${sql.raw(openedAt)}, ${BOUNDS}) as class, ${isOverdue(of)} as overdue,
      ${kind(of)} as kind, count(*) as count
    from ${sql.raw(table)} where ${within(of)} and ${of.isPast ? wasOpen(of.at) : isOpen(of.at)}
    group by 1, 2, 3, 4`.execute(db);
  return summed(
    rows.flatMap(({ office, class: index, overdue: isLate, kind: code, count }) => {
      const cell = { subject, office, count: Number(count) };
      return [
        // A request that an older version kept has no time of its asking.
        { ...cell, measure: 'openByAge' as const, key: String(index ?? CLASS_DAYS.length) },
        ...(subject === 'cases'
          ? []
          : [{ ...cell, measure: 'openByDue' as const, key: isLate ? 'overdue' : 'inTime' }]),
        ...(code === null ? [] : [{ ...cell, measure: 'openByKind' as const, key: code }]),
      ];
    }),
  );
}

function summed(cells: readonly FigureCell[]): FigureCell[] {
  const sums = new Map<string, FigureCell>();
  for (const cell of cells) {
    const { subject, measure, office, key, count } = cell;
    const name = JSON.stringify([subject, measure, office, key]);
    sums.set(name, { ...cell, count: (sums.get(name)?.count ?? 0) + count });
  }
  return [...sums.values()];
}

async function doneCells(db: Database, subject: Subject, of: FiguresOf): Promise<FigureCell[]> {
  const { table, openedAt, done } = EXPRESSIONS[subject];
  if (done === null) return [];
  const { rows } = await sql<Pick<OpenRow, 'office' | 'class' | 'count'>>`
    select office, width_bucket(${sql.raw(done.at)} - ${sql.raw(openedAt)}, ${BOUNDS}) as class, count(*) as count
    from ${sql.raw(table)} where ${doneIn(of, done)} group by 1, 2`.execute(db);
  return rows.map(({ office, class: index, count }) => ({
    subject,
    measure: 'doneByTime',
    office,
    key: String(index ?? CLASS_DAYS.length),
    count: Number(count),
  }));
}

async function cycleTimes(db: Database, subject: Subject, of: FiguresOf): Promise<CycleTime[]> {
  const { table, openedAt, done } = EXPRESSIONS[subject];
  if (done === null) return [];
  const took = sql.raw(`${done.at} - ${openedAt}`);
  const { rows } = await sql<{ office: string | null; median: number | null; ninetieth: number | null }>`
    select office, percentile_cont(0.5) within group (order by ${took}) as median,
      percentile_cont(0.9) within group (order by ${took}) as ninetieth
    from ${sql.raw(table)} where ${doneIn(of, done)} group by grouping sets ((office), ())`.execute(db);
  return rows.flatMap(({ office, median, ninetieth }) =>
    median === null ? [] : [{ subject, office, medianMs: median, ninetiethMs: ninetieth ?? median }],
  );
}

const doneIn = (of: FiguresOf, done: NonNullable<Expressions['done']>): RawBuilder<unknown> =>
  sql`${within(of)} and ${sql.raw(done.condition)} and ${sql.raw(done.at)} >= ${of.since}
    and ${of.isPast ? sql`${sql.raw(done.at)} < ${of.at}` : sql`true`}`;
