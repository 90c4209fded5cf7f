import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startChild } from '../../dev/child-process.ts';
import type { Child } from '../../dev/child-process.ts';
import { identityOf } from '../../dev/process-identity.ts';
import { createProcessKeeper } from '../../dev/process-keeper.ts';
import { takeRunFile } from '../../dev/run-file.ts';
import { STUBBORN, WILLING } from './child-scripts.ts';

const KEEPER_PROCESS = fileURLToPath(new URL('./keeper-process.ts', import.meta.url));

let stateFolder: string;
const cleanUp: (() => unknown)[] = [];

beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'casegate-keeper-'));
});
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step();
  await rm(stateFolder, { recursive: true, force: true });
});

const log: string[] = [];
beforeEach(() => void log.splice(0));
const note = (line: string) => void log.push(line);

/** Starts a child and waits for its line. Killed after the test, whatever the test did. */
async function up(script: string): Promise<Child> {
  const isUp = Promise.withResolvers<void>();
  const logFile = join(stateFolder, 'children.log');
  const child = await startChild({
    command: process.execPath,
    args: ['-e', script],
    logFile,
    onLine: () => isUp.resolve(),
  });
  cleanUp.push(() => child.stop(0));
  await isUp.promise;
  return child;
}

/** Ready at once. */
const itself = (child: Child): Promise<Child> => Promise.resolve(child);

