import { expect, test } from 'vitest';
import { advantageOf, type Sample } from './operator-classifier.ts';

/** Cases whose counts tell all, whose sizes tell half, and whose names and attributes tell nothing. */
const samples: Sample[] = Array.from({ length: 200 }, (_, index) => {
  // Neither of it goes in step with the folds.
  const isProtected = index % 2 === 0;
  const isTold = isProtected && index % 4 === 0;
  return {
    isProtected,
    surfaces: {
      names: { 'event 1': 1, update: 1 },
      attributes: index % 3 === 0 ? { 'CasegateAwaiting="person"': 1 } : { 'CasegateAwaiting="partner"': 1 },
      sizes: { large: isTold ? 1 : 0, small: 1 },
      counts: { events: isProtected ? 117 : 84 },
    },
  };
});

test('what tells all is told, what tells half is told by half, what tells nothing is chance', () => {
  expect(advantageOf(samples, 'counts')).toBe(1);
  expect(advantageOf(samples, 'sizes')).toBeGreaterThan(0.4);
  expect(advantageOf(samples, 'sizes')).toBeLessThan(0.6);
  for (const surface of ['names', 'attributes'] as const)
    expect(Math.abs(advantageOf(samples, surface)), surface).toBeLessThan(0.15);
});
