/** `npm run fuzz [-- --seed N --requests 20000]`. Ends with 0 where nothing was answered with 5xx, nothing was thrown, and memory is flat. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

/** The last tenth of the run against the second: what is kept for good would grow with every request. */
const GROWTH_MAX = 1.1;

const { values } = parseArgs({ options: { seed: { type: 'string' }, requests: { type: 'string', default: '20000' } } });
const seed = Number(values.seed ?? randomInt(2 ** 31));
console.log(`seed ${seed}`);
const { requests, statuses, failures, heapBytes } = await fuzz(seed, Number(values.requests));
for (const failure of failures) console.log(`  FAILED: ${failure}`);
const shown = [...statuses].toSorted(([one], [other]) => one - other).map(([status, times]) => `${status}: ${times}`);
console.log(`${requests} requests; ${shown.join(', ')}`);
console.log(`${failures.length} answered with 5xx, thrown or unhandled`);
const growth = growthOf(heapBytes);
console.log(
  `heap, last tenth against the second: ${growth === null ? 'not measured (node --expose-gc)' : growth.toFixed(3)}`,
);
process.exitCode = failures.length === 0 && (growth ?? 0) <= GROWTH_MAX ? 0 : 1;

function growthOf(bytes: readonly number[]): number | null {
  const tenth = Math.floor(bytes.length / 10);
  if (tenth === 0) return null;
  const mean = (part: readonly number[]): number => part.reduce((sum, one) => sum + one, 0) / part.length;
  return mean(bytes.slice(-tenth)) / mean(bytes.slice(tenth, 2 * tenth));
}
