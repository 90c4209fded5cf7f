/** Real servers for tests: each with its own ports and folder, nothing left when stopped. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { temporalCliPath } from './temporal-binary.ts';
import { startTemporalServer } from './temporal-server.ts';

const STOP_GRACE_MS = 3_000;

export interface TestTemporal {
  readonly address: string;
  readonly namespace: 'default';
  readonly pid: number;
  stop(): Promise<void>;
}

export interface TestTemporalOptions {
  /** Keep everything in this SQLite file instead of memory: for tests that kill the server and start it again. */
  readonly databaseFile?: string;
  /** Port to listen on, where a second start must be at the first one's address. */
  readonly port?: number;
}

/** A real Temporal dev server with the product's flags and search attributes, without Temporal UI. */
export async function startTestTemporal(options: TestTemporalOptions = {}): Promise<TestTemporal> {
  const executable = await temporalCliPath();
  const folder = await mkdtemp(join(tmpdir(), 'casegate-temporal-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const port = options.port ?? (await freePort());
  const logFile = join(folder, 'temporal.log');
  const databaseFile = options.databaseFile === undefined ? {} : { databaseFile: options.databaseFile };
  try {
    const { address, child } = await startTemporalServer({ executable, port, logFile, ...databaseFile });
    return {
      address,
      namespace: 'default',
      pid: child.pid,
      async stop() {
        await child.stop(STOP_GRACE_MS);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
