/** The proof walks one state for many. Whether those many are alike is held to random runs here, with real times and identities. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertAlike } from './alike.ts';
import { EVERYTHING } from './random-case.ts';
import { coreScope } from '../../prove/scopes.ts';

/** `abstraction.long.ts` has hundreds. */
const RUNS = { numRuns: 6, endOnFailure: true };
/** Each step tries every letter that there is, twice. */
const RUNS_WITH_EVERYTHING = { ...RUNS, numRuns: 3 };

describe('states with one key take the same events, and end in states with one key again', () => {
  it('in the core, with two partners', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 14, maxLength: 14 }), (picks) => assertAlike(coreScope(2), picks)),
      RUNS,
    );
  });

  it('with every gate at once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 14, maxLength: 14 }), (picks) => assertAlike(EVERYTHING, picks)),
      RUNS_WITH_EVERYTHING,
    );
  });

  it('and the comparison can fail: a representative that loses its timers is not alike', () => {
    expect(() => assertAlike(coreScope(1), [0, 1], (system) => ({ ...system, timers: {} }))).toThrow(/not alike/);
  });
});
