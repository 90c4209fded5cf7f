import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, percentile, ratiosOf, spreadOf, verdictOf } from '../../bench/statistics.ts';

const measured = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 });

describe('the middle value', () => {
  it.each([
    [[7], 7],
    [[9, 1, 5], 5],
    [[10, 1, 2, 4], 3],
    // As numbers, not as texts: sorted as texts 10 would come before 9.
    [[9, 10, 11], 10],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('leaves what was measured as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it.each([[[]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY]]])('of %j there is none', (values) => {
    expect(() => median(values)).toThrow(RangeError);
  });
});

describe('a percentile, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it.each([
    [hundred, 99, 99],
    [hundred, 50, 50],
    [hundred, 100, 100],
    [hundred, 0.5, 1],
    [[15, 20, 35, 40, 50], 30, 20],
    [[15, 20, 35, 40, 50], 40, 20],
    [[8], 99, 8],
  ])('of %j at %d is %d', (values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });

  it('was measured, and at least so many of the values do not exceed it', () => {
    fc.assert(
      fc.property(measured, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, percent) => {
        const found = percentile(values, percent);
        expect(values).toContain(found);
        const notAbove = values.filter((value) => value <= found).length;
        const below = values.filter((value) => value < found).length;
        expect(notAbove).toBeGreaterThanOrEqual((percent / 100) * values.length);
        expect(below).toBeLessThan((percent / 100) * values.length);
      }),
    );
  });

  it.each([0, -1, 100.1, Number.NaN])('%d is no percentage', (percent) => {
    expect(() => percentile([1], percent)).toThrow(RangeError);
  });
});

describe('ratios', () => {
  it('are taken within a round, so that a slow round of both changes nothing', () => {
    expect(ratiosOf([8, 0.8, 80], [10, 1, 100])).toEqual({ median: 0.8, least: 0.8, most: 0.8 });
  });

  it('have the least and the most beside the median', () => {
    expect(spreadOf([3, 1, 2, 9])).toEqual({ median: 2.5, least: 1, most: 9 });
  });

  it('need each round of both', () => {
    expect(() => ratiosOf([1, 2], [1])).toThrow(RangeError);
  });
});

describe('a goal', () => {
  it.each([
    [0.8, 'atLeast', 0.8, 'pass'],
    [0.799_999, 'atLeast', 0.8, 'falls short'],
    [1.3, 'atMost', 1.3, 'pass'],
    [1.300_001, 'atMost', 1.3, 'falls short'],
    [Number.NaN, 'atMost', 1.3, 'falls short'],
    [Number.NaN, 'atLeast', 0.8, 'falls short'],
  ] as const)('%d, %s %d: %s', (value, is, bound, verdict) => {
    expect(verdictOf(value, { is, bound })).toBe(verdict);
  });
});
