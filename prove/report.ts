/** What the proof prints: what was walked, what was judged, and for what does not hold the shortest way there as a story. */
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { allMutants, doAll } from './crew.ts';
import type { Exploration, Violation } from './explore.ts';
import { EDGE_INVARIANTS } from './edge-invariants.ts';
import { REACHABILITY_INVARIANT } from './invariants.ts';
import { STATE_INVARIANTS } from './state-invariants.ts';
import type { Verdict } from './mutants.ts';
import type { Scope } from './scopes.ts';

type Print = (line: string) => void;

/** Every invariant by its name, each once. */
export const INVARIANT_NAMES: readonly string[] = [
  ...new Set([...STATE_INVARIANTS, ...EDGE_INVARIANTS, REACHABILITY_INVARIANT].map(({ name }) => name)),
].sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));

/** @returns whether everything holds */
export async function proofReport(scopes: readonly Scope[], terms: PolicyTerms, print: Print): Promise<boolean> {
  const startedAt = performance.now();
  const violations: Violation[] = [];
  let states = 0;
  let transitions = 0;
  print(`policy ${terms.version}, digest ${terms.digest.slice(0, 12)}…\n`);
  await doAll(
    scopes.map((scope) => ({ kind: 'scope', scope })),
    terms,
    (done) => {
      if (done.kind !== 'scope') return;
      const { scope, exploration } = done;
      print(lineOf(scope, exploration));
      states += exploration.states;
      transitions += exploration.transitions;
      for (const violation of exploration.violations) print(storyOf(violation));
      violations.push(...exploration.violations);
    },
  );
  print(`\n${states} states, ${transitions} transitions, ${seconds(performance.now() - startedAt)}`);
  for (const name of INVARIANT_NAMES) {
    const failed = violations.filter(({ invariant }) => invariant === name).length;
    print(`  ${name.padEnd(4)} ${failed === 0 ? `holds in ${states} states` : `${failed} violations`}`);
  }
  print(`${violations.length} violations`);
  return violations.length === 0;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function lineOf({ name }: Scope, { states, transitions, elapsedMs, byRoot }: Exploration): string {
  const roots = [...byRoot].map(([root, count]) => `${root} ${count}`).join(', ');
  return `${name}: ${states} states, ${transitions} transitions, ${seconds(elapsedMs)}\n    ${roots}`;
}

export function storyOf({ invariant, words, story }: Violation): string {
  const lines = story.map((line, index) => `      ${index + 1}. ${line}`);
  return `  ✗ ${invariant}: ${words}\n${lines.join('\n')}`;
}

/** @returns whether every mutant is killed or shown redundant */
export async function mutantReport(terms: PolicyTerms, print: Print): Promise<boolean> {
  const jobs = allMutants().map((_, index) => ({ kind: 'mutant', index }) as const);
  const verdicts: Verdict[] = [];
  await doAll(jobs, terms, (done) => {
    if (done.kind !== 'mutant') return;
    print(verdictLine(done.verdict));
    verdicts.push(done.verdict);
  });
  const good = verdicts.filter(({ verdict }) => verdict !== 'survived').length;
  const redundant = verdicts.filter(({ verdict }) => verdict === 'redundant').length;
  print(`\n${redundant} redundant: without it the same graph is walked, so that it is never the one that refuses`);
  print(`${good} of ${verdicts.length} mutants killed or shown redundant`);
  return good === verdicts.length;
}

function verdictLine({ mutant, verdict, by }: Verdict): string {
  const why = by === null ? '' : ` by ${by.invariant} in ${by.story.length} steps`;
  return `${verdict.padEnd(9)} ${mutant}${why}`;
}
