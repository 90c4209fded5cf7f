import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SMALL_CELL, statisticsBefore, statisticsOf } from '../../api/resources/statistics.ts';

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
