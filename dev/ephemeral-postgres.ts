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

export interface EphemeralPostgres {
  readonly databaseUrl: string;
  readonly pid: number;
  /** Another database of this server, empty. @returns its `DATABASE_URL` */
  createDatabase(): Promise<string>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL server of its own for a test file, with a free port and a folder that `stop` removes: the package's, or the one that
 * `CASEGATE_TEST_POSTGRES_DIR` names.
 */
export async function ephemeralPostgres(): Promise<EphemeralPostgres> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'casegate-postgres-'));
  const remove = () => rm(stateFolder, { recursive: true, force: true });
  try {
    const logFile = join(stateFolder, 'postgres.log');
    const { child, folder, databaseUrl } = await startPostgres({
      stateFolder,
      port: await freePort(),
      logFile,
      ...(await binariesOfTests()),
      ...(await originalOfTests()),
    });
    return {
      databaseUrl,
      pid: child.pid,
      createDatabase: () => createDatabase(databaseUrl),
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
 * Makes the data directory once, of which `ephemeralPostgres` of this process's children then takes copies: each made anew would cost
 * seconds of a processor. @returns what removes it
 */
export async function makeOriginal(): Promise<() => Promise<void>> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'casegate-postgres-original-'));
  process.env[ORIGINAL_VARIABLE] = stateFolder;
  await preparedOriginal(stateFolder);
  return async () => {
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

async function createDatabase(serverUrl: string): Promise<string> {
  const name = `${DATABASE}_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
