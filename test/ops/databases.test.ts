/** The roles and databases that docker-compose.yml makes, on the real PostgreSQL, and processes that know no password. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyFile } from '../../codec/key-file.ts';
import { freePort } from '../../dev/free-port.ts';
import { applyOpsSql, makeDatabasePasswords } from '../../dev/ops-databases.ts';
import { ephemeralPostgres, type EphemeralPostgres } from '../../dev/ephemeral-postgres.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { compose, PROJECT } from './compose-file.ts';

let postgres: EphemeralPostgres;
let folder: string;
let passwords: Record<'temporal' | 'ledger', string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'casegate-databases-'));
  postgres = await ephemeralPostgres();
  makeDatabasePasswords(folder);
  const passwordOf = (role: string) => readFileSync(join(folder, `${role}_db_password`), 'utf8').trim();
  passwords = { temporal: passwordOf('temporal'), ledger: passwordOf('ledger') };
  await applyOpsSql(postgres.databaseUrl, folder);
}, 120_000);

afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** @returns what came of it: `in`, or PostgreSQL's code of the refusal */
async function connecting(role: 'temporal' | 'ledger', database: string, password = passwords[role]): Promise<string> {
  const url = new URL(postgres.databaseUrl);
  Object.assign(url, { username: role, password, pathname: `/${database}` });
  const client = new Client({ connectionString: url.href });
  try {
    await client.connect();
    return 'in';
  } catch (error) {
    return String((error as { code?: string }).code);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';
const INVALID_PASSWORD = '28P01';

describe('each role', () => {
  it.each([
    ['temporal', 'temporal', 'in'],
    ['temporal', 'temporal_visibility', 'in'],
    ['ledger', 'ledger', 'in'],
    ['temporal', 'ledger', INSUFFICIENT_PRIVILEGE],
    ['ledger', 'temporal', INSUFFICIENT_PRIVILEGE],
    ['ledger', 'temporal_visibility', INSUFFICIENT_PRIVILEGE],
    ['ledger', 'postgres', INSUFFICIENT_PRIVILEGE],
  ] as const)('%s at the database %s: %s', async (role, database, outcome) => {
    expect(await connecting(role, database)).toBe(outcome);
  });

  it('needs its password', async () => {
    expect(await connecting('ledger', 'ledger', 'not the password')).toBe(INVALID_PASSWORD);
  });

  it('is nobody special', async () => {
    const client = new Client({ connectionString: postgres.databaseUrl });
    await client.connect();
    const { rows } = await client.query(
      `SELECT rolname FROM pg_roles WHERE rolname IN ('temporal', 'ledger')
         AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)`,
    );
    await client.end();
    expect(rows).toEqual([]);
  });

  it('is not made where its password is short', async () => {
    const others = mkdtempSync(join(tmpdir(), 'casegate-short-'));
    makeDatabasePasswords(others);
    chmodSync(join(others, 'temporal_db_password'), 0o600);
    writeFileSync(join(others, 'temporal_db_password'), 'short\n');
    await expect(applyOpsSql(postgres.databaseUrl, others)).rejects.toThrow('fewer than 16 characters');
    rmSync(others, { recursive: true });
  });
});

describe('the API as the file starts it, but for identities', () => {
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await startTestTemporal();
  }, 120_000);
  afterAll(() => temporal?.stop(), 30_000);

  it('reaches its database with a password that only a file holds, and lives on where its standard input is nothing', async () => {
    const port = await freePort();
    const keysFile = join(folder, 'keys.json');
    await createKeyFile(keysFile);
    const pgpass = join(folder, 'ledger_pgpass');
    const { host } = new URL(postgres.databaseUrl);
    writeFileSync(pgpass, `${host}:ledger:ledger:${passwords.ledger}\n`, { mode: 0o400 });
    const databaseUrl = compose().services['api']!.environment['DATABASE_URL']!.replace('postgres:5432', host);
    expect(databaseUrl).toContain(`${host}/ledger`);
    const api = spawn(process.execPath, ['api/main.ts'], {
      cwd: PROJECT,
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        DATABASE_URL: databaseUrl,
        PGPASSFILE: pgpass,
        CASEGATE_KEYS_FILE: keysFile,
        CASEGATE_API_PORT: String(port),
        CASEGATE_IDENTITY: 'embedded',
      },
      // As a container's: /dev/null.
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      for await (const line of createInterface({ input: api.stdout })) if (line === 'ready') break;
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      expect(answer.status).toBe(200);
    } finally {
      api.kill('SIGTERM');
    }
    expect(await new Promise((resolve) => api.once('exit', resolve))).toBe(0);
  }, 120_000);
});
