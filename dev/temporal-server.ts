import { chmodSync, existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../schemas/search-attributes.ts';
import { ChildFailure, startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import { isListening, isPortFree } from './free-port.ts';
import { SettingsError } from './settings.ts';

export const TEMPORAL_NAMESPACE = 'default';
/** Seen: under 1 s on two idle cores. The rest is for busy machines. */
const READY_TIMEOUT_MS = 60_000;
const ATTEMPT_TIMEOUT_MS = 2_000;
const BETWEEN_ATTEMPTS_MS = 50;
/** One collision is rare; three in a row are something else. */
const STARTS_MAX = 3;

export interface TemporalServerOptions {
  readonly executable: string;
  readonly port: number;
  /** Port of Temporal UI; without it there is none. */
  readonly uiPort?: number;
  /** SQLite file that keeps everything; without it everything is in memory and gone at the end. */
  readonly databaseFile?: string;
  readonly logFile: string;
  /** Address of a codec server that Temporal UI uses. */
  readonly uiCodecEndpoint?: string;
}

export interface TemporalServer {
  /** `host:port` for clients and workers. */
  readonly address: string;
  readonly child: Child;
}

/**
 * Starts the Temporal dev server and waits until it answers with the namespace and its search attributes.
 * @throws ChildFailure where it ends or stays silent instead, with the end of its log
 */
export function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  return withInnerPorts(async () => {
    const child = await launchTemporalServer(options);
    try {
      return { child, address: await temporalReady(options, child) };
    } catch (error) {
      await child.stop(0);
      throw error;
    }
  });
}

/**
 * The server chooses ports for its inner services and binds them some time after. Where another program got one meanwhile, as happens when many
 * connections are opened, it dies (Temporal CLI 1.9.1: `panic` in its worker service); with another choice it does not.
 * @throws what the last start threw
 */
export async function withInnerPorts<Started>(start: () => Promise<Started>): Promise<Started> {
  for (let starts = 1; ; starts += 1) {
    try {
      return await start();
    } catch (error) {
      const isCollision = error instanceof ChildFailure && /address already in use|panic: runtime/.test(error.message);
      if (starts === STARTS_MAX || !isCollision) throw error;
    }
  }
}

/** Starts the process and doesn't wait for it, so that its id can be noted at once. */
export async function launchTemporalServer(options: TemporalServerOptions): Promise<Child> {
  // Another Temporal server at this port would answer in place of ours, which takes a second to notice and end.
  if (!(await isPortFree(options.port))) throw new SettingsError(`port ${options.port} is in use by another program`);
  return await startChild({ command: options.executable, args: argumentsOf(options), logFile: options.logFile });
}

/** @returns the address, when the server at it is ready @throws ChildFailure as `startTemporalServer` */
export async function temporalReady(options: TemporalServerOptions, child: Child): Promise<string> {
  const address = `127.0.0.1:${options.port}`;
  const giveUpAt = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    // gRPC waits a second after a refused connection; asking first saves that second.
    const problem = (await isListening(options.port)) ? await problemOf(address) : 'it does not listen';
    if (child.hasEnded()) throw failed(`ended (${await child.ended}) before it was ready`, options);
    if (problem === undefined) break;
    if (performance.now() > giveUpAt)
      throw failed(`is not ready after ${READY_TIMEOUT_MS / 1000} s: ${problem}`, options);
    await delay(BETWEEN_ATTEMPTS_MS);
  }
  if (options.databaseFile && existsSync(options.databaseFile)) chmodSync(options.databaseFile, 0o600);
  return address;
}

function argumentsOf(options: TemporalServerOptions): string[] {
  return [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(options.port),
    '--namespace',
    TEMPORAL_NAMESPACE,
    '--log-level',
    'warn',
    '--log-format',
    'json',
    ...userInterfaceArguments(options),
    ...(options.databaseFile ? ['--db-filename', options.databaseFile, ...PRAGMAS] : []),
    ...TUNING,
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}

/** FULL keeps what was acknowledged through a power loss; NORMAL would be faster and doesn't. WAL: 1.8 times the cases per second. */
const PRAGMAS = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL'];

/** Flags of dynamic configuration; ops/temporal/dynamic-config.yaml says the same to the real server. */
export const TUNING: readonly string[] = [
  // With four partitions and few pollers the root partition starves: the slowest of a hundred starts took 6 s, with one 2.4 s.
  '--dynamic-config-value',
  'matching.numTaskqueueReadPartitions=1',
  '--dynamic-config-value',
  'matching.numTaskqueueWritePartitions=1',
  // The default polls 20 times a second, which every step of an idle server waits for: 50 ms, with this 11.
  '--dynamic-config-value',
  'history.transferProcessorMaxPollRPS=500',
  // By default an eleventh update at a time is refused; a case's own lane takes 100 (workflows/lane.ts).
  '--dynamic-config-value',
  'history.maxInFlightUpdates=100',
  // A worker sends each update that it answers back to the server, all of a workflow task in one message; the server terminates the workflow
  // where that message is larger than the 4 MiB that gRPC takes, and by default it lets 20 MiB of updates wait. Anyone could end a case so.
  '--dynamic-config-value',
  'history.maxInFlightUpdatePayloads=2097152',
];

function userInterfaceArguments({ uiPort, uiCodecEndpoint }: TemporalServerOptions): string[] {
  if (uiPort === undefined) return ['--headless'];
  return [
    '--ui-ip',
    '127.0.0.1',
    '--ui-port',
    String(uiPort),
    '--ui-disable-news-fetch',
    ...(uiCodecEndpoint ? ['--ui-codec-endpoint', uiCodecEndpoint] : []),
  ];
}

/** Why the server can't be used yet; undefined where it can. */
async function problemOf(address: string): Promise<string | undefined> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: ATTEMPT_TIMEOUT_MS });
    return await connection.withDeadline(Date.now() + ATTEMPT_TIMEOUT_MS, () => unreadyPart(connection));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await connection?.close();
  }
}

async function unreadyPart(connection: Connection | undefined): Promise<string | undefined> {
  if (!connection) return 'no connection';
  const namespace = TEMPORAL_NAMESPACE;
  await connection.workflowService.describeNamespace({ namespace });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.keys(SEARCH_ATTRIBUTES).filter((name) => !(name in customAttributes));
  return missing.length === 0 ? undefined : `without the search attributes ${missing.join(', ')}`;
}

function failed(what: string, { logFile }: TemporalServerOptions): ChildFailure {
  return new ChildFailure(`the Temporal server ${what}`, logFile);
}
