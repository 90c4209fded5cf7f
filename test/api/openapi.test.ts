/** The contract: every route is in the OpenAPI document, and real answers are what the document says. */
import { readFile } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { EXAMPLES } from '../../api/contract/examples.ts';
import { OPERATION_LIST } from '../../api/contract/operations.ts';
import { RELEASE } from '../../schemas/release.ts';
import { ajv, BrokenContract, describedOf, DOCUMENT, hold } from './contract.ts';
import { createMemoryStack, ROW_2, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
/** `operation status` of every answer that was held to the document. */
const held = new Set<string>();
beforeEach(() => {
  stack = createMemoryStack();
});

/** Sends a request and holds its answer to the document. */
async function call(method: string, path: string, as: string | null, body?: unknown, headers?: Record<string, string>) {
  const response = await stack.send(method, path, as, body, headers);
  held.add((await hold(method, path, response)) ?? expect.fail(`${method} ${path} is no operation`));
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const answer = (isJson ? await response.json() : {}) as Record<string, unknown>;
  // What goes on would go on after the test.
  if (!isJson) await response.body?.cancel();
  return { status: response.status, body: answer, headers: response.headers };
}

test('a whole case: every answer of it is what the document says', async () => {
  await call('GET', '/livez', null);
  await call('GET', '/readyz', null);
  await call('GET', '/people', null);
  const { body: opened } = await call('POST', '/cases', 'supervisor-a', ROW_2);
  const id = String(opened['case']);
  const event = (path: string, as: string, body: object) => call('POST', `${path}/events`, as, body);
  const { body: shown } = await call('GET', `/cases/${id}`, 'supervisor-a');
  await call('GET', `/cases/${id}/why`, 'legal-a');
  const task = `/tasks/${(shown['tasks'] as { task: string }[])[0]!.task}`;
  await call('GET', '/tasks', 'legal-a');
  await call('GET', '/tasks/figures', 'legal-a');
  await call('GET', '/tasks/on-call', 'legal-a');
  await call('GET', '/work', 'legal-a');
  await call('GET', '/tasks/figures', 'supervisor-a');
  await call('POST', '/tasks/bulk', 'legal-a', { tasks: [task.slice(7), 't_x'], event: { type: 'task.claimed' } });
  await event(task, 'legal-a', { type: 'task.started' });
  const { body: detail } = await call('GET', task, 'legal-a');
  const advice = { advice: 'consistentWithConditions', conditions: ['synthetic'], factsDigest: detail['factsDigest'] };
  await event(task, 'legal-a', { type: 'task.completed', ...advice });
  await call('GET', '/requests', 'partner-local');
  for (const { request, partnerClass } of shown['requests'] as { request: string; partnerClass: string }[]) {
    await call('GET', `/requests/${request}`, `partner-${partnerClass}`);
    await event(`/requests/${request}`, `partner-${partnerClass}`, { type: 'request.answered', answer: 'noConflict' });
  }
  await event(`/cases/${id}`, 'supervisor-a', { type: 'condition.acknowledged', condition: 'condition-1' });
  await event(`/cases/${id}`, 'supervisor-a', { type: 'question.asked', of: 'opla', note: 'synthetic' });
  await event(`/cases/${id}`, 'supervisor-a', {
    type: 'decision.cleared',
    factsDigest: shown['factsDigest'],
    note: '',
  });
  await call('GET', `/cases/${id}`, 'supervisor-a');
  await event(`/cases/${id}`, 'legal-a', { type: 'decision.declined', note: 'x' });
  await event(`/cases/${id}`, 'supervisor-a', { type: 'nothing' });
  await event(`/cases/${id}`, 'supervisor-a', { type: 'case.withdrawn' });
  const { headers } = await call('GET', `/cases/${id}`, 'supervisor-a');
  await call('GET', `/cases/${id}`, 'supervisor-a', undefined, { 'if-none-match': headers.get('etag')! });
  expect(held).toContain('getCase 304');
  await call('GET', `/cases/${id}/timeline`, 'supervisor-a');
  await call('GET', `/cases/${id}/history/2`, 'legal-a');
  await call('GET', `/cases/${id}/changes`, 'legal-a');
  await call('GET', '/tasks/changes', 'legal-a');
  await call('GET', '/openapi.json', null);
  await call('GET', `/cases/${id}/memo`, 'legal-a');
  await call('GET', '/cases', 'supervisor-a');
  const { personKey: _personKey, ...facts } = ROW_2.facts;
  await call('POST', `/cases/${id}/epochs`, 'supervisor-a', { facts, proposingOfficer: ROW_2.proposingOfficer });
  await call('GET', '/cases/c_unknown', 'supervisor-a');
  const colleague = { to: 'STAFF-SUPERVISOR-D', reason: 'cover' };
  await call('POST', `/cases/${id}/assignments`, 'supervisor-a', { type: 'case.assigned', ...colleague });
  await call('GET', `/cases/${id}/assignments`, 'supervisor-d');
  await overseen(id);
  await call('GET', '/tasks', 'partner-local');
  const expected = OPERATION_LIST.filter(({ path }) => !OF_THE_RECORD.test(path)).map(
    ({ name, answers }) => `${name} ${Object.keys(answers)[0]}`,
  );
  expect([...held]).toEqual(expect.arrayContaining(expected));
});

/** Held to the document over a real record: record-contract.test.ts. */
const OF_THE_RECORD = /^\/(policies|audit)/;

test('what the case has taken in and the record has not is answered with 202, and says what to do', async () => {
  const { body: opened } = await call('POST', '/cases', 'supervisor-a', ROW_2);
  const { body: shown } = await call('GET', `/cases/${String(opened['case'])}`, 'supervisor-a');
  const { task } = (shown['tasks'] as { task: string }[])[0]!;
  const [{ request }] = shown['requests'] as [{ request: string }];
  const awaited = async (path: string, as: string, body: object) => {
    stack.forced.push({ is: 'awaitingRecord' });
    const answer = await call('POST', path, as, body);
    return [answer.status, answer.body['remedy'] ?? answer.body['results']];
  };
  const remedy = expect.stringContaining('Accepted, awaiting its record') as string;
  const withdrawn = { type: 'case.withdrawn', note: 'synthetic' };
  expect(await awaited(`/cases/${String(opened['case'])}/events`, 'supervisor-a', withdrawn)).toEqual([202, remedy]);
  const claimed = { type: 'task.claimed' };
  expect(await awaited(`/tasks/${task}/events`, 'legal-a', claimed)).toEqual([202, remedy]);
  const results = [{ task, done: false, remedy }];
  expect(await awaited('/tasks/bulk', 'legal-a', { tasks: [task], event: claimed })).toEqual([200, results]);
  const answered = { type: 'request.answered', answer: 'noConflict' };
  expect(await awaited(`/requests/${request}/events`, 'partner-internal', answered)).toEqual([202, remedy]);
});

/** What privacy staff, counsel and operators do with the case. */
async function overseen(id: string): Promise<void> {
  const reference = 'SYN-1';
  stack.resumed.push({ is: 'resumed' });
  await call('POST', `/cases/${id}/releases`, 'legal-a', { to: 'auditor', reference });
  await call('POST', `/cases/${id}/resumption`, 'operator-a', { reason: 'mended', reference });
  await call('POST', `/cases/${id}/redactions`, 'privacy-a', { reference });
  await call('POST', `/cases/${id}/disclosures`, 'privacy-a', {
    ground: 'b8',
    recipient: 'AGENCY-1',
    authorisedBy: 'STAFF-LEADERSHIP-A',
    reference,
    digest: 'a'.repeat(64),
    discretion: {
      exercisedBy: 'STAFF-LEADERSHIP-A',
      exercisedAt: '2026-11-01T12:00:00Z',
      reference,
      digest: 'b'.repeat(64),
    },
  });
  await call('GET', `/cases/${id}/disclosures`, 'privacy-a');
  await call('GET', '/disclosures?limit=1&ground=b8', 'privacy-a');
  await call('GET', '/disclosures?from=never', 'privacy-a');
  await call('GET', `/cases/${id}/accesses?limit=1`, 'auditor-a');
  const report = { category: 'improperAccess', case: id, occurredAt: '2026-11-01T12:00:00Z', note: 'synthetic' };
  const { body } = await call('POST', '/incidents', 'supervisor-a', report);
  await call('GET', '/incidents', 'privacy-a');
  await call('POST', `/incidents/${String(body['incident'])}/events`, 'privacy-a', {
    type: 'incident.acknowledged',
    reference,
  });
  await call('GET', `/incidents/${String(body['incident'])}`, 'privacy-a');
  await call('GET', '/statistics', 'auditor-a');
}

test('the document is served, is of the release that package.json names, and has a schema for every body', async () => {
  const served = await stack.send('GET', '/openapi.json', null);
  expect(await served.json()).toEqual(DOCUMENT);
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(RELEASE).toBe(version);
  expect(DOCUMENT.openapi).toBe('3.1.1');
  for (const operation of OPERATION_LIST)
    expect(describedOf(operation).requestBody !== undefined, operation.name).toBe(operation.body !== null);
});

test('every schema of the document compiles, and nothing that is an answer takes anything at all', () => {
  for (const name of Object.keys(DOCUMENT.components.schemas))
    expect(ajv.validate(`api#/components/schemas/${name}`, { unheardOf: true }), name).toBe(false);
});

test.each(OPERATION_LIST.filter(({ body }) => body !== null))('the example of $name is what it takes', (operation) => {
  const { name, body } = operation;
  expect(body!.safeParse(EXAMPLES[name]).error?.issues).toBeUndefined();
});

test('the reference page has every operation, each with its example, and every problem that one can answer', async () => {
  const page = await (await stack.send('GET', '/reference', null)).text();
  for (const { name, summary } of OPERATION_LIST) {
    expect(page).toContain(`id="${name}"`);
    expect(page).toContain(`<p>${summary}</p>`);
  }
  expect(page).toContain('/cases/{case}/events');
  const named = [...page.matchAll(/href="#problem-([a-z-]+)"/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(100);
  for (const name of new Set(named)) expect(page).toContain(`id="problem-${name}"`);
});

test.each([
  ['more than the document says', 200, { request: 'r', at: '2026-11-02T12:00:00.000Z', reason: 'leak' }],
  ['a status that it does not name', 418, {}],
  ['another problem than it names', 409, { type: '/problems/not-held', status: 409, title: 'x', remedy: 'y' }],
])('an answer that has %s is found', async (_what, status, body) => {
  const type = status === 409 ? 'application/problem+json' : 'application/json';
  const answer = new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });
  await expect(hold('POST', '/requests/r_1/events', answer)).rejects.toThrow(BrokenContract);
});
