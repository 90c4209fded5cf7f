/** Statistics in which nobody can be found: small counts are hidden, and so is what would give them away. */
import { TALLIES, type Tally, type TallyName } from '../../ledger/tallies.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { InstantMs, Person } from '../../schemas/words.ts';
import { isoOf } from '../http/iso.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import type { AppPorts } from '../ports.ts';

/** Counts below this are not shown: the threshold of federal health statistics. A product default. */
export const SMALL_CELL = 11;

export interface StatisticsTable {
  readonly table: TallyName;
  /** Null: withheld. */
  readonly total: number | null;
  readonly cells: readonly { readonly key: string; readonly count: number | null }[];
}

export async function readStatistics(ports: AppPorts, person: Person): Promise<Answer<'Statistics'>> {
  await refuseUnlessPermitted(ports, person, 'statistics.read');
  const before = statisticsBefore(ports.clock());
  const tables = statisticsOf(await ports.privacy.countEverything(before));
  return { before: isoOf(before), smallCell: SMALL_CELL, tables };
}

/**
 * The beginning of the present month in UTC: what changes from one day to the next is in no answer, since the difference of two answers
 * would be one case.
 */
export function statisticsBefore(now: InstantMs): InstantMs {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

export const statisticsOf = (tallies: readonly Tally[]): StatisticsTable[] =>
  TALLIES.map((table) =>
    withoutSmallCells(
      table,
      tallies.filter(({ tally }) => tally === table),
    ),
  );

/**
 * One hidden cell is the total less all others, and two that sum up to little are nearly as plain: then the next smallest is hidden as well.
 * Where all are, so is the total.
 */
function withoutSmallCells(table: TallyName, cells: readonly Tally[]): StatisticsTable {
  const ascending = [...cells].sort((one, other) => one.count - other.count);
  const sumOf = (some: readonly Tally[]): number => some.reduce((sum, { count }) => sum + count, 0);
  let hiddenCount = ascending.filter(({ count }) => count < SMALL_CELL).length;
  const isPlain = (): boolean => sumOf(ascending.slice(0, hiddenCount)) < SMALL_CELL;
  while (hiddenCount > 0 && hiddenCount < ascending.length && isPlain()) hiddenCount += 1;
  const hidden = new Set(ascending.slice(0, hiddenCount));
  const isTotalPlain = hiddenCount > 0 && isPlain();
  return {
    table,
    total: isTotalPlain ? null : sumOf(cells),
    cells: cells.map((cell) => ({ key: cell.key, count: hidden.has(cell) ? null : cell.count })),
  };
}
