import {
  ApplicationFailure,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { CaseInput } from '../../machines/case-events.ts';
import { REFUSALS, type RefusalCode, type SystemEvent } from '../../machines/system.ts';
import { onceMoreIfCutOff } from '../../schemas/cut-off.ts';
import type { Json } from '../../schemas/words.ts';
import type { Cases, CaseSubmission, Resumed, Started, Submitted } from '../ports.ts';

/** The workflow's name, as operators see it: neutral, like everything that no codec encrypts. */
const WORKFLOW_TYPE = 'gate';
const UPDATE = 'submit';
const RESUME = 'resume';

/** Cases that are held after a fault, as Temporal's lists are asked for them. */
export const HELD_QUERY = 'CasegateState = "held"';

/** Inputs before a run continues as new: some hundred events of history, which replays in milliseconds. */
const STEPS_PER_RUN = 100;

/** Longer than the ledger needs when it has to be tried again a few times; after this the client repeats under the same id. */
const ANSWER_TIMEOUT_MS = 15_000;
/** Recording takes some tens of milliseconds; who waits longer is better told whether the case has taken it in. */
const RECORD_TIMEOUT_MS = 5_000;
/** `UpdateWorkflowExecutionLifecycleStage`: https://github.com/temporalio/api/blob/master/temporal/api/enums/v1/update.proto */
const ACCEPTED = 2;
/** A look at what the server knows already. */
const LOOK_TIMEOUT_MS = 2_000;

export interface TemporalCasesOptions {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Cases as workflows: one execution for each, under the case's id. */
export function createTemporalCases({ client, taskQueue }: TemporalCasesOptions): Cases {
  const open = async (
    caseId: string,
    input: CaseInput,
    entriesBefore: number,
    workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
  ): Promise<Started> => {
    try {
      await client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
        client.workflow.start(WORKFLOW_TYPE, {
          workflowId: caseId,
          taskQueue,
          args: [{ input, entriesBefore, stepsPerRun: STEPS_PER_RUN, deliversOpeningLocally: true }],
          workflowIdReusePolicy,
          typedSearchAttributes: boardAtStart(input),
        }),
      );
      return { is: 'started' };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return { is: 'exists' };
      if (isOutOfReach(error)) return { is: 'unavailable' };
      throw error;
    }
  };
  const sendWithin = async (timeoutMs: number, submission: CaseSubmission): Promise<Submitted> => {
    const { caseId, updateId, to, event, after } = submission;
    const send = () =>
      client.withDeadline(Date.now() + timeoutMs, () =>
        client.workflow.getHandle(caseId).executeUpdate<{ entry: number; at: number }, [unknown]>(UPDATE, {
          updateId,
          args: [{ updateId, to, event, ...(after === undefined ? {} : { after }) }],
        }),
      );
    try {
      return { is: 'accepted', ...(await onceMoreIfCutOff(send)) };
    } catch (error) {
      // Workers of 0.5.0 and before know no condition; with them it is judged at the door alone.
      if (after !== undefined && isMalformed(error))
        return sendWithin(timeoutMs, { caseId, updateId, to, event: withoutDates(event) });
      return outcomeOf(error);
    }
  };
  /** Without waiting: whether the update is in the execution's history. Where the server does not say, it may not be. */
  const isTakenIn = async ({ caseId, updateId }: CaseSubmission): Promise<boolean> => {
    const { workflowService, options } = client.workflow;
    try {
      const { stage }: { readonly stage?: number | null } = await client.withDeadline(
        Date.now() + LOOK_TIMEOUT_MS,
        () =>
          workflowService.pollWorkflowExecutionUpdate({
            namespace: options.namespace,
            updateRef: { workflowExecution: { workflowId: caseId }, updateId },
          }),
      );
      return (stage ?? 0) >= ACCEPTED;
    } catch (error) {
      if (isGrpcServiceError(error)) return false;
      throw error;
    }
  };
  return {
    // A case that has ended is reopened by name, never by starting it again.
    start: (caseId, input) => open(caseId, input, 0, 'REJECT_DUPLICATE'),
    reopen: (caseId, input, entriesBefore) => open(caseId, input, entriesBefore, 'ALLOW_DUPLICATE'),
    async submit(submission) {
      const soonMs = submission.waitMs ?? RECORD_TIMEOUT_MS;
      const soon = await sendWithin(soonMs, submission);
      if (soon.is !== 'unavailable') return soon;
      if (await isTakenIn(submission)) return { is: 'awaitingRecord' };
      // Under the same id: it takes effect once, however often it is sent.
      const restMs = ANSWER_TIMEOUT_MS - soonMs;
      const later = restMs > 0 ? await sendWithin(restMs, submission) : soon;
      return later.is === 'unavailable' && (await isTakenIn(submission)) ? { is: 'awaitingRecord' } : later;
    },
    async resume(caseId, updateId) {
      try {
        await client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
          client.workflow.getHandle(caseId).executeUpdate<null, []>(RESUME, { updateId, args: [] }),
        );
        return { is: 'resumed' };
      } catch (error) {
        return unresumedOf(error);
      }
    },
    async countHeld() {
      try {
        const { count } = await client.withDeadline(Date.now() + LOOK_TIMEOUT_MS, () =>
          client.workflow.count(HELD_QUERY),
        );
        return count;
      } catch (error) {
        // Beside what waits for somebody it is one line; a list that Temporal does not give keeps nobody from the rest.
        if (isGrpcServiceError(error) || isOutOfReach(error)) return null;
        throw error;
      }
    },
  };
}

