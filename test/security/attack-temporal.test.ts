import { expect, test } from 'vitest';
import { attackTemporal } from './attack-temporal.ts';

/** For what hangs: a case is started for each of the tries, on two shared cores. */
const TEST_TIMEOUT_MS = 400_000;

test(
  'who reaches Temporal without a key can neither read a case nor move it, and the case goes on',
  async () => {
    const verdicts = await attackTemporal();
    expect(verdicts.length).toBeGreaterThan(10);
    expect(verdicts.flatMap(({ name, wrong }) => wrong.map((what) => `${name}: ${what}`))).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);
