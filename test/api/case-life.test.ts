import { beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { Answer } from '../../schemas/answers.ts';
import { createMemoryStack, NOW_MS, ROW_1, ROW_2, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
beforeEach(() => {
  stack = createMemoryStack();
});

interface Shown {
  readonly factsDigest: string;
  readonly tasks: readonly { readonly task: string }[];
  readonly requests: readonly { readonly request: string; readonly partnerClass: string }[];
  readonly actions: readonly { readonly action: string; readonly whyNot: readonly string[] }[];
}

async function start(body: unknown = ROW_2, headers: Record<string, string> = {}): Promise<string> {
  const response = await stack.send('POST', '/cases', 'supervisor-a', body, headers);
  expect(response.status).toBe(201);
  return ((await response.json()) as { case: string }).case;
}

async function read(path: string, as = 'supervisor-a'): Promise<Shown> {
  const response = await stack.send('GET', path, as);
  expect(response.status).toBe(200);
  return (await response.json()) as Shown;
}

async function act(path: string, as: string, event: object, status = 200): Promise<unknown> {
  const response = await stack.send('POST', `${path}/events`, as, event);
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(status);
  return body;
}

async function advise(caseId: string, advice: object = { advice: 'consistent', text: 'advice' }): Promise<void> {
  const { tasks, factsDigest } = await read(`/cases/${caseId}`);
  const task = `/tasks/${tasks[0]!.task}`;
  await act(task, 'legal-a', { type: 'task.claimed' });
  await act(task, 'legal-a', { type: 'task.started' });
  await act(task, 'legal-a', { type: 'task.completed', factsDigest, ...advice });
}

async function answerAll(caseId: string, answer = 'noConflict'): Promise<void> {
  for (const { request, partnerClass } of (await read(`/cases/${caseId}`)).requests) {
    await act(`/requests/${request}`, `partner-${partnerClass}`, { type: 'request.answered', answer });
  }
}

test('a protected case goes through consultation, deconfliction and review, and is closed with its timeline', async () => {
  const id = await start();
  expect(await read(`/cases/${id}`)).toMatchObject({
    statements: ['awaiting OPLA consultation', 'checking deconfliction with partner agencies'],
  });
  await advise(id);
  await answerAll(id);
  const { factsDigest } = await read(`/cases/${id}`);
  await act(`/cases/${id}`, 'supervisor-a', { type: 'decision.cleared', factsDigest, note: 'decided' });
  expect(await read(`/cases/${id}`)).toMatchObject({ state: 'cleared', statements: ['Process requirements met'] });
  await act(`/cases/${id}`, 'supervisor-a', {
    type: 'action.recorded',
    outcome: 'actionNotTaken',
    note: 'nothing done',
  });
  expect(await read(`/cases/${id}`)).toMatchObject({ state: 'closed', endedAt: new Date(NOW_MS).toISOString() });
  const { entries } = (await read(`/cases/${id}/timeline`)) as unknown as { entries: { type: string; by: string }[] };
  expect(entries.map(({ type }) => type)).toEqual([
    'case.started',
    'task.claimed',
    'task.started',
    'task.completed',
    ...Array.from({ length: 4 }, () => 'request.answered'),
    'decision.cleared',
    'action.recorded',
  ]);
  expect(entries[1]!.by).toBe('Legal staff A (synthetic)');
  expect(JSON.stringify(entries)).not.toMatch(/p_[0-9a-z]{26}|SYN-PERSON/);
});

test('a case with no status known has no consultation, and nothing in it asks for one', async () => {
  const id = await start(ROW_1);
  expect(await read(`/cases/${id}`)).toMatchObject({
    statements: ['checking deconfliction with partner agencies'],
    tasks: [],
  });
  const { actions } = await read(`/cases/${id}/why`);
  expect(actions.map(({ action }) => action)).not.toContain('facts.amended');
});

test('why says who may give the missing advice, who may not, and by when', async () => {
  const id = await start();
  expect(await read(`/cases/${id}/why`)).toMatchObject({
    gates: [
      {
        gate: 'oplaConsultation',
        met: false,
        missing: 'awaiting OPLA consultation: nobody has claimed it',
        who: ['legal'],
        whoNot: ['Proposing officer A (synthetic)', 'Supervisor A (synthetic)'],
        dueAt: '2026-11-05T12:00:00.000Z',
        marks: ['R1', 'row 2'],
      },
      { partnerClass: 'internal' },
      { partnerClass: 'local' },
      { partnerClass: 'state' },
      { partnerClass: 'federal', missing: 'no answer yet; silence is no answer' },
      { gate: 'review', met: false },
    ],
  });
});

test('what a person can do is what the engine accepts, and what it refuses is said with the reason', async () => {
  const id = await start();
  const can = async (as: string) =>
    (await read(`/cases/${id}/why`, as)).actions
      .filter(({ whyNot }) => whyNot.length === 0)
      .map(({ action }) => action);
  expect(await can('supervisor-a')).toEqual([
    'request.excused',
    'request.excused',
    'request.excused',
    'request.excused',
    'expedite.requested',
    'question.asked',
    'work.claimed',
    'work.failed',
    'work.referred',
    'action.reported',
    'task.prioritised',
    'case.withdrawn',
  ]);
  expect(await can('legal-a')).toEqual([
    'task.claimed',
    'work.claimed',
    'work.failed',
    'work.referred',
    'action.reported',
    'task.prioritised',
    'task.ranked',
  ]);
});

test('a partner that cannot tell is reached before anybody resolves it: when and how is in the record', async () => {
  const id = await start();
  const { requests } = await read(`/cases/${id}`);
  const local = requests.find(({ partnerClass }) => partnerClass === 'local')!.request;
  await act(`/requests/${local}`, 'partner-local', { type: 'request.answered', answer: 'cannotTell' });
  const resolved = { type: 'conflict.resolved', partnerClass: 'local', note: 'synthetic' };
  const refused = async (contact?: object) =>
    (
      await stack.send('POST', `/cases/${id}/events`, 'supervisor-b', { ...resolved, ...(contact && { contact }) })
    ).json();
  expect(await refused()).toMatchObject({ errors: [{ pointer: '/contact' }] });
  const future = { at: new Date(NOW_MS + 1).toISOString(), how: 'telephone' };
  expect(await refused(future)).toMatchObject({ errors: [{ pointer: '/contact/at' }] });
  expect(await refused({ how: 'pigeon' })).toMatchObject({
    errors: [{ pointer: '/contact/at' }, { pointer: '/contact/how' }],
  });
  const contact = { at: new Date(NOW_MS).toISOString(), how: 'telephone' };
  await act(`/cases/${id}`, 'supervisor-b', { ...resolved, contact });
  const { entries } = (await read(`/cases/${id}/timeline`)) as unknown as { entries: { details: object }[] };
  expect(entries.at(-1)).toMatchObject({ type: 'conflict.resolved', details: { contact } });
});

test('advice with conditions waits for each to be acknowledged', async () => {
  const id = await start();
  await answerAll(id);
  await advise(id, { advice: 'consistentWithConditions', text: 'advice', conditions: ['first', 'second'] });
  const { factsDigest } = await read(`/cases/${id}`);
  const decision = { type: 'decision.cleared', factsDigest, note: 'decided' };
  await act(`/cases/${id}`, 'supervisor-a', decision, 409);
  await act(`/cases/${id}`, 'supervisor-a', { type: 'condition.acknowledged', condition: 'condition-1' });
  await act(`/cases/${id}`, 'supervisor-a', { type: 'condition.acknowledged', condition: 'condition-2' });
  await act(`/cases/${id}`, 'supervisor-a', decision);
});

test('a disagreement is escalated, and only then leadership can read the case and decline it', async () => {
  const id = await start();
  await advise(id, { advice: 'notConsistent', text: 'advice' });
  expect(await read(`/cases/${id}`)).toMatchObject({ state: 'blocked' });
  expect((await stack.send('GET', `/cases/${id}`, 'leadership-a')).status).toBe(404);
  await act(`/cases/${id}`, 'supervisor-a', { type: 'case.escalated', note: 'we disagree' });
  expect(await read('/cases', 'leadership-a')).toMatchObject({ cases: [{ case: id }] });
  await act(`/cases/${id}`, 'leadership-a', { type: 'leadership.declined', note: 'declined' });
  expect(await read(`/cases/${id}`, 'leadership-a')).toMatchObject({ state: 'declined' });
});

test('amended facts keep the person concerned and open the gates again', async () => {
  const id = await start();
  await advise(id);
  const { personKey: _personKey, ...facts } = ROW_2.facts;
  const before = await read(`/cases/${id}`);
  await act(`/cases/${id}`, 'supervisor-a', {
    type: 'facts.amended',
    facts: { ...facts, regionCode: 'EAST-08' },
    factsDigest: before.factsDigest,
    note: 'corrected',
  });
  const after = await read(`/cases/${id}`);
  expect(after).toMatchObject({
    revision: 2,
    statements: ['awaiting OPLA consultation', 'checking deconfliction with partner agencies'],
  });
  expect(after.factsDigest).not.toBe(before.factsDigest);
});

describe('what is refused', () => {
  test('an officer of the case cannot advise on it: refused with the reason, and recorded', async () => {
    const id = await start();
    const { tasks } = await read(`/cases/${id}`);
    expect(await act(`/tasks/${tasks[0]!.task}`, 'supervisor-a', { type: 'task.claimed' }, 403)).toMatchObject({
      type: '/problems/not-permitted',
      reasons: [
        expect.stringContaining('it takes the role legal staff'),
        expect.stringContaining('may not both submit the case and advise on it'),
      ],
    });
    expect(stack.attempts).toEqual([
      {
        person: 'urn:casegate:embedded#supervisor-a',
        action: 'task.claimed',
        caseId: id,
        reasons: ['role', 'separationOfDuties'],
        at: NOW_MS,
      },
    ]);
  });

  test('a decision on facts that changed meanwhile', async () => {
    const id = await start(ROW_1);
    await answerAll(id);
    expect(
      await act(
        `/cases/${id}`,
        'supervisor-a',
        { type: 'decision.cleared', factsDigest: 'a'.repeat(64), note: 'x' },
        409,
      ),
    ).toMatchObject({ type: '/problems/facts-changed' });
  });

  test('a message after the end changes nothing and is recorded (row 23)', async () => {
    const id = await start();
    const { requests } = await read(`/cases/${id}`);
    await act(`/cases/${id}`, 'supervisor-a', { type: 'case.withdrawn', note: 'x' });
    const { request, partnerClass } = requests[0]!;
    expect(
      await act(
        `/requests/${request}`,
        `partner-${partnerClass}`,
        { type: 'request.answered', answer: 'conflict' },
        409,
      ),
    ).toMatchObject({ type: '/problems/case-ended' });
    await act(`/cases/${id}`, 'supervisor-a', { type: 'case.withdrawn', note: 'x' }, 409);
    expect(stack.attempts.map(({ action, reasons }) => [action, reasons])).toEqual([
      ['request.answered', ['caseEnded']],
      ['case.withdrawn', ['caseEnded']],
    ]);
  });

  test('a start by somebody who is no supervisor, recorded without a case', async () => {
    expect((await stack.send('POST', '/cases', 'legal-a', ROW_1)).status).toBe(403);
    expect(stack.attempts).toMatchObject([{ action: 'case.started', caseId: null, reasons: ['role'] }]);
    expect(stack.calls).not.toContain('cases.start');
  });

  test.each([
    ['held', 503, 'held'],
    ['busy', 429, 'busy'],
    ['unavailable', 503, 'unavailable'],
    ['fault', 500, 'unexpected'],
    ['ended', 409, 'case-ended'],
  ] as const)('a case that answers %s', async (is, status, problem) => {
    const id = await start();
    stack.forced.push({ is });
    expect(await act(`/cases/${id}`, 'supervisor-a', { type: 'case.withdrawn', note: 'x' }, status)).toMatchObject({
      type: `/problems/${problem}`,
      status,
    });
  });
});

describe('need to know', () => {
  const UNKNOWN = `c_${'0'.repeat(26)}`;

  test.each(['supervisor-c', 'leadership-a', 'operator-a', 'partner-local'])(
    '%s gets for a real case exactly what an unknown id gets',
    async (as) => {
      const id = await start();
      for (const rest of ['', '/why', '/timeline']) {
        const [real, unknown] = [
          await stack.send('GET', `/cases/${id}${rest}`, as),
          await stack.send('GET', `/cases/${UNKNOWN}${rest}`, as),
        ];
        expect(real.status).toBe(404);
        expect(await real.text()).toBe(await unknown.text());
        expect([...real.headers]).toEqual([...unknown.headers]);
      }
      const event = { type: 'case.withdrawn', note: 'x' };
      const [real, unknown] = [
        await stack.send('POST', `/cases/${id}/events`, as, event),
        await stack.send('POST', `/cases/${UNKNOWN}/events`, as, event),
      ];
      expect([real.status, await real.text()]).toEqual([unknown.status, await unknown.text()]);
      expect(stack.calls).not.toContain('cases.submit');
    },
  );

  test('tasks and requests of others read as unknown', async () => {
    const id = await start();
    const { tasks, requests } = await read(`/cases/${id}`);
    const local = requests.find(({ partnerClass }) => partnerClass === 'local')!;
    const real = [
      await stack.send('GET', `/tasks/${tasks[0]!.task}`, 'supervisor-c'),
      await stack.send('GET', `/requests/${local.request}`, 'partner-state'),
    ];
    const unknown = await stack.send('GET', `/tasks/t_${'0'.repeat(26)}`, 'supervisor-c');
    const text = await unknown.text();
    for (const response of real) expect([response.status, await response.text()]).toEqual([404, text]);
  });

  test('a partner sees a reference, a window, a region and a state, and its answer names no case', async () => {
    const id = await start();
    const response = await stack.send('GET', '/requests', 'partner-federal');
    const { requests } = (await response.json()) as { requests: { request: string }[] };
    expect(requests).toEqual([
      {
        request: expect.stringMatching(/^r_/),
        state: 'asked',
        windowFrom: '2026-11-10T11:00:00.000Z',
        windowUntil: '2026-11-13T01:00:00.000Z',
        regionCode: 'EAST-07',
      },
    ]);
    const answered = await act(`/requests/${requests[0]!.request}`, 'partner-federal', {
      type: 'request.answered',
      answer: 'noConflict',
    });
    expect(Object.keys(answered as object)).toEqual(['request', 'at']);
    expect(JSON.stringify(answered)).not.toContain(id);
  });

  test('each list holds what is the reader’s business only', async () => {
    const id = await start();
    expect(await read('/cases', 'legal-b')).toMatchObject({ cases: [{ case: id }] });
    expect(await read('/cases', 'supervisor-c')).toEqual({ cases: [], next: null });
    expect(await read('/cases', 'leadership-a')).toEqual({ cases: [], next: null });
    expect(await read('/tasks', 'supervisor-c')).toEqual({ tasks: [], next: null });
    for (const [path, as] of [
      ['/cases', 'operator-a'],
      ['/tasks', 'partner-local'],
      ['/requests', 'supervisor-a'],
    ] as const) {
      expect((await stack.send('GET', path, as)).status).toBe(403);
    }
  });
});

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'key-1' };

  test('a repeated start is the same case, and another one under the key is refused', async () => {
    const id = await start(ROW_2, key);
    expect(await start(ROW_2, key)).toBe(id);
    expect((await stack.send('POST', '/cases', 'supervisor-a', ROW_1, key)).status).toBe(422);
    expect(
      ((await (await stack.send('POST', '/cases', 'supervisor-b', ROW_2, key)).json()) as { case: string }).case,
    ).not.toBe(id);
  });

  test('a repeated event takes effect once, even where it ended the case, and another one under the key is refused', async () => {
    const id = await start();
    const send = (note: string) =>
      stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn', note }, key);
    const first = await (await send('x')).text();
    expect(await (await send('x')).text()).toBe(first);
    const other = await send('y');
    expect([other.status, await other.json()]).toMatchObject([422, { type: '/problems/idempotency-key-reused' }]);
  });
});

