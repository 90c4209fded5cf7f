/** The human task over the HTTP app: hand-overs by staff id, bulk operations with a result for each, comments, telephone. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../api/app.ts';
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

test('a page of the task offers whoever has it all that WS-HumanTask lets them do, in each state', async () => {
  const { task } = await startTask();
  const offered = async (as: string) => {
    const { body } = await send('GET', `/tasks/${task}`, as);
    return (body['actions'] as { action: string; whyNot: string[] }[])
      .filter(({ whyNot }) => whyNot.length === 0)
      .map(({ action }) => action.replace('task.', ''));
  };
  expect(await offered('legal-a')).toEqual(['claimed', 'prioritised', 'ranked', 'work.referred']);
  await act(task, 'legal-a', { type: 'task.claimed' });
  expect(await offered('legal-a')).toEqual([
    'started',
    'released',
    'delegated',
    'failed',
    'prioritised',
    'ranked',
    'work.referred',
  ]);
  expect(await offered('legal-b')).toEqual(['prioritised', 'ranked', 'work.referred']);
  await act(task, 'legal-a', { type: 'task.started' });
  const begun = [
    'completed',
    'information.requested',
    'released',
    'delegated',
    'suspended',
    'failed',
    'prioritised',
    'ranked',
    'work.referred',
  ];
  expect(await offered('legal-a')).toEqual(begun);
  const until = new Date(NOW_MS + 3_600_000).toISOString();
  expect(await act(task, 'legal-a', { type: 'task.suspended', until, note: 'synthetic' })).toMatchObject({
    status: 200,
  });
  const suspended = ['resumed', 'released', 'delegated', 'failed', 'prioritised', 'ranked', 'work.referred'];
  expect(await offered('legal-a')).toEqual(suspended);
  await act(task, 'legal-a', { type: 'task.resumed' });
  await act(task, 'legal-a', { type: 'information.requested', text: 'synthetic' });
  expect(await offered('legal-a')).toEqual(suspended);
  expect(await offered('legal-b')).toEqual(['prioritised', 'ranked', 'work.referred']);
  await act(task, 'legal-a', { type: 'task.resumed' });
  await act(task, 'supervisor-a', { type: 'task.prioritised', note: 'synthetic' });
  expect(await offered('legal-a')).toEqual(begun.filter((action) => action !== 'prioritised'));
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

test('an outage and a fault are results of their items alone: what was done before is told, and what comes after is tried', async () => {
  const tasks = [
    (await startTask()).task,
    (await startTask()).task,
    (await startTask()).task,
    (await startTask()).task,
  ];
  const { cases } = stack.ports;
  const submit = cases.submit.bind(cases);
  vi.spyOn(cases, 'submit')
    .mockImplementationOnce(submit)
    .mockRejectedValueOnce(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))
    .mockRejectedValueOnce(new Error('a fault'))
    .mockImplementationOnce(submit);
  const { status, body } = await send('POST', '/tasks/bulk', 'legal-a', { tasks, event: { type: 'task.claimed' } });
  expect(status).toBe(200);
  expect(body['results']).toMatchObject([
    { done: true },
    { done: false, problem: { type: '/problems/unavailable' } },
    { done: false, problem: { type: '/problems/unexpected' } },
    { done: true },
  ]);
  expect(stack.faults).toHaveLength(2);
});

test('several tasks end within a minute: those that were not tried by then say so, and can be sent again', async () => {
  const tasks = [(await startTask()).task, (await startTask()).task, (await startTask()).task];
  let now = NOW_MS;
  const app = createApp({
    ...stack.ports,
    clock: () => now,
    cases: {
      ...stack.ports.cases,
      submit: async (submission) => {
        now += 25_000;
        return stack.ports.cases.submit(submission);
      },
    },
  });
  const claim = async () => {
    const response = await app.request('/tasks/bulk', {
      method: 'POST',
      headers: { 'casegate-as': 'legal-a', 'content-type': 'application/json', 'idempotency-key': 'k' },
      body: JSON.stringify({ tasks, event: { type: 'task.claimed' } }),
    });
    return ((await response.json()) as { results: object[] }).results;
  };
  expect(await claim()).toMatchObject([
    { done: true },
    { done: true },
    { done: false, problem: { type: '/problems/not-tried', status: 503 } },
  ]);
  expect(now - NOW_MS).toBe(50_000);
  // Those that are done are in the record, which answers at once: time is left for the rest.
  expect(await claim()).toMatchObject([{ done: true }, { done: true }, { done: true }]);
  expect(now - NOW_MS).toBe(75_000);
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
    body: { reasons: ['who has given it up, or recused themselves, does none of it again (product default)'] },
  });
});

test('a consultation given by telephone is recorded as such; comments name documents by digest', async () => {
  const { id, task } = await startTask();
  await act(task, 'legal-a', { type: 'task.claimed' });
  await act(task, 'legal-a', { type: 'task.started' });
  const { body } = await send('GET', `/tasks/${task}`, 'legal-a');
  const telephone = { givenAt: new Date(NOW_MS).toISOString(), givenTo: 'STAFF-SUPERVISOR-A' };
  const completed = { type: 'task.completed', advice: 'consistent', factsDigest: body['factsDigest'], telephone };
  expect(await act(task, 'legal-a', completed)).toMatchObject({ status: 200 });
  const documents = [{ reference: 'RECORDS/2026-11/7', digest: 'a'.repeat(64) }];
  const comment = { type: 'comment.added', note: 'see the record', documents };
  expect(await send('POST', `/cases/${id}/events`, 'supervisor-a', comment)).toMatchObject({ status: 200 });
  const { body: timeline } = await send('GET', `/cases/${id}/timeline`, 'legal-a');
  const details = (timeline['entries'] as { type: string; details: object }[]).slice(-2).map((entry) => entry.details);
  expect(details).toEqual([expect.objectContaining({ telephone }), expect.objectContaining({ documents })]);
});

test.each([
  ['later than now', { givenAt: NOW_MS + 1 }, '/telephone/givenAt'],
  ['at the end of the century', { givenAt: Date.UTC(2099, 0) }, '/telephone/givenAt'],
  ['before anybody was asked', { givenAt: NOW_MS - 1 }, '/telephone/givenAt'],
  ['to nobody in the directory', { givenTo: 'NOBODY-AT-ALL' }, '/telephone/givenTo'],
])(
  'advice that is said to have been given by telephone %s is refused, and nothing is recorded',
  async (_name, wrong, pointer) => {
    const { givenAt, givenTo } = { givenAt: NOW_MS, givenTo: 'STAFF-SUPERVISOR-A', ...wrong };
    const { task } = await startTask();
    await act(task, 'legal-a', { type: 'task.claimed' });
    await act(task, 'legal-a', { type: 'task.started' });
    const { body } = await send('GET', `/tasks/${task}`, 'legal-a');
    const telephone = { givenAt: new Date(givenAt).toISOString(), givenTo };
    const completed = { type: 'task.completed', advice: 'consistent', factsDigest: body['factsDigest'], telephone };
    expect(await act(task, 'legal-a', completed)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect(await send('GET', `/tasks/${task}`, 'legal-a')).toMatchObject({ body: { state: 'inProgress' } });
  },
);

describe('the queue', () => {
  const listed = async (query: string, as = 'legal-a') => {
    const { body } = await send('GET', `/tasks?${query}`, as);
    return (body['tasks'] as { task: string }[]).map(({ task }) => task);
  };

  test('is narrowed by what it shows, and by nothing else', async () => {
    const { task: mine } = await startTask('SYN-PERSON-0001');
    const { task: theirs } = await startTask('SYN-PERSON-0002');
    const { task: free } = await startTask('SYN-PERSON-0003');
    await act(mine, 'legal-a', { type: 'task.claimed' });
    await act(theirs, 'legal-b', { type: 'task.claimed' });
    await act(theirs, 'legal-b', { type: 'task.started' });
    expect(await listed('')).toEqual([mine, theirs, free]);
    expect(await listed('order=latest')).toEqual([free, theirs, mine]);
    await act(free, 'legal-a', { type: 'task.ranked', priority: 0, note: 'synthetic' });
    expect(await listed('order=priority')).toEqual([free, mine, theirs]);
    expect(await listed('order=soonest')).toEqual([mine, theirs, free]);
    for (const priority of [-1, 11, 0.5, '0'])
      expect(await act(mine, 'legal-a', { type: 'task.ranked', priority, note: 'x' })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/priority' }] },
      });
    expect(await listed('claimed=me')).toEqual([mine]);
    expect(await listed('claimed=nobody')).toEqual([free]);
    expect(await listed('state=inProgress')).toEqual([theirs]);
    expect(await listed('overdue=true')).toEqual([]);
    await act(theirs, 'legal-a', { type: 'task.prioritised', note: 'synthetic' });
    expect(await listed('urgency=urgent')).toEqual([theirs]);
    expect(await listed('urgency=ordinary')).toEqual([mine, free]);
    for (const query of ['state=completed', 'claimed=legal-b', 'overdue=yes', 'urgency=some', 'order=due'])
      expect(await send('GET', `/tasks?${query}`, 'legal-a'), query).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: `?${query.split('=')[0]}` }] },
      });
  });

  test('several tasks are forwarded to another office at once, each with its own result', async () => {
    const { task: one } = await startTask('SYN-PERSON-0001');
    const { task: other } = await startTask('SYN-PERSON-0002');
    await act(other, 'legal-a', { type: 'task.claimed' });
    const forward = (office: string, as = 'legal-a', note = 'synthetic') =>
      send('POST', '/tasks/bulk', as, {
        tasks: [one, other, 't_no-such'],
        event: { type: 'work.referred', office, note },
      });
    expect(await forward('OFFICE-WEST', 'legal-a', '')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/event/note' }] },
    });
    const nobodyThere = { done: false, problem: { status: 422, errors: [{ pointer: '/office' }] } };
    expect(await forward('OFFICE-NOWHERE')).toMatchObject({ body: { results: [nobodyThere, nobodyThere, {}] } });
    expect(await listed('', 'legal-c')).toEqual([]);
    expect(await forward('OFFICE-WEST')).toMatchObject({
      body: { results: [{ done: true }, { done: true }, { done: false, problem: { status: 404 } }] },
    });
    expect(await listed('claimed=nobody', 'legal-c')).toEqual([one, other]);
    expect(await listed('')).toEqual([]);
    expect(await act(one, 'legal-c', { type: 'task.claimed' })).toMatchObject({ status: 200 });
    const { body } = await send(
      'GET',
      `/cases/${(await send('GET', `/tasks/${one}`, 'legal-c')).body['case']}/timeline`,
      'legal-c',
    );
    expect(body['entries']).toContainEqual(
      expect.objectContaining({
        words: 'forward work to another office',
        details: { role: 'legal', office: 'OFFICE-WEST', note: 'synthetic' },
      }),
    );
  });

  test('several tasks are handed over at once, and given back at once', async () => {
    const tasks = [(await startTask('SYN-PERSON-0001')).task, (await startTask('SYN-PERSON-0002')).task];
    const all = (as: string, event: object) => send('POST', '/tasks/bulk', as, { tasks, event });
    await all('legal-a', { type: 'task.claimed' });
    const handOver = { type: 'task.delegated', to: 'STAFF-LEGAL-B', note: 'on leave' };
    expect(await all('legal-a', handOver)).toMatchObject({ body: { results: [{ done: true }, { done: true }] } });
    expect(await listed('claimed=me', 'legal-b')).toEqual(tasks);
    expect(await all('legal-a', { type: 'task.released' })).toMatchObject({
      body: { results: [{ done: false }, { done: false }] },
    });
    await all('legal-b', { type: 'task.released' });
    expect(await listed('claimed=nobody')).toEqual(tasks);
  });
});

test('leadership has a queue of what was escalated to it or asked of it, and assigns from it', async () => {
  const { id, task } = await startTask();
  const queue = () => send('GET', '/tasks', 'leadership-a');
  const assign = () =>
    send('POST', '/tasks/bulk', 'leadership-a', {
      tasks: [task],
      event: { type: 'task.assigned', to: 'STAFF-LEGAL-B', note: 'synthetic' },
    });
  expect(await queue()).toMatchObject({ status: 200, body: { tasks: [] } });
  expect(await assign()).toMatchObject({ body: { results: [{ done: false, problem: { status: 404 } }] } });
  const question = { type: 'question.asked', of: 'leadership', note: 'synthetic' };
  expect(await send('POST', `/cases/${id}/events`, 'supervisor-a', question)).toMatchObject({ status: 200 });
  expect(await queue()).toMatchObject({ body: { tasks: [{ task, owner: null, office: 'OFFICE-EAST' }] } });
  expect(await send('GET', '/cases', 'leadership-a')).toMatchObject({ body: { cases: [{ case: id }] } });
  expect(await assign()).toMatchObject({ body: { results: [{ task, done: true }] } });
  expect(await queue()).toMatchObject({ body: { tasks: [{ owner: 'Legal staff B (synthetic)' }] } });
  expect(await send('GET', '/tasks', 'privacy-a')).toMatchObject({ status: 403 });
  expect(await send('GET', '/tasks/figures', 'leadership-a')).toMatchObject({ status: 200, body: { open: null } });
  expect(await send('GET', '/tasks/figures', 'privacy-a')).toMatchObject({ status: 403 });
});

test('row 11: information that is not given reaches leadership, who finds the case, opens it and assigns the task', async () => {
  const { id, task } = await startTask();
  for (const event of [
    { type: 'task.claimed' },
    { type: 'task.started' },
    { type: 'information.requested', text: 'x' },
  ])
    expect(await act(task, 'legal-a', event)).toMatchObject({ status: 200 });
  const seen = async () => ({
    opened: (await send('GET', `/cases/${id}`, 'leadership-a')).status,
    cases: ((await send('GET', '/cases', 'leadership-a')).body['cases'] as { case: string }[]).map((one) => one.case),
    tasks: ((await send('GET', '/tasks', 'leadership-a')).body['tasks'] as { task: string; urgency: string }[]).map(
      (one) => [one.task, one.urgency],
    ),
  });
  stack.passes(id, 'untilInformationReminder');
  expect(await seen()).toEqual({ opened: 404, cases: [], tasks: [] });
  stack.passes(id, 'untilInformationEscalation');
  expect(await seen()).toEqual({ opened: 200, cases: [id], tasks: [[task, 'escalated']] });
  const assigned = { type: 'task.assigned', to: 'STAFF-LEGAL-B', note: 'synthetic' };
  expect(await act(task, 'leadership-a', assigned)).toMatchObject({ status: 200 });
  expect(await send('GET', `/tasks/${task}`, 'leadership-a')).toMatchObject({
    body: { state: 'suspended', owner: 'Legal staff B (synthetic)', urgency: 'escalated' },
  });
  expect(await act(task, 'supervisor-a', { type: 'information.provided', text: 'x' })).toMatchObject({ status: 200 });
  expect(await seen()).toEqual({ opened: 404, cases: [], tasks: [] });
});

test('row 11: information that is past its date is overdue on the board of the case, in why and in My work', async () => {
  const { id, task } = await startTask();
  for (const event of [
    { type: 'task.claimed' },
    { type: 'task.started' },
    { type: 'information.requested', text: 'x' },
  ])
    expect(await act(task, 'legal-a', event)).toMatchObject({ status: 200 });
  const { awaiting } = (await send('GET', `/tasks/${task}`, 'legal-a')).body as { awaiting: { dueAt: string } };
  const lateIn = async (path: string): Promise<unknown> => {
    const { body } = await send('GET', path, 'supervisor-a');
    return (body['gates'] as { gate: string; overdue: boolean }[]).find(({ gate }) => gate === 'oplaConsultation')!
      .overdue;
  };
  const seen = async (): Promise<unknown[]> => [
    await lateIn(`/cases/${id}`),
    await lateIn(`/cases/${id}/why`),
    ((await send('GET', '/work', 'supervisor-a')).body['cases'] as { rows: { overdue: boolean }[] }).rows.map(
      ({ overdue }) => overdue,
    ),
  ];
  const clock = vi.spyOn(stack.ports, 'clock');
  clock.mockReturnValue(Date.parse(awaiting.dueAt) - 1);
  expect(await seen()).toEqual([false, false, [false]]);
  clock.mockReturnValue(Date.parse(awaiting.dueAt));
  expect(await seen()).toEqual([true, true, [true]]);
  // As it stood when it was asked, whatever the time is now.
  const { entry } = (await send('GET', `/cases/${id}`, 'supervisor-a')).body as { entry: number };
  expect(await lateIn(`/cases/${id}/history/${entry}`)).toBe(false);
});

test('leadership is shown what is escalated, whatever it asks for', async () => {
  await startTask();
  const cases = async (query: string, as: string) =>
    (await send('GET', `/cases?${query}`, as)).body['cases'] as readonly unknown[];
  expect(await cases('state=gating', 'supervisor-a')).toHaveLength(1);
  expect(await cases('state=cleared', 'supervisor-a')).toHaveLength(0);
  expect(await cases('state=gating', 'leadership-a')).toHaveLength(0);
});

test('a completed task keeps the version of its form, and a telephone answer says that it is one', async () => {
  const { id, task } = await startTask();
  for (const type of ['task.claimed', 'task.started']) await act(task, 'legal-a', { type });
  const { body: shown } = await send('GET', `/cases/${id}`, 'legal-a');
  await act(task, 'legal-a', { type: 'task.completed', advice: 'consistent', factsDigest: shown['factsDigest'] });
  const requests = shown['requests'] as { request: string; partnerClass: string }[];
  const answer = async (partnerClass: string, more: object) => {
    const { request } = requests.find((one) => one.partnerClass === partnerClass)!;
    const event = { type: 'request.answered', answer: 'noConflict', ...more };
    expect(await send('POST', `/requests/${request}/events`, `partner-${partnerClass}`, event)).toMatchObject({
      status: 200,
    });
  };
  await answer('local', { byTelephone: true });
  await answer('state', { byTelephone: false });
  const { body } = await send('GET', `/cases/${id}/timeline`, 'legal-a');
  const details = (body['entries'] as { details: Record<string, unknown> }[]).slice(-3).map((one) => one.details);
  expect(details).toEqual([
    expect.objectContaining({ form: expect.stringMatching(/^task\.completed\/[0-9a-f]{12}$/) }),
    { answer: 'noConflict', byTelephone: true },
    { answer: 'noConflict' },
  ]);
});
