import { Worker, type NativeConnection } from '@temporalio/worker';
import type { Activities } from '../activities/contract.ts';
import { createDataConverter } from '../codec/data-converter.ts';
import type { KeyRing } from '../codec/key-ring.ts';
import { TASK_QUEUE } from '../schemas/task-queue.ts';

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly bundle: { readonly code: string };
  readonly activities: Activities;
  readonly keyRing: KeyRing;
  readonly taskQueue?: string;
  /** 0: every workflow task replays from the start, which is how a test proves that replay changes nothing. */
  readonly maxCachedWorkflows?: number;
}

/** A worker that knows the keys: without them it could neither read a case nor write one. */
export function createCaseWorker(options: WorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue ?? TASK_QUEUE,
    workflowBundle: options.bundle,
    activities: options.activities,
    dataConverter: createDataConverter(options.keyRing),
    ...(options.maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.maxCachedWorkflows }),
  });
}
