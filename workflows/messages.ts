/** What reaches a running execution: its updates and its query, and what is accepted as one. */
import * as wf from '@temporalio/workflow';
import type { System, SystemEvent } from '../machines/system.ts';
import { isRecordableId } from '../schemas/recordable.ts';
import type { Answer } from './answer-book.ts';
import type { Hold } from './hold.ts';

/** What an update brings. */
export interface Submission {
  /** The update's own id once more, inside what is authenticated: else a copy of an update could be sent again under another id. */
  readonly updateId: string;
  readonly to: string;
  readonly event: SystemEvent;
  /** The case takes it right after this entry, or not at all: what its sender saw is what it acts on. */
  readonly after?: number;
}

/** Answers the query `status`; readable with the key only. */
export interface Status {
  readonly entry: number;
  readonly hold: Hold | null;
  readonly system: System;
}

const submitUpdate = wf.defineUpdate<Answer, [Submission]>('submit');
/** After a mend: the hold falls, and what was pending is tried again. */
const resumeUpdate = wf.defineUpdate<null, []>('resume');
const statusQuery = wf.defineQuery<Status>('status');

/** Validators are synchronous: an asynchronous one hangs its caller and fails the task again and again. */
export interface Listening {
  readonly status: () => Status;
  readonly validate: (submission: Submission) => void;
  readonly submit: (submission: Submission) => Promise<Answer>;
  readonly validateResume: () => void;
  readonly resume: () => Promise<null>;
}

export function listen({ status, validate, submit, validateResume, resume }: Listening): void {
  wf.setHandler(statusQuery, status);
  wf.setHandler(submitUpdate, submit, {
    validator: (submission) => {
      if (!isSubmission(submission)) throw malformed();
      validate(submission);
    },
  });
  wf.setHandler(resumeUpdate, resume, { validator: validateResume });
  // Signals have no answer, so nothing is accepted by one, and there is no handler: anyone who reaches the server can send the 10,000 that it
  // keeps for a run, and handling them would take longer than a workflow task may. Unhandled ones fall away when the run continues as new.
}

export const malformed = (): wf.ApplicationFailure =>
  wf.ApplicationFailure.nonRetryable('not a submission', 'Malformed');

/** By hand: what the codec did not accept arrives as a marker, and is none. */
function isSubmission(value: unknown): value is Submission {
  if (typeof value !== 'object' || value === null) return false;
  const { updateId, to, event, after, ...more } = value as Record<string, unknown>;
  return (
    typeof updateId === 'string' &&
    updateId === wf.currentUpdateInfo()?.id &&
    isRecordableId(updateId) &&
    typeof to === 'string' &&
    typeof event === 'object' &&
    event !== null &&
    typeof (event as { type?: unknown }).type === 'string' &&
    (after === undefined || Number.isSafeInteger(after)) &&
    Object.keys(more).length === 0
  );
}
