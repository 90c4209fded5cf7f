/** What the command line waits with, against a real server: answers that begin late, and all that the client relies on. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClient, Unreachable } from '../../cli/client.ts';
import { patientFetch } from '../../cli/patient-fetch.ts';

let server: Server;
let url: string;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
beforeEach(async () => {
  server = createServer((request, response) => handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const answer = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const clientWith = (fetch: typeof globalThis.fetch) =>
  createClient({ url, who: { handle: 'operator-a' }, idempotencyKey: 'key', fetch });

/** Node keeps what its `fetch` sends with under this name. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
interface Impatient {
  readonly constructor: new (options: { readonly headersTimeout: number }) => object;
}

test('an answer may begin later than the time after which Node’s own fetch gives up', async () => {
  const rebuilt = { cases: 1, entries: 2, shredded: 0, diverging: [] };
  const held: ServerResponse[] = [];
  handle = (_request, response) => void held.push(response);
  // Its first use makes it.
  await fetch('data:,');
  const holder = globalThis as unknown as Record<symbol, object>;
  const before = holder[DISPATCHER]!;
  // Instead of five minutes.
  holder[DISPATCHER] = new (before as Impatient).constructor({ headersTimeout: 100 });
  try {
    const patient = clientWith(patientFetch).call('rebuild');
    // So it has waited longer than the other will have.
    await vi.waitFor(() => expect(held).toHaveLength(1));
    await expect(clientWith(fetch).call('rebuild')).rejects.toThrow(Unreachable);
    answer(held[0]!, 200, rebuilt);
    expect(await patient).toEqual(rebuilt);
  } finally {
    holder[DISPATCHER] = before;
  }
});

test('method, headers and body arrive, and status, headers and body come back', async () => {
  let seen: object = {};
  handle = async ({ method, url: path, headers }, response) => {
    seen = { method, path, type: headers['content-type'], as: headers['casegate-as'], key: headers['idempotency-key'] };
    response.writeHead(409, { 'content-type': 'application/problem+json' });
    response.end('{"type":"/problems/not-held","status":409,"title":"§","remedy":"y"}');
  };
  const resumed = clientWith(patientFetch).call('resumeCase', {
    params: { case: 'c_1' },
    body: { reason: 'mended', reference: 'SYN-§' },
  });
  await expect(resumed).rejects.toMatchObject({ problem: { type: '/problems/not-held', title: '§' } });
  expect(seen).toEqual({
    method: 'POST',
    path: '/cases/c_1/resumption',
    type: 'application/json',
    as: 'operator-a',
    key: 'key',
  });
});

test('a body arrives byte for byte, an unchanged case has none, and a stream comes as it is written', async () => {
  let body = '';
  handle = (request, response) => {
    if (request.method === 'GET') return void response.writeHead(304, { etag: '"3"' }).end();
    return void text(request).then((sent) => {
      body = sent;
      response.writeHead(200, { 'content-type': 'application/jsonl' });
      response.write('{"a":1}\n');
      response.end('{"b":"§"}\n');
    });
  };
  expect(await clientWith(patientFetch).changed({ params: { case: 'c_1' } }, '"3"')).toBeNull();
  const lines = await clientWith(patientFetch).openBundle({ body: { caseId: null, content: null } });
  expect([await new Response(lines).text(), body]).toEqual(['{"a":1}\n{"b":"§"}\n', '{"caseId":null,"content":null}']);
});

test('a redirection is not followed: what it leads to would get the token', async () => {
  handle = (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  await expect(clientWith(patientFetch).call('getOnCall')).rejects.toThrow(Unreachable);
});

test('nobody there, a connection that breaks, and a wait that is ended are said', async () => {
  handle = (request) => void request.socket.destroy();
  await expect(clientWith(patientFetch).call('getOnCall')).rejects.toThrow(Unreachable);
  await expect(patientFetch('http://127.0.0.1:1/')).rejects.toThrow(/ECONNREFUSED|bad port/);
  const stopping = new AbortController();
  handle = () => stopping.abort();
  await expect(patientFetch(url, { signal: stopping.signal })).rejects.toThrow('abort');
});
