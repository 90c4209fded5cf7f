/** The proof with one partner, and that it can fail. With three, and with every gate, it is `npm run prove`. */
import { describe, expect, it } from 'vitest';
import { caseMachine } from '../../machines/case.machine.ts';
import { consultationMachine } from '../../machines/consultation.machine.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { deconflictionMachine } from '../../machines/deconfliction.machine.ts';
import { ROOT, start } from '../../machines/system.ts';
import { transit } from '../../machines/transit.ts';
import type { Json } from '../../schemas/words.ts';
import { Explorer, memoised } from '../../prove/explore.ts';
import { CASE_GUARDS, CONSULTATION_GUARDS, guardMutants, judge, Originals } from '../../prove/mutants.ts';
import { coreScope, planOf } from '../../prove/scopes.ts';
import { EVERYTHING, RandomCase, TERMS } from './random-case.ts';

Error.stackTraceLimit = 0;
/** For what hangs: on a machine that does ten other things it takes a minute. */
const LIMIT_MS = 600_000;
const originals = new Originals(TERMS);

it(
  'the core with one partner: every reachable state, and no violation',
  () => {
    const { states, complete, violations, byRoot } = originals.of(coreScope(1));
    expect(violations).toEqual([]);
    expect(complete).toBe(true);
    expect(states).toBeGreaterThan(500);
    expect([...byRoot.keys()].sort()).toEqual(
      [
        'gating',
        'awaitingReview',
        'cleared',
        'lapsed',
        'blocked',
        'escalated',
        'closed',
        'declined',
        'withdrawn',
        'expired',
      ].sort(),
    );
  },
  LIMIT_MS,
);

describe('the proof can fail', () => {
  const verdictOf = (name: string) =>
    judge(
      guardMutants().find((mutant) => mutant.name === name)!,
      TERMS,
      originals,
    );

  it.each([
    'case guard consulted: always',
    'case guard allPartnersSettled: always',
    'case guard namesCurrentFacts: always',
    'case guard keepsStatuses: always',
  ])('%s', (name) => {
    const { verdict, by } = verdictOf(name);
    expect(verdict).toBe('killed');
    // One line where the very opening is wrong already.
    expect(by!.story).not.toEqual([]);
  });
});

it('I6: a case that nothing leads out of is found, however much may still happen in it', () => {
  const stuck = { ...caseProgram, root: caseMachine.provide({ guards: { isUnheld: () => false } }) as never };
  const { violations } = new Explorer(planOf(coreScope(1), TERMS, stuck)).run();
  expect(violations.map(({ invariant }) => invariant)).toContain('I6');
});

describe('nothing is left out', () => {
  const guardsOf = (machine: unknown): string[] =>
    Object.keys((machine as { readonly implementations: { readonly guards: object } }).implementations.guards).sort();

  it('every guard of every machine has its mutant', () => {
    expect(Object.keys(CASE_GUARDS).sort()).toEqual(guardsOf(caseMachine));
    expect(Object.keys(CONSULTATION_GUARDS).sort()).toEqual(guardsOf(consultationMachine));
    expect(guardsOf(deconflictionMachine)).toEqual([]);
  });
});

it("the proof's own way through a transition says what the program's says", () => {
  const quick = memoised();
  const run = new RandomCase(EVERYTHING, 1);
  const [system] = start(caseProgram, run.opening.input as unknown as Json, run.opening.input.at);
  const root = system.actors[ROOT]!;
  for (const { move } of run.steps()) {
    if (move.kind !== 'event' || move.to !== ROOT) continue;
    const event = { ...move.event, at: run.setting.at };
    expect(quick(caseMachine, root, event)).toEqual(transit(caseMachine, root, event));
    expect(quick.can!(caseMachine, root, event)).toBe(true);
  }
});
