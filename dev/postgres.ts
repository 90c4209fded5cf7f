import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { ChildFailure, startChild } from './child-process.ts';
import type { Child, UserIds } from './child-process.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { postgresPlace, unprivilegedUser } from './postgres-place.ts';
import type { PostgresPlace } from './postgres-place.ts';

const SUPERUSER = 'casegate';
export const DATABASE = 'casegate';
/** Seen: 0.3 s. After a crash it first replays its log. */
const READY_TIMEOUT_MS = 60_000;
const ATTEMPT_TIMEOUT_MS = 2_000;
const BETWEEN_ATTEMPTS_MS = 50;
/** Before this version order comes from the C library's locale alone. */
const BUILTIN_LOCALES_SINCE = 17;

export interface PostgresOptions {
  /** The embedded default's own folder; the data is inside, or, where root's database can't reach it, noted inside. */
  readonly stateFolder: string;
  readonly port: number;
  readonly logFile: string;
  readonly log?: (line: string) => void;
  /** Default: those of the package. */
  readonly binaries?: PostgresBinaries;
  /** As whom to run where we are root. Default: an unprivileged user of this machine. */
  readonly user?: UserIds | undefined;
  /** Ends the making of a data directory, which takes seconds on a busy machine. */
  readonly signal?: AbortSignal;
  /** At the first time the data directory is made as a copy of this one, which no server uses. Default: it is made anew. */
  readonly original?: OriginalData;
  /** The server's own settings, which go before the product's. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface OriginalData {
  readonly data: string;
  readonly password: string;
}

export interface PreparedPostgres {
  /** Where the data is. */
  readonly folder: string;
  /** For copies, as long as no server has been started on it. */
  readonly original: OriginalData;
  /** Starts the process and doesn't wait until it answers, so that its id can be noted at once. */
  launch(): Promise<Child>;
  /** @returns `DATABASE_URL`, when the server of `child` answers and the database exists */
  ready(child: Child): Promise<string>;
}

export interface Postgres {
  /** `postgres://` with the password: for child processes' environments, not for logs or arguments. */
  readonly databaseUrl: string;
  /** Where the data is. */
  readonly folder: string;
  readonly child: Child;
}

/** Starts the embedded PostgreSQL on loopback and waits until it answers. @throws ChildFailure where it does not */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const prepared = await preparePostgres(options);
  const child = await prepared.launch();
  try {
    return { child, folder: prepared.folder, databaseUrl: await prepared.ready(child) };
  } catch (error) {
    await child.stop(0);
    throw error;
  }
}

/** Everything before the server's start: the place, the password, and at the first time the data directory. */
export async function preparePostgres(options: PostgresOptions): Promise<PreparedPostgres> {
  const log = options.log ?? console.error;
  const user = options.user ?? unprivilegedUser();
  const binaries = options.binaries ?? (await postgresBinaries());
  const place = postgresPlace(options.stateFolder, binaries, log, user);
  const password = await passwordIn(place, options.original?.password);
  const data = join(place.folder, 'data');
  if (!existsSync(data)) await initialise(place, data, password, binaries, options);
  return {
    folder: place.folder,
    original: { data, password },
    launch: () => launch(place, data, options),
    ready: (child) => ready(child, password, options),
  };
}

async function passwordIn(
  { secretsFolder }: PostgresPlace,
  password = randomBytes(24).toString('base64url'),
): Promise<string> {
  const file = join(secretsFolder, 'password');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  await writeFile(file, `${password}\n`, { mode: 0o600, flush: true });
  return password;
}

/** Made beside its place and renamed into it: a start that is interrupted leaves no half of a data directory. */
async function initialise(
  place: PostgresPlace,
  data: string,
  password: string,
  binaries: PostgresBinaries,
  { original, signal }: PostgresOptions,
): Promise<void> {
  await sweepDrafts(place.folder);
  const draft = await mkdtemp(join(place.folder, 'draft-'));
  try {
    const passwordFile = join(draft, 'password');
    const draftData = join(draft, 'data');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (place.user) {
      await chown(passwordFile, place.user.uid, place.user.gid);
      await chown(draft, place.user.uid, place.user.gid);
    }
    // With its owner and modes, as the server demands them.
    if (original) await promisify(execFile)('cp', ['-a', original.data, draftData]);
    else await runInitdb(place, draftData, passwordFile, binaries, signal);
    await rename(draftData, data);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Left by a start that was killed: of one state folder only one start runs at a time, so none of them is in use. */
async function sweepDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith('draft-'));
  await Promise.all(drafts.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

async function runInitdb(
  place: PostgresPlace,
  data: string,
  passwordFile: string,
  { version }: PostgresBinaries,
  signal: AbortSignal | undefined,
): Promise<void> {
  await promisify(execFile)(
    join(place.programs, 'bin', 'initdb'),
    [
      `--pgdata=${data}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of texts on every machine.
      ...(Number.parseInt(version, 10) >= BUILTIN_LOCALES_SINCE
        ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
        : []),
      '--locale=C',
    ],
    { ...place.user, cwd: place.folder, env: environment(), killSignal: 'SIGKILL', ...(signal ? { signal } : {}) },
  );
}

function launch(place: PostgresPlace, data: string, options: PostgresOptions): Promise<Child> {
  const settings = {
    listen_addresses: '127.0.0.1',
    // No second way in, and no limit on the length of the path.
    unix_socket_directories: '',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    ...options.settings,
  };
  return startChild({
    command: join(place.programs, 'bin', 'postgres'),
    args: [
      '-D',
      data,
      '-p',
      String(options.port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    environment: environment(),
    folder: place.folder,
    user: place.user,
    logFile: options.logFile,
    // "Fast shutdown": open sessions are ended. SIGTERM would wait for them.
    stopSignal: 'SIGINT',
  });
}

/** Without the PG… variables of the person who starts it, and in the language that messages are expected in. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], LC_ALL: 'C', TZ: 'UTC' };
}

async function ready(child: Child, password: string, options: PostgresOptions): Promise<string> {
  const giveUpAt = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const problem = await problemOf(options.port, password);
    if (child.hasEnded()) throw failed(`ended (${await child.ended}) before it was ready`, options);
    if (problem === undefined) return urlOf(options.port, password, DATABASE);
    if (performance.now() > giveUpAt)
      throw failed(`is not ready after ${READY_TIMEOUT_MS / 1000} s: ${problem}`, options);
    await delay(BETWEEN_ATTEMPTS_MS);
  }
}

/** Why the server can't be used yet; undefined where it answers and the database is there. */
async function problemOf(port: number, password: string): Promise<string | undefined> {
  const client = new Client({
    connectionString: urlOf(port, password, 'postgres'),
    connectionTimeoutMillis: ATTEMPT_TIMEOUT_MS,
  });
  // The server may end the session at any time; the query then fails and says so.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

function failed(what: string, { logFile }: PostgresOptions): ChildFailure {
  return new ChildFailure(`PostgreSQL ${what}`, logFile);
}
