/** What is beside the way of a case to its decision, over the HTTP app: reopening, protection that follows, corrections, reports. */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryStack, ROW_1, ROW_2, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
beforeEach(() => {
  stack = createMemoryStack();
});

interface Answer {
  readonly status: number;
  readonly body: { readonly [field: string]: unknown };
}

async function send(method: string, path: string, as: string, body?: unknown): Promise<Answer> {
  const response = await stack.send(method, path, as, body);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function start(body: unknown = ROW_2): Promise<string> {
  const { status, body: answer } = await send('POST', '/cases', 'supervisor-a', body);
  expect(status).toBe(201);
  return String(answer['case']);
}

const act = (id: string, as: string, event: object): Promise<Answer> =>
  send('POST', `/cases/${id}/events`, as, { note: 'synthetic', ...event });

async function done(id: string, as: string, event: object): Promise<void> {
  const { status, body } = await act(id, as, event);
  expect(status, JSON.stringify(body)).toBe(200);
}

const { personKey: _personKey, ...FACTS } = ROW_2.facts;
const REOPENING = { facts: FACTS, proposingOfficer: ROW_2.proposingOfficer, note: 'synthetic' };

test('row 22: an ended case is reopened as a new epoch that goes on counting, and only then', async () => {
  const id = await start();
  expect(await send('POST', `/cases/${id}/epochs`, 'supervisor-a', REOPENING)).toMatchObject({
    status: 409,
    body: { type: '/problems/not-in-this-state' },
  });
  await done(id, 'supervisor-a', { type: 'case.withdrawn' });
  expect(await send('POST', `/cases/${id}/epochs`, 'legal-a', REOPENING)).toMatchObject({ status: 403 });
  expect(await send('POST', `/cases/${id}/epochs`, 'supervisor-c', REOPENING)).toMatchObject({ status: 404 });
  expect(await send('POST', `/cases/${id}/epochs`, 'supervisor-b', REOPENING)).toEqual({
    status: 201,
    body: { case: id, entry: 3 },
  });
  expect(await send('GET', `/cases/${id}`, 'supervisor-a')).toMatchObject({
    body: { epoch: 2, revision: 2, state: 'gating', clearance: null },
  });
  const { body } = await send('GET', `/cases/${id}/timeline`, 'supervisor-a');
  expect((body['entries'] as { type: string }[]).map(({ type }) => type)).toEqual([
    'case.started',
    'case.withdrawn',
    'case.reopened',
  ]);
  expect(stack.attempts.map(({ action }) => action)).toContain('case.reopened');
});

test('row 29: a person known elsewhere is protected here, and who starts the case learns only of a legal review', async () => {
  const known = await start();
  const id = await start({ ...ROW_1, facts: { ...ROW_1.facts, personKey: ROW_2.facts.personKey } });
  const forStarter = await send('GET', `/cases/${id}`, 'supervisor-a');
  expect(forStarter.body['statements']).toContain('held for legal review');
  expect(JSON.stringify(forStarter.body)).not.toMatch(/row 29|inherit|uNonimmigrant/);
  expect(JSON.stringify(forStarter.body)).not.toContain(known);
  const forLegal = await send('GET', `/cases/${id}`, 'legal-a');
  expect(forLegal.body['statements']).toContain('awaiting OPLA consultation');
  const other = await start({ ...ROW_1, facts: { ...ROW_1.facts, personKey: 'SYN-PERSON-0009' } });
  expect((await send('GET', `/cases/${other}`, 'supervisor-a')).body['statements']).toEqual([
    'checking deconfliction with partner agencies',
  ]);
});

test('row 30: a correction is its author’s; the record says whose an entry is, not the client', async () => {
  const id = await start();
  await done(id, 'supervisor-a', { type: 'entry.corrected', entry: 1 });
  expect(await act(id, 'supervisor-b', { type: 'entry.corrected', entry: 1 })).toMatchObject({ status: 409 });
  expect(await act(id, 'supervisor-a', { type: 'entry.corrected', entry: 9 })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/entry' }] },
  });
  expect(
    await act(id, 'supervisor-b', { type: 'entry.corrected', entry: 1, author: 'urn:casegate:embedded#supervisor-b' }),
  ).toMatchObject({ status: 422 });
});

