import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { freePort } from '../../dev/free-port.ts';
import { ephemeralPostgres } from '../../dev/ephemeral-postgres.ts';
import { preparePostgres, startPostgres } from '../../dev/postgres.ts';
import type { Postgres } from '../../dev/postgres.ts';
import { identityOf } from '../../dev/process-identity.ts';
import { startTestTemporal } from '../../dev/test-servers.ts';
import { startTemporalServer } from '../../dev/temporal-server.ts';
import { SEARCH_ATTRIBUTES } from '../../schemas/search-attributes.ts';

/** Long enough for a first download of the server. */
const SLOW_MS = 180_000;
vi.setConfig({ testTimeout: SLOW_MS, hookTimeout: SLOW_MS });
const isRoot = process.getuid?.() === 0;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

async function newFolder(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, 'casegate-servers-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function postgres(
  stateFolder: string,
  log: (line: string) => void = () => undefined,
  user?: { uid: number; gid: number },
) {
  const logFile = join(stateFolder, 'postgres.log');
  const server = await startPostgres({ stateFolder, port: await freePort(), logFile, log, user });
  cleanUp.push(() => server.child.stop(3_000));
  return server;
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

/** Starts, writes, stops, starts again, and reads. */
async function keepsWhatWasWritten(start: () => Promise<Postgres>): Promise<Postgres> {
  const first = await start();
  await query(first.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS value');
  await first.child.stop(3_000);
  expect(await first.child.ended).toBe('code 0');
  const second = await start();
  expect(await query(second.databaseUrl, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  return second;
}

const SETTINGS = `SELECT name, setting FROM pg_settings
  WHERE name IN ('fsync', 'listen_addresses', 'synchronous_commit', 'unix_socket_directories') ORDER BY name`;

test('the Temporal server has the search attributes, keeps its file through a restart, and leaves no process', async () => {
  const folder = await newFolder(tmpdir());
  const databaseFile = join(folder, 'temporal.sqlite');
  const namespace = 'default';
  const first = await startTestTemporal({ databaseFile });
  cleanUp.push(() => first.stop());
  const connection = await Connection.connect({ address: first.address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  const workflow = {
    namespace,
    workflowId: 'w',
    requestId: 'r',
    workflowType: { name: 't' },
    taskQueue: { name: 'q' },
  };
  await connection.workflowService.startWorkflowExecution(workflow);
  await connection.close();
  await first.stop();
  expect(identityOf(first.pid)).toBeUndefined();

  const second = await startTestTemporal({ databaseFile });
  cleanUp.push(() => second.stop());
  const again = await Connection.connect({ address: second.address });
  cleanUp.push(() => again.close());
  const found = await again.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: 'w' } });
  expect(found.workflowExecutionInfo?.type?.name).toBe('t');
  expect((await stat(databaseFile)).mode & 0o077).toBe(0);
});

test('a second Temporal server at the same port is refused, not taken for the first', async () => {
  const running = await startTestTemporal();
  cleanUp.push(() => running.stop());
  const port = Number(running.address.split(':')[1]);
  await expect(startTestTemporal({ port })).rejects.toThrow(`port ${port} is in use by another program`);
});

test('a Temporal server that ends at its start is told with the end of its log', async () => {
  const folder = await newFolder(tmpdir());
  const executable = join(folder, 'temporal');
  await writeFile(executable, '#!/bin/sh\necho "no such flag" >&2\nexit 3\n', { mode: 0o700 });
  const start = startTemporalServer({ executable, port: await freePort(), logFile: join(folder, 'temporal.log') });
  await expect(start).rejects.toThrow(
    /the Temporal server ended \(code 3\) before it was ready\. .*temporal\.log:\nno such flag/,
  );
});

test('PostgreSQL keeps what was written, with fsync on and nothing open but loopback with a password', async () => {
  const stateFolder = await newFolder(tmpdir());
  const { databaseUrl } = await keepsWhatWasWritten(() => postgres(stateFolder));
  expect(await query(databaseUrl, SETTINGS)).toEqual([
    { name: 'fsync', setting: 'on' },
    { name: 'listen_addresses', setting: '127.0.0.1' },
    { name: 'synchronous_commit', setting: 'on' },
    { name: 'unix_socket_directories', setting: '' },
  ]);
  await expect(query(databaseUrl.replace(/:[^:@]*@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
    /password authentication failed/,
  );
  expect((await stat(join(stateFolder, 'database', 'password'))).mode & 0o777).toBe(0o600);
});

test('PostgreSQL that stops with sessions open ends them and itself in good order', async () => {
  const { databaseUrl, child } = await postgres(await newFolder(tmpdir()));
  const session = new Client({ connectionString: databaseUrl });
  const toldOff = new Promise<Error>((resolve) => session.on('error', resolve));
  await session.connect();
  await child.stop(3_000);
  expect(await child.ended).toBe('code 0');
  expect((await toldOff).message).toMatch(/terminating connection|terminated unexpectedly/);
});

test('an ephemeral PostgreSQL leaves no process and no folder', async () => {
  const { databaseUrl, pid, stop } = await ephemeralPostgres();
  expect(await query(databaseUrl, 'SELECT current_database() AS name')).toEqual([{ name: 'casegate' }]);
  const [row] = await query(databaseUrl, 'SHOW data_directory');
  const folder = (row as { data_directory: string }).data_directory;
  expect((await stat(folder)).isDirectory()).toBe(true);
  await stop();
  expect(identityOf(pid)).toBeUndefined();
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

/** As root, two more ways: these only exist there, and the list is empty elsewhere. */
const AS_ROOT = isRoot
  ? [
      { way: 'runs as another user', parentMode: 0o755, outside: false },
      { way: 'keeps its data outside of a folder that its user cannot reach', parentMode: 0o700, outside: true },
    ]
  : [];

test.each(AS_ROOT)('PostgreSQL for root $way', async ({ parentMode, outside }) => {
  const privateFolder = await newFolder(tmpdir());
  await chmod(privateFolder, parentMode);
  const stateFolder = join(privateFolder, 'state');
  await mkdir(stateFolder, { mode: 0o700 });
  const lines: string[] = [];
  const nobody = { uid: 65_534, gid: 65_534 };
  const second = await keepsWhatWasWritten(() => postgres(stateFolder, (line) => lines.push(line), nobody));
  cleanUp.unshift(() => rm(second.folder, { recursive: true, force: true }));
  expect(second.folder.startsWith(stateFolder)).toBe(!outside);
  expect((await stat(join(second.folder, 'data'))).uid).toBe(nobody.uid);
  expect(await readFile(`/proc/${second.child.pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t/m);
  expect((await stat(join(stateFolder, 'database'))).mode & 0o777).toBe(0o700);
  expect(lines.length > 0).toBe(outside);
});

test('the making of a data directory ends with its signal, leaves no half of one, and the next start sweeps what a kill left', async () => {
  const stateFolder = await newFolder(tmpdir());
  const options = { stateFolder, port: await freePort(), logFile: join(stateFolder, 'log'), log: () => undefined };
  const stopping = new AbortController();
  const making = preparePostgres({ ...options, signal: stopping.signal });
  stopping.abort();
  await expect(making).rejects.toThrow(/abort/i);
  const { folder } = await preparePostgres(options);
  expect((await readdir(folder)).filter((name) => name.startsWith('draft-'))).toEqual([]);
  await rm(join(folder, 'data'), { recursive: true });
  await mkdir(join(folder, 'draft-killed'));
  await preparePostgres(options);
  expect(await readdir(folder)).toEqual(expect.not.arrayContaining(['draft-killed']));
});

test.each([
  ['another program has a port', 'panic: runtime error: invalid memory address', 3],
  ['anything else', 'no such command', 1],
])('a Temporal server that dies at its start since %s is started so often: %s, %i', async (_why, says, starts) => {
  const folder = await newFolder(tmpdir());
  const executable = join(folder, 'temporal');
  const logFile = join(folder, 'temporal.log');
  await writeFile(executable, `#!/bin/sh\necho '${says}'\nexit 2\n`, { mode: 0o700 });
  await expect(startTemporalServer({ executable, port: await freePort(), logFile })).rejects.toThrow(says);
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
  expect(lines.filter((line) => line === says)).toHaveLength(starts);
});
