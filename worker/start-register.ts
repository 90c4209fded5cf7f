import { Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createDataConverter } from '../codec/data-converter.ts';
import type { KeyRing } from '../codec/key-ring.ts';
import { REGISTER, TASK_QUEUE } from '../schemas/task-queue.ts';
import type { RegisterStart } from '../workflows/policy-register.workflow.ts';

/** How long a case that was started under a version that was just superseded may wait to be told. */
const LOOK_EVERY_MS = 60_000;

/** Has the one register run, whichever worker is there. Does nothing where it runs already. */
export async function startRegister(
  connection: NativeConnection,
  namespace: string,
  keyRing: KeyRing,
  lookEveryMs: number = LOOK_EVERY_MS,
): Promise<void> {
  const client = new Client({
    connection,
    namespace,
    identity: 'casegate-worker',
    dataConverter: createDataConverter(keyRing),
  });
  const start: RegisterStart = { lookEveryMs };
  try {
    await client.workflow.start(REGISTER, { workflowId: REGISTER, taskQueue: TASK_QUEUE, args: [start] });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
