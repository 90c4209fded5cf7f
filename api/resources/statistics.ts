/** Statistics in which nobody can be found: small counts are hidden, and so is what would give them away. */
import { TALLIES, type Tally, type TallyName } from '../../ledger/tallies.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { InstantMs, Person } from '../../schemas/words.ts';
import { isoOf } from '../http/iso.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import type { AppPorts } from '../ports.ts';
import { SMALL_CELL, withoutSmallCells } from './small-cells.ts';

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
    tableOf(
      table,
      tallies.filter(({ tally }) => tally === table),
    ),
  );

function tableOf(table: TallyName, tallies: readonly Tally[]): StatisticsTable {
  const { cells, total } = withoutSmallCells(tallies.map(({ count }) => count));
  return { table, total, cells: tallies.map(({ key }, index) => ({ key, count: cells[index] ?? null })) };
}
