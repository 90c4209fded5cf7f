/** The simple case twice: as casegate, and by hand. Both are driven by the same client in the same way. */
import { Client, Connection } from '@temporalio/client';
import type proto from '@temporalio/proto';
import { createTemporalCases } from '../api/adapters/temporal-cases.ts';
import { createDataConverter } from '../codec/data-converter.ts';
import { openKeyFile } from '../codec/key-file.ts';
import { caseProgram } from '../machines/case-program.ts';
import { ROOT, start, type SystemEvent } from '../machines/system.ts';
import { newCaseId, newUpdateId } from '../schemas/ids.ts';
import type { Json } from '../schemas/words.ts';
import { BARE_TASK_QUEUE, bareNotificationKeyOf, type BareDecision, type BareStart } from './bare-contract.ts';
import type { Stage, WorkerKind } from './stage.ts';
import { personOf, simpleCase } from './synthetic-case.ts';

export type History = proto.temporal.api.history.v1.IHistory;

const NAMESPACE = 'default';
const CASE_TASK_QUEUE = 'gate';
const NOTE = 'A synthetic note about the decision.';

export interface Contender {
  readonly name: WorkerKind;
  newCaseId(): string;
  start(caseId: string): Promise<void>;
  /** Key of the notification that tells a person of the case: it waits for them from then on. */
  notificationKeyOf(caseId: string): string;
  /** The person's one action, which ends the case. Fulfilled when it has been answered. */
  decide(caseId: string): Promise<void>;
  historyOf(caseId: string): Promise<History>;
}

/** Runs `measure` with both, over connections that are closed afterwards. */
export async function withContenders(
  stage: Stage,
  measure: (casegate: Contender, bare: Contender) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address: stage.address });
  try {
    await measure(await casegate(connection, stage), bare(connection));
  } finally {
    await connection.close();
  }
}

async function casegate(connection: Connection, { keysFile }: Stage): Promise<Contender> {
  const dataConverter = createDataConverter(await openKeyFile(keysFile));
  const client = new Client({ connection, namespace: NAMESPACE, dataConverter });
  const cases = createTemporalCases({ client, taskQueue: CASE_TASK_QUEUE });
  const [, effects] = start(caseProgram, simpleCase(Date.now(), newCaseId()) as unknown as Json, Date.now());
  // A delivery's key ends in its place among the effects of its entry.
  const notification = effects.findIndex((effect) => effect.do === 'act' && effect.type === 'notify');
  const declined = { type: 'decision.declined', note: NOTE, by: personOf('supervisor-a') } as unknown as SystemEvent;
  return {
    name: 'casegate',
    newCaseId,
    async start(caseId) {
      const started = await cases.start(caseId, simpleCase(Date.now(), caseId));
      if (started.is !== 'started') throw new Error(`a case was not started: ${started.is}`);
    },
    notificationKeyOf: (caseId) => `${caseId}:1:${notification}`,
    async decide(caseId) {
      const answer = await cases.submit({ caseId, updateId: newUpdateId(), to: ROOT, event: declined });
      if (answer.is !== 'accepted') throw new Error(`a decision was not accepted: ${answer.is}`);
    },
    historyOf: (caseId) => client.workflow.getHandle(caseId).fetchHistory(),
  };
}

function bare(connection: Connection): Contender {
  const client = new Client({ connection, namespace: NAMESPACE });
  const { submittedBy, office, facts } = simpleCase(Date.now(), newCaseId());
  const opening: BareStart = { office, by: submittedBy.id, factsDigest: facts.personReference };
  const decision: BareDecision = { by: submittedBy.id, decision: 'declined', note: NOTE };
  return {
    name: 'bare',
    newCaseId,
    async start(caseId) {
      await client.workflow.start('bareGate', { workflowId: caseId, taskQueue: BARE_TASK_QUEUE, args: [opening] });
    },
    notificationKeyOf: bareNotificationKeyOf,
    async decide(caseId) {
      await client.workflow.getHandle(caseId).executeUpdate('decide', { updateId: newUpdateId(), args: [decision] });
    },
    historyOf: (caseId) => client.workflow.getHandle(caseId).fetchHistory(),
  };
}
