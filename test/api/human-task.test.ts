/** The human task over the HTTP app: hand-overs by staff id, bulk operations with a result for each, comments, telephone. */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryStack, NOW_MS, ROW_2, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
beforeEach(() => {
  stack = createMemoryStack();
});

async function send(method: string, path: string, as: string, body?: unknown, headers?: Record<string, string>) {
  const response = await stack.send(method, path, as, body, headers);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function startTask(person = 'SYN-PERSON-0001'): Promise<{ readonly id: string; readonly task: string }> {
  const facts = { ...ROW_2.facts, personKey: person };
  const { body } = await send('POST', '/cases', 'supervisor-a', { ...ROW_2, facts });
  const id = String(body['case']);
  const shown = await send('GET', `/cases/${id}`, 'legal-a');
  return { id, task: (shown.body['tasks'] as { task: string }[])[0]!.task };
}

const act = (task: string, as: string, event: object) => send('POST', `/tasks/${task}/events`, as, event);

test('an owner delegates to a colleague by staff id; the directory says what the colleague may do', async () => {
  const { task } = await startTask();
  await act(task, 'legal-a', { type: 'task.claimed' });
  const delegate = (to: string) => act(task, 'legal-a', { type: 'task.delegated', to, note: 'on leave' });
  expect(await delegate('STAFF-NOBODY')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/to' }] } });
  expect(await delegate('STAFF-LEGAL-D')).toMatchObject({
    status: 403,
    body: { reasons: ['of whom the task would go to: the training for protected information is not current (R7)'] },
  });
  expect(await delegate('STAFF-LEGAL-B')).toMatchObject({ status: 200 });
  expect(await send('GET', `/tasks/${task}`, 'legal-b')).toMatchObject({
    body: { state: 'reserved', owner: 'Legal staff B (synthetic)' },
  });
});

test('several tasks are claimed at once, each with its own result, and sent again they take effect once', async () => {
  const { task: one } = await startTask('SYN-PERSON-0001');
  const { task: other } = await startTask('SYN-PERSON-0002');
  await act(other, 'legal-b', { type: 'task.claimed' });
  const claim = () =>
    send(
      'POST',
      '/tasks/bulk',
      'legal-a',
      { tasks: [one, other, 't_no-such'], event: { type: 'task.claimed' } },
      { 'idempotency-key': 'bulk' },
    );
  const first = await claim();
  expect(first).toMatchObject({
    status: 200,
    body: {
      results: [
        { task: one, done: true },
        { task: other, done: false, problem: { type: '/problems/not-in-this-state' } },
        { task: 't_no-such', done: false, problem: { type: '/problems/not-found' } },
      ],
    },
  });
  expect(await claim()).toEqual(first);
});

test.each([
  ['no task', { tasks: [], event: { type: 'task.claimed' } }, '/tasks'],
  [
    '101 tasks',
    { tasks: Array.from({ length: 101 }, (_, index) => `t_${index}`), event: { type: 'task.claimed' } },
    '/tasks',
  ],
  ['the same task twice', { tasks: ['t_1', 't_1'], event: { type: 'task.claimed' } }, '/tasks'],
  ['what needs a look at each', { tasks: ['t_1'], event: { type: 'task.completed' } }, '/event/type'],
])('a bulk operation on %s is refused as a whole', async (_what, body, pointer) => {
  expect(await send('POST', '/tasks/bulk', 'legal-a', body)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer }] },
  });
});

test('suspended until a time, urgent, given up: over HTTP as in the machine', async () => {
  const { task } = await startTask();
  await act(task, 'legal-a', { type: 'task.claimed' });
  await act(task, 'legal-a', { type: 'task.started' });
  const until = new Date(NOW_MS + 3_600_000).toISOString();
  expect(await act(task, 'legal-a', { type: 'task.suspended', until, note: 'waits' })).toMatchObject({ status: 200 });
  expect(await act(task, 'legal-a', { type: 'task.resumed' })).toMatchObject({ status: 200 });
  expect(await act(task, 'supervisor-b', { type: 'task.prioritised', note: 'urgent' })).toMatchObject({ status: 200 });
  expect(await act(task, 'legal-a', { type: 'task.failed', cause: 'recusal', note: 'recused' })).toMatchObject({
    status: 200,
  });
  expect(await act(task, 'legal-a', { type: 'task.claimed' })).toMatchObject({
    status: 403,
    body: { reasons: ['who has given the task up may not take it again (WS-HumanTask)'] },
  });
});

test('a consultation given by telephone is recorded as such; comments name documents by digest', async () => {
  const { id, task } = await startTask();
  await act(task, 'legal-a', { type: 'task.claimed' });
  await act(task, 'legal-a', { type: 'task.started' });
  const { body } = await send('GET', `/tasks/${task}`, 'legal-a');
  const telephone = { givenAt: new Date(NOW_MS - 60_000).toISOString(), givenTo: 'STAFF-SUPERVISOR-A' };
  const completed = { type: 'task.completed', advice: 'consistent', factsDigest: body['factsDigest'], telephone };
  expect(await act(task, 'legal-a', completed)).toMatchObject({ status: 200 });
  const documents = [{ reference: 'RECORDS/2026-11/7', digest: 'a'.repeat(64) }];
  const comment = { type: 'comment.added', note: 'see the record', documents };
  expect(await send('POST', `/cases/${id}/events`, 'supervisor-a', comment)).toMatchObject({ status: 200 });
  const { body: timeline } = await send('GET', `/cases/${id}/timeline`, 'legal-a');
  const details = (timeline['entries'] as { type: string; details: object }[]).slice(-2).map((entry) => entry.details);
  expect(details).toEqual([expect.objectContaining({ telephone }), expect.objectContaining({ documents })]);
});
