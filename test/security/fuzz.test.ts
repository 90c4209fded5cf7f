import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

/** Another one at each run; a failure names it. */
const SEED = Date.now() % 2 ** 31;

test(`random requests are answered with less than 500, and nothing is thrown (seed ${SEED})`, async () => {
  const { failures, statuses, requests } = await fuzz(SEED, 500);
  expect(failures).toEqual([]);
  expect(requests).toBe(500);
  // Not all alike: some get through, most are refused for different reasons.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 401, 404, 422]));
}, 120_000);
