/**
 * A case as one person sees it: what is required and missing, and what this person can do now and why not. Pure, from the same machines
 * and the same `may()` that decide.
 */
import type { Advice, InstantMs, Person } from '../schemas/words.ts';
import { actionsOf, type ActionView } from './case-actions.ts';
import { gatesOf, type GateView } from './case-gates.ts';
import { caseContextOf } from './case-program.ts';
import { hasEnded, rootStateOf, statementsOf } from './case-state.ts';
import type { RootState } from './case-words.ts';
import type { System } from './system.ts';

export interface CaseView {
  readonly state: RootState;
  /** The state in the user's words; two sentences where two things are awaited at once. */
  readonly statements: readonly string[];
  readonly ended: boolean;
  readonly factsDigest: string;
  readonly revision: number;
  readonly advice: null | {
    readonly advice: Advice;
    readonly conditions: readonly { readonly id: string; readonly acknowledged: boolean }[];
  };
  readonly clearance: null | { readonly at: InstantMs; readonly expiresAt: InstantMs };
  readonly gates: readonly GateView[];
  readonly actions: readonly ActionView[];
}

/** @param at the moment for which it is asked what the person can do, and what is overdue */
export function caseViewOf(system: System, person: Person, at: InstantMs): CaseView {
  const context = caseContextOf(system);
  const gates = gatesOf(system, person, at);
  const { advice, clearance } = context;
  return {
    state: rootStateOf(system),
    statements: statementsOf(system, person),
    ended: hasEnded(system),
    factsDigest: context.factsDigest,
    revision: context.revision,
    advice: advice && {
      advice: advice.advice,
      conditions: advice.conditions.map(({ id, acknowledgedBy }) => ({ id, acknowledged: acknowledgedBy !== null })),
    },
    clearance: clearance && { at: clearance.at, expiresAt: clearance.expiresAt },
    gates,
    actions: actionsOf(system, person, at, gates),
  };
}
