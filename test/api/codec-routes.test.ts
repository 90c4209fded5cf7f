import type { Payload } from '@temporalio/common';
import { beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { AppPorts } from '../../api/ports.ts';
import { embeddedPersonOf } from '../../api/sign-in/staff-directory.ts';
import { createDecoding } from '../../codec/decoding.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { WITHHELD } from '../../codec/privileged.ts';
import { ringOf } from '../codec/rings.ts';
import { ISSUER, memorySessions, ORIGIN } from '../web/visitor.ts';
import { createMemoryStack, NOW_MS, ROW_2, type MemoryStack } from './memory-stack.ts';

const UI = 'http://127.0.0.1:8233';
const RING = ringOf('one', { one: 1, two: 2 });
const CASE_ID = `c_${'1'.repeat(26)}`;
const OTHER_CASE_ID = `c_${'2'.repeat(26)}`;

let stack: MemoryStack;
let ports: AppPorts;
beforeEach(async () => {
  stack = createMemoryStack();
  const sessions = memorySessions(new Map());
  ports = {
    ...stack.ports,
    codec: { origin: UI, decode: createDecoding(RING) },
    signIn: {
      publicUrl: new URL(ORIGIN),
      provider: { begin: unused, finish: unused, signOutUrl: async () => null },
      accessTokens: { verify: async () => null },
      sessions,
      personOf: embeddedPersonOf(stack.ports.people, ISSUER),
    },
  };
});
function unused(): never {
  throw new Error('not in this test');
}

interface Wire {
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: string;
}

const plain = (value: unknown): Payload => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(value)),
});

async function encrypted(value: unknown, workflowId = CASE_ID, ring = RING): Promise<Wire> {
  const context = { type: 'workflow', namespace: 'default', workflowId } as const;
  const [payload] = await createPayloadCodec(ring).encode([plain(value)], context);
  return wireOf(payload!);
}

const wireOf = ({ metadata, data }: Payload): Wire => ({
  metadata: Object.fromEntries(
    Object.entries(metadata!).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  ),
  data: Buffer.from(data!).toString('base64'),
});

interface Asked {
  readonly as?: string | null;
  readonly purpose?: string;
  readonly headers?: Record<string, string>;
}

