import type { CachedHeap } from './cached-heap.ts';
import { figure, spreadText, type Line } from './report.ts';
import { PROCESSES, type Round } from './round.ts';
import { median, percentile, ratiosOf, type Goal } from './statistics.ts';

export interface Rounds {
  readonly casegate: readonly Round[];
  readonly bare: readonly Round[];
}

/** Issue 4: what encryption, the record and the statecharts may cost. */
const GOALS = {
  casesPerSecond: { is: 'atLeast', bound: 0.8 },
  cpu: { is: 'atMost', bound: 1.3 },
  heapKilobytes: { is: 'atMost', bound: 250 },
  tail: { is: 'atMost', bound: 5 },
} as const satisfies Record<string, Goal>;

export function linesOf(
  rounds: Rounds,
  heap: { readonly casegate: CachedHeap; readonly bare: CachedHeap } | null,
): Line[] {
  const cpuOf = ({ cpuMsPerCase }: Round): number => PROCESSES.reduce((sum, name) => sum + cpuMsPerCase[name], 0);
  return [
    compared('cases/s', rounds, (round) => round.casesPerSecond, GOALS.casesPerSecond),
    compared('processor time, ms/case', rounds, cpuOf, GOALS.cpu),
    ...PROCESSES.map((name) => compared(`  ${name}`, rounds, (round) => round.cpuMsPerCase[name])),
    compared('history, events/case', rounds, ({ histories }) => median(histories.map(({ events }) => events))),
    compared('history, bytes/case', rounds, ({ histories }) => median(histories.map(({ bytes }) => bytes))),
    ...latencyLines('start → waiting', rounds, ({ histories }) =>
      histories.map(({ untilWaitingMs }) => untilWaitingMs),
    ),
    ...latencyLines('action → answered', rounds, ({ answeredMs }) => answeredMs),
    ...(heap === null ? [] : heapLines(heap)),
  ];
}

function compared(what: string, rounds: Rounds, of: (round: Round) => number, goal?: Goal): Line {
  const ours = rounds.casegate.map(of);
  const theirs = rounds.bare.map(of);
  const ratio = ratiosOf(ours, theirs);
  return {
    what,
    cells: [figure(median(ours)), figure(median(theirs)), spreadText(ratio)],
    ...(goal === undefined ? {} : { judged: { value: ratio.median, goal } }),
  };
}

/** The goal is about casegate's own tail: a slowest case that is many times the usual one is a case that a person waits for. */
function latencyLines(what: string, rounds: Rounds, of: (round: Round) => readonly number[]): Line[] {
  const tailOf = (round: Round): number => percentile(of(round), 99) / percentile(of(round), 50);
  const ours = median(rounds.casegate.map(tailOf));
  return [
    compared(`${what}, p50, ms`, rounds, (round) => percentile(of(round), 50)),
    compared(`${what}, p99, ms`, rounds, (round) => percentile(of(round), 99)),
    {
      what: `  p99 ÷ p50`,
      cells: [figure(ours), figure(median(rounds.bare.map(tailOf))), ''],
      judged: { value: ours, goal: GOALS.tail },
    },
  ];
}

function heapLines({ casegate, bare }: { readonly casegate: CachedHeap; readonly bare: CachedHeap }): Line[] {
  const line = (what: string, of: (heap: CachedHeap) => number): Line => ({
    what,
    cells: [figure(of(casegate) / 1000), figure(of(bare) / 1000), figure(of(casegate) / of(bare))],
  });
  return [
    {
      ...line('heap per cached workflow, kB', ({ heapBytes }) => heapBytes),
      judged: { value: casegate.heapBytes / 1000, goal: GOALS.heapKilobytes },
    },
    line('  resident memory, kB', ({ residentBytes }) => residentBytes),
  ];
}
