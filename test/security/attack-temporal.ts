/** What somebody tries who reaches Temporal's port and has no key: an operator, or whoever took over an operator's account. */
import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import { startTestTemporal } from '../../dev/test-servers.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { Json } from '../../schemas/words.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack } from '../workflows/stack.ts';
import { CANARY, caseInput, personOf, PROTECTED, submitTo } from '../workflows/synthetic-case.ts';
import type { Verdict } from './attack.ts';

const TASK_QUEUE = 'gate';

interface Port {
  readonly victim: WorkflowHandle;
  readonly caseId: string;
  readonly keyless: Client;
  /** Has a key, but not ours: the payload looks right. */
  readonly wronglyKeyed: Client;
  /** An update that another case accepted, as it stands in its history. */
  readonly ofAnother: { readonly payloads: readonly Payload[] };
  /** An update that this very case accepted. */
  readonly ofThisCase: { readonly payloads: readonly Payload[] };
}

const withdrawal = (updateId: string) => ({
  updateId,
  to: 'root',
  event: { type: 'case.withdrawn', by: personOf('supervisor-a'), note: 'x' },
});

async function sendRaw({ keyless, caseId }: Port, payloads: readonly Payload[]): Promise<unknown> {
  const answer = await keyless.workflowService.updateWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: caseId },
    waitPolicy: { lifecycleStage: 3 },
    request: { meta: { updateId: `u_${randomUUID()}` }, input: { name: 'submit', args: { payloads: [...payloads] } } },
  });
  if (answer.outcome?.failure) throw new Error(`refused: ${JSON.stringify(answer.outcome.failure)}`);
  return answer;
}

const updateBy = async (client: Client, { caseId }: Port): Promise<unknown> => {
  const updateId = `u_${randomUUID()}`;
  return client.workflow.getHandle(caseId).executeUpdate('submit', { updateId, args: [withdrawal(updateId)] });
};

/** Each fulfilled where it got through. */
const TRIES: readonly (readonly [name: string, attack: (port: Port) => Promise<unknown>])[] = [
  ['an update in plaintext', (port) => updateBy(port.keyless, port)],
  ['an update under another key', (port) => updateBy(port.wronglyKeyed, port)],
  ['an update that another case accepted, sent to this one', (port) => sendRaw(port, port.ofAnother.payloads)],
  [
    'an update that this case accepted, sent once more under another id',
    (port) => sendRaw(port, port.ofThisCase.payloads),
  ],
  ['an update without arguments', (port) => sendRaw(port, [])],
  [
    'an update that says it is encrypted',
    (port) => sendRaw(port, [{ metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.alloc(1_052) }]),
  ],
  [
    'an update of a name that there is not',
    (port) => port.keyless.workflow.getHandle(port.caseId).executeUpdate('clear', { args: [] }),
  ],
  [
    'the state of a case, by its query',
    async (port) => {
      const answer = await port.keyless.workflow.getHandle(port.caseId).query('status');
      return answer;
    },
  ],
  [
    'a case started in plaintext',
    async (port) => {
      const workflowId = `c_${randomUUID()}`;
      const start = {
        workflowId,
        taskQueue: TASK_QUEUE,
        args: [{ input: caseInput([]), entriesBefore: 0, stepsPerRun: 9 }],
      };
      return (await port.keyless.workflow.start('gate', start)).result();
    },
  ],
  [
    'a case started with what started another',
    async (port) => {
      const [first] = (await port.keyless.workflow.getHandle(port.caseId).fetchHistory()).events!;
      const { input } = first!.workflowExecutionStartedEventAttributes!;
      const workflowId = `c_${randomUUID()}`;
      await port.keyless.workflowService.startWorkflowExecution({
        namespace: 'default',
        workflowId,
        requestId: randomUUID(),
        workflowType: { name: 'gate' },
        taskQueue: { name: TASK_QUEUE },
        input: input!,
      });
      return port.keyless.workflow.getHandle(workflowId).result();
    },
  ],
];

