import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { realServerPrograms, REAL_SERVER_VERSION } from '../../dev/real-server-programs.ts';
import { databasesFor } from '../../dev/real-server-state.ts';
import { SettingsError } from '../../dev/settings.ts';

const SCRIPT = fileURLToPath(new URL('../../dev/real-server.ts', import.meta.url));

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'casegate-real-server-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const environment = () => ({ CASEGATE_HOME: home, PATH: home });

it('where there is no Go, the script says so, and that it could not be tried', () => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { env: environment(), encoding: 'utf8' });
  expect(stderr).toContain(`Go is needed to build the Temporal server ${REAL_SERVER_VERSION}`);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).toBe(2);
});

it('what Go says of a build that fails is passed on, and nothing half built is kept', async () => {
  const run = (command: string) =>
    Promise.resolve(command === 'go' ? { code: 0, output: 'go version' } : { code: 1, output: 'no such module' });
  const building = realServerPrograms({ environment: environment(), run, progress: () => undefined });
  await expect(building).rejects.toThrow(SettingsError);
  await expect(building).rejects.toThrow('no such module');
  expect(readdirSync(join(home, 'cache'))).toEqual([]);
});

it('programs that are built are used as they are', async () => {
  const folder = join(home, 'cache', `temporal-real-${REAL_SERVER_VERSION}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'temporal-server'), '', { mode: 0o755 });
  const run = () => Promise.reject(new Error('something was run'));
  const { server } = await realServerPrograms({ environment: environment(), run });
  expect(server).toBe(join(folder, 'temporal-server'));
});

it('the same file leads to the same databases, and no file to new ones', () => {
  expect(databasesFor('a.sqlite')).toEqual(databasesFor('a.sqlite'));
  expect(databasesFor('a.sqlite')).not.toEqual(databasesFor('b.sqlite'));
  expect(databasesFor(undefined)).not.toEqual(databasesFor(undefined));
});
