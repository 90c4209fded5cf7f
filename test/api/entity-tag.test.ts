/** Entity tags, waiting for a change, acting on what was seen, streams of changes, and rates. */
import { beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { Answer } from '../../schemas/answers.ts';
import { createMemoryStack, ROW_1, ROW_2, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
let id: string;
beforeEach(async () => {
  stack = createMemoryStack();
  const started = await stack.send('POST', '/cases', 'supervisor-a', ROW_1);
  id = ((await started.json()) as { case: string }).case;
});

const read = (headers: Record<string, string> = {}) =>
  stack.send('GET', `/cases/${id}`, 'supervisor-a', undefined, headers);
const ask = (headers: Record<string, string> = {}) =>
  stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'question.asked', of: 'opla', note: 'x' }, headers);

test('a case that stands as it did is not sent again; after another entry it is', async () => {
  const first = await read();
  expect(first.headers.get('etag')).toBe('"1"');
  const same = await read({ 'if-none-match': '"1"' });
  expect([same.status, await same.text()]).toEqual([304, '']);
  await ask();
  const changed = await read({ 'if-none-match': '"1"' });
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
});

test('who prefers to wait gets the change when it comes', async () => {
  const { ledger } = stack.ports;
  const waits: number[] = [];
  Object.assign(ledger, {
    awaitEntry: async (_case: string, entry: number, timeoutMs: number) => {
      waits.push(entry, timeoutMs);
      await ask();
      return true;
    },
  });
  const changed = await read({ 'if-none-match': '"1"', prefer: 'respond-async, wait=3' });
  expect([changed.status, changed.headers.get('etag'), changed.headers.get('preference-applied')]).toEqual([
    200,
    '"2"',
    'wait=3',
  ]);
  expect(waits.slice(0, 2)).toEqual([2, 3_000]);
});

test.each([
  ['wait=999999', 25_000],
  ['wait=x', null],
  ['wait=-1', null],
])('Prefer: %s waits %s ms at most', async (prefer, expected) => {
  let waited: number | null = null;
  Object.assign(stack.ports.ledger, {
    awaitEntry: async (_case: string, _entry: number, timeoutMs: number) => {
      waited = timeoutMs;
      return false;
    },
  });
  expect((await read({ 'if-none-match': '"1"', prefer })).status).toBe(304);
  expect(waited).toBe(expected);
});

test('who acts on a case as they saw it is refused where it has changed, and nothing is done', async () => {
  expect((await ask({ 'if-match': '"1"' })).status).toBe(200);
  const late = await ask({ 'if-match': '"1"' });
  expect([late.status, await late.json()]).toMatchObject([412, { type: '/problems/precondition-failed' }]);
  expect((await read()).headers.get('etag')).toBe('"2"');
  expect((await ask({ 'if-match': '"7", "2"' })).status).toBe(200);
  expect((await ask({ 'if-match': '*' })).status).toBe(200);
});

test('what was done once is answered as it was under its key, though the case has changed by it', async () => {
  const once = { 'if-match': '"1"', 'idempotency-key': 'once' };
  const first = await ask(once);
  const answer = (await first.json()) as object;
  await ask();
  const again = await ask(once);
  expect([again.status, await again.json()]).toEqual([200, answer]);
  expect((await ask({ ...once, 'idempotency-key': 'other' })).status).toBe(412);
  expect((await read()).headers.get('etag')).toBe('"3"');
});

test('what comes in between the door and the case’s turn is refused by the case, and a tag that stands for nothing is refused', async () => {
  const { cases } = stack.ports;
  const submit: typeof cases.submit = async (submission) => {
    await ask();
    return cases.submit(submission);
  };
  const app = createApp({ ...stack.ports, cases: { ...cases, submit } });
  const send = (match: string) =>
    app.request(`/cases/${id}/events`, {
      method: 'POST',
      headers: { 'casegate-as': 'supervisor-a', 'content-type': 'application/json', 'if-match': match },
      body: JSON.stringify({ type: 'question.asked', of: 'opla', note: 'x' }),
    });
  expect((await send('"1"')).status).toBe(412);
  expect((await read()).headers.get('etag')).toBe('"2"');
  expect((await send('*')).status).toBe(200);
  expect((await ask({ 'if-match': 'W/"4"' })).status).toBe(412);
});