test('a hand-over that is sent again is answered as it was, though who it goes to has the work by now; under another key it makes no sense', async () => {
  const id = await start();
  const act = async (event: object, key: string) => {
    const answer = await stack.send('POST', `/cases/${id}/events`, 'supervisor-a', event, { 'idempotency-key': key });
    return { status: answer.status, body: (await answer.json()) as object };
  };
  await act({ type: 'work.claimed', note: '' }, 'claim');
  const handOver = { type: 'work.delegated', to: 'STAFF-SUPERVISOR-D', note: 'Synthetic.' };
  const first = await act(handOver, 'once');
  expect(first).toMatchObject({ status: 200, body: { entry: 3 } });
  expect(await act(handOver, 'once')).toEqual(first);
  expect(await act(handOver, 'again')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/to' }] } });
});

test('a key is of one command to one request: under it another request is not excused', async () => {
  const id = await start();
  const { requests } = (await (await stack.send('GET', `/cases/${id}`, 'supervisor-a')).json()) as Answer<'Case'>;
  const excuse = async (request: string) => {
    const event = { type: 'request.excused', note: 'not appropriate' };
    const key = { 'idempotency-key': 'one' };
    return (await stack.send('POST', `/requests/${request}/events`, 'supervisor-a', event, key)).status;
  };
  expect([await excuse(requests[0]!.request), await excuse(requests[1]!.request)]).toEqual([200, 422]);
  expect(await excuse(requests[0]!.request)).toBe(200);
});

test('a hand-over that is sent again is answered as it was, whatever the directory says by now of who got it', async () => {
  const id = await start();
  const handOver = { type: 'work.delegated', to: 'STAFF-SUPERVISOR-D', note: 'Synthetic.' };
  const act = async (event: object, people = stack.ports.people) => {
    const response = await createApp({ ...stack.ports, people }).request(`/cases/${id}/events`, {
      method: 'POST',
      headers: {
        'casegate-as': 'supervisor-a',
        'content-type': 'application/json',
        'idempotency-key': JSON.stringify(event).slice(0, 30).replaceAll(' ', ''),
      },
      body: JSON.stringify(event),
    });
    return { status: response.status, body: (await response.json()) as object };
  };
  await act({ type: 'work.claimed', note: '' });
  const first = await act(handOver);
  expect(first.status).toBe(200);
  const known = stack.ports.people.list();
  const substitutes = known.map((one) =>
    one.person.staffId === handOver.to
      ? { ...one, person: { ...one.person, substitutesFor: [known[0]!.person.id] } }
      : one,
  );
  expect(await act(handOver, { list: () => substitutes })).toEqual(first);
  const gone = known.filter(({ person }) => person.staffId !== handOver.to);
  expect(await act(handOver, { list: () => gone })).toEqual(first);
});

test('that the planned action was taken is recorded once it can have begun, and not before; that it was given up at any time', async () => {
  const id = await start(ROW_1);
  const show = async () => (await (await stack.send('GET', `/cases/${id}`, 'supervisor-a')).json()) as Answer<'Case'>;
  for (const { request, partnerClass } of (await show()).requests)
    await stack.send('POST', `/requests/${request}/events`, `partner-${partnerClass}`, {
      type: 'request.answered',
      answer: 'noConflict',
    });
  const { factsDigest, facts, gates } = await show();
  expect(gates.find((gate) => gate.partnerClass === 'local')).toMatchObject({
    met: true,
    how: 'it was asked, and reports no conflict',
  });
  const act = async (event: object, now = NOW_MS) => {
    const response = await createApp({ ...stack.ports, clock: () => now }).request(`/cases/${id}/events`, {
      method: 'POST',
      headers: { 'casegate-as': 'supervisor-b', 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    return { status: response.status, body: (await response.json()) as object };
  };
  expect((await act({ type: 'decision.cleared', factsDigest, note: 'x' })).status).toBe(200);
  const taken = { type: 'action.recorded', outcome: 'actionTaken', note: 'x' };
  const begins = Date.parse(facts.windowFrom as string);
  expect(await act(taken, begins - 1)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/outcome' }] } });
  expect((await show()).state).toBe('cleared');
  expect((await act(taken, begins)).status).toBe(200);
});

test('who has work in hand acts on what they saw of whose it is, or not at all', async () => {
  const id = await start();
  const act = (as: string, event: object, app = stack.app) =>
    app.request(`/cases/${id}/events`, {
      method: 'POST',
      headers: { 'casegate-as': as, 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
  await act('supervisor-b', { type: 'work.claimed', note: '' });
  const { cases } = stack.ports;
  const submit: typeof cases.submit = async (submission) => {
    await act('supervisor-a', { type: 'work.claimed', note: '' });
    return cases.submit(submission);
  };
  const late = await act(
    'supervisor-b',
    { type: 'work.delegated', to: 'STAFF-SUPERVISOR-D', note: 'Synthetic.' },
    createApp({ ...stack.ports, cases: { ...cases, submit } }),
  );
  expect([late.status, await late.json()]).toMatchObject([
    409,
    { reasons: [expect.stringContaining('at the same moment')] },
  ]);
  const { claims } = (await (await stack.send('GET', `/cases/${id}`, 'supervisor-a')).json()) as Answer<'Case'>;
  expect(claims).toMatchObject([{ by: 'Supervisor A (synthetic)' }]);
});

test('lists go on where the page before ended', async () => {
  const ids = [await start(), await start(), await start()].sort();
  const first = (await (await stack.send('GET', '/cases?limit=2', 'supervisor-a')).json()) as {
    cases: { case: string }[];
    next: string;
  };
  const second = (await (
    await stack.send('GET', `/cases?limit=2&after=${first.next}`, 'supervisor-a')
  ).json()) as typeof first;
  expect([...first.cases, ...second.cases].map((row) => row.case)).toEqual(ids);
  expect(second.next).toBeNull();
});

test('health and the directory need nobody, and answers are never cached', async () => {
  expect((await stack.send('GET', '/livez', null)).status).toBe(200);
  expect((await stack.send('GET', '/readyz', null)).status).toBe(200);
  const people = await stack.send('GET', '/people', null);
  expect(people.headers.get('cache-control')).toBe('no-store');
  expect(
    ((await people.json()) as { people: { displayName: string }[] }).people.every(({ displayName }) =>
      displayName.endsWith('(synthetic)'),
    ),
  ).toBe(true);
});

test.each([
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503],
  [new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]), 503],
  [Object.assign(new Error('admin shutdown'), { code: '57P01' }), 503],
  [new Error('Connection terminated unexpectedly'), 503],
  [Object.assign(new Error('CANARY'), { code: '23505' }), 500],
  [new TypeError('CANARY'), 500],
] as const)('the record fails with %s: %i, logged, and nothing of it is told', async (error, status) => {
  Object.assign(stack.ports.ledger, { listCases: () => Promise.reject(error) });
  const response = await stack.send('GET', '/cases', 'supervisor-a');
  expect(response.status).toBe(status);
  expect(await response.text()).not.toContain('CANARY');
  expect(stack.faults).toEqual([error]);
});

describe('what a case asks of a role, claimed by one of several', () => {
  const whyNot = async (id: string, as: string, action: string) =>
    (await read(`/cases/${id}/why`, as)).actions.find((one) => one.action === action)!.whyNot;

  async function toReview(): Promise<string> {
    const id = await start(ROW_1);
    await answerAll(id);
    return id;
  }

  test('is shown, and kept from a colleague until they claim it themselves or it is given back', async () => {
    const id = await toReview();
    const decline = { type: 'decision.declined', note: 'synthetic' };
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.claimed' });
    expect(await read(`/cases/${id}`)).toMatchObject({
      claims: [
        {
          role: 'supervisor',
          by: 'Supervisor B (synthetic)',
          begun: false,
          beginsBy: expect.any(String) as string,
          suspendedUntil: null,
        },
      ],
    });
    const denied = /^a colleague has claimed what the case asks of this role/;
    expect(await whyNot(id, 'supervisor-a', 'decision.declined')).toContainEqual(expect.stringMatching(denied));
    expect(await whyNot(id, 'supervisor-b', 'decision.declined')).toEqual([]);
    expect(await act(`/cases/${id}`, 'supervisor-a', decline, 403)).toMatchObject({
      reasons: [expect.stringMatching(denied)],
    });
    expect(stack.attempts.at(-1)).toMatchObject({ action: 'decision.declined', reasons: ['claimed'] });
    await act(`/cases/${id}`, 'supervisor-a', { type: 'work.released' }, 403);
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.claimed' }, 403);

    await act(`/cases/${id}`, 'supervisor-a', { type: 'work.claimed', note: 'on leave' });
    expect(await whyNot(id, 'supervisor-b', 'decision.declined')).toContainEqual(expect.stringMatching(denied));
    await act(`/cases/${id}`, 'supervisor-a', { type: 'work.released' });
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [] });
    await act(`/cases/${id}`, 'supervisor-b', decline);
  });

  test('stands beside what others do: comments, reports, and the work of other roles', async () => {
    const id = await toReview();
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.claimed' });
    await act(`/cases/${id}`, 'supervisor-a', { type: 'comment.added', note: 'synthetic' });
    await act(`/cases/${id}`, 'supervisor-a', { type: 'case.withdrawn', note: 'synthetic' });
  });

  test('is begun, set aside, taken up again and given up by who has it, and by nobody else', async () => {
    const id = await toReview();
    const until = '2026-11-02T15:00:00.000Z';
    const set = { type: 'work.suspended', until, note: 'waits for a call' };
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.started' }, 403);
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.claimed' });
    for (const event of [{ type: 'work.started' }, set, { type: 'work.resumed' }])
      await act(`/cases/${id}`, 'supervisor-a', event, 403);
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.started' });
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [{ begun: true, beginsBy: null }] });
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.resumed' }, 409);
    await act(`/cases/${id}`, 'supervisor-b', set);
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [{ suspendedUntil: until }] });
    await act(`/cases/${id}`, 'supervisor-b', { ...set, until: '2027-11-02T15:00:00.000Z' }, 409);
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.resumed' });
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [{ begun: true, suspendedUntil: null }] });
    await act(`/cases/${id}`, 'supervisor-b', { type: 'work.failed', cause: 'recusal', note: 'synthetic' });
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [], recused: ['Supervisor B (synthetic)'] });
    for (const type of ['work.claimed', 'decision.declined'])
      expect(await act(`/cases/${id}`, 'supervisor-b', { type, note: 'synthetic' }, 403)).toMatchObject({
        reasons: [expect.stringMatching(/recused themselves/)],
      });
    await act(`/cases/${id}`, 'supervisor-a', { type: 'decision.declined', note: 'synthetic' });
  });

  test('is handed by its owner to a colleague who is not on the case, and is shown it as long as they have it', async () => {
    const id = await toReview();
    const to = (staffId: string) => ({ type: 'work.delegated', to: staffId, note: 'on leave' });
    expect(await whyNot(id, 'supervisor-a', 'work.claimed')).toEqual([]);
    await act(`/cases/${id}`, 'supervisor-a', { type: 'work.claimed' });
    await act(`/cases/${id}`, 'supervisor-d', { type: 'work.claimed' }, 404);
    await act(`/cases/${id}`, 'supervisor-a', to('STAFF-SUPERVISOR-A'), 422);
    await act(`/cases/${id}`, 'supervisor-a', to('STAFF-LEGAL-A'), 403);
    await act(`/cases/${id}`, 'supervisor-a', to('STAFF-NOBODY'), 422);
    await act(`/cases/${id}`, 'supervisor-a', to('STAFF-SUPERVISOR-D'));
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [{ by: 'Supervisor D (synthetic)', begun: false }] });
    await act(`/cases/${id}`, 'supervisor-d', { type: 'work.started' });
    await act(`/cases/${id}`, 'supervisor-d', { type: 'work.released' });
    await act(`/cases/${id}`, 'supervisor-d', { type: 'work.claimed' }, 404);
  });

  test('is assigned by leadership, whom the case concerns, to somebody of the role', async () => {
    const id = await toReview();
    const assigned = { type: 'work.assigned', role: 'supervisor', to: 'STAFF-SUPERVISOR-D', note: 'synthetic' };
    await act(`/cases/${id}`, 'leadership-a', assigned, 404);
    await act(`/cases/${id}`, 'supervisor-a', { type: 'question.asked', of: 'leadership', note: 'synthetic' });
    await act(`/cases/${id}`, 'supervisor-b', assigned, 403);
    await act(`/cases/${id}`, 'leadership-a', assigned);
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [{ by: 'Supervisor D (synthetic)' }] });
  });

  test('goes with work that another office does', async () => {
    const id = await start();
    await act(`/cases/${id}`, 'legal-a', { type: 'work.claimed' });
    await act(`/cases/${id}`, 'supervisor-a', {
      type: 'work.referred',
      role: 'legal',
      office: 'OFFICE-WEST',
      note: 'synthetic',
    });
    expect(await read(`/cases/${id}`)).toMatchObject({ claims: [] });
  });
});
