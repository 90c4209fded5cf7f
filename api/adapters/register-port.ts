import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import type { PolicyLibrary } from '../../ledger/policy-library.ts';
import type { PolicyRegister } from '../../ledger/policy-register.ts';
import { REGISTER } from '../../schemas/task-queue.ts';

/** What the routes of policy versions need. */
export interface RegisterPort {
  readonly library: PolicyLibrary;
  readonly register: PolicyRegister;
  /** Of the code that decides: a proof of other code proves nothing here. */
  readonly machinesDigest: string;
  /** Has the open cases looked through now instead of within a minute. Whether it can makes no difference to what was decided. */
  look(): Promise<void>;
}

const LOOK_TIMEOUT_MS = 5_000;

export function createLook(client: Client, onFault: (fault: unknown) => void): RegisterPort['look'] {
  return async () => {
    try {
      await client.withDeadline(Date.now() + LOOK_TIMEOUT_MS, () =>
        client.workflow.getHandle(REGISTER).executeUpdate('look', { args: [] }),
      );
    } catch (error) {
      // It is about to look anyway, or the first worker has still to start it.
      if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return;
      onFault(error);
    }
  };
}
