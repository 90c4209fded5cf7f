/**
 * What the time of an answer tells: a case of another office, its task and a request of it, against those that do not exist, over a real record,
 * as somebody sees it who sits beside the service and hears every answer at once; of the API and of pages. A figure, and no verdict: clocks of
 * busy machines decide nothing.
 */
import { createApp } from '../../api/app.ts';
import { createLooks } from '../../api/access/looks.ts';
import type { AppPorts } from '../../api/ports.ts';
import type { Identity } from '../../api/sign-in/sign-in.ts';
import { embeddedPersonOf } from '../../api/sign-in/staff-directory.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
import { createMemoryStack } from '../api/memory-stack.ts';
import { DrivenCase, newCaseId } from '../ledger/cases.ts';
import { RING, startStack, type Stack } from '../ledger/stack.ts';
import { ISSUER, memorySessions, ORIGIN } from '../web/visitor.ts';

export interface Timing {
  /** What was asked for, `ID` in place of what differs. */
  readonly asked: string;
  readonly beatMs: number | null;
  /** Requests of each kind. */
  readonly requests: number;
  readonly medianMs: { readonly foreign: number; readonly unknown: number };
  /** How far the best threshold of time tells the two apart: 0 not at all, 1 always (the Kolmogorov–Smirnov distance). */
  readonly advantage: number;
}

interface Address {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly of: 'case' | 'task' | 'request';
}

export const ADDRESSES: readonly Address[] = [
  { method: 'GET', path: '/cases/ID', of: 'case' },
  { method: 'POST', path: '/cases/ID/events', of: 'case' },
  { method: 'GET', path: '/web/cases/ID', of: 'case' },
  { method: 'GET', path: '/web/cases/ID/do/case.withdrawn', of: 'case' },
  { method: 'GET', path: '/web/tasks/ID', of: 'task' },
  { method: 'GET', path: '/web/requests/ID', of: 'request' },
];

/** Sees neither the case nor anything of it. */
const STRANGER = 'supervisor-c';
interface Often {
  readonly requests: number;
  /** Connections and compiled code are warm after these. */
  readonly warmUp: number;
}

/** With this many of each kind, equal distributions differ by about 0.08 in the mean. */
const OFTEN: Often = { requests: 250, warmUp: 30 };

export async function timeRefusals(
  beats: readonly (number | null)[],
  often: Often = OFTEN,
): Promise<readonly Timing[]> {
  const stack = await startStack();
  try {
    const foreign = await openedIn(stack);
    const { ports, cookie } = await portsOver(stack);
    const timings: Timing[] = [];
    for (const address of ADDRESSES)
      for (const beatMs of beats) {
        const app = createApp(beatMs === null ? ports : { ...ports, refusalBeatMs: beatMs });
        const ask = async (id: string): Promise<number> => askFor(app, address, { id, cookie });
        const measured = await timed(ask, foreign[address.of], often);
        timings.push({ asked: `${address.method} ${address.path}`, beatMs, requests: often.requests, ...measured });
      }
    return timings;
  } finally {
    await stack.stop();
  }
}

/** A case with its consultation and its requests. */
async function openedIn({ ledger, db }: Stack): Promise<{ readonly [of in Address['of']]: string }> {
  const driven = new DrivenCase();
  for (const request of [driven.opening(), ...driven.consult()]) await ledger.append(request);
  const { taskId } = await db.selectFrom('tasks').select('taskId').executeTakeFirstOrThrow();
  const { reference } = await db.selectFrom('requests').select('reference').executeTakeFirstOrThrow();
  return { case: driven.caseId, task: taskId, request: reference };
}

async function portsOver(stack: Stack): Promise<{ readonly ports: AppPorts; readonly cookie: string }> {
  const { ports } = createMemoryStack();
  const sessions = memorySessions(new Map<string, Identity>());
  const unused = (): never => {
    throw new Error('not in this test');
  };
  const secret = await sessions.open({ issuer: ISSUER, subject: STRANGER }, ports.clock());
  return {
    ports: {
      ...ports,
      ledger: stack.ledger,
      privacy: createPrivacyRecord(stack.db, RING),
      noteLook: createLooks(stack.ledger, ports.clock),
      signIn: {
        publicUrl: new URL(ORIGIN),
        provider: { begin: unused, finish: unused, signOutUrl: async () => null },
        accessTokens: { verify: unused },
        sessions,
        personOf: embeddedPersonOf(ports.people, ISSUER),
      },
    },
    cookie: `casegate-${new URL(ORIGIN).port}-session=${secret}`,
  };
}

/** @returns after how many ms the whole answer was there */
async function askFor(
  app: ReturnType<typeof createApp>,
  { method, path }: Address,
  { id, cookie }: { readonly id: string; readonly cookie: string },
): Promise<number> {
  const headers: Record<string, string> = path.startsWith('/web/') ? { cookie } : { 'casegate-as': STRANGER };
  const before = performance.now();
  const response = await app.request(new URL(path.replace('ID', id), ORIGIN).href, { method, headers });
  await response.arrayBuffer();
  const took = performance.now() - before;
  if (response.status !== 404) throw new Error(`${method} ${path} answered ${response.status}`);
  return took;
}

async function timed(
  ask: (id: string) => Promise<number>,
  foreign: string,
  { requests, warmUp }: Often,
): Promise<Pick<Timing, 'medianMs' | 'advantage'>> {
  const times: { readonly foreign: number[]; readonly unknown: number[] } = { foreign: [], unknown: [] };
  for (let done = 0; done < requests + warmUp; done += 1)
    // In turns, so that whatever else the machine does meets both.
    for (const kind of ['foreign', 'unknown'] as const) {
      // An id of the same kind: `c_…`, `t_…`, `r_…`.
      const took = await ask(kind === 'foreign' ? foreign : foreign.slice(0, 2) + newCaseId().slice(2));
      if (done >= warmUp) times[kind].push(took);
    }
  const medianMs = { foreign: medianOf(times.foreign), unknown: medianOf(times.unknown) };
  return { medianMs, advantage: distanceOf(times.foreign, times.unknown) };
}

const medianOf = (times: readonly number[]): number => [...times].sort((one, other) => one - other)[times.length >> 1]!;

const shareUpTo = (times: readonly number[], limit: number): number =>
  times.filter((time) => time <= limit).length / times.length;

const distanceOf = (some: readonly number[], others: readonly number[]): number =>
  Math.max(...[...some, ...others].map((limit) => Math.abs(shareUpTo(some, limit) - shareUpTo(others, limit))));
