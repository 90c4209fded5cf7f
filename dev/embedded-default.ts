import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKeyFile } from '../codec/key-file.ts';
import { ChildFailure, startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import { preparePostgres } from './postgres.ts';
import type { ProcessKeeper } from './process-keeper.ts';
import { refusePortsInUse } from './settings.ts';
import type { Ports } from './settings.ts';
import { cacheFolderOf, makePrivateFolder } from './state-folder.ts';
import { writeSyntheticStaff } from './synthetic-staff.ts';
import { temporalCliPath } from './temporal-binary.ts';
import { TEMPORAL_NAMESPACE, launchTemporalServer, temporalReady, withInnerPorts } from './temporal-server.ts';

/** A worker bundles the workflows before it is ready. */
const APP_READY_TIMEOUT_MS = 60_000;

const APP_SCRIPTS = {
  worker: fileURLToPath(new URL('../worker/main.ts', import.meta.url)),
  api: fileURLToPath(new URL('../api/main.ts', import.meta.url)),
  partners: fileURLToPath(new URL('./demo-partners.ts', import.meta.url)),
  identity: fileURLToPath(new URL('./identity-provider-main.ts', import.meta.url)),
};

interface Embedding {
  readonly stateFolder: string;
  readonly ports: Ports;
  readonly keeper: ProcessKeeper;
  readonly log: (line: string) => void;
  /** Ends what is not yet a kept process. */
  readonly signal: AbortSignal;
  /** Settings of the servers, the worker and the API beside those made here. Default: of this process. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Fulfilled when the servers, the worker and the API are all ready. */
export async function startEverything(embedding: Embedding): Promise<void> {
  const { ports, stateFolder, environment: given = process.env } = embedding;
  // A database of one's own takes the embedded one's place.
  const ownDatabase = given['DATABASE_URL'];
  await refusePortsInUse(ports, [
    'temporal',
    'temporalUi',
    'api',
    'identity',
    ...(ownDatabase ? [] : (['postgres'] as const)),
  ]);
  makePrivateFolder(join(stateFolder, 'logs'));
  const keysFile = await keyFile(embedding);
  const [address, databaseUrl] = await bothOrNeither(
    startTemporal(embedding),
    ownDatabase ? Promise.resolve(ownDatabase) : startDatabase(embedding),
  );
  const environment = {
    ...given,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE,
    DATABASE_URL: databaseUrl,
    CASEGATE_KEYS_FILE: keysFile,
    CASEGATE_OUTBOX_DIR: makePrivateFolder(join(stateFolder, 'outbox')),
    CASEGATE_CHECKPOINT_DIR: makePrivateFolder(join(stateFolder, 'checkpoints')),
    // Of the same sources it is the same bundle, whoever has made it.
    CASEGATE_BUNDLE_CACHE_DIR: given['CASEGATE_BUNDLE_CACHE_DIR'] || makePrivateFolder(join(stateFolder, 'bundles')),
    CASEGATE_API_PORT: String(ports.api),
    CASEGATE_IDENTITY: 'embedded',
    ...identitySettings(embedding),
    CASEGATE_STAFF_FILE: staffFile(embedding),
    CASEGATE_TEMPORAL_UI_URL: `http://127.0.0.1:${ports.temporalUi}`,
  };
  await bothOrNeither(
    startApp(embedding, 'worker', environment),
    bothOrNeither(startApp(embedding, 'identity', environment), startApp(embedding, 'api', environment)),
  );
  // Partner agencies are the outside world: of this embedded default they are synthetic, and act over HTTP like everybody.
  await startApp(embedding, 'partners', environment);
}

/** Waits for both even where one fails, so that nothing is still being made when the failure is told. */
async function bothOrNeither<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return await Promise.all([one, other]);
}

/** What the synthetic issuer and the API have to agree on. */
function identitySettings({ stateFolder, ports }: Embedding) {
  const folder = makePrivateFolder(join(stateFolder, 'identity'));
  const secretFile = join(folder, 'client-secret');
  if (!existsSync(secretFile)) writeFileSync(secretFile, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return {
    CASEGATE_PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
    CASEGATE_OIDC_ISSUER: `http://127.0.0.1:${ports.identity}`,
    CASEGATE_OIDC_CLIENT_ID: 'casegate',
    CASEGATE_OIDC_CLIENT_SECRET_FILE: secretFile,
    CASEGATE_IDENTITY_PORT: String(ports.identity),
    CASEGATE_IDENTITY_KEYS_FILE: join(folder, 'signing-keys.json'),
  };
}

/** The API has the synthetic people without it. The worker knows nobody but from there: who is on call, above all. */
function staffFile({ stateFolder }: Embedding): string {
  const path = join(makePrivateFolder(join(stateFolder, 'identity')), 'staff.json');
  writeSyntheticStaff(path);
  return path;
}

async function keyFile({ stateFolder, log }: Embedding): Promise<string> {
  const path = join(stateFolder, 'keys.json');
  if (existsSync(path)) return path;
  const keyId = await createKeyFile(path);
  log(`made the key ${keyId} in ${path}, which encrypts every case: keep a copy, without it nothing can be read`);
  return path;
}

async function startTemporal(embedding: Embedding): Promise<string> {
  const { stateFolder, ports, keeper, log, signal, environment = process.env } = embedding;
  const cacheFolder = cacheFolderOf(stateFolder);
  const executable = await temporalCliPath({ environment, cacheFolder, progress: log, signal });
  const options = {
    executable,
    port: ports.temporal,
    uiPort: ports.temporalUi,
    databaseFile: join(makePrivateFolder(join(stateFolder, 'temporal')), 'temporal.sqlite'),
    logFile: join(stateFolder, 'logs', 'temporal.log'),
  };
  const launch = () => launchTemporalServer(options);
  return await withInnerPorts(() => keeper.startServer('temporal', launch, (child) => temporalReady(options, child)));
}

async function startDatabase({ stateFolder, ports, keeper, log, signal }: Embedding): Promise<string> {
  const logFile = join(stateFolder, 'logs', 'postgres.log');
  const postgres = await preparePostgres({ stateFolder, port: ports.postgres, logFile, log, signal });
  return await keeper.startServer(
    'postgres',
    () => postgres.launch(),
    (child) => postgres.ready(child),
  );
}

/** Starts it as a process of its own, and waits for its line `ready`. @throws ChildFailure where it ends or stays silent */
async function startApp(
  { stateFolder, keeper }: Embedding,
  name: keyof typeof APP_SCRIPTS,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const logFile = join(stateFolder, 'logs', `${name}.log`);
  const { promise: ready, resolve } = Promise.withResolvers<'ready'>();
  const onLine = (line: string) => {
    if (line === 'ready') resolve('ready');
  };
  const options = {
    command: process.execPath,
    args: [APP_SCRIPTS[name]],
    // Loading is most of what a start takes, and the same every time.
    environment: { NODE_COMPILE_CACHE: join(cacheFolderOf(stateFolder), 'compiled'), ...environment },
    logFile,
    onLine,
  };
  const child = await keeper.startApp(name, () => startChild(options));
  const problem = await problemBefore(ready, child);
  if (problem) throw new ChildFailure(`the ${name} ${problem}`, logFile);
}

async function problemBefore(ready: Promise<'ready'>, child: Child): Promise<string | undefined> {
  const { promise: silent, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, APP_READY_TIMEOUT_MS, `is not ready after ${APP_READY_TIMEOUT_MS / 1000} s`);
  const first = await Promise.race([ready, silent, child.ended.then((how) => `ended (${how}) before it was ready`)]);
  clearTimeout(timer);
  return first === 'ready' ? undefined : first;
}