/** A keeper in its own process, and the ids of its two children. */
async function keeperProcess(): Promise<{ keeper: ChildProcess; pids: number[] }> {
  const keeper = spawn(process.execPath, [KEEPER_PROCESS, stateFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => keeper.once('exit', resolve));
  cleanUp.push(async () => {
    keeper.kill('SIGKILL');
    await exited;
  });
  const lines = createInterface({ input: keeper.stdout ?? process.stdin });
  const line = await new Promise<string>((resolve) => lines.once('line', resolve));
  const { pids } = JSON.parse(line) as { pids: number[] };
  const identities = pids.map(identityOf);
  cleanUp.push(() => {
    for (const [index, pid] of pids.entries()) {
      if (identities[index] !== undefined && identityOf(pid) === identities[index]) process.kill(pid, 'SIGKILL');
    }
  });
  return { keeper, pids };
}

const killed = (keeper: ChildProcess, signal: NodeJS.Signals) =>
  new Promise((resolve) => {
    keeper.once('exit', resolve);
    keeper.kill(signal);
  });

test('stop ends a willing child in good order and kills one that ignores SIGTERM', async () => {
  const runFile = await takeRunFile(stateFolder, note);
  const keeper = createProcessKeeper({ runFile, log: note, onServerEnd: note });
  const server = await keeper.startServer('stubborn', () => up(STUBBORN), itself);
  const app = await keeper.startApp('willing', () => up(WILLING));
  await keeper.stop();
  expect(await server.ended).toBe('signal SIGKILL');
  expect(await app.ended).toMatch(/^(code 0|signal SIGTERM)$/);
  expect([server.pid, app.pid].map(identityOf)).toEqual([undefined, undefined]);
  expect(log).toEqual([]);
});

test('apps end before the servers that they use', async () => {
  const runFile = await takeRunFile(stateFolder, note);
  const keeper = createProcessKeeper({ runFile, log: note, onServerEnd: note });
  const order: string[] = [];
  const server = await keeper.startServer('server', () => up(WILLING), itself);
  const app = await keeper.startApp('app', () => up(STUBBORN));
  void server.ended.then(() => order.push('server'));
  void app.ended.then(() => order.push('app'));
  await keeper.stop();
  expect(order).toEqual(['app', 'server']);
});

test('a child that is being started when the stop comes is stopped too', async () => {
  const runFile = await takeRunFile(stateFolder, note);
  const keeper = createProcessKeeper({ runFile, log: note, onServerEnd: note });
  const mayStart = Promise.withResolvers<void>();
  const late = async (): Promise<Child> => {
    await mayStart.promise;
    return await up(WILLING);
  };
  const starting = keeper.startServer('late', late, itself);
  const stopped = keeper.stop();
  mayStart.resolve();
  await stopped;
  expect((await starting).hasEnded()).toBe(true);
  await expect(keeper.startApp('later', () => up(WILLING))).rejects.toThrow('later is not started any more');
});

test('an app that dies is started again and noted; a server that dies is reported', async () => {
  const runFile = await takeRunFile(stateFolder, note);
  const ends: string[] = [];
  const keeper = createProcessKeeper({ runFile, log: note, onServerEnd: (message) => ends.push(message) });
  cleanUp.push(() => keeper.stop());
  const lives: Child[] = [];
  const first = await keeper.startApp('app', async () => {
    const child = await up(WILLING);
    lives.push(child);
    return child;
  });
  process.kill(first.pid, 'SIGKILL');
  await vi.waitFor(() => expect(lives).toHaveLength(2), { timeout: 10_000 });
  expect(log).toEqual(['app ended (signal SIGKILL); it is started again in 0.25 s']);
  await vi.waitFor(async () => {
    const run = JSON.parse(await readFile(join(stateFolder, 'run.json'), 'utf8')) as { children: { pid: number }[] };
    expect(run.children.map(({ pid }) => pid)).toEqual([lives[1]?.pid]);
  });
  const server = await keeper.startServer('server', () => up(WILLING), itself);
  process.kill(server.pid, 'SIGKILL');
  await vi.waitFor(() => expect(ends).toEqual(['server ended unexpectedly (signal SIGKILL)']));
});

test('the end of a server that is not ready yet is told to whoever starts it, and to nobody else', async () => {
  const runFile = await takeRunFile(stateFolder, note);
  const keeper = createProcessKeeper({ runFile, log: note, onServerEnd: note });
  cleanUp.push(() => keeper.stop());
  const ready = async (child: Child): Promise<string> => {
    process.kill(child.pid, 'SIGKILL');
    throw new Error(await child.ended);
  };
  await expect(keeper.startServer('server', () => up(WILLING), ready)).rejects.toThrow('signal SIGKILL');
  const next = await keeper.startServer('server', () => up(WILLING), itself);
  expect(log).toEqual([]);
  process.kill(next.pid, 'SIGKILL');
  await vi.waitFor(() => expect(log).toEqual(['server ended unexpectedly (signal SIGKILL)']));
});

test('SIGTERM to the keeper leaves no process and no run file', async () => {
  const { keeper, pids } = await keeperProcess();
  await killed(keeper, 'SIGTERM');
  expect(pids.map(identityOf)).toEqual([undefined, undefined]);
  await expect(readFile(join(stateFolder, 'run.json'))).rejects.toThrow('ENOENT');
});

test('after kill -9 of the keeper the next start ends what it left, and nothing else', async () => {
  const { keeper, pids } = await keeperProcess();
  const stranger = await up(WILLING);
  await killed(keeper, 'SIGKILL');
  const [stubborn = 0, willing = 0] = pids;
  expect(identityOf(stubborn)).toBeDefined();
  await vi.waitFor(() => expect(identityOf(willing)).toBeUndefined());
  const runFile = await takeRunFile(stateFolder, note);
  expect(identityOf(stubborn)).toBeUndefined();
  expect(stranger.hasEnded()).toBe(false);
  expect(log).toEqual([`ending stubborn (process ${stubborn}), left over from a run that was killed`]);
  runFile.release();
});

test('a process that only has the id of a leftover is left alone', async () => {
  const stranger = await up(WILLING);
  const child = { name: 'postgres', pid: stranger.pid, identity: 'of an earlier process', stopSignal: 'SIGINT' };
  const keeper = { name: 'keeper', pid: process.pid, identity: 'of an earlier process', stopSignal: 'SIGTERM' };
  await writeFile(join(stateFolder, 'run.json'), JSON.stringify({ keeper, children: [child], addresses: [] }));
  const runFile = await takeRunFile(stateFolder, note);
  expect(stranger.hasEnded()).toBe(false);
  expect(log).toEqual([]);
  runFile.release();
});

test('a second start is refused with the process and the addresses', async () => {
  const { keeper } = await keeperProcess();
  await expect(takeRunFile(stateFolder, note)).rejects.toThrow(
    new RegExp(
      `already runs in .* \\(process ${keeper.pid}\\)\\.\\n  API  http://127\\.0\\.0\\.1:1\\nStop it .* kill ${keeper.pid}\\.`,
    ),
  );
});

test('of many starts at once over a stale run file exactly one gets through', async () => {
  const { keeper } = await keeperProcess();
  await killed(keeper, 'SIGKILL');
  const starts = await Promise.allSettled(Array.from({ length: 8 }, () => takeRunFile(stateFolder, note)));
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a run file that cannot be read stops the start instead of being guessed at', async () => {
  await writeFile(join(stateFolder, 'run.json'), '{"keeper":');
  await expect(takeRunFile(stateFolder, note)).rejects.toThrow(/can't be read as the note of a run/);
});