/** Those of 0.4.0 and before would keep a claim's schedule and not what follows from it, and the record could not be read again by later ones. */
function withoutDates(event: SystemEvent): SystemEvent {
  if (event.type !== 'work.claimed') return event;
  const { schedule: _schedule, ...undated } = event;
  return undated as SystemEvent;
}

/** Enumerations without personal data: an operator sees them. What the workflow would set first, so that it need not set it again. */
function boardAtStart({ terms, office, excused }: CaseInput): TypedSearchAttributes {
  const keyword = (name: string, value: string) => ({
    key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD),
    value,
  });
  return new TypedSearchAttributes([
    keyword('CasegateAwaiting', excused.length < terms.partnerClasses.length ? 'partner' : 'person'),
    keyword('CasegateState', 'waiting'),
    { key: defineSearchAttributeKey('CasegateOverdue', SearchAttributeType.BOOL), value: false },
    keyword('CasegatePolicy', terms.version),
    keyword('CasegateOffice', office),
  ]);
}

function unresumedOf(error: unknown): Resumed {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (cause instanceof ApplicationFailure && cause.type === 'NotHeld') return { is: 'notHeld' };
  const { is } = outcomeOf(error);
  return { is: is === 'held' || is === 'ended' || is === 'unavailable' ? is : 'fault' };
}

function outcomeOf(error: unknown): Submitted {
  if (error instanceof WorkflowNotFoundError) return { is: 'ended' };
  if (error instanceof WorkflowUpdateFailedError) return failureOf(error.cause);
  if (isOutOfReach(error)) return { is: 'unavailable' };
  throw error;
}

const isMalformed = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === 'Malformed';

function failureOf(cause: unknown): Submitted {
  if (!(cause instanceof ApplicationFailure)) return { is: 'fault' };
  switch (cause.type) {
    case 'Refused':
      return refusalOf(cause.details?.[0]);
    case 'Held':
      return { is: 'held' };
    case 'Busy':
      return { is: 'busy' };
    case 'Changed':
      return { is: 'changed' };
    case 'AcceptedUpdateCompletedWorkflow':
      return { is: 'ended' };
    case 'UnprocessedUpdate':
      return { is: 'unavailable' };
    default:
      return { is: 'fault' };
  }
}

function refusalOf(detail: unknown): Submitted {
  const { code, reasons } = (detail ?? {}) as { readonly code?: unknown; readonly reasons?: unknown };
  if (!(REFUSALS as readonly unknown[]).includes(code)) return { is: 'fault' };
  return { is: 'refused', code: code as RefusalCode, reasons: Array.isArray(reasons) ? (reasons as Json[]) : [] };
}

/** What passes by waiting: the server is away, restarts, or did not answer in time. */
function isOutOfReach(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return [error, cause].some(
    (one) =>
      isGrpcServiceError(one) &&
      [
        GRPC.deadlineExceeded,
        GRPC.resourceExhausted,
        GRPC.unavailable,
        GRPC.cancelled,
        // "Workflow Task in failed state": the server has the task tried again, and takes updates after that.
        GRPC.failedPrecondition,
      ].includes(one.code),
  );
}

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const GRPC = { failedPrecondition: 9, cancelled: 1, deadlineExceeded: 4, resourceExhausted: 8, unavailable: 14 };
