/** PostgreSQL for tests and benchmarks: a server of its own for each, which leaves nothing. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { installedPostgresBinaries } from './postgres-binaries.ts';
import { removeOutsidePlace } from './postgres-place.ts';
import { DATABASE, preparePostgres, startPostgres, type PostgresOptions, type PreparedPostgres } from './postgres.ts';

const STOP_GRACE_MS = 3_000;
/** Names the state folder of the data directory that is copied. */
const ORIGINAL_VARIABLE = 'CASEGATE_TEST_POSTGRES_ORIGINAL';

/** `DATABASE_URL` of the server that has the databases of many test files. */
const SHARED_VARIABLE = 'CASEGATE_TEST_POSTGRES_SHARED';
/**
 * Nobody misses it after a crash of the machine, and to write each commit to the disk is most of what a database of tests has to wait for.
 * Several files at a time have pools in it, and the processes that they start.
 */
const SETTINGS_OF_SHARED = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

export interface EphemeralDatabase {
  readonly databaseUrl: string;
  /** Another database of this server: empty, or a copy of one to which nobody is connected. @returns its `DATABASE_URL` */
  createDatabase(original?: string): Promise<string>;
  /** Removes what it holds. */
  stop(): Promise<void>;
}

export interface EphemeralPostgres extends EphemeralDatabase {
  readonly pid: number;
}

/**
 * A PostgreSQL server of its own for a test file, with a free port and a folder that `stop` removes: the package's, or the one that
 * `CASEGATE_TEST_POSTGRES_DIR` names.
 */
export async function ephemeralPostgres(settings: PostgresOptions['settings'] = {}): Promise<EphemeralPostgres> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'casegate-postgres-'));
  const remove = () => rm(stateFolder, { recursive: true, force: true });
  try {
    const logFile = join(stateFolder, 'postgres.log');
    const { child, folder, databaseUrl } = await startPostgres({
      stateFolder,
      port: await freePort(),
      logFile,
      settings,
      ...(await binariesOfTests()),
      ...(await originalOfTests()),
    });
    return {
      databaseUrl,
      pid: child.pid,
      createDatabase: (original) => createDatabase(databaseUrl, original),
      async stop() {
        await child.stop(STOP_GRACE_MS);
        await rm(folder, { recursive: true, force: true });
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Empty databases in a server that other test files use at the same time, where there is one: for whoever needs no server of its own, as those
 * do that stop it, look at its files, or make roles.
 */
export async function ephemeralDatabase(): Promise<EphemeralDatabase> {
  const serverUrl = process.env[SHARED_VARIABLE];
  if (serverUrl === undefined) return await ephemeralPostgres();
  const made: string[] = [];
  const make = async (original?: string): Promise<string> => {
    const url = await createDatabase(serverUrl, original);
    made.push(url);
    return url;
  };
  return {
    databaseUrl: await make(),
    createDatabase: make,
    async stop() {
      for (const url of made) await inServer(serverUrl, `drop database ${nameIn(url)} with (force)`);
    },
  };
}

/**
 * Makes the data directory once, of which `ephemeralPostgres` of this process's children then takes copies: each made anew would cost
 * seconds of a processor; and starts the server of their `ephemeralDatabase`. @returns what ends and removes both
 */
export async function startSharedPostgres(): Promise<() => Promise<void>> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'casegate-postgres-original-'));
  process.env[ORIGINAL_VARIABLE] = stateFolder;
  await preparedOriginal(stateFolder);
  const shared = await ephemeralPostgres(SETTINGS_OF_SHARED);
  process.env[SHARED_VARIABLE] = shared.databaseUrl;
  return async () => {
    await shared.stop();
    removeOutsidePlace(stateFolder);
    await rm(stateFolder, { recursive: true, force: true });
  };
}

const preparedOriginal = async (stateFolder: string): Promise<PreparedPostgres> =>
  preparePostgres({ stateFolder, port: 0, logFile: join(stateFolder, 'none.log'), ...(await binariesOfTests()) });

async function binariesOfTests(): Promise<Pick<PostgresOptions, 'binaries'>> {
  const installed = process.env['CASEGATE_TEST_POSTGRES_DIR'];
  return installed === undefined ? {} : { binaries: await installedPostgresBinaries(installed) };
}

async function originalOfTests(): Promise<Pick<PostgresOptions, 'original'>> {
  const stateFolder = process.env[ORIGINAL_VARIABLE];
  return stateFolder === undefined ? {} : { original: (await preparedOriginal(stateFolder)).original };
}

async function createDatabase(serverUrl: string, original?: string): Promise<string> {
  const name = `${DATABASE}_${randomBytes(6).toString('hex')}`;
  const template = original === undefined ? '' : ` template ${nameIn(original)}`;
  // A session with the original would keep it from being copied.
  await inServer(urlOf(serverUrl, 'postgres'), `create database ${name}${template}`);
  return urlOf(serverUrl, name);
}

const nameIn = (databaseUrl: string): string => new URL(databaseUrl).pathname.slice(1);

function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function inServer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
