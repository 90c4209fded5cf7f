/** Entity tags, waiting for a change, acting on what was seen, streams of changes, and rates. */
import { beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createMemoryStack, ROW_1, type MemoryStack } from './memory-stack.ts';

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
