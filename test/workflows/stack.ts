/** A worker of ours in this process, over a real server, with a ledger in memory that notices what must never happen. */
import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Activities, AppendRequest, DeliverRequest } from '../../activities/contract.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import type { KeyRing } from '../../codec/key-ring.ts';
import { digestOf } from '../../schemas/digest.ts';
import { createCaseWorker } from '../../worker/create-worker.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { TEST_BUNDLES } from './test-bundles.ts';

export const TOY = fileURLToPath(new URL('./toy.workflow.ts', import.meta.url));

export class MemoryLedger {
  readonly entries = new Map<string, AppendRequest>();
  readonly delivered = new Map<string, number>();
  /** What each append waits for: a test may hold it back. */
  gate: Promise<void> = Promise.resolve();
  forks = 0;
  readonly #forking = new Set<string>();
  readonly #failing = new Map<string, number>();

  /** The next append of this case finds another input in its place. */
  forkNext(caseId: string): void {
    this.#forking.add(caseId);
  }

  /** The outside does not take the next so many deliveries of this case. */
  failDeliveries(caseId: string, times: number): void {
    this.#failing.set(caseId, times);
  }

  readonly activities: Activities = {
    appendEntry: async (request) => {
      await this.gate;
      if (this.#forking.delete(request.caseId)) throw ApplicationFailure.nonRetryable('fork', 'fork');
      const key = `${request.caseId}/${request.entry}`;
      const kept = this.entries.get(key);
      if (kept !== undefined && digestOf([kept.input, kept.updateId]) !== digestOf([request.input, request.updateId])) {
        this.forks += 1;
        throw ApplicationFailure.nonRetryable('fork', 'fork');
      }
      this.entries.set(key, request);
    },
    deliver: async ({ caseId, deliveries }: DeliverRequest) => {
      const failures = this.#failing.get(caseId) ?? 0;
      this.#failing.set(caseId, failures - 1);
      if (failures > 0) throw ApplicationFailure.retryable('the outside did not take it', 'unavailable');
      for (const { key } of deliveries) this.delivered.set(key, (this.delivered.get(key) ?? 0) + 1);
    },
    call: async ({ input }) => `brewed for ${(input as { coins: number }).coins}`,
  };

  of(caseId: string): AppendRequest[] {
    return [...this.entries.values()]
      .filter((entry) => entry.caseId === caseId)
      .sort((one, other) => one.entry - other.entry);
  }
}

export interface Stack {
  readonly client: Client;
  readonly worker: Worker;
  readonly buildId: string;
  readonly stop: () => Promise<void>;
}

export interface StackOptions {
  readonly address: string;
  readonly activities: Activities;
  readonly keyRing: KeyRing;
  readonly taskQueue: string;
  readonly entry?: string;
  readonly maxCachedWorkflows?: number;
  /** Runs the worker as a release beside others, under the digest of its bundle. */
  readonly deploymentName?: string;
}

export async function startStack({
  address,
  activities,
  keyRing,
  taskQueue,
  entry,
  maxCachedWorkflows,
  deploymentName,
}: StackOptions): Promise<Stack> {
  const connection = await NativeConnection.connect({ address });
  const bundle = await workflowBundle(TEST_BUNDLES, entry);
  const worker = await createCaseWorker({
    connection,
    namespace: 'default',
    bundle,
    activities,
    keyRing,
    taskQueue,
    ...(deploymentName === undefined ? {} : { release: { deploymentName, buildId: bundle.digest } }),
    ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
  });
  const running = worker.run();
  const clientConnection = await Connection.connect({ address });
  const client = new Client({
    connection: clientConnection,
    namespace: 'default',
    dataConverter: createDataConverter(keyRing),
  });
  return {
    client,
    worker,
    buildId: bundle.digest,
    async stop() {
      worker.shutdown();
      await running;
      await clientConnection.close();
      await connection.close();
    },
  };
}
