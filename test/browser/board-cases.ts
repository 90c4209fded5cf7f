/** Synthetic cases for looking at: one in each state that the operators' board knows, every text in them a canary. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/activity';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Activities, AppendRequest } from '../../activities/contract.ts';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { startTestTemporal } from '../../dev/test-servers.ts';
import { factsDigestOf } from '../../machines/case-context.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import { TASK_QUEUE } from '../../schemas/task-queue.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from '../workflows/stack.ts';
import { CANARY, caseInput, PROTECTED, submitTo } from '../workflows/synthetic-case.ts';

const PARTNER_CLASSES = ['internal', 'local', 'state', 'federal'];
const BETWEEN_LOOKS_MS = 100;
/** The list lags behind the cases; where one never comes, the test fails here and says which. */
const SHOWN_MAX_MS = 60_000;

/** Each case's query, which finds it and no other. Names say what the board shows of it. */
const QUERIES = {
  partner:
    'ExecutionStatus = "Running" AND CasegateState = "waiting" AND CasegateAwaiting = "partner" AND CasegateOverdue = false AND CasegateOffice = "OFFICE-EAST"',
  otherOffice: 'CasegateState = "waiting" AND CasegateOffice = "OFFICE-WEST"',
  person: 'CasegateState = "waiting" AND CasegateAwaiting = "person"',
  timer: 'CasegateState = "waiting" AND CasegateAwaiting = "timer"',
  overdue: 'CasegateState = "waiting" AND CasegateOverdue = true',
  held: 'CasegateState = "held"',
  retrying: 'CasegateState = "retrying"',
  ended: 'CasegateState = "ended"',
  terminated: 'ExecutionStatus = "Terminated"',
} as const;

export type BoardCases = Readonly<Record<keyof typeof QUERIES, string>>;

export interface Board {
  readonly uiUrl: string;
  /** Ids, by what the board shows. */
  readonly cases: BoardCases;
  stop(): Promise<void>;
}

/** A server with Temporal UI, a worker, and the cases; fulfilled when the list of workflows shows each as it should. */
export async function startBoard(): Promise<Board> {
  // Of the failures that are made here on purpose.
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const temporal = await startTestTemporal({ withUi: true });
  const troubles = new Troubles();
  let stack: Stack | undefined;
  const stop = async () => {
    troubles.giveUp.abort();
    await troubles.unanswered;
    await stack?.stop();
    await temporal.stop();
  };
  try {
    const keyRing = ringOf('k-1', { 'k-1': 1 });
    stack = await startStack({
      address: temporal.address,
      activities: troubles.activities,
      keyRing,
      taskQueue: TASK_QUEUE,
    });
    const cases = await driveCases(stack, troubles);
    await allShown(stack, cases);
    if (temporal.uiUrl === undefined) throw new Error('the server came without Temporal UI');
    return { uiUrl: temporal.uiUrl, cases, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A ledger that does not answer for some cases, and holds something else than was said for others. */
class Troubles {
  readonly away = new Set<string>();
  readonly forked = new Set<string>();
  /** An update waits for as long as the ledger is away, or until the caller gives up. */
  unanswered: Promise<void> | undefined;
  readonly giveUp = new AbortController();
  readonly #ledger = new MemoryLedger();

  readonly activities: Activities = {
    ...this.#ledger.activities,
    appendEntry: async (request: AppendRequest) => {
      if (this.away.has(request.caseId)) throw ApplicationFailure.retryable(CANARY, 'away');
      if (this.forked.has(request.caseId)) throw ApplicationFailure.nonRetryable(CANARY, 'fork');
      await this.#ledger.activities.appendEntry(request);
    },
  };
}

async function driveCases({ client }: Stack, troubles: Troubles): Promise<BoardCases> {
  const partner = await start(client, caseInput([]));
  const otherOffice = await start(client, { ...caseInput([PROTECTED]), office: 'OFFICE-WEST' });
  const overdue = await start(client, withPartnersOverdue(caseInput([])));

  const person = await start(client, caseInput([PROTECTED]));
  await answerPartners(client, person);

  const timer = await startAndClear(client);
  const ended = await startAndClear(client);
  await submitTo(client, ended, 'root', 'supervisor-a', {
    type: 'action.recorded',
    outcome: 'actionNotTaken',
    note: CANARY,
  });

  const held = await start(client, caseInput([PROTECTED]));
  troubles.forked.add(held);
  await submitTo(client, held, 'root', 'supervisor-a', { type: 'case.withdrawn', note: CANARY }).catch(() => undefined);

  const retrying = await start(client, caseInput([PROTECTED]));
  troubles.away.add(retrying);
  troubles.unanswered = client
    .withAbortSignal(troubles.giveUp.signal, () =>
      submitTo(client, retrying, 'root', 'supervisor-a', { type: 'case.withdrawn', note: CANARY }),
    )
    .catch(() => undefined);

  // What the operators' documentation says not to do; its reason is not encrypted, so it has none here.
  const terminated = await start(client, caseInput([PROTECTED]));
  await client.workflow.getHandle(terminated).terminate();

  return { partner, otherOffice, overdue, person, timer, ended, held, retrying, terminated };
}

/** Partners have next to no time. */
function withPartnersOverdue(input: CaseInput): CaseInput {
  const { at, schedule } = input;
  const deconfliction = { ...schedule.deconfliction, remindAt: at + 1, dueAt: at + 2 };
  return { ...input, schedule: { ...schedule, deconfliction } };
}

async function start(client: Stack['client'], input: CaseInput): Promise<string> {
  const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  // As the API starts it, with the board's first attributes.
  await createTemporalCases({ client, taskQueue: TASK_QUEUE }).start(caseId, input);
  return caseId;
}

async function answerPartners(client: Stack['client'], caseId: string): Promise<void> {
  for (const partnerClass of PARTNER_CLASSES)
    await submitTo(client, caseId, `root/${partnerClass}`, `partner-${partnerClass}`, {
      type: 'request.answered',
      answer: 'noConflict',
    });
}

/** Through a consultation whose advice is a canary. */
async function startAndClear(client: Stack['client']): Promise<string> {
  const input = caseInput([PROTECTED]);
  const factsDigest = factsDigestOf(input.facts);
  const caseId = await start(client, input);
  await answerPartners(client, caseId);
  await submitTo(client, caseId, 'root/consultation', 'legal-a', { type: 'task.claimed' });
  await submitTo(client, caseId, 'root/consultation', 'legal-a', { type: 'task.started' });
  const advice = { type: 'task.completed', advice: 'consistent', factsDigest, conditions: [], text: CANARY };
  await submitTo(client, caseId, 'root/consultation', 'legal-a', advice);
  const { schedule } = input;
  await submitTo(client, caseId, 'root', 'supervisor-a', {
    type: 'decision.cleared',
    factsDigest,
    schedule,
    note: CANARY,
  });
  return caseId;
}

async function allShown({ client }: Stack, cases: BoardCases): Promise<void> {
  const giveUpAt = performance.now() + SHOWN_MAX_MS;
  for (const [name, query] of Object.entries(QUERIES)) {
    const expected = cases[name as keyof BoardCases];
    for (;;) {
      const found = await idsOf(client.workflow.list({ query }));
      if (found.length === 1 && found[0] === expected) break;
      if (performance.now() > giveUpAt) throw new Error(`the list does not show the case "${name}": ${query}`);
      await delay(BETWEEN_LOOKS_MS);
    }
  }
}

async function idsOf(executions: AsyncIterable<WorkflowExecutionInfo>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of executions) ids.push(workflowId);
  return ids;
}
