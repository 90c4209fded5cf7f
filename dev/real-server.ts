/**
 * `npm run test:real`: builds the real Temporal server, prepares it on a PostgreSQL of its own with the files that docker-compose.yml uses,
 * and runs the end-to-end suites and the demonstration against it. Arguments go to vitest: files, in place of all end-to-end suites.
 * Exit code 0 where everything passed; 2 where it could not be tried, for instance without Go.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildFailure, startChild } from './child-process.ts';
import { freePort } from './free-port.ts';
import { applyOpsSql, makeDatabasePasswords } from './ops-databases.ts';
import { ephemeralPostgres } from './ephemeral-postgres.ts';
import { realServerEnvironment } from './real-server-environment.ts';
import { realServerPrograms, REAL_SERVER_VERSION, type RealServerPrograms } from './real-server-programs.ts';
import { REAL_POSTGRES_VARIABLE, TEMPLATES, usingDatabase } from './real-server-state.ts';
import { SettingsError } from './settings.ts';
import { TEMPORAL_NAMESPACE } from './temporal-server.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('./real-server-launch.ts', import.meta.url));
const STOP_GRACE_MS = 10_000;

process.exit(await main());

async function main(): Promise<number> {
  try {
    return await runAgainstRealServer(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof ChildFailure)) throw error;
    console.error(error.message);
    return 2;
  }
}

async function runAgainstRealServer(chosen: readonly string[]): Promise<number> {
  const programs = await realServerPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'casegate-real-'));
  const postgres = await ephemeralPostgres();
  try {
    const secretsFolder = makeDatabasePasswords(folder);
    const passwordFile = join(secretsFolder, 'temporal_db_password');
    const superuserUrl = postgres.databaseUrl;
    console.error('preparing its databases with ops/postgres and ops/temporal …');
    await applyOpsSql(superuserUrl, secretsFolder);
    // Twice, as every start of docker-compose.yml does it again.
    for (const _ of ['first', 'again']) await createSchema(superuserUrl, passwordFile, programs, folder);
    await registerNamespace(superuserUrl, passwordFile, programs, folder);
    const environment = {
      ...process.env,
      TEMPORAL_CLI_PATH: writeLauncher(folder),
      [REAL_POSTGRES_VARIABLE]: superuserUrl,
      CASEGATE_REAL_SERVER: programs.server,
      CASEGATE_REAL_PASSWORD_FILE: passwordFile,
    };
    const suites = chosen.length > 0 ? chosen : await endToEndSuites();
    console.error(`running ${suites.join(', ')} against the Temporal server ${REAL_SERVER_VERSION} on PostgreSQL …`);
    // One file at a time: each starts servers of its own, and PostgreSQL takes a hundred connections.
    const tests = await run('npx', ['vitest', 'run', '--no-file-parallelism', ...suites], environment);
    if (chosen.length > 0) return tests;
    console.error('playing the demonstration against it …');
    const demonstration = await run(process.execPath, ['dev/demo.ts'], environment);
    return tests === 0 ? demonstration : tests;
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function createSchema(
  superuserUrl: string,
  passwordFile: string,
  { toolsFolder }: RealServerPrograms,
  folder: string,
): Promise<void> {
  const { hostname, port } = new URL(superuserUrl);
  await runToEnd('the schema job', join(folder, 'schema.log'), join(PROJECT, 'ops/temporal/create-schema.sh'), [], {
    PATH: `${toolsFolder}:${process.env['PATH']}`,
    SQL_HOST: hostname,
    SQL_PORT: port,
    TEMPORAL_DB_PASSWORD_FILE: passwordFile,
  });
}

/** On a server that runs for no longer: what it leaves is what every server of a test starts from. */
async function registerNamespace(
  superuserUrl: string,
  passwordFile: string,
  { server }: RealServerPrograms,
  folder: string,
): Promise<void> {
  const port = await freePort();
  const environment = await realServerEnvironment({
    port,
    databases: TEMPLATES,
    databaseAddress: new URL(superuserUrl).host,
    passwordFile,
  });
  const child = await startChild({
    command: server,
    args: ['start'],
    environment,
    logFile: join(folder, 'server.log'),
  });
  try {
    await runToEnd(
      'the registration job',
      join(folder, 'register.log'),
      process.execPath,
      ['ops/register-namespace.ts'],
      {
        ...process.env,
        TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
        TEMPORAL_NAMESPACE,
        TEMPORAL_RETENTION_DAYS: '1',
      },
    );
  } finally {
    await child.stop(STOP_GRACE_MS);
  }
  // A clone would look for this server's services at addresses where nobody is.
  await usingDatabase(superuserUrl, TEMPLATES.store, (client) => client.query('TRUNCATE cluster_membership'));
}

function writeLauncher(folder: string): string {
  const path = join(folder, 'temporal');
  writeFileSync(
    path,
    `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${LAUNCHER}" "$@"\n`,
    {
      mode: 0o755,
    },
  );
  return path;
}

/** Suites that start a Temporal server, but those about the dev server itself and about Temporal UI, which only it contains. */
async function endToEndSuites(): Promise<string[]> {
  const suites: string[] = [];
  for await (const path of glob('test/**/*.test.ts', { cwd: PROJECT })) {
    if (/^test\/(dev|browser)\//.test(path)) continue;
    if ((await readFile(join(PROJECT, path), 'utf8')).includes('startTestTemporal')) suites.push(path);
  }
  return suites.toSorted();
}

/** @throws ChildFailure where it ends with anything but 0 */
async function runToEnd(
  what: string,
  logFile: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const child = await startChild({ command, args, environment, folder: PROJECT, logFile });
  const how = await child.ended;
  if (how !== 'code 0') throw new ChildFailure(`${what} ended with ${how}`, logFile);
}

/** With our own output. @returns the exit code */
function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: PROJECT, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
