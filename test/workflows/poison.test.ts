/** What somebody sends who reaches the Temporal server but not the key, or who holds the key and means ill: refused, and the case goes on. */
import { randomUUID } from 'node:crypto';
import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.ts';
import { MissingKeyError, type KeyRing } from '../../codec/key-ring.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { TASK_QUEUE } from '../../schemas/task-queue.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from './stack.ts';
import { CANARY, caseInput, personOf, PROTECTED } from './synthetic-case.ts';

const namespace = 'default';
const keyRing = ringOf('k-1', { 'k-1': 1 });

let temporal: TestTemporal;
let stack: Stack;
let connection: Connection;
let keyless: Client;
const ledger = new MemoryLedger();

beforeAll(async () => {
  temporal = await startTestTemporal();
  stack = await startStack({
    address: temporal.address,
    activities: ledger.activities,
    keyRing,
    taskQueue: TASK_QUEUE,
  });
  connection = await Connection.connect({ address: temporal.address });
  keyless = new Client({ connection });
});

afterAll(async () => {
  await connection?.close();
  await stack?.stop();
  await temporal?.stop();
});

async function openCase(client = stack.client, taskQueue: string = TASK_QUEUE): Promise<string> {
  const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  await client.workflow.start('gate', {
    workflowId: caseId,
    taskQueue,
    args: [{ input: caseInput([PROTECTED]), entriesBefore: 0, stepsPerRun: 100 }],
  });
  return caseId;
}

const answered = (partnerClass: string) => ({
  to: `root/${partnerClass}`,
  event: { type: 'request.answered', answer: 'noConflict', by: personOf(`partner-${partnerClass}`) },
});
const withdrawn = { to: 'root', event: { type: 'case.withdrawn', by: personOf('supervisor-a'), note: '' } };

const send = (client: Client, caseId: string, content: object, updateId = `u_${randomUUID()}`) =>
  client.workflow
    .getHandle(caseId)
    .executeUpdate<{ entry: number }, [unknown]>('submit', { updateId, args: [{ updateId, ...content }] });

const kindsOf = (caseId: string) => ledger.of(caseId).map(({ input }) => (input as { kind: string }).kind);

/** The form in which the server keeps a payload is what an attacker can copy. */
async function acceptedPayloadOf(caseId: string, updateId: string): Promise<Payload> {
  const { events } = await keyless.workflow.getHandle(caseId).fetchHistory();
  const accepted = events!
    .map((event) => event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest)
    .find((request) => request?.meta?.updateId === updateId);
  return accepted!.input!.args!.payloads![0]!;
}

/** As no client of the SDK would: the payload as it is. */
async function sendRaw(workflowId: string, updateId: string, payload: Payload): Promise<'taken' | 'refused'> {
  const { outcome } = await connection.workflowService.updateWorkflowExecution({
    namespace,
    workflowExecution: { workflowId },
    waitPolicy: { lifecycleStage: 3 },
    request: { meta: { updateId, identity: 'attacker' }, input: { name: 'submit', args: { payloads: [payload] } } },
  });
  return outcome!.failure ? 'refused' : 'taken';
}

