/** Real servers for tests: each with its own ports and folder, nothing left when stopped. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import { bytesIn, databasesFor, REAL_POSTGRES_VARIABLE } from './real-server-state.ts';
import { temporalCliPath } from './temporal-binary.ts';
import { startTemporalServer } from './temporal-server.ts';

const STOP_GRACE_MS = 3_000;

export interface TestTemporal {
  readonly address: string;
  readonly namespace: 'default';
  readonly pid: number;
  /** Where Temporal UI answers; undefined without it. */
  readonly uiUrl: string | undefined;
  /**
   * What the server has written down so far, as somebody who takes all of it could read it. Only with a `databaseFile`: its whole
   * folder, or, where the real server stands in (`npm run test:real`), every value in its databases.
   */
  keptBytes(): Promise<Buffer>;
  stop(): Promise<void>;
}

export interface TestTemporalOptions {
  /** Keep everything in this SQLite file instead of memory: for tests that kill the server and start it again. */
  readonly databaseFile?: string;
  /** Port to listen on, where a second start must be at the first one's address. */
  readonly port?: number;
  /** With Temporal UI, on a port of its own. */
  readonly withUi?: boolean;
}

/** A real Temporal dev server with the product's flags and search attributes. */
export async function startTestTemporal(options: TestTemporalOptions = {}): Promise<TestTemporal> {
  const executable = await temporalCliPath();
  const folder = await mkdtemp(join(tmpdir(), 'casegate-temporal-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const [port, uiPort] = await Promise.all([options.port ?? freePort(), options.withUi ? freePort() : undefined]);
  const logFile = join(folder, 'temporal.log');
  const databaseFile = options.databaseFile === undefined ? {} : { databaseFile: options.databaseFile };
  const ui = uiPort === undefined ? {} : { uiPort };
  try {
    const { address, child } = await startTemporalServer({ executable, port, logFile, ...databaseFile, ...ui });
    return {
      address,
      namespace: 'default',
      uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`,
      pid: child.pid,
      keptBytes: () => keptBytes(options.databaseFile),
      async stop() {
        // What it kept in memory alone is not missed.
        await child.stop(options.databaseFile === undefined ? 0 : STOP_GRACE_MS);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function keptBytes(databaseFile: string | undefined): Promise<Buffer> {
  if (databaseFile === undefined) throw new Error('a server without a database file keeps nothing');
  const realPostgres = process.env[REAL_POSTGRES_VARIABLE];
  if (realPostgres) return await bytesIn(realPostgres, databasesFor(databaseFile));
  // The write-ahead log beside the database file is part of it.
  const folder = dirname(databaseFile);
  return Buffer.concat(await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))));
}
