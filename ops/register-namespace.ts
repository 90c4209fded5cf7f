/**
 * Registers the namespace and the board's search attributes with a Temporal server, and waits until they can be used: without them
 * no case starts or goes on. Run as often as you like; what is there already stays as it is.
 *
 * Environment: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, and `TEMPORAL_RETENTION_DAYS` for a namespace that is made.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../schemas/search-attributes.ts';
import { setting } from '../schemas/setting.ts';

const MS_PER_DAY = 86_400_000;
/** Of temporal.api.enums.v1.IndexedValueType. */
const INDEXED_VALUE_TYPES = { Keyword: 2, Bool: 5 } as const;
/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const ALREADY_EXISTS: readonly number[] = [6];
/** Servers read their namespaces anew every 10 s, and their search attributes every minute. */
const GIVE_UP_AFTER_MS = 180_000;
const BETWEEN_ATTEMPTS_MS = 500;
const ATTEMPT_TIMEOUT_MS = 10_000;

const address = setting('TEMPORAL_ADDRESS');
const namespace = setting('TEMPORAL_NAMESPACE');
const retentionDays = Number(setting('TEMPORAL_RETENTION_DAYS'));
if (!Number.isSafeInteger(retentionDays) || retentionDays < 1)
  throw new Error('TEMPORAL_RETENTION_DAYS must be a whole number of days, at least 1');

const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
for (;;) {
  const problem = await attempt().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (problem === undefined) break;
  if (performance.now() > giveUpAt) throw new Error(`the Temporal server at ${address} is not ready: ${problem}`);
  await delay(BETWEEN_ATTEMPTS_MS);
}
console.log(`namespace ${namespace} with ${Object.keys(SEARCH_ATTRIBUTES).join(', ')}`);

/** @throws where anything is not there yet */
async function attempt(): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: ATTEMPT_TIMEOUT_MS });
  try {
    await connection.withDeadline(Date.now() + ATTEMPT_TIMEOUT_MS, async () => {
      await registerNamespace(connection);
      await registerSearchAttributes(connection);
      // The frontend keeps what it knows for a while: asked until it takes a query that names an attribute.
      const query = Object.keys(SEARCH_ATTRIBUTES)
        .map((name) => `${name} IS NULL`)
        .join(' AND ');
      await connection.workflowService.countWorkflowExecutions({ namespace, query });
    });
  } finally {
    await connection.close();
  }
}

async function registerNamespace(connection: Connection): Promise<void> {
  await connection.workflowService
    .registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retentionDays * MS_PER_DAY),
    })
    .catch((error: unknown) => {
      if (!isGrpcServiceError(error) || !ALREADY_EXISTS.includes(error.code)) throw error;
    });
}

async function registerSearchAttributes(connection: Connection): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, INDEXED_VALUE_TYPES[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}