describe('sent to a running case', () => {
  let caseId: string;
  beforeEach(async () => {
    caseId = await openCase();
  });

  /** Nothing was recorded meanwhile, nothing is held, and the next act counts as the second entry. */
  async function expectGoesOn(): Promise<void> {
    await expect(send(stack.client, caseId, answered('local'))).resolves.toMatchObject({ entry: 2 });
    expect(kindsOf(caseId)).toEqual(['start', 'event']);
  }

  it('an update in plaintext is refused', async () => {
    const refused = await send(keyless, caseId, withdrawn, 'forged').catch((error: unknown) => error);
    // The keyless client cannot even read the refusal.
    expect(String(refused)).toMatch(/binary\/encrypted/);
    const payload = defaultPayloadConverter.toPayload({ updateId: 'u-plain', ...withdrawn });
    expect(await sendRaw(caseId, 'u-plain', payload)).toBe('refused');
    await expectGoesOn();
  });

  it('an update without arguments, with too many, or of a name that nobody has is refused', async () => {
    const handle = stack.client.workflow.getHandle(caseId);
    const malformed: unknown[][] = [
      [],
      [null],
      [[]],
      ['x'],
      [{}],
      [{ updateId: 'u', to: 'root', event: 'case.withdrawn' }],
    ];
    for (const args of malformed)
      await expect(handle.executeUpdate('submit', { updateId: 'u', args: args as [unknown] })).rejects.toMatchObject({
        cause: { type: 'Malformed' },
      });
    const surplus = { updateId: 'u-more', ...withdrawn, more: true };
    await expect(handle.executeUpdate('submit', { updateId: 'u-more', args: [surplus] })).rejects.toMatchObject({
      cause: { type: 'Malformed' },
    });
    await expect(handle.executeUpdate('clear', { args: [] })).rejects.toBeInstanceOf(WorkflowUpdateFailedError);
    await expect(handle.executeUpdate('resume', { args: [] })).rejects.toMatchObject({ cause: { type: 'NotHeld' } });
    await expectGoesOn();
  });

  it('queries by somebody without the key, the SDK’s own among them, are answered in ciphertext', async () => {
    for (const queryType of ['status', '__stack_trace', '__enhanced_stack_trace', '__temporal_workflow_metadata']) {
      const { queryResult } = await connection.workflowService.queryWorkflow({
        namespace,
        execution: { workflowId: caseId },
        query: { queryType, queryArgs: { payloads: [defaultPayloadConverter.toPayload({ all: true })] } },
      });
      const payloads = queryResult!.payloads!;
      expect(payloads.map(({ metadata }) => Buffer.from(metadata!['encoding']!).toString())).toEqual([
        'binary/encrypted',
      ]);
      const text = Buffer.from(payloads[0]!.data!).toString('latin1');
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain('root');
    }
    await expectGoesOn();
  });

  it('signals of any name and content change nothing', async () => {
    const handle = keyless.workflow.getHandle(caseId);
    for (const name of ['submit', 'resume', 'anything', '__temporal_x']) await handle.signal(name, withdrawn);
    await stack.client.workflow.getHandle(caseId).signal('submit', { updateId: 'u', ...withdrawn });
    await expectGoesOn();
  });

  it('an update made under another key is refused, whatever id the key claims', async () => {
    for (const ring of [
      ringOf('k-1', { 'k-1': 2 }),
      ringOf('k-1', { 'k-1': 2 }, 99),
      ringOf('k-9', { 'k-9': 2 }, 99),
    ]) {
      const other = new Client({ connection, dataConverter: createDataConverter(ring) });
      await expect(send(other, caseId, withdrawn)).rejects.toThrow(/.+/);
    }
    await expectGoesOn();
  });

  it('an update copied from another case is refused', async () => {
    const elsewhere = await openCase();
    await send(stack.client, elsewhere, answered('local'), 'u-copied');
    const payload = await acceptedPayloadOf(elsewhere, 'u-copied');
    expect(await sendRaw(caseId, 'u-copied', payload)).toBe('refused');
    await expectGoesOn();
  });

  it('an update whose ciphertext is sent again is refused under another id, and is the same update under its own', async () => {
    const first = await send(stack.client, caseId, answered('local'), 'u-first');
    const payload = await acceptedPayloadOf(caseId, 'u-first');
    expect(await sendRaw(caseId, 'u-second', payload)).toBe('refused');
    expect(await sendRaw(caseId, 'u-first', payload)).toBe('taken');
    await expect(send(stack.client, caseId, answered('local'), 'u-first')).resolves.toEqual(first);
    expect(kindsOf(caseId)).toEqual(['start', 'event']);
  });

  it('an update with one bit of its ciphertext, or its key’s name, changed is refused', async () => {
    await send(stack.client, caseId, answered('local'), 'u-bit');
    const payload = await acceptedPayloadOf(caseId, 'u-bit');
    const data = Buffer.from(payload.data!);
    data[data.length >> 1]! ^= 1;
    expect(await sendRaw(caseId, 'u-other', { ...payload, data })).toBe('refused');
    const metadata = { ...payload.metadata, 'encryption-key-id': Buffer.from('k-2') };
    expect(await sendRaw(caseId, 'u-third', { ...payload, metadata })).toBe('refused');
    expect(kindsOf(caseId)).toEqual(['start', 'event']);
  });

  it('an event that only the system itself makes is refused, even from a holder of the key', async () => {
    for (const type of [
      'xstate.done.actor.consultation',
      'xstate.error.actor.consultation',
      'xstate.init',
      'xstate.stop',
      'xstate.after.1000.case',
      '*',
      'request.*',
      '',
    ]) {
      for (const to of ['root', 'root/consultation', 'root/local'])
        await expect(
          send(stack.client, caseId, { to, event: { type, by: personOf('supervisor-a') } }),
        ).rejects.toMatchObject({ cause: { type: 'Refused', details: [{ code: 'reservedEvent' }] } });
    }
    for (const to of ['', 'root/nobody', '__proto__', 'constructor', 'root#0'])
      await expect(send(stack.client, caseId, { ...withdrawn, to })).rejects.toMatchObject({
        cause: { type: 'Refused', details: [{ code: 'noSuchActor' }] },
      });
    await expectGoesOn();
  });

  it('what the record could not keep is refused before it is accepted, even from a holder of the key', async () => {
    const notes = ['x'.repeat(300 * 1024), 'x'.repeat(1500 * 1024), '\ud800'];
    for (const note of notes)
      await expect(
        send(stack.client, caseId, { to: 'root', event: { ...withdrawn.event, note } }),
      ).rejects.toMatchObject({ cause: { type: 'Malformed' } });
    const deep: unknown = Array.from({ length: 20_000 }).reduce((inner) => [inner], null);
    await expect(send(stack.client, caseId, { to: 'root', event: { ...withdrawn.event, deep } })).rejects.toThrow(/.+/);
    await expect(send(stack.client, caseId, withdrawn, 'u with spaces')).rejects.toMatchObject({
      cause: { type: 'Malformed' },
    });
    await expectGoesOn();
  });

  it('an oversized update is refused at the server’s door, and ten large ones at once do not make it end the case', async () => {
    const tooLarge = defaultPayloadConverter.toPayload('x'.repeat(2100 * 1024))!;
    await connection
      .withDeadline(Date.now() + 2_000, () => sendRaw(caseId, 'u-huge', tooLarge))
      .then((outcome) => expect(outcome).toBe('refused'))
      .catch((error: unknown) => expect(String(error)).toMatch(/RESOURCE_EXHAUSTED|DEADLINE_EXCEEDED/));
    const large = defaultPayloadConverter.toPayload('x'.repeat(600 * 1024))!;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        sendRaw(caseId, `u-large-${index}`, large).catch((error: unknown) => String(error)),
      ),
    );
    expect(outcomes).not.toContain('taken');
    expect((await keyless.workflow.getHandle(caseId).describe()).status.name).toBe('RUNNING');
    await expectGoesOn();
  });
});

