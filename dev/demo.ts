/**
 * `npm run demo`: brings up a stack of its own beside any that runs, with time limits of seconds; drives three synthetic cases
 * through the API as synthetic people; prints what happened in each; and leaves nothing behind. With `--json`, standard output is
 * the timelines as JSON and nothing else. Exit code 0 where everything went as the policy says, 1 where anything did not.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ChildFailure } from './child-process.ts';
import { DEMO_CASES } from './demo-cases.ts';
import { renderReport, renderTotal, type DemoReport } from './demo-report.ts';
import { playCase } from './demo-play.ts';
import { createStage } from './demo-stage.ts';
import { startEverything } from './embedded-default.ts';
import { freePort } from './free-port.ts';
import { removeOutsidePlace } from './postgres-place.ts';
import { createProcessKeeper } from './process-keeper.ts';
import { takeRunFile } from './run-file.ts';
import { SettingsError, type Ports } from './settings.ts';
import { ProvisioningError, temporalCliPath } from './temporal-binary.ts';

/** Seconds instead of days; the gates are the same. */
const POLICY = 'announcement-2025-01-31+demo';
const FOR_PEOPLE = [SettingsError, ProvisioningError, ChildFailure];

const asJson = jsonIsWanted();
// Every file that we and our children make is private.
process.umask(0o077);
process.exit(await demonstrate());

/** @returns the exit code */
async function demonstrate(): Promise<number> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'casegate-demo-'));
  const stopping = new AbortController();
  const runFile = await takeRunFile(stateFolder, log);
  const keeper = createProcessKeeper({
    runFile,
    log,
    onServerEnd(message) {
      log(message);
      stopping.abort();
    },
  });
  let exitCode = 1;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stopping.signal.aborted) log('stopping …');
      // As shells tell an end by a signal.
      exitCode = 128 + constants.signals[name];
      stopping.abort();
    });
  }
  // Whatever still waits for a child learns of its end.
  stopping.signal.addEventListener('abort', () => void keeper.stop());
  try {
    const { signal } = stopping;
    const ports = await freePorts();
    log('starting the servers, the worker and the API …');
    await startEverything({
      stateFolder,
      ports,
      keeper,
      log: logNotable,
      signal,
      environment: await environment(signal),
    });
    const reports = await playAll(ports, stateFolder, signal);
    exitCode = reports.every(({ unexpected }) => unexpected.length === 0) ? 0 : 1;
  } catch (error) {
    if (!stopping.signal.aborted) log(isForPeople(error) ? error.message : error);
  }
  await keeper.stop();
  // What went wrong is in the logs.
  if (exitCode === 1) log(`its logs are kept in ${join(stateFolder, 'logs')}`);
  else await removeState(stateFolder);
  return exitCode;
}

async function removeState(stateFolder: string): Promise<void> {
  removeOutsidePlace(stateFolder);
  await rm(stateFolder, { recursive: true, force: true });
}

async function playAll(ports: Ports, stateFolder: string, signal: AbortSignal): Promise<readonly DemoReport[]> {
  const stage = createStage({
    url: `http://127.0.0.1:${ports.api}`,
    outboxFolder: join(stateFolder, 'outbox'),
    signal,
  });
  const reports: DemoReport[] = [];
  // One after the other: a notification names no case, so only its time tells whose it is.
  for (const demoCase of DEMO_CASES) {
    log(`playing the case ${demoCase.name} …`);
    const report = await playCase(demoCase, stage);
    // A case that the end of the stack cut short says nothing.
    signal.throwIfAborted();
    if (!asJson) console.log(`\n${renderReport(report)}`);
    reports.push(report);
  }
  console.log(asJson ? JSON.stringify({ cases: reports }, null, 2) : `\n${renderTotal(reports)}`);
  return reports;
}

/** This process's own, without what would lead to another stack's data, and with an executable that is not fetched anew each time. */
async function environment(signal: AbortSignal): Promise<NodeJS.ProcessEnv> {
  const { DATABASE_URL: _othersDatabase, ...own } = process.env;
  return { ...own, CASEGATE_POLICY: POLICY, TEMPORAL_CLI_PATH: await temporalCliPath({ progress: log, signal }) };
}

async function freePorts(): Promise<Ports> {
  // At the same time, so that they differ.
  const [temporal, temporalUi, api, identity, postgres] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  return { temporal, temporalUi, api, identity, postgres };
}

function jsonIsWanted(): boolean {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    log(error instanceof Error ? `${error.message}\nusage: npm run demo [-- --json]` : error);
    process.exit(2);
  }
}

/** Beside the timelines, which standard output is for. */
function log(line: unknown): void {
  console.error(line);
}

/** The key goes with its folder: nobody needs to keep a copy. */
function logNotable(line: string): void {
  if (!line.startsWith('made the key')) log(line);
}

/** Their messages say what happened and what to do; a stack would hide it. */
function isForPeople(error: unknown): error is Error {
  return FOR_PEOPLE.some((kind) => error instanceof kind);
}
