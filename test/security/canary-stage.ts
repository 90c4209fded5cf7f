/** The whole product as `npm start` runs it, in a folder of its own: real processes, so that every file, log and table can be searched. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEverything } from '../../dev/embedded-default.ts';
import { freePort } from '../../dev/free-port.ts';
import { ephemeralPostgres } from '../../dev/ephemeral-postgres.ts';
import { createProcessKeeper } from '../../dev/process-keeper.ts';
import { takeRunFile } from '../../dev/run-file.ts';
import { temporalCliPath } from '../../dev/temporal-binary.ts';

/** Replaces codec/aes-gcm.ts in every process of the copy: nothing is encrypted any more, and everything else is as it was. */
const NO_ENCRYPTION = new URL('./no-encryption.mjs', import.meta.url).href;

export interface CanaryStage {
  readonly url: string;
  readonly issuer: string;
  readonly folder: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string;
  /** Reads what the record's database holds, as its own user. */
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** @param isEncrypted false: in the copy whose encryption is switched off */
export async function startCanaryStage(isEncrypted: boolean): Promise<CanaryStage> {
  const folder = await mkdtemp(join(tmpdir(), 'casegate-canary-'));
  const stopping = new AbortController();
  const said: string[] = [];
  const keeper = createProcessKeeper({
    runFile: await takeRunFile(folder, (line) => said.push(line)),
    log: (line) => said.push(line),
    onServerEnd: (message) => said.push(message),
  });
  const [temporal, temporalUi, api, identity, postgres] = (await Promise.all(
    Array.from({ length: 5 }, () => freePort()),
  )) as [number, number, number, number, number];
  const { NODE_OPTIONS: options = '', ...own } = process.env;
  const database = await ephemeralPostgres();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await keeper.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await startEverything({
      stateFolder: folder,
      ports: { temporal, temporalUi, api, identity, postgres },
      keeper,
      log: (line) => said.push(line),
      signal: stopping.signal,
      environment: {
        ...own,
        DATABASE_URL: database.databaseUrl,
        TEMPORAL_CLI_PATH: await temporalCliPath(),
        NODE_OPTIONS: isEncrypted ? options : `${options} --import ${NO_ENCRYPTION}`.trim(),
      },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${api}`,
    issuer: `http://127.0.0.1:${identity}`,
    folder,
    temporalAddress: `127.0.0.1:${temporal}`,
    temporalUiUrl: `http://127.0.0.1:${temporalUi}`,
    databaseUrl: database.databaseUrl,
    stop,
  };
}