describe('a start', () => {
  it('with what is not a case of ours, or what the record could not keep, ends at once and leaves nothing', async () => {
    const note = 'x'.repeat(300 * 1024);
    for (const [client, input] of [
      [keyless, caseInput([PROTECTED])],
      [stack.client, {}],
      [stack.client, { ...caseInput([]), note }],
      [stack.client, { ...caseInput([]), note: '\udfff' }],
    ] as const) {
      const handle = await client.workflow.start('gate', {
        workflowId: `c_${randomUUID()}`,
        taskQueue: TASK_QUEUE,
        args: [{ input, entriesBefore: 0, stepsPerRun: 1 }],
      });
      await expect(handle.result()).rejects.toThrow(/.+/);
      expect((await handle.describe()).status.name).toBe('FAILED');
      expect(ledger.of(handle.workflowId)).toEqual([]);
    }
  });
});

describe('under a key that this worker does not have yet', () => {
  it('an update of a holder of the installation’s secret waits, the failed task says which key, and the key lets it through', async () => {
    const both = ringOf('k-2', { 'k-1': 1, 'k-2': 2 });
    let hasBoth = false;
    const growing: KeyRing = {
      ...keyRing,
      keyOf(keyId) {
        if (keyId === 'k-2' && !hasBoth) throw new MissingKeyError(keyId);
        return both.keyOf(keyId);
      },
    };
    const behind = await startStack({
      address: temporal.address,
      activities: ledger.activities,
      keyRing: growing,
      taskQueue: 'behind',
    });
    try {
      const caseId = await openCase(stack.client, 'behind');
      await send(stack.client, caseId, answered('local'));
      const ahead = new Client({ connection, dataConverter: createDataConverter(both) });
      const updateId = 'u-ahead';
      const untilTaken = async (): Promise<unknown> => {
        for (;;) {
          const outcome = await send(ahead, caseId, answered('state'), updateId).catch((error: unknown) => error);
          // While its task fails the server takes no update, and says so: the sender tries again under the same id.
          if (!(outcome instanceof Error)) return outcome;
          expect(outcome).not.toBeInstanceOf(WorkflowUpdateFailedError);
        }
      };
      const taken = untilTaken();
      expect(await missingKeyIn(caseId)).toMatch(/^the key "k-2" is not in this process's key ring/);
      expect(kindsOf(caseId)).toEqual(['start', 'event']);
      hasBoth = true;
      await expect(taken).resolves.toMatchObject({ entry: 3 });
    } finally {
      await behind.stop();
    }
  });

  /** The message of the first failed task: encrypted under the worker's active key, addressed to nobody. */
  async function missingKeyIn(caseId: string): Promise<string> {
    for (;;) {
      const { events } = await keyless.workflow.getHandle(caseId).fetchHistory();
      const failure = events!.find((event) => event.workflowTaskFailedEventAttributes?.failure)
        ?.workflowTaskFailedEventAttributes?.failure;
      if (failure) {
        expect(failure.message).toBe('Encoded failure');
        const codec = createPayloadCodec(keyRing, { withoutContext: 'trustPayload' });
        const [payload] = await codec.decode([failure.encodedAttributes!]);
        return (JSON.parse(Buffer.from(payload!.data!).toString()) as { message: string }).message;
      }
    }
  }
});
