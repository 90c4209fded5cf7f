import { expect } from 'vitest';
import type { System } from '../../machines/system.ts';
import { Abstraction } from '../../prove/abstraction.ts';
import { FactsDomain } from '../../prove/facts-domain.ts';
import type { Scope } from '../../prove/scopes.ts';
import { isNotice, keyOf, outcomesOf, RandomCase, stepsOf } from './random-case.ts';

/**
 * Along one random run: the running case and its representative take the same events, and each pair of successors has one key.
 * @param broken changes the representative, to see the comparison fail
 * @throws AssertionError with the run so far
 */
export function assertAlike(
  scope: Scope,
  picks: readonly number[],
  broken: (system: System) => System = (system) => system,
): void {
  const domain = new FactsDomain();
  const abstraction = new Abstraction({ from: domain, to: domain, groups: new Set(scope.groups) });
  const run = new RandomCase(scope, picks[0] ?? 0);
  const told = [run.opening.words];
  for (const pick of picks) {
    const steps = run.steps();
    const representative = broken(abstraction.representativeOf(run.system));
    const own = outcomesOf(steps, abstraction);
    const theirs = outcomesOf(
      stepsOf(representative, { ...run.setting, fresh: 'fresh', newActivation: 'another' }),
      abstraction,
    );
    expect([...own].sort(), `not alike after: ${told.join(', ')}`).toEqual([...theirs].sort());
    const key = keyOf(run.system, abstraction);
    for (const { move, next } of steps) if (isNotice(move)) expect(keyOf(next, abstraction), move.label).toBe(key);
    if (steps.length === 0) return;
    // Withdrawals end a run early, and most of what is to be seen comes later.
    const going = steps.filter(({ move }) => !move.label.startsWith('case.withdrawn'));
    const chosen = (going.length > 0 ? going : steps)[pick % Math.max(going.length, 1)]!;
    told.push(chosen.move.label);
    run.take(chosen);
  }
}
