/** The contract: every route is in the OpenAPI document, and real answers are what the document says. */
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeEach, expect, test } from 'vitest';
import { openApiDocument } from '../../api/contract/openapi.ts';
import { OPERATIONS } from '../../api/contract/operations.ts';
import { RELEASE } from '../../schemas/release.ts';
import { createMemoryStack, ROW_2, type MemoryStack } from './memory-stack.ts';

const DOCUMENT = openApiDocument(RELEASE) as {
  readonly openapi: string;
  readonly paths: { readonly [path: string]: { readonly [method: string]: { readonly responses: object } } };
  readonly components: { readonly schemas: object };
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', ...DOCUMENT });

let stack: MemoryStack;
/** `METHOD /path status` of every answer that was held to the document. */
const held = new Set<string>();
beforeEach(() => {
  stack = createMemoryStack();
});

const pointerOf = (...parts: string[]): string =>
  parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Sends a request and holds its answer to the document. */
async function call(method: string, path: string, as: string | null, body?: unknown, headers?: Record<string, string>) {
  const response = await stack.send(method, path, as, body, headers);
  const found = OPERATIONS.find((one) => one.method === method && isOn(one.path, path.split('?')[0]!));
  expect(found, `${method} ${path}`).toBeDefined();
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const status = type === 'application/problem+json' ? 'default' : String(response.status);
  const template = found!.path.replaceAll(/:(\w+)/g, '{$1}');
  const schema = `api#${pointerOf('paths', template, method.toLowerCase(), 'responses', status, 'content', type, 'schema')}`;
  const answer = (await response.json()) as Record<string, unknown>;
  ajv.validate(schema, answer);
  expect(ajv.errors, `${method} ${path} ${response.status}: ${ajv.errorsText()}`).toBeNull();
  held.add(`${method} ${found!.path} ${status}`);
  return { status: response.status, body: answer, headers: response.headers };
}

/** The more literal path first in the table wins, as in the router. */
const isOn = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/:\w+/g, '[^/]+')}$`).test(path);

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
  await call('GET', `/cases/${id}/timeline`, 'supervisor-a');
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
  const expected = OPERATIONS.filter(({ path }) =>
    /^\/(livez|readyz|people|cases|tasks|requests|incidents|statistics)/.test(path),
  )
    .filter(({ path }) => !/changes$|history/.test(path))
    .map(({ method, path, answers }) => `${method} ${path} ${Object.keys(answers)[0]}`);
  expect([...held]).toEqual(expect.arrayContaining(expected));
});

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

test('the document names every route of the app, and none that is not there', () => {
  const isPage = (path: string): boolean => /^\/(web|assets|codec|reference|sign)|\*/.test(path) || path === '/';
  const routes = stack.app.routes.filter(({ method, path }) => method !== 'ALL' && !isPage(path));
  const documented = OPERATIONS.filter(({ path }) => !/^\/(policies|audit)/.test(path)).map(
    (one) => `${one.method} ${one.path}`,
  );
  expect([...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort()).toEqual(documented.sort());
});

test('the document is served, is of the release that package.json names, and has a schema for every body and answer', async () => {
  const served = await stack.send('GET', '/openapi.json', null);
  expect(await served.json()).toEqual(DOCUMENT);
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(RELEASE).toBe(version);
  expect(DOCUMENT.openapi).toBe('3.1.1');
  for (const { method, path, body } of OPERATIONS) {
    const operation = DOCUMENT.paths[path.replaceAll(/:(\w+)/g, '{$1}')]![method.toLowerCase()]! as {
      requestBody?: object;
    };
    expect(operation.requestBody !== undefined, path).toBe(body !== undefined);
  }
  expect(await (await stack.send('GET', '/reference', null)).text()).toContain('/cases/{case}/events');
});

test('an answer that has more than the document says is found', () => {
  ajv.validate('api#/components/schemas/RequestActed', {
    request: 'r',
    at: '2026-11-02T12:00:00.000Z',
    reason: 'leak',
  });
  expect(ajv.errorsText()).toMatch(/additional properties/);
});
