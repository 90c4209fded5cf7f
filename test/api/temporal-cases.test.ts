import {
  ApplicationFailure,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { expect, test } from 'vitest';
import type { Submitted } from '../../api/ports.ts';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import type { SystemEvent } from '../../machines/system.ts';

/** `UpdateWorkflowExecutionLifecycleStage` */
const [ADMITTED, ACCEPTED, COMPLETED] = [1, 2, 3];

/** A client whose every call ends with this error, and a server at which the update has come so far. */
function failing(error: unknown, stage = ADMITTED): Client {
  const fail = () => Promise.reject(error);
  return {
    withDeadline: (_deadline: number, call: () => unknown) => call(),
    workflow: {
      start: fail,
      getHandle: () => ({ executeUpdate: fail }),
      options: { namespace: 'default' },
      workflowService: { pollWorkflowExecutionUpdate: async () => ({ stage }) },
    },
  } as unknown as Client;
}

const submit = (error: unknown, stage = ADMITTED): Promise<Submitted> =>
  createTemporalCases({ client: failing(error, stage), taskQueue: 'gate' }).submit({
    caseId: 'c',
    updateId: 'u',
    to: 'root',
    event: { type: 'x' },
  });

const failed = (type: string, ...details: unknown[]) =>
  new WorkflowUpdateFailedError('failed', ApplicationFailure.create({ type, nonRetryable: true, details }));
const grpc = (code: number) => Object.assign(new Error('grpc'), { code, details: '', metadata: {} });

test.each<readonly [string, unknown, Submitted]>([
  [
    'refused by the machine',
    failed('Refused', { code: 'notInThisState', reasons: [] }),
    { is: 'refused', code: 'notInThisState', reasons: [] },
  ],
  [
    'refused by may()',
    failed('Refused', { code: 'notAdmitted', reasons: [{ why: 'role' }] }),
    { is: 'refused', code: 'notAdmitted', reasons: [{ why: 'role' }] },
  ],
  ['refused with a code that nobody knows', failed('Refused', { code: 'cleared' }), { is: 'fault' }],
  ['refused without details', failed('Refused'), { is: 'fault' }],
  ['held', failed('Held', { code: 'fork' }), { is: 'held' }],
  ['busy', failed('Busy'), { is: 'busy' }],
  ['another entry came in between', failed('Changed'), { is: 'changed' }],
  ['no submission', failed('Malformed'), { is: 'fault' }],
  ['a fault of a machine', failed('MachineFault'), { is: 'fault' }],
  ['ended while the update waited', failed('AcceptedUpdateCompletedWorkflow'), { is: 'ended' }],
  ['not processed, and so not again', failed('UnprocessedUpdate'), { is: 'unavailable' }],
  ['a failure of no kind of ours', new WorkflowUpdateFailedError('failed', new Error('x')), { is: 'fault' }],
  ['ended before', new WorkflowNotFoundError('gone', 'c', undefined), { is: 'ended' }],
  ['no answer in time', new WorkflowUpdateRPCTimeoutOrCancelledError('late'), { is: 'unavailable' }],
  ['the server is away', grpc(14), { is: 'unavailable' }],
  ['the server is overloaded', grpc(8), { is: 'unavailable' }],
])('%s', async (_name, error, outcome) => {
  expect(await submit(error)).toEqual(outcome);
});

test.each([
  ['nothing is held', failed('NotHeld'), 'notHeld'],
  ['this release is too old as well', failed('Held', { code: 'unreadable' }), 'held'],
  ['the case has ended', new WorkflowNotFoundError('gone', 'c', undefined), 'ended'],
  ['no answer in time', new WorkflowUpdateRPCTimeoutOrCancelledError('late'), 'unavailable'],
  ['a fault of a machine', failed('MachineFault'), 'fault'],
])('a case that is to go on: %s', async (_name, error, is) => {
  const cases = createTemporalCases({ client: failing(error), taskQueue: 'gate' });
  expect(await cases.resume('c', 'u')).toEqual({ is });
});

test.each([ACCEPTED, COMPLETED])(
  'no answer in time, of an update that the case has taken in (stage %i)',
  async (stage) => {
    expect(await submit(grpc(4), stage)).toEqual({ is: 'awaitingRecord' });
    expect(await submit(failed('Busy'), stage)).toEqual({ is: 'busy' });
  },
);

test('a condition that an older worker does not know is left out, once', async () => {
  const sent: unknown[] = [];
  const executeUpdate = async (_name: string, { args: [submission] }: { readonly args: readonly unknown[] }) => {
    sent.push(submission);
    if ((submission as object).hasOwnProperty('after')) throw failed('Malformed');
    return { entry: 8, at: 1 };
  };
  const client = {
    withDeadline: (_deadline: number, call: () => unknown) => call(),
    workflow: { getHandle: () => ({ executeUpdate }) },
  } as unknown as Client;
  const cases = createTemporalCases({ client, taskQueue: 'gate' });
  const sends = async (event: SystemEvent, again: SystemEvent): Promise<void> => {
    sent.length = 0;
    const submission = { updateId: 'u', to: 'root' };
    expect(await cases.submit({ caseId: 'c', ...submission, event, after: 7 })).toEqual({
      is: 'accepted',
      entry: 8,
      at: 1,
    });
    expect(sent).toEqual([
      { ...submission, event, after: 7 },
      { ...submission, event: again },
    ]);
  };
  const schedule = { clearanceExpiresAt: 1 };
  await sends({ type: 'task.claimed', schedule }, { type: 'task.claimed', schedule });
  // They would keep the dates of a role's work, and make nothing of them: the record would not be the same to this release.
  const claim = { type: 'work.claimed', role: 'supervisor' };
  await sends({ ...claim, schedule }, claim);
});

test('how many cases are held is Temporal’s to say, and nothing where it cannot', async () => {
  const counting = (count: () => Promise<{ readonly count: number }>): Promise<number | null> => {
    const client = { withDeadline: (_deadline: number, call: () => unknown) => call(), workflow: { count } };
    return createTemporalCases({ client: client as unknown as Client, taskQueue: 'gate' }).countHeld();
  };
  expect(await counting(async () => ({ count: 3 }))).toBe(3);
  expect(await counting(() => Promise.reject(grpc(14)))).toBeNull();
  await expect(counting(() => Promise.reject(new RangeError('unforeseen')))).rejects.toThrow(RangeError);
});

test('whoever prefers to wait has the case asked so long, once where that is all the time there is', async () => {
  const deadlines: number[] = [];
  const waited = async (waitMs?: number): Promise<readonly number[]> => {
    deadlines.length = 0;
    const client = failing(grpc(4));
    const withDeadline = (deadline: number, call: () => unknown) => {
      deadlines.push(Math.round((deadline - Date.now()) / 1_000));
      return call();
    };
    const cases = createTemporalCases({ client: Object.assign(client, { withDeadline }), taskQueue: 'gate' });
    const submission = { caseId: 'c', updateId: 'u', to: 'root', event: { type: 'x' } };
    await cases.submit({ ...submission, ...(waitMs === undefined ? {} : { waitMs }) });
    return deadlines;
  };
  // Between and after them is a look at what the server knows already.
  expect(await waited()).toEqual([5, 2, 10, 2]);
  expect(await waited(1_000)).toEqual([1, 2, 14, 2]);
  expect(await waited(15_000)).toEqual([15, 2, 2]);
});

test('what nobody foresaw is thrown on', async () => {
  const error = grpc(3);
  await expect(submit(error)).rejects.toBe(error);
});

test('a start that is repeated finds the case there; one that the server does not take is unavailable', async () => {
  const input = {
    office: 'OFFICE-EAST',
    excused: [],
    terms: { version: 'v', partnerClasses: [] },
  } as unknown as CaseInput;
  const start = (error: unknown) =>
    createTemporalCases({ client: failing(error), taskQueue: 'gate' }).start('c', input);
  expect(await start(new WorkflowExecutionAlreadyStartedError('there', 'c', 'gate'))).toEqual({ is: 'exists' });
  expect(await start(grpc(14))).toEqual({ is: 'unavailable' });
});

test.each([
  ['took along into its end', 'AcceptedUpdateCompletedWorkflow'],
  ['had no turn for before its end', 'UnprocessedUpdate'],
])('an update that a run %s is sent once more, to the run that goes on', async (_how, type) => {
  const outcomes = [failed(type), { entry: 7, at: 1 }];
  const executeUpdate = async () => {
    const next = outcomes.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const client = {
    withDeadline: (_deadline: number, call: () => unknown) => call(),
    workflow: { getHandle: () => ({ executeUpdate }) },
  } as unknown as Client;
  const sent = createTemporalCases({ client, taskQueue: 'gate' }).submit({
    caseId: 'c',
    updateId: 'u',
    to: 'root',
    event: { type: 'x' },
  });
  expect(await sent).toEqual({ is: 'accepted', entry: 7, at: 1 });
});