/** A case with a consultation, and what it was asked of. */
async function consulted(): Promise<{ readonly task: string; readonly request: string; readonly caseId: string }> {
  const started = await stack.send('POST', '/cases', 'supervisor-a', ROW_2);
  const { case: caseId } = (await started.json()) as { case: string };
  const shown = (await (await stack.send('GET', `/cases/${caseId}`, 'supervisor-a')).json()) as Answer<'Case'>;
  const { request } = shown.requests.find(({ partnerClass }) => partnerClass === 'local')!;
  return { caseId, task: `/tasks/${shown.tasks[0]!.task}`, request: `/requests/${request}` };
}

test('a task has the entry of its case as its tag: it is read anew after another one, and acted on as it was seen or not at all', async () => {
  const { task } = await consulted();
  const look = (headers: Record<string, string> = {}) => stack.send('GET', task, 'legal-a', undefined, headers);
  const act = (type: string, headers: Record<string, string>) =>
    stack.send('POST', `${task}/events`, 'legal-a', { type }, headers);
  const first = await look();
  expect([first.headers.get('etag'), await first.json()]).toMatchObject(['"1"', { entry: 1, state: 'ready' }]);
  expect((await look({ 'if-none-match': '"1"' })).status).toBe(304);
  expect((await act('task.claimed', { 'if-match': '"1"' })).status).toBe(200);
  const late = await act('task.started', { 'if-match': '"1"' });
  expect([late.status, await late.json()]).toMatchObject([412, { type: '/problems/precondition-failed' }]);
  const changed = await look({ 'if-none-match': '"1"' });
  expect([changed.headers.get('etag'), await changed.json()]).toMatchObject(['"2"', { state: 'reserved' }]);
  expect((await act('task.started', { 'if-match': '"2"' })).status).toBe(200);
});

test('the tag of a request changes with what its partner sees of it, and with nothing else that happens in the case', async () => {
  const { request, task, caseId } = await consulted();
  const look = (headers: Record<string, string> = {}) =>
    stack.send('GET', request, 'partner-local', undefined, headers);
  const answer = (tag: string) =>
    stack.send(
      'POST',
      `${request}/events`,
      'partner-local',
      { type: 'request.answered', answer: 'noConflict' },
      { 'if-match': tag },
    );
  const first = await look();
  const tag = first.headers.get('etag')!;
  expect(((await first.json()) as { tag: string }).tag).toBe(tag.slice(1, -1));
  await stack.send('POST', `${task}/events`, 'legal-a', { type: 'task.claimed' });
  await stack.send('POST', `/cases/${caseId}/events`, 'supervisor-a', {
    type: 'question.asked',
    of: 'opla',
    note: 'x',
  });
  const same = await look({ 'if-none-match': tag, prefer: 'wait=20' });
  expect([same.status, same.headers.get('preference-applied')]).toEqual([304, null]);
  expect((await answer('"1"')).status).toBe(412);
  expect((await answer(tag)).status).toBe(200);
  const answered = await look({ 'if-none-match': tag });
  expect([answered.status, answered.headers.get('etag') === tag]).toEqual([200, false]);
  expect((await answer(tag)).status).toBe(412);
});

