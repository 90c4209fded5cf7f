import { Worker, type NativeConnection, type WorkerDeploymentOptions } from '@temporalio/worker';
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
  /** Which release this worker is, where several run side by side (Worker Versioning); without it, whichever worker there is takes all work. */
  readonly release?: WorkerDeploymentOptions['version'];
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
    ...(options.release === undefined ? {} : { workerDeploymentOptions: sideBySide(options.release) }),
    ...(options.maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.maxCachedWorkflows }),
  });
}

/** A run stays with the release that began it, and code never changes under it; the next run begins with the current one (workflows/next-run.ts). */
const sideBySide = (version: WorkerDeploymentOptions['version']): WorkerDeploymentOptions => ({
  version,
  useWorkerVersioning: true,
  defaultVersioningBehavior: 'PINNED',
});
