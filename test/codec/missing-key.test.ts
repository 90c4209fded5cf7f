/** A worker that lacks a key says which, and its work waits until the key is there. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { MemoryLedger, startStack } from '../workflows/stack.ts';
import { caseInput } from '../workflows/synthetic-case.ts';
import { ringOf } from './rings.ts';

const TASK_QUEUE = 'gate';
const WAIT_MAX_MS = 60_000;
const lines: string[] = [];
let temporal: TestTemporal;
let connection: Connection;

beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ message, meta }) => lines.push(`${message} ${String(meta?.['error'])}`)),
  });
  temporal = await startTestTemporal();
  connection = await Connection.connect({ address: temporal.address });
});
afterAll(async () => {
  await connection?.close();
  await temporal?.stop();
});

test('work under a new key waits for a worker that has it', async () => {
  const old = ringOf('old', { old: 1 });
  const rotated = ringOf('new', { old: 1, new: 2 });
  const ledger = new MemoryLedger();
  const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const common = { address: temporal.address, activities: ledger.activities, taskQueue: TASK_QUEUE };

  const lagging = await startStack({ ...common, keyRing: old });
  const client = new Client({ connection, dataConverter: createDataConverter(rotated) });
  await createTemporalCases({ client, taskQueue: TASK_QUEUE }).start(caseId, caseInput([]));
  await expect.poll(() => lines.join('\n'), { timeout: WAIT_MAX_MS }).toContain('the key "new" is not in');
  expect(ledger.of(caseId)).toEqual([]);
  expect((await client.workflow.getHandle(caseId).describe()).status.name).toBe('RUNNING');
  await lagging.stop();

  const current = await startStack({ ...common, keyRing: rotated });
  await expect.poll(() => ledger.of(caseId).length, { timeout: WAIT_MAX_MS }).toBeGreaterThan(0);
  await current.stop();
});
