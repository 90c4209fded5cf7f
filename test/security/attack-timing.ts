/**
 * What the time of an answer tells: a case of another office against one that does not exist, over a real record, as somebody sees it who
 * sits beside the service and hears every answer at once. A figure, and no verdict: clocks of busy machines decide nothing.
 */
import { createApp } from '../../api/app.ts';
import { createLooks } from '../../api/access/looks.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
import { newCaseId } from '../../schemas/ids.ts';
import { createMemoryStack } from '../api/memory-stack.ts';
import { DrivenCase } from '../ledger/cases.ts';
import { RING, startStack } from '../ledger/stack.ts';

export interface Timing {
  readonly beatMs: number | null;
  /** Requests of each kind. */
  readonly requests: number;
  readonly medianMs: { readonly foreign: number; readonly unknown: number };
  /** How far the best threshold of time tells the two apart: 0 not at all, 1 always (the Kolmogorov–Smirnov distance). */
  readonly advantage: number;
}

/** With this many of each kind, equal distributions differ by about 0.08 in the mean. */
const REQUESTS = 250;
/** Connections and compiled code are warm after these. */
const WARM_UP = 30;

export async function timeRefusals(beats: readonly (number | null)[]): Promise<readonly Timing[]> {
  const stack = await startStack();
  try {
    const driven = new DrivenCase();
    for (const request of [driven.opening(), ...driven.consult()]) await stack.ledger.append(request);
    const { ports } = createMemoryStack();
    const real = {
      ...ports,
      ledger: stack.ledger,
      privacy: createPrivacyRecord(stack.db, RING),
      noteLook: createLooks(stack.ledger, ports.clock),
    };
    const timings: Timing[] = [];
    for (const beatMs of beats) {
      const app = createApp(beatMs === null ? real : { ...real, refusalBeatMs: beatMs });
      timings.push(await timed(app, driven.caseId, beatMs));
    }
    return timings;
  } finally {
    await stack.stop();
  }
}

async function timed(app: ReturnType<typeof createApp>, foreign: string, beatMs: number | null): Promise<Timing> {
  const times: { readonly foreign: number[]; readonly unknown: number[] } = { foreign: [], unknown: [] };
  for (let done = 0; done < REQUESTS + WARM_UP; done += 1)
    // In turns, so that whatever else the machine does meets both.
    for (const kind of ['foreign', 'unknown'] as const) {
      const id = kind === 'foreign' ? foreign : newCaseId();
      const before = performance.now();
      const response = await app.request(`/cases/${id}`, { headers: { 'casegate-as': 'supervisor-c' } });
      await response.arrayBuffer();
      if (response.status !== 404) throw new Error(`answered ${response.status}`);
      if (done >= WARM_UP) times[kind].push(performance.now() - before);
    }
  const medianMs = { foreign: medianOf(times.foreign), unknown: medianOf(times.unknown) };
  return { beatMs, requests: REQUESTS, medianMs, advantage: distanceOf(times.foreign, times.unknown) };
}

const medianOf = (times: readonly number[]): number => [...times].sort((one, other) => one - other)[times.length >> 1]!;

const shareUpTo = (times: readonly number[], limit: number): number =>
  times.filter((time) => time <= limit).length / times.length;

const distanceOf = (some: readonly number[], others: readonly number[]): number =>
  Math.max(...[...some, ...others].map((limit) => Math.abs(shareUpTo(some, limit) - shareUpTo(others, limit))));
