import { expect, test } from 'vitest';
import { attackAll } from './attack.ts';

/** For what hangs: keys are made and a case is opened for each of the tries. */
const TEST_TIMEOUT_MS = 300_000;

test(
  'every try is refused, on record where it has to be, tells nothing and changes nothing',
  async () => {
    const verdicts = await attackAll();
    expect(verdicts.length).toBeGreaterThanOrEqual(60);
    expect(new Set(verdicts.map(({ group, name }) => `${group}: ${name}`)).size).toBe(verdicts.length);
    const wrong = verdicts.filter((one) => one.wrong.length > 0);
    expect(wrong.map(({ group, name, wrong: what }) => `${group}: ${name}: ${what.join('; ')}`)).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);
