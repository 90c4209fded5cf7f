/** `casegate watch` over a network that fails: what it goes on with, what it gives up on, and what it says meanwhile. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventIds } from '../../cli/event-stream.ts';
import type { Io } from '../../cli/io.ts';
import { patientFetch } from '../../cli/patient-fetch.ts';
import { run } from '../../cli/run.ts';
import { problemOf, type ProblemName } from '../../schemas/problems.ts';
import { createMemoryStack, ROW_2, type MemoryStack } from '../api/memory-stack.ts';

let stack: MemoryStack;
let server: Server;
let url: string;
let id: string;
let task: string;
/** Takes a request in place of the app, where it answers true. */
let instead: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
let out: string[];
let err: string[];
/** For how long it waited, each time. */
let waits: number[];
/** What happens when something was printed. */
let onPrinted: () => void | Promise<void>;

beforeEach(async () => {
  stack = createMemoryStack();
  [out, err, waits] = [[], [], []];
  instead = () => false;
  onPrinted = () => {};
  const app = getRequestListener(stack.app.fetch);
  server = createServer((request, response) => {
    void Promise.resolve(instead(request, response)).then((done) => (done ? undefined : app(request, response)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const opened = await stack.send('POST', '/cases', 'supervisor-a', ROW_2);
  id = ((await opened.json()) as { case: string }).case;
  const shown = await stack.send('GET', `/cases/${id}`, 'legal-a');
  task = ((await shown.json()) as { tasks: { task: string }[] }).tasks[0]!.task;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const unused = async (): Promise<never> => Promise.reject(new Error('unused'));

const watch = (line: string): Promise<number> => {
  const io: Io = {
    stdout: (text) => {
      out.push(text);
      void onPrinted();
    },
    stderr: (text) => void err.push(text),
    env: { CASEGATE_AS: 'legal-a', CASEGATE_URL: url },
    fetch: patientFetch,
    readFile: unused,
    readStdin: unused,
    now: () => 0,
    isWatched: false,
    // Waits are noted, and are over at once.
    every: (ms, then) => {
      waits.push(ms);
      const timer = setTimeout(then, 0);
      return () => clearTimeout(timer);
    },
  };
  return run(['watch', ...line.split(' ').filter(Boolean)], io);
};

function refuse(response: ServerResponse, name: ProblemName, headers: Record<string, string> = {}): true {
  const problem = problemOf(name);
  response.writeHead(problem.status, { 'content-type': 'application/problem+json', ...headers });
  response.end(JSON.stringify(problem));
  return true;
}

function hangUp({ socket }: IncomingMessage): true {
  socket.destroy();
  return true;
}

const entries = (): string[] => out.map((line) => line.split('  ')[0]!);
const isCase = ({ url: path }: IncomingMessage): boolean => path === `/cases/${id}`;

test('a case: a lost connection, a restart and a full minute are waited out, and nothing is printed twice', async () => {
  let looks = 0;
  instead = async (request, response) => {
    if (!isCase(request)) return false;
    looks += 1;
    if (looks === 2) return hangUp(request);
    if (looks === 3) return refuse(response, 'unavailable');
    if (looks === 4) return refuse(response, 'too-many-requests', { 'retry-after': '17' });
    if (looks === 5) await stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn' });
    return false;
  };
  expect(await watch(id)).toBe(0);
  expect(entries()).toEqual(['1', '2']);
  expect(waits).toEqual([1_000, 2_000, 17_000]);
  expect(err).toEqual([
    `nothing answers at ${url}: trying again in 1 s`,
    'The service cannot reach what it needs: trying again in 2 s',
    expect.stringMatching(/: trying again in 17 s$/),
  ]);
});

test('a case: what was read of it is not asked for again, and an answer makes the waits short again', async () => {
  const tags: (string | undefined)[] = [];
  instead = async (request) => {
    if (!isCase(request)) return false;
    tags.push(request.headers['if-none-match']);
    if ([2, 4].includes(tags.length)) return hangUp(request);
    if (tags.length === 5) await stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn' });
    return false;
  };
  expect(await watch(id)).toBe(0);
  expect(tags).toEqual([undefined, '"1"', '"1"', '"1"', '"1"']);
  expect(waits).toEqual([1_000, 1_000]);
});

test('a service that stays away is given up on after some minutes', async () => {
  let looks = 0;
  instead = (request) => isCase(request) && ++looks > 1 && hangUp(request);
  expect(await watch(id)).toBe(5);
  expect(waits.length).toBe(12);
  expect(Math.max(...waits)).toBe(30_000);
  expect(waits.reduce((sum, ms) => sum + ms)).toBeLessThan(5 * 60_000);
  expect(err.at(-1)).toContain(`nothing answers at ${url}`);
});

test('an address at which nothing ever answered, and a case that is not there for this person, are said at once', async () => {
  instead = hangUp;
  expect([await watch(id), await watch('--queue')]).toEqual([5, 5]);
  instead = () => false;
  expect(await watch(`c_${'0'.repeat(26)}`)).toBe(4);
  expect([await watch(''), await watch(`${id} --queue`)]).toEqual([2, 2]);
  expect(waits).toEqual([]);
});

test('the queue: each task as it stands, and from where the connection was lost what has changed since', async () => {
  const known: (string | undefined)[] = [];
  instead = (request, response) => {
    if (request.url !== '/tasks/changes') return false;
    known.push(request.headers['last-event-id']?.toString());
    return known.length > 3 && refuse(response, 'not-permitted');
  };
  onPrinted = async () => {
    if (out.length === 1) await stack.send('POST', `/tasks/${task}/events`, 'legal-b', { type: 'task.claimed' });
    if (out.length === 2) await stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn' });
    server.closeAllConnections();
  };
  // Whoever may look no longer is told so, which ends it here.
  expect(await watch('--queue')).toBe(3);
  expect(out.map((line) => line.replaceAll(task, 'TASK'))).toEqual([
    'TASK  ready  -  due 2026-11-05 12:00Z  ordinary',
    'TASK  reserved  Legal staff B (synthetic)  due 2026-11-05 12:00Z  ordinary',
    'TASK  no longer in the queue',
  ]);
  expect(known).toEqual([
    undefined,
    ...Array.from({ length: 3 }, () => expect.stringMatching(/^[0-9a-f]{64}$/) as string),
  ]);
  expect(new Set(known).size).toBe(4);
  expect(err.slice(0, 3)).toEqual(
    Array.from({ length: 3 }, () => `the connection to ${url} was lost: trying again in 1 s`),
  );
});

test('the queue: a stream that ends by itself is asked for again after a moment', async () => {
  let streams = 0;
  instead = (request, response) => {
    if (request.url !== '/tasks/changes') return false;
    streams += 1;
    if (streams === 3) return refuse(response, 'not-permitted');
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': still here\n\n');
    return true;
  };
  expect(await watch('--queue --json')).toBe(3);
  expect([out, waits, err.length]).toEqual([[], [1_000, 1_000], 1]);
});

test('a stream of events: ids that come in pieces, signs of life, and a connection that only seems to be there', async () => {
  const pieces = ['event: changed\nda', 'ta: {}\nid: on', 'e\n\n: still here\n\n', 'id: other\n', '\n'];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece));
    },
  });
  const ids: string[] = [];
  const read = async (): Promise<void> => {
    for await (const one of eventIds(stream, 50)) ids.push(one);
  };
  await expect(read()).rejects.toThrow('silent');
  expect(ids).toEqual(['one', 'other']);
});

test('Ctrl-C ends it as it ends any command', async () => {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('../../cli/casegate.ts', import.meta.url)),
      'watch',
      '--queue',
      '--as',
      'legal-a',
      '--url',
      url,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  expect(first.toString()).toContain(task);
  child.kill('SIGINT');
  // Which a shell says as 130.
  expect(await ended).toEqual([null, 'SIGINT']);
});
