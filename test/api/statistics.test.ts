import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SMALL_CELL, withoutSmallCells, withoutSmallClasses } from '../../api/resources/small-cells.ts';
import { statisticsBefore, statisticsOf } from '../../api/resources/statistics.ts';

const tableOf = (counts: readonly number[]) => {
  const tallies = counts.map((count, index) => ({ tally: 'casesByOffice' as const, key: `O${index}`, count }));
  return statisticsOf(tallies).find(({ table }) => table === 'casesByOffice')!;
};
const shown = (counts: readonly number[]) => tableOf(counts).cells.map(({ count }) => count);

test('a large count is shown, a small one is not, and neither is the one that would give it away', () => {
  expect(shown([20, 30])).toEqual([20, 30]);
  expect(tableOf([20, 30]).total).toBe(50);
  expect(shown([3, 20, 30])).toEqual([null, null, 30]);
  // Two that sum up to little would be nearly plain.
  expect(shown([1, 1, 12, 40])).toEqual([null, null, null, 40]);
  expect(shown([4, 9, 40])).toEqual([null, null, 40]);
});

test('where everything is small, so is what the total would tell', () => {
  expect(tableOf([10])).toMatchObject({ total: null, cells: [{ count: null }] });
  expect(tableOf([1, 2]).total).toBeNull();
  expect(tableOf([]).total).toBe(0);
});

test('whatever is shown, what is withheld cannot be computed: at least two cells, and together not small', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }), (counts) => {
      const { total, cells } = tableOf(counts);
      expect(cells.filter(({ count }) => count !== null && count < SMALL_CELL)).toEqual([]);
      const hidden = cells.filter(({ count }) => count === null).length;
      if (hidden === 0 || total === null) return;
      const rest = total - cells.reduce((sum, { count }) => sum + (count ?? 0), 0);
      expect(hidden).toBeGreaterThan(1);
      expect(rest).toBeGreaterThanOrEqual(SMALL_CELL);
    }),
  );
});

test('they end with the last month', () => {
  expect(new Date(statisticsBefore(Date.UTC(2026, 10, 24, 23, 59))).toISOString()).toBe('2026-11-01T00:00:00.000Z');
});

describe('offices by classes', () => {
  const shownBy = (counts: readonly (readonly number[])[]) => {
    const totals = withoutSmallCells(counts.map((row) => row.reduce((sum, count) => sum + count, 0)));
    return { totals, ...withoutSmallClasses(counts, totals) };
  };

  test('large counts are shown, by office and for all', () => {
    const { offices, all } = shownBy([
      [20, 30],
      [40, 50],
    ]);
    expect({ offices, all }).toEqual({
      offices: [
        [20, 30],
        [40, 50],
      ],
      all: [60, 80],
    });
  });

  test('what is small is withheld, and so is what would give it away in its office, and in its class', () => {
    const { totals, offices, all } = shownBy([
      [3, 20, 30],
      [40, 50, 60],
      [70, 80, 90],
    ]);
    expect(totals).toEqual({ cells: [53, 150, 240], total: 443 });
    expect(offices).toEqual([
      [null, null, 30],
      [null, null, 60],
      [70, 80, 90],
    ]);
    expect(all).toEqual([113, 150, 180]);
  });

  test('an office whose total is withheld has no class that is shown', () => {
    const { totals, offices, all } = shownBy([
      [5, 0],
      [12, 20],
      [50, 60],
    ]);
    expect(totals).toEqual({ cells: [null, null, 110], total: 147 });
    expect(offices).toEqual([
      [null, null],
      [null, null],
      [50, 60],
    ]);
    expect(all).toEqual([67, 80]);
    // Also one that is large, and whose total went with that of a small office.
    const beside = shownBy([
      [5, 0],
      [12, 40],
      [30, 25],
    ]);
    expect(beside.totals.cells).toEqual([null, null, 55]);
    expect(beside.offices[1]).toEqual([null, null]);
  });

  test('whatever is shown, no withheld count follows from the line that it stands in', () => {
    const row = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (counts) => {
        const { totals, offices, all } = shownBy(counts);
        const lines = [
          [totals.cells, totals.total],
          ...offices.map((cells, office) => [cells, totals.cells[office]] as const),
          [all, totals.total],
          ...all.map((total, column) => [offices.map((cells) => cells[column]!), total] as const),
        ] as const;
        for (const [cells, total] of lines) {
          expect(cells.filter((count) => count !== null && count < SMALL_CELL)).toEqual([]);
          const hidden = cells.filter((count) => count === null).length;
          if (hidden === 0 || total === null || total === undefined) continue;
          expect(hidden).toBeGreaterThan(1);
          expect(total - cells.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBeGreaterThanOrEqual(
            SMALL_CELL,
          );
        }
      }),
    );
  });
});
