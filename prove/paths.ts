/** Shortest ways to states, as tests of the running service walk them. */
import { caseMachine } from '../machines/case.machine.ts';
import { consultationMachine } from '../machines/consultation.machine.ts';
import { deconflictionMachine } from '../machines/deconfliction.machine.ts';
import { ROOT, type System } from '../machines/system.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import type { Json } from '../schemas/words.ts';
import { Explorer, stateWords, type Step } from './explore.ts';
import type { Opening } from './moves.ts';
import { planOf, type Scope } from './scopes.ts';

export interface Path {
  readonly scope: Scope;
  readonly opening: Opening;
  readonly steps: readonly Step[];
  /** Where it ends: each actor with its state. */
  readonly configuration: string;
  /** The machines' states that it ends in. */
  readonly leaves: readonly string[];
}

interface StateNode {
  readonly id: string;
  readonly type: string;
  readonly states: { readonly [key: string]: StateNode };
  readonly always?: readonly { readonly guard?: unknown }[];
}

/** Every state that a machine can stand in: those without states of their own, but for those that it only passes through. */
export function leavesOf(machine: unknown): string[] {
  const collect = (node: StateNode): string[] => {
    const inner = Object.values(node.states);
    if (inner.length > 0) return inner.flatMap(collect);
    const isPassed = node.type === 'history' || node.always?.some(({ guard }) => guard === undefined) === true;
    return isPassed ? [] : [node.id];
  };
  return collect((machine as { readonly root: StateNode }).root);
}

export const ALL_LEAVES: readonly string[] = [caseMachine, consultationMachine, deconflictionMachine].flatMap(leavesOf);

/** The states that the actors of a system stand in, by the ids of their machines' states. */
export function leavesIn(system: System): string[] {
  const inside = (id: string, value: Json): string[] =>
    typeof value === 'string'
      ? [`${id}.${value}`]
      : Object.entries(value as object).flatMap(([key, one]) => inside(`${id}.${key}`, one as Json));
  return Object.entries(system.actors).flatMap(([key, { src, value }]) => inside(key === ROOT ? 'case' : src, value));
}

/**
 * The shortest path to every configuration of these runs.
 * @param isEnough asked with the machines' states that are reached so far
 */
export function pathsOf(
  scope: Scope,
  terms: PolicyTerms,
  isEnough: (reached: ReadonlySet<string>) => boolean = () => false,
): Path[] {
  const firstOf = new Map<string, { index: number; leaves: string[] }>();
  const reached = new Set<string>();
  const plan = planOf(scope, terms);
  const explorer = new Explorer({
    ...plan,
    isEnough: () => isEnough(reached),
    onState: ({ system }, index) => {
      const configuration = stateWords(system);
      if (firstOf.has(configuration)) return;
      const leaves = leavesIn(system);
      firstOf.set(configuration, { index, leaves });
      for (const leaf of leaves) reached.add(leaf);
    },
  });
  explorer.run();
  return [...firstOf].map(([configuration, { index, leaves }]) => {
    return { scope, ...explorer.walkTo(index), configuration, leaves };
  });
}

/** Few paths that end in, or pass through, every one of these states: the one that adds most comes first. */
export function coverOf(paths: readonly Path[], leaves: readonly string[]): Path[] {
  const open = new Set(leaves);
  const chosen: Path[] = [];
  const gain = (path: Path): number => path.leaves.filter((leaf) => open.has(leaf)).length;
  while (open.size > 0) {
    const best = paths.toSorted((one, other) => gain(other) - gain(one) || one.steps.length - other.steps.length)[0];
    if (best === undefined || gain(best) === 0) return chosen;
    chosen.push(best);
    for (const leaf of best.leaves) open.delete(leaf);
  }
  return chosen;
}
