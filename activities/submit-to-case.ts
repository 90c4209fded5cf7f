import { getClient } from '@temporalio/activity';
import { onceMoreIfCutOff } from '../schemas/cut-off.ts';
import type { Json } from '../schemas/words.ts';

/** What became of an event that an activity sent to a case. `unavailable`: it may have taken effect, so send it again under the same id. */
export type SubmittedToCase =
  | { readonly is: 'accepted'; readonly entry: number }
  | { readonly is: 'refused' | 'ended' | 'unavailable' };

export interface CaseSubmission {
  readonly caseId: string;
  readonly updateId: string;
  readonly event: { readonly type: string; readonly [field: string]: Json };
}

/** An entry takes some tens of milliseconds; a case that waits for its record is left for later. */
const ANSWER_TIMEOUT_MS = 5_000;

/** Sends an event to the root of a case and waits for the entry that it becomes. Only within an activity. */
export async function submitToCase({ caseId, updateId, event }: CaseSubmission): Promise<SubmittedToCase> {
  const client = getClient();
  try {
    const { entry } = await client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
      onceMoreIfCutOff(() =>
        client.workflow.getHandle(caseId).executeUpdate<{ readonly entry: number }, [unknown]>('submit', {
          updateId,
          args: [{ updateId, to: 'root', event }],
        }),
      ),
    );
    return { is: 'accepted', entry };
  } catch (error) {
    return { is: outcomeOf(error) };
  }
}

/**
 * Hands an event to the root of a case and waits only until it is durable there: the case that gets it may be the one whose activity
 * this is, and would wait for itself. Whether it takes effect is the case's to say. Only within an activity.
 * @throws where it may not have arrived: send it again under the same id
 */
export async function handToCase({ caseId, updateId, event }: CaseSubmission): Promise<void> {
  try {
    const handle = getClient().workflow.getHandle(caseId);
    const args: [unknown] = [{ updateId, to: 'root', event }];
    await onceMoreIfCutOff(() => handle.startUpdate('submit', { updateId, args, waitForStage: 'ACCEPTED' }));
  } catch (error) {
    if (outcomeOf(error) === 'unavailable') throw error;
  }
}

/** By name and type, since the client's own classes are another room's. */
function outcomeOf(error: unknown): 'refused' | 'ended' | 'unavailable' {
  if (!(error instanceof Error)) return 'unavailable';
  if (error.name === 'WorkflowNotFoundError') return 'ended';
  if (error.name !== 'WorkflowUpdateFailedError') return 'unavailable';
  const { type, details } = (error.cause ?? {}) as { readonly type?: unknown; readonly details?: readonly unknown[] };
  if (type === 'AcceptedUpdateCompletedWorkflow') return 'ended';
  // Held, or too many at a time: neither is the case's last word.
  if (type !== 'Refused') return 'unavailable';
  const { code } = (details?.[0] ?? {}) as { readonly code?: unknown };
  return code === 'actorEnded' ? 'ended' : 'refused';
}
