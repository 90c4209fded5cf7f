/** Who may not see what a command is about is told so before anything else of it is judged: every command, and whatever is wrong with it. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { OPERATION_LIST } from '../../api/contract/operations.ts';
import { PolicyRefused } from '../../policy/registry.ts';
import { hold } from './contract.ts';
import { createMemoryStack, ROW_2 } from './memory-stack.ts';

const UNKNOWN = '0'.repeat(26);

/** Whom a thing of this kind is hidden from, and what they are told: of a role's own things that the role is not theirs. */
const HIDDEN: readonly (readonly [path: RegExp, as: string, status: number])[] = [
  [/^\/cases\/:case\/resumption$/, 'supervisor-c', 403],
  [/^\/cases\/:case\//, 'supervisor-c', 404],
  [/^\/tasks\/:task\//, 'legal-c', 404],
  [/^\/requests\/:reference\//, 'legal-c', 404],
  [/^\/incidents\/:incident\//, 'supervisor-a', 403],
  [/^\/policies\/:version\//, 'policy-a', 404],
  [/^\/audit\/cases\/:case\//, 'supervisor-a', 403],
];

/** Who would see it, were it there. */
const SEEING: readonly (readonly [path: RegExp, as: string])[] = [
  [/^\/cases\/:case\/resumption$/, 'operator-a'],
  [/^\/cases\/:case\/(disclosures|redactions)$/, 'privacy-a'],
  [/^\/cases\//, 'supervisor-a'],
  [/^\/tasks\//, 'legal-a'],
  [/^\/requests\//, 'supervisor-a'],
  [/^\/(incidents|audit)\//, 'privacy-a'],
  [/^\/policies\//, 'policy-a'],
];

const rowFor = <Row extends readonly [RegExp, ...unknown[]]>(rows: readonly Row[], path: string): Row =>
  rows.find(([pattern]) => pattern.test(path))!;

/** Parts of a path that name a thing; none of them is in the body. */
const COMMANDS = OPERATION_LIST.filter(({ method, path, body }) => method === 'POST' && path.includes(':') && body);

const JSON_TYPE = { 'content-type': 'application/json' };
const FAULTS: readonly (readonly [name: string, body: string, headers: Record<string, string>])[] = [
  ['no JSON', '{"type":', JSON_TYPE],
  ['another media type', '{}', { 'content-type': 'text/plain' }],
  ['a body that is malformed', '{"colour":"red"}', JSON_TYPE],
  ['a key that is none', '{}', { ...JSON_TYPE, 'idempotency-key': 'a b' }],
  ['a tag that does not match', '{}', { ...JSON_TYPE, 'if-match': '"99"' }],
];

async function opened() {
  const stack = createMemoryStack();
  const { case: id } = (await (await stack.send('POST', '/cases', 'supervisor-a', ROW_2)).json()) as { case: string };
  const { tasks, requests } = (await (await stack.send('GET', `/cases/${id}`, 'supervisor-a')).json()) as {
    tasks: { task: string }[];
    requests: { request: string }[];
  };
  const report = { category: 'improperAccess', occurredAt: '2026-11-01T12:00:00Z', note: 'synthetic' };
  const { incident } = (await (await stack.send('POST', '/incidents', 'supervisor-a', report)).json()) as {
    incident: string;
  };
  const ids = {
    ':case': id,
    ':task': tasks[0]!.task,
    ':reference': requests[0]!.request,
    ':incident': incident,
    ':version': 'announcement-2025-01-31',
  };
  // What is behind them is not reached: a call of it would fail, and the answer be another one.
  const library = { byName: (name: string) => (name === ids[':version'] ? {} : unknownVersion(name)) };
  const ports = { ...stack.ports, audit: {} as never, register: { library } as never };
  return { stack, ids, app: createApp(ports) };
}

const unknownVersion = (version: string): never => {
  throw new PolicyRefused({ code: 'unknown', version }, []);
};

describe.each(COMMANDS.map(({ name, path }) => ({ name, path })))('$name', ({ path }) => {
  test.each(FAULTS)('with %s', async (_what, body, headers) => {
    const { stack, ids, app } = await opened();
    const addressOf = (unknown: boolean): string =>
      path.replaceAll(/:\w+/g, (part) => {
        const there = ids[part as keyof typeof ids];
        return unknown ? (part === ':version' ? 'unknown' : `${there[0]}_${UNKNOWN}`) : there;
      });
    const ask = async (address: string, as: string | null) => {
      const identity: Record<string, string> = as === null ? {} : { 'casegate-as': as };
      const answer = await app.request(address, { method: 'POST', body, headers: { ...headers, ...identity } });
      await hold('POST', address, answer);
      return { status: answer.status, text: await answer.text() };
    };
    const [, from, status] = rowFor(HIDDEN, path);
    const [, seeing] = rowFor(SEEING, path);
    expect((await ask(addressOf(false), null)).status, 'nobody is signed in').toBe(401);
    const unknown = await ask(addressOf(true), from);
    expect(unknown.status, 'it does not exist').toBe(status);
    // What everybody who is signed in sees is hidden from nobody.
    if (!path.startsWith('/policies')) {
      const before = stack.attempts.length;
      expect(await ask(addressOf(false), from), 'it is none of their business').toEqual(unknown);
      expect(stack.attempts.length, 'on record').toBe(before + 1);
    }
    expect((await ask(addressOf(true), seeing)).status, 'it would be, and does not exist').toBe(404);
    const judged = await ask(addressOf(false), seeing);
    expect(judged.status, 'then the rest is judged').toBeGreaterThanOrEqual(400);
    expect(judged.status).not.toBe(404);
    expect(stack.faults).toEqual([]);
  });
});

test('what was found is as it is when all of the command is here: nobody holds back the rest of it meanwhile', async () => {
  const { stack, ids, app } = await opened();
  const rest = Promise.withResolvers<void>();
  const text = '{"type":"task.claimed"}';
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await rest.promise;
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  const claimed = app.request(`/tasks/${ids[':task']}/events`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: {
      ...JSON_TYPE,
      'content-length': String(text.length),
      'casegate-as': 'legal-a',
      'if-match': '"1"',
    },
  } as RequestInit);
  await setImmediate();
  const ranked = { type: 'task.ranked', priority: 1, note: 'synthetic' };
  expect((await stack.send('POST', `/tasks/${ids[':task']}/events`, 'legal-b', ranked)).status).toBe(200);
  rest.resolve();
  expect((await claimed).status).toBe(412);
});

test('all of them are tried', () => {
  expect(COMMANDS.map(({ name }) => name)).toEqual([
    'reopenCase',
    'actInCase',
    'assign',
    'recordDisclosure',
    'redactCase',
    'releaseAdvice',
    'resumeCase',
    'actOnTask',
    'actOnRequest',
    'actOnIncident',
    'proposeVersion',
    'activateVersion',
    'takeMeasure',
  ]);
});
