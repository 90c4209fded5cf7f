/** The arithmetic of the measurements, apart from what measures, so that it can be tested without measuring. */

/** The middle value; of an even number the mean of the two in the middle. @throws RangeError for none */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The smallest of the values that at least `percent` of them do not exceed (nearest rank): one that was really measured.
 * @param percent above 0, at most 100 @throws RangeError for none, or another percentage
 */
export function percentile(values: readonly number[], percent: number): number {
  if (!(percent > 0 && percent <= 100)) throw new RangeError('a percentage is above 0 and at most 100');
  const sorted = ascending(values);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1]!;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** @throws RangeError for none */
export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/**
 * One against the other in each round: what slows the machine for a while slows both, so that their ratio stays.
 * @throws RangeError for none, or where one has more rounds than the other
 */
export function ratiosOf(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) throw new RangeError('each round measures both');
  return spreadOf(ours.map((value, round) => value / theirs[round]!));
}

export interface Goal {
  readonly is: 'atLeast' | 'atMost';
  readonly bound: number;
}
export type Verdict = 'pass' | 'falls short';

/** Judged as measured, not as rounded for print. NaN never passes. */
export function verdictOf(value: number, { is, bound }: Goal): Verdict {
  return (is === 'atLeast' ? value >= bound : value <= bound) ? 'pass' : 'falls short';
}

function ascending(values: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('nothing was measured');
  if (values.some((value) => !Number.isFinite(value))) throw new RangeError('what was measured is not a number');
  return [...values].sort((one, other) => one - other);
}
