/** `abstraction.test.ts` over so many runs that what is rare in one is met in some. */
import fc from 'fast-check';
import { it } from 'vitest';
import { coreScope } from '../../prove/scopes.ts';
import { assertAlike } from './alike.ts';
import { EVERYTHING } from './random-case.ts';

const RUNS = { numRuns: 300, endOnFailure: true };

it.for([coreScope(2), EVERYTHING])('states with one key are alike: $name', (scope) => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 14, maxLength: 14 }), (picks) => assertAlike(scope, picks)),
    RUNS,
  );
});