test.each([
  ['wait=3', 3_000],
  ['respond-async, wait=0', 1_000],
  ['wait=60', 15_000],
  ['respond-async', null],
])('Prefer: %s, with anything that is done: the case has %s ms to record it', async (prefer, expected) => {
  const { task, request, caseId } = await consulted();
  const waited: (number | undefined)[] = [];
  const { cases, ledger } = stack.ports;
  const submit: typeof cases.submit = async (submission) => {
    waited.push(submission.waitMs);
    return cases.submit(submission);
  };
  const awaitEntry: typeof ledger.awaitEntry = async (id, entry, timeoutMs) => {
    waited.push(timeoutMs);
    return ledger.awaitEntry(id, entry, timeoutMs);
  };
  const app = createApp({ ...stack.ports, cases: { ...cases, submit }, ledger: { ...ledger, awaitEntry } });
  const applied: (string | null)[] = [];
  const send = async (path: string, as: string, body: object): Promise<void> => {
    const headers = { 'casegate-as': as, 'content-type': 'application/json', prefer };
    const response = await app.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.ok, path).toBe(true);
    applied.push(response.headers.get('preference-applied'));
  };
  await send(`${task}/events`, 'legal-a', { type: 'task.claimed' });
  await send('/tasks/bulk', 'legal-a', { tasks: [task.slice(7)], event: { type: 'task.released' } });
  await send(`${request}/events`, 'partner-local', { type: 'request.answered', answer: 'noConflict' });
  await send(`/cases/${caseId}/events`, 'supervisor-a', { type: 'case.withdrawn', note: 'x' });
  await send('/cases', 'supervisor-a', ROW_1);
  const { personKey: _personKey, ...facts } = ROW_2.facts;
  await send(`/cases/${caseId}/epochs`, 'supervisor-a', { facts, proposingOfficer: ROW_2.proposingOfficer });
  const opening = expected ?? 5_000;
  expect(waited).toEqual([...Array.from({ length: 4 }, () => expected ?? undefined), opening, opening]);
  expect(new Set(applied)).toEqual(new Set([expected === null ? null : `wait=${expected / 1_000}`]));
});

async function firstEventOf(response: Response): Promise<string> {
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

test('a stream tells that a case or a queue changed, and nothing of it', async () => {
  const stream = await stack.send('GET', `/cases/${id}/changes`, 'supervisor-a');
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  expect(await firstEventOf(stream)).toBe('event: changed\ndata: {}\nid: 1\n\n');
  const queue = await firstEventOf(await stack.send('GET', '/tasks/changes', 'legal-a'));
  expect(queue).toMatch(/^event: changed\ndata: \{\}\nid: [0-9a-f]{64}\n\n$/);
});

test('no stream of what is none of this person’s business', async () => {
  expect((await stack.send('GET', `/cases/${id}/changes`, 'supervisor-c')).status).toBe(404);
  expect((await stack.send('GET', '/tasks/changes', 'partner-local')).status).toBe(403);
});

test('refusals are limited for each person, then that person waits, and the others do not', async () => {
  const app = createApp({ ...stack.ports, rates: { requestsPerMinute: 100, refusalsPerMinute: 3 } });
  const get = async (path: string, as: string) => app.request(path, { headers: { 'casegate-as': as } });
  for (let tries = 0; tries < 3; tries += 1) expect((await get('/cases/c_guess', 'supervisor-b')).status).toBe(404);
  const limited = await get(`/cases/${id}`, 'supervisor-b');
  expect([limited.status, limited.headers.get('retry-after'), await limited.json()]).toMatchObject([
    429,
    '60',
    { type: '/problems/too-many-requests' },
  ]);
  expect((await get(`/cases/${id}`, 'supervisor-a')).status).toBe(200);
});

test('requests are limited for each person', async () => {
  const app = createApp({ ...stack.ports, rates: { requestsPerMinute: 2, refusalsPerMinute: 100 } });
  const statuses: number[] = [];
  for (let sent = 0; sent < 3; sent += 1)
    statuses.push((await app.request('/cases', { headers: { 'casegate-as': 'supervisor-a' } })).status);
  expect(statuses).toEqual([200, 200, 429]);
});
