/** `npm start`: brings up the embedded default, tells how to use it, and keeps it running until Ctrl-C. */
import { ChildFailure } from './child-process.ts';
import { AlreadyRunningError, takeRunFile } from './run-file.ts';
import type { RunFile } from './run-file.ts';
import { ProvisioningError } from './temporal-binary.ts';
import { SettingsError, portsOf } from './settings.ts';
import type { Ports } from './settings.ts';
import { createProcessKeeper } from './process-keeper.ts';
import { startEverything } from './embedded-default.ts';
import { makePrivateFolder, stateFolderOf } from './state-folder.ts';
import { addressLines, welcome } from './welcome.ts';

const FOR_PEOPLE = [SettingsError, AlreadyRunningError, ProvisioningError, ChildFailure];

const startedAt = performance.now();
// Every file that we and our children make is private.
process.umask(0o077);
try {
  const ports = portsOf(process.env);
  const stateFolder = makePrivateFolder(stateFolderOf());
  await keepRunning(stateFolder, ports, await takeRunFile(stateFolder, log));
} catch (error) {
  fail(error);
}

async function keepRunning(stateFolder: string, ports: Ports, runFile: RunFile): Promise<void> {
  const stopping = new AbortController();
  const keeper = createProcessKeeper({
    runFile,
    log,
    onServerEnd(message) {
      log(`${message}; its log is in ${stateFolder}/logs. Stopping.`);
      void end(1);
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) log('stopping …');
      void end(0);
    });
  }
  const started = startEverything({ stateFolder, ports, keeper, log, signal: stopping.signal });

  async function end(exitCode: number): Promise<void> {
    stopping.abort();
    await keeper.stop();
    // What it was about to make (a download, a data directory) is tidied up before we go.
    await started.catch(() => undefined);
    runFile.release();
    process.exit(exitCode);
  }

  try {
    await started;
    runFile.announce(addressLines(ports));
    console.log(welcome(ports, (performance.now() - startedAt) / 1000));
  } catch (error) {
    if (stopping.signal.aborted) return;
    fail(error);
    await end(1);
  }
}

function log(line: string): void {
  console.error(line);
}

function fail(error: unknown): void {
  console.error(isForPeople(error) ? error.message : error);
  process.exitCode = 1;
}

/** Their messages say what happened and what to do; a stack would hide it. */
function isForPeople(error: unknown): error is Error {
  return FOR_PEOPLE.some((kind) => error instanceof kind);
}
