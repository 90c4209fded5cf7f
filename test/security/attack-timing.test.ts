import { expect, test } from 'vitest';
import { REFUSAL_BEAT_MS } from '../../api/http/even-refusals.ts';
import { ADDRESSES, timeRefusals } from './attack-timing.ts';

/** Enough for a median; what time tells is for `npm run attack` to say. */
const OFTEN = { requests: 5, warmUp: 2 };
/** A timer may be a little early. */
const EARLY_MS = 1;

test('"not found" leaves on the beat, for what is none of one’s business and for what is not there, of the API and on pages', async () => {
  const timings = await timeRefusals([REFUSAL_BEAT_MS], OFTEN);
  expect(timings.map(({ asked }) => asked)).toEqual(ADDRESSES.map(({ method, path }) => `${method} ${path}`));
  expect(timings.filter(({ asked }) => asked.includes('/web/')).length).toBeGreaterThanOrEqual(4);
  for (const { asked, medianMs } of timings)
    expect([asked, Math.min(medianMs.foreign, medianMs.unknown) >= REFUSAL_BEAT_MS - EARLY_MS]).toEqual([asked, true]);
}, 120_000);