/** Signals have no answer: what counts is that nothing changed. */
const SILENT: typeof TRIES = [
  ['a signal', (port) => port.victim.signal('submit', withdrawal('u_1'))],
  ['a signal of a machine’s own', (port) => port.victim.signal('xstate.done.actor.consultation', {})],
  ['a cancellation', (port) => port.victim.cancel()],
];

export async function attackTemporal(): Promise<readonly Verdict[]> {
  // Of the refusals that are made here on purpose.
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const temporal = await startTestTemporal();
  const ledger = new MemoryLedger();
  const keyRing = ringOf('k-1', { 'k-1': 1 });
  const stack = await startStack({
    address: temporal.address,
    activities: ledger.activities,
    keyRing,
    taskQueue: TASK_QUEUE,
  });
  const connection = await Connection.connect({ address: temporal.address });
  const open = async (): Promise<string> => {
    const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
    await createTemporalCases({ client: stack.client, taskQueue: TASK_QUEUE }).start(caseId, caseInput([PROTECTED]));
    await submitTo(stack.client, caseId, 'root/local', 'partner-local', {
      type: 'request.answered',
      answer: 'noConflict',
    });
    return caseId;
  };
  try {
    const keyless = new Client({ connection });
    const wronglyKeyed = new Client({ connection, dataConverter: createDataConverter(ringOf('k-1', { 'k-1': 9 }, 9)) });
    const another = await open();
    const verdicts: Verdict[] = [];
    for (const [name, attack] of [...TRIES, ...SILENT]) {
      const caseId = await open();
      const port: Port = {
        caseId,
        keyless,
        wronglyKeyed,
        victim: keyless.workflow.getHandle(caseId),
        ofAnother: await acceptedUpdateOf(keyless, another),
        ofThisCase: await acceptedUpdateOf(keyless, caseId),
      };
      verdicts.push(await judge(name, attack, port, { ledger, stack }));
    }
    return verdicts;
  } finally {
    await stack.stop();
    await connection.close();
    await temporal.stop();
  }
}

async function judge(
  name: string,
  attack: (port: Port) => Promise<unknown>,
  port: Port,
  { ledger, stack }: { readonly ledger: MemoryLedger; readonly stack: { readonly client: Client } },
): Promise<Verdict> {
  const stateOf = () => digestOf([...ledger.entries.values()] as unknown as Json);
  const before = stateOf();
  const isSilent = SILENT.some(([silent]) => silent === name);
  const outcome = await attack(port).then(
    (value) => ({ gotThrough: !isSilent, text: JSON.stringify(value) ?? '' }),
    (error: unknown) => ({ gotThrough: false, text: String(error) + JSON.stringify(error) }),
  );
  // The case goes on, and what it takes next is its next entry: nothing came in between.
  const next = { type: 'request.answered', answer: 'noConflict' };
  const changed = stateOf() !== before;
  const entries = ledger.of(port.caseId).length;
  await submitTo(stack.client, port.caseId, 'root/state', 'partner-state', next);
  const goesOn = ledger.of(port.caseId).length === entries + 1;
  const leaked = outcome.text.includes(CANARY);
  const wrong = [
    outcome.gotThrough ? `got through: ${outcome.text.slice(0, 200)}` : '',
    changed ? 'changed something' : '',
    leaked ? 'tells something' : '',
    goesOn ? '' : 'the case does not go on as it should',
  ].filter((text) => text !== '');
  const refused = !outcome.gotThrough;
  return { group: 'Temporal without a key', name, status: '–', refused, recorded: '–', wrong, leaked, changed };
}

async function acceptedUpdateOf(client: Client, caseId: string): Promise<{ readonly payloads: readonly Payload[] }> {
  const { events } = await client.workflow.getHandle(caseId).fetchHistory();
  for (const { workflowExecutionUpdateAcceptedEventAttributes: accepted } of events!) {
    const payloads = accepted?.acceptedRequest?.input?.args?.payloads;
    if (payloads) return { payloads };
  }
  throw new Error('the case accepted no update');
}
