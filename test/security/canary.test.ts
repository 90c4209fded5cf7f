import { expect, test } from 'vitest';
import { keptTexts, leaksOf, runCanary } from './canary.ts';

/** For what hangs: each run starts the whole product, on two shared cores. */
const TEST_TIMEOUT_MS = 600_000;

test(
  'no protected text is found anywhere, though every verb was sent and everybody asked for everything',
  async () => {
    const report = await runCanary(2, true);
    expect([...leaksOf(report)].map((start) => report.canaries.planted.get(start))).toEqual([]);
    expect(report.notSent).toEqual([]);
    // Had nothing been planted, or nothing been searched, nothing would have been found.
    expect(report.readRightly).toBeGreaterThan(20);
    expect(report.places.filter(({ bytes }) => bytes === 0)).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);

test(
  'in a copy without encryption the same search finds every text that is kept',
  async () => {
    const report = await runCanary(1, false);
    const leaks = leaksOf(report);
    const kept = keptTexts(report);
    expect(kept.filter((start) => !leaks.has(start)).map((start) => report.canaries.planted.get(start))).toEqual([]);
    expect(kept.length).toBeGreaterThan(5);
  },
  TEST_TIMEOUT_MS,
);
