import type { Contender } from './contenders.ts';
import { readHistory, type CaseHistory } from './history.ts';
import type { Inbox } from './notifications.ts';
import { cpuSecondsOf } from './process-cpu.ts';
import { byUsers } from './users.ts';

/** Processes whose processor time a case costs; the client is this one. */
export const PROCESSES = ['worker', 'server', 'database', 'client'] as const;
export type ProcessName = (typeof PROCESSES)[number];

export interface Round {
  readonly casesPerSecond: number;
  readonly cpuMsPerCase: Readonly<Record<ProcessName, number>>;
  readonly histories: readonly CaseHistory[];
  /** From the call to the answer, one for each decision. */
  readonly answeredMs: readonly number[];
}

export interface RoundOptions {
  readonly contender: Contender;
  readonly inbox: Inbox;
  readonly pids: Readonly<Record<Exclude<ProcessName, 'client'>, number>>;
  readonly cases: number;
  readonly users: number;
}

/** All cases are started and come to wait for a person; then all are decided, each of which ends one. */
export async function measureRound({ contender, inbox, pids, cases, users }: RoundOptions): Promise<Round> {
  const caseIds = Array.from({ length: cases }, () => contender.newCaseId());
  const cpuBefore = await cpuSeconds(pids);
  const startedAt = Date.now();
  await byUsers(users, caseIds, (caseId) => startAndWait(contender, inbox, caseId));
  const answeredMs = await byUsers(users, caseIds, async (caseId) => {
    const askedAt = performance.now();
    await contender.decide(caseId);
    return performance.now() - askedAt;
  });
  const answeredAt = Date.now();
  const cpuAfter = await cpuSeconds(pids);
  const histories = await byUsers(users, caseIds, async (caseId) => readHistory(await contender.historyOf(caseId)));
  const endedAt = Math.max(answeredAt, ...histories.map(({ finishedAt }) => finishedAt));
  const msPerCase = (name: ProcessName) => ((cpuAfter[name] - cpuBefore[name]) * 1000) / cases;
  return {
    casesPerSecond: (cases * 1000) / (endedAt - startedAt),
    cpuMsPerCase: {
      worker: msPerCase('worker'),
      server: msPerCase('server'),
      database: msPerCase('database'),
      client: msPerCase('client'),
    },
    histories,
    answeredMs,
  };
}

/** Fulfilled when somebody has been told of the case. */
export async function startAndWait(contender: Contender, inbox: Inbox, caseId: string): Promise<void> {
  const notified = inbox.arrived(contender.notificationKeyOf(caseId));
  await Promise.all([contender.start(caseId), notified]);
}

async function cpuSeconds({ worker, server, database }: RoundOptions['pids']): Promise<Record<ProcessName, number>> {
  const { user, system } = process.cpuUsage();
  const [ofWorker, ofServer, ofDatabase] = await Promise.all([worker, server, database].map(cpuSecondsOf));
  return { worker: ofWorker!, server: ofServer!, database: ofDatabase!, client: (user + system) / 1e6 };
}
