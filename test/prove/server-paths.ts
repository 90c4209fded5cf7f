/** Which paths the tests walk on the server: from the proof's runs, the shortest to each configuration. */
import { expect } from 'vitest';
import { Abstraction } from '../../prove/abstraction.ts';
import { FactsDomain } from '../../prove/facts-domain.ts';
import { ALL_LEAVES, coverOf, pathsOf, type Path } from '../../prove/paths.ts';
import { coreScope, GATE_SCOPES, planOf, type Scope } from '../../prove/scopes.ts';
import { ServedCase, type Server } from './on-server.ts';
import { ClockedCase, keyOf, TERMS } from './random-case.ts';

const gate = (name: string): Scope => GATE_SCOPES.find((scope) => scope.name.startsWith(name))!;
/** The core has most states; these have the others. */
const WITH: readonly Scope[] = [
  coreScope(1),
  gate('exigency, where a policy has it'),
  gate('prohibited sources'),
  gate('listed places'),
  gate('the task'),
];

/** Few paths that end in every state of every machine. Each run is walked only until it has nothing more to add. */
export function coveringPaths(): Path[] {
  const missing = new Set(ALL_LEAVES);
  return WITH.flatMap((scope) => {
    const own = LEAVES_OF.get(scope.name);
    const wanted = own ?? [...missing];
    const paths = pathsOf(scope, TERMS, (reached) => wanted.every((leaf) => reached.has(leaf)));
    const chosen = coverOf(paths, [...missing]);
    for (const { leaves } of chosen) for (const leaf of leaves) missing.delete(leaf);
    return chosen;
  });
}

/** What a gate adds to the core; the core has everything else. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  exigency: ['case.gating.consultation.deferred'],
  'prohibited sources': ['case.gating.counsel.heldForCounsel'],
  'listed places': ['case.awaitingStatement', 'case.reported'],
  'the task': ['consultation.open.suspendedUntil'],
};
const LEAVES_OF = new Map<string, readonly string[]>([
  [coreScope(1).name, ALL_LEAVES.filter((leaf) => !Object.values(ONLY).flat().includes(leaf))],
  ...WITH.slice(1).map(
    (scope) => [scope.name, Object.entries(ONLY).find(([name]) => scope.name.startsWith(name))![1]] as const,
  ),
]);

export const everyPath = (): Path[] => [coreScope(1), ...GATE_SCOPES].flatMap((scope) => pathsOf(scope, TERMS));

/** What a walk compares: the proof's own keys, for the facts that its runs tell apart. */
const abstractionOf = ({ scope }: Path): Abstraction => {
  const domain = new FactsDomain();
  return new Abstraction({ from: domain, to: domain, groups: new Set(scope.groups) });
};

/**
 * Whether real time can go a path. A new epoch is another execution: what it begins with is the API's to say, and tested there. And in the proof
 * a timer may fire at any time, so that it also walks where of two timers that are due at once one has fired and the other never does.
 */
export function isServable(path: Path): boolean {
  const abstraction = abstractionOf(path);
  const clocked = new ClockedCase(path.scope.groups, path.opening);
  return path.steps.every(({ move, next }) => {
    if (move.kind === 'reopening') return false;
    const there = keyOf(next, abstraction);
    const step = clocked.steps().find((one) => keyOf(one.next, abstraction) === there);
    if (step === undefined) return false;
    clocked.take(step);
    return keyOf(clocked.system, abstraction) === there;
  });
}

/**
 * Takes each step that the proof took, whichever partner it names: the proof walks one state for all that are alike.
 * The case is left as it is: on the time-skipping server the end of an execution from outside stops the clock for all others, for good.
 */
export async function expectWalk(server: Server, path: Path): Promise<void> {
  const abstraction = abstractionOf(path);
  const served = new ServedCase(server, path.scope.groups);
  await served.open(path.opening);
  for (const { move, next } of path.steps) {
    const there = keyOf(next, abstraction);
    const step = (await served.steps()).find((one) => keyOf(one.next, abstraction) === there);
    if (step === undefined) throw new Error(`nothing here leads where the proof got with: ${move.label}`);
    await served.take(step);
    expect(keyOf(served.system, abstraction), move.label).toBe(there);
  }
}

/** Steps at random, of all that the pure system takes: the server takes each, and both stand in the same state after it. */
export async function expectRandomRun(server: Server, scope: Scope, picks: readonly number[]): Promise<number> {
  const { openings } = planOf(scope, TERMS);
  const served = new ServedCase(server, scope.groups);
  await served.open(openings[picks[0]! % openings.length]!);
  let taken = 0;
  for (const pick of picks) {
    // Withdrawals end a run early, and most of what is to be seen comes later.
    const steps = (await served.steps()).filter(({ move }) => !move.label.startsWith('case.withdrawn'));
    if (steps.length === 0) return taken;
    if (await served.take(steps[pick % steps.length]!)) taken += 1;
  }
  return taken;
}