test('row 24: an amendment names the facts that it amends', async () => {
  const id = await start();
  const { factsDigest } = (await send('GET', `/cases/${id}`, 'supervisor-a')).body;
  const amend = (regionCode: string) =>
    act(id, 'supervisor-a', { type: 'facts.amended', facts: { ...FACTS, regionCode }, factsDigest });
  expect(await amend('EAST-08')).toMatchObject({ status: 200 });
  expect(await amend('EAST-09')).toMatchObject({ status: 409, body: { type: '/problems/facts-changed' } });
});

test('R7: who is not trained is told so, and may still read', async () => {
  const id = await start();
  const { body } = await send('GET', `/cases/${id}`, 'legal-d');
  const [{ task }] = body['tasks'] as [{ task: string }];
  const refused = await send('POST', `/tasks/${task}/events`, 'legal-d', { type: 'task.claimed' });
  expect(refused).toMatchObject({
    status: 403,
    body: { reasons: ['the training for protected information is not current (R7)'] },
  });
  expect(stack.attempts.at(-1)).toMatchObject({ action: 'task.claimed', reasons: ['training'] });
});

test('R12, row 31: those whom it concerns read the case only then', async () => {
  const id = await start();
  for (const [as, event] of [
    ['policy-a', { type: 'question.asked', of: 'orap' }],
    ['leadership-a', { type: 'question.asked', of: 'leadership' }],
    ['privacy-a', { type: 'action.reported' }],
  ] as const) {
    expect(await send('GET', `/cases/${id}`, as)).toMatchObject({ status: 404 });
    await done(id, 'supervisor-a', event);
    expect(await send('GET', `/cases/${id}`, as)).toMatchObject({ status: 200 });
  }
  await done(id, 'policy-a', { type: 'question.answered', question: 1 });
  await done(id, 'privacy-a', { type: 'report.closed' });
});

test.each([
  ['a policy change', { type: 'policy.changed', rule: 'continue' }],
  ['a suspension', { type: 'policy.suspended' }],
  ['protection from elsewhere', { type: 'protection.inherited' }],
  ['a step that is late', { type: 'step.late', step: 'review', since: 0, level: 'escalation' }],
])('%s cannot be sent from outside', async (_what, event) => {
  const id = await start();
  expect(await act(id, 'supervisor-a', event)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/type' }] } });
});

test.each([
  ['an office in words', { type: 'work.referred', role: 'legal', office: 'the office in the west' }, '/office'],
  ['a role that has no work here', { type: 'work.referred', role: 'partner', office: 'OFFICE-WEST' }, '/role'],
  ['an entry before the first', { type: 'entry.corrected', entry: 0 }, '/entry'],
  ['half an entry', { type: 'entry.corrected', entry: 1.5 }, '/entry'],
  ['question 100', { type: 'question.answered', question: 100 }, '/question'],
  ['nobody of that name to ask', { type: 'question.asked', of: 'the press' }, '/of'],
  ['a hold of no known kind', { type: 'hold.released', reason: 'boredom' }, '/reason'],
  ['a yes as a word', { type: 'expedite.determined', inBestInterests: 'yes' }, '/inBestInterests'],
  [
    'a status of another benefit',
    { type: 'status.disputed', status: { benefit: 'x', role: 'petitioner' } },
    '/status/benefit',
  ],
  ['no reason', { type: 'mistake.confirmed', note: ' ' }, '/note'],
])('refused: %s', async (_what, event, pointer) => {
  const id = await start();
  const { status, body } = await act(id, 'supervisor-a', event);
  expect(status).toBe(422);
  expect(body).toMatchObject({ type: '/problems/malformed', errors: [{ pointer }] });
});

test('row 21: legal staff sees the other cases of a person that they may read; nobody else learns that there are any', async () => {
  const one = await start();
  const other = await start();
  const elsewhere = await start({ ...ROW_2, facts: { ...ROW_2.facts, personKey: 'SYN-PERSON-0009' } });
  const related = async (id: string, as: string) => (await send('GET', `/cases/${id}`, as)).body['related'];
  expect(await related(one, 'legal-a')).toEqual([{ case: other, ended: false, sameWindow: true }]);
  expect(await related(elsewhere, 'legal-a')).toEqual([]);
  expect(await related(one, 'supervisor-a')).toBeUndefined();
  await done(one, 'supervisor-a', { type: 'work.referred', role: 'legal', office: 'OFFICE-WEST' });
  expect(await related(one, 'legal-c')).toEqual([]);
});