const ask = (body: unknown, { as = 'auditor-a', purpose = 'audit', headers = {} }: Asked = {}) =>
  createApp(ports).request(`/codec/${purpose}/decode`, {
    method: 'POST',
    headers: { ...(as === null ? {} : { 'casegate-as': as }), 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function shownBy(response: Response): Promise<unknown[]> {
  expect(response.status).toBe(200);
  const { payloads } = (await response.json()) as { payloads: Wire[] };
  return payloads.map(({ data }) => JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as unknown);
}

async function sessionOf(handle: string): Promise<string> {
  const secret = await ports.signIn!.sessions.open({ issuer: ISSUER, subject: handle }, NOW_MS);
  return `casegate-${new URL(ORIGIN).port}-session=${secret}`;
}

test('an auditor reads what each payload holds, and who looked, why and at which case is in the record', async () => {
  const payloads = [await encrypted({ one: 1 }), await encrypted('two', OTHER_CASE_ID), await encrypted({ three: 3 })];
  expect(await shownBy(await ask({ payloads }))).toEqual([{ one: 1 }, 'two', { three: 3 }]);
  const common = { person: 'urn:casegate:embedded#auditor-a', action: 'payload.decode', purpose: 'audit', at: NOW_MS };
  expect(stack.accesses).toEqual([
    { ...common, caseId: CASE_ID, shown: 2, refused: 0 },
    { ...common, caseId: OTHER_CASE_ID, shown: 1, refused: 0 },
  ]);
});

test('nothing is shown that could not be recorded', async () => {
  const recordAccesses = async () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
  ports = { ...ports, ledger: { ...stack.ports.ledger, recordAccesses } };
  const response = await ask({ payloads: [await encrypted('secret words')] });
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain(Buffer.from('"secret words"').toString('base64'));
});

test('each payload is answered on its own: what is not authentic says so and keeps no other from being read', async () => {
  const good = await encrypted('good');
  const moved = { ...good, metadata: { ...good.metadata, 'workflow-id': Buffer.from('other').toString('base64') } };
  const foreign = await encrypted('x', CASE_ID, ringOf('one', { one: 9 }, 9));
  const missing = await encrypted('x', CASE_ID, ringOf('three', { three: 3 }));
  const answers = await shownBy(
    await ask({
      payloads: [wireOf(plain('plain words')), good, moved, foreign, missing, 7, { metadata: { a: '!' } }, { x: 1 }],
    }),
  );
  const refused = (why: string) => ({ 'casegate/not-decoded': why });
  expect(answers).toEqual([
    refused('unencrypted'),
    'good',
    refused('forged'),
    refused('forged'),
    refused('missingKey'),
    refused('malformed'),
    refused('malformed'),
    refused('malformed'),
  ]);
  expect(stack.accesses.map(({ caseId, shown, refused }) => [caseId, shown, refused])).toEqual([
    [CASE_ID, 1, 0],
    [null, 0, 7],
  ]);
});

test('the words of legal staff are withheld, wherever in a payload they stand', async () => {
  const by = { id: 'x', roles: ['legal'] };
  const advice = {
    type: 'task.completed',
    advice: 'consistent',
    text: 'advised',
    conditions: [{ id: 'c', text: 'if' }],
    by,
  };
  const note = { type: 'case.withdrawn', note: 'kept', by: { id: 'y', roles: ['supervisor'] } };
  expect(await shownBy(await ask({ payloads: [await encrypted([{ input: { event: advice } }, note])] }))).toEqual([
    [{ input: { event: { ...advice, text: WITHHELD, conditions: [{ id: 'c', text: WITHHELD }] } } }, note],
  ]);
});

test('the words of legal staff are shown once counsel has released them to the role that asks, and not those that come later', async () => {
  const send = async (path: string, as: string, body: object) =>
    (await (await stack.send('POST', path, as, body)).json()) as { readonly case?: string };
  const id = (await send('/cases', 'supervisor-a', ROW_2)).case!;
  const said = (note: string) => ({ type: 'comment.added', note, by: { id: 'x', roles: ['legal'] } });
  const noteShown = async (as: string) => {
    const [shown] = await shownBy(await ask({ payloads: [await encrypted(said('counsel’s'), id)] }, { as }));
    return (shown as { note: string }).note;
  };
  await send(`/cases/${id}/events`, 'legal-a', { type: 'comment.added', note: 'counsel’s' });
  expect(await noteShown('auditor-a')).toBe(WITHHELD);
  await send(`/cases/${id}/releases`, 'legal-a', { to: 'auditor', reference: 'MEMO-1' });
  expect(await noteShown('auditor-a')).toBe('counsel’s');
  expect(await noteShown('privacy-a')).toBe(WITHHELD);
  // A payload does not say which entry it belongs to: where there is anything that is not released, nothing is shown.
  await send(`/cases/${id}/events`, 'legal-a', { type: 'comment.added', note: 'later' });
  expect(await noteShown('auditor-a')).toBe(WITHHELD);
});

test('a search attribute comes back as it is, and a longer plaintext that says it is one does not', async () => {
  const attribute = (value: string) => {
    const { metadata, data } = plain(value);
    return wireOf({ metadata: { ...metadata, type: Buffer.from('Keyword') }, data: data! });
  };
  const payloads = [attribute('waiting'), attribute('x'.repeat(100))];
  expect(await shownBy(await ask({ payloads }))).toEqual(['waiting', { 'casegate/not-decoded': 'unencrypted' }]);
  expect(stack.accesses.map(({ shown, refused }) => [shown, refused])).toEqual([[0, 1]]);
});

describe('who may', () => {
  test.each(['supervisor-a', 'legal-a', 'partner-local', 'leadership-a', 'operator-a', 'policy-a'])(
    'not %s: refused, recorded, nothing decoded',
    async (as) => {
      const payloads = [await encrypted('secret words')];
      const response = await ask({ payloads }, { as });
      expect([response.status, await response.json()]).toMatchObject([403, { type: '/problems/not-permitted' }]);
      expect(stack.attempts).toMatchObject([{ action: 'payload.decode', caseId: null, reasons: ['role'] }]);
      expect(stack.accesses).toEqual([]);
    },
  );

  test('nobody without a sign-in', async () => {
    expect((await ask({ payloads: [] }, { as: null })).status).toBe(401);
    expect((await ask({ payloads: [] }, { as: null, headers: { authorization: 'Bearer forged' } })).status).toBe(401);
  });

  test('the session of the pages, from the origin of Temporal UI alone', async () => {
    const cookie = await sessionOf('auditor-a');
    const payloads = [await encrypted('words')];
    const from = (headers: Record<string, string>) => ask({ payloads }, { as: null, headers: { cookie, ...headers } });
    expect(await shownBy(await from({ origin: UI }))).toEqual(['words']);
    expect((await from({})).status).toBe(401);
    expect((await from({ origin: 'http://127.0.0.1:8234' })).status).toBe(403);
    const operator = { cookie: await sessionOf('operator-a'), origin: UI };
    expect((await ask({ payloads }, { as: null, headers: operator })).status).toBe(403);
  });
});

test('decodes count towards a person’s requests and refusals a minute, as everything else does', async () => {
  ports = { ...ports, rates: { requestsPerMinute: 2, refusalsPerMinute: 1 } };
  const app = createApp(ports);
  const decode = async (as: string) => {
    const headers = { 'casegate-as': as, 'content-type': 'application/json' };
    return (await app.request('/codec/audit/decode', { method: 'POST', headers, body: '{"payloads":[]}' })).status;
  };
  expect([await decode('auditor-a'), await decode('auditor-a'), await decode('auditor-a')]).toEqual([200, 200, 429]);
  expect([await decode('operator-a'), await decode('operator-a')]).toEqual([403, 429]);
  expect((await app.request('/cases', { headers: { 'casegate-as': 'auditor-a' } })).status).toBe(429);
});

describe('what a browser is told', () => {
  const preflight = (origin: string, purpose = 'audit') =>
    createApp(ports).request(`/codec/${purpose}/decode`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-namespace' },
    });

  test('Temporal UI may ask', async () => {
    const response = await preflight(UI);
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': UI,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, x-namespace',
      vary: 'origin',
    });
  });

  test.each(['http://127.0.0.1:8234', 'https://127.0.0.1:8233', `${UI}.example`, 'null', `${UI}/`])(
    'a page of %s may not',
    async (origin) => {
      for (const response of [await preflight(origin), await ask({ payloads: [] }, { headers: { origin } })]) {
        expect(response.status).toBe(403);
        expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    },
  );
});

test.each([
  ['/codec/audit/encode', 404],
  ['/codec/encode', 404],
  ['/codec/curiosity/decode', 404],
  ['/codec/decode', 404],
])('POST %s is no address', async (path, status) => {
  const response = await createApp(ports).request(path, {
    method: 'POST',
    headers: { 'casegate-as': 'auditor-a', 'content-type': 'application/json' },
    body: '{"payloads":[]}',
  });
  expect(response.status).toBe(status);
});

test('without a configured Temporal UI there is no codec server', async () => {
  const { codec: _codec, ...without } = ports;
  ports = without;
  expect((await ask({ payloads: [] })).status).toBe(404);
});

test.each([
  ['no JSON', '{', 400],
  ['no object', '[]', 422],
  ['an unknown member', { payloads: [], namespace: 'x' }, 422],
  ['too many', { payloads: Array.from({ length: 101 }, () => ({})) }, 422],
  ['a body over 4 MiB', `"${'x'.repeat(4 * 1024 * 1024)}"`, 413],
])('refuses %s', async (_what, body, status) => {
  expect((await ask(body)).status).toBe(status);
  expect(stack.accesses).toEqual([]);
});
