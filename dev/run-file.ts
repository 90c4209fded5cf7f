/**
 * `run.json` in the state folder: who runs there now. It lets only one run at a time, and tells the next one what an earlier one
 * that was killed has left behind.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { identityOf, isStillRunning } from './process-identity.ts';

const processSchema = z.strictObject({
  name: z.string(),
  pid: z.int().positive(),
  identity: z.string(),
  /** On which the process ends in good order. */
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
});
const runSchema = z.strictObject({
  keeper: processSchema,
  /** In the order of their start. */
  children: z.array(processSchema),
  /** What a second start tells instead of starting. */
  addresses: z.array(z.string()),
});
type Run = z.infer<typeof runSchema>;
export type StopSignal = RunningProcess['stopSignal'];
type RunningProcess = z.infer<typeof processSchema>;

/** Another one runs in this state folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

export interface RunFile {
  /** Notes a child before anything waits for it, so that it is never forgotten. */
  note(name: string, pid: number, stopSignal: StopSignal): void;
  forget(pid: number): void;
  /** Lines for whoever tries a second start. */
  announce(addresses: readonly string[]): void;
  /** Gives the state folder free. */
  release(): void;
}

/** How long leftovers get before they are killed: time for a database to write what it holds. */
const LEFTOVER_GRACE_MS = 3_000;
const BETWEEN_LOOKS_MS = 25;

/**
 * Takes the state folder for this process; ends first what an earlier one left running, and nothing else: only processes
 * that have the noted id and the noted start.
 * @throws AlreadyRunningError
 */
export async function takeRunFile(stateFolder: string, log: (line: string) => void): Promise<RunFile> {
  const path = join(stateFolder, 'run.json');
  for (;;) {
    const mine = newRun();
    if (placeExclusively(path, mine)) return asRunFile(path, mine);
    const text = readIfThere(path);
    if (text === undefined) continue;
    const other = parseRun(text, path);
    if (isStillRunning(other.keeper.pid, other.keeper.identity)) throw alreadyRunning(stateFolder, other);
    await endLeftovers(other.children, log);
    removeStale(path, text);
  }
}

function newRun(): Run {
  return { keeper: runningProcess('keeper', process.pid, 'SIGTERM'), children: [], addresses: [] };
}

function runningProcess(name: string, pid: number, stopSignal: StopSignal): RunningProcess {
  const identity = identityOf(pid);
  // Where the system doesn't tell, an identity that nothing has: such a process is never taken for a leftover.
  return { name, pid, identity: identity ?? 'unknown', stopSignal };
}

function asRunFile(path: string, run: Run): RunFile {
  let current = run;
  function update(change: Partial<Run>): void {
    current = { ...current, ...change };
    const draft = draftOf(path, current);
    renameSync(draft, path);
  }
  return {
    note: (name, pid, stopSignal) => update({ children: [...current.children, runningProcess(name, pid, stopSignal)] }),
    forget: (pid) => update({ children: current.children.filter((child) => child.pid !== pid) }),
    announce: (addresses) => update({ addresses: [...addresses] }),
    release: () => rmSync(path, { force: true }),
  };
}

/** A link fails where something is, and shows only whole files. */
function placeExclusively(path: string, run: Run): boolean {
  const draft = draftOf(path, run);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function draftOf(path: string, run: Run): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return draft;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseRun(text: string, path: string): Run {
  try {
    return runSchema.parse(JSON.parse(text));
  } catch {
    // Guessing what runs would be worse: it could start a second database on the same files, or kill a stranger.
    throw new Error(
      `${path} can't be read as the note of a run; make sure that nothing of casegate runs, then delete it`,
    );
  }
}

/** Of two starts that find the same stale file, the later must not remove the earlier's new one: it is put back. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== text) linkSync(aside, path);
  unlinkSync(aside);
}

/** Last started, first ended: whoever uses a database goes before it. */
async function endLeftovers(children: readonly RunningProcess[], log: (line: string) => void): Promise<void> {
  for (const child of children.toReversed()) {
    if (!isStillRunning(child.pid, child.identity)) continue;
    log(`ending ${child.name} (process ${child.pid}), left over from a run that was killed`);
    await endLeftover(child);
  }
}

async function endLeftover({ pid, identity, stopSignal }: RunningProcess): Promise<void> {
  signal(pid, stopSignal);
  const killAt = performance.now() + LEFTOVER_GRACE_MS;
  let killed = false;
  while (isStillRunning(pid, identity)) {
    if (!killed && performance.now() > killAt) {
      signal(pid, 'SIGKILL');
      killed = true;
    }
    await delay(BETWEEN_LOOKS_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended between the look and the signal.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function alreadyRunning(stateFolder: string, { keeper, addresses }: Run): AlreadyRunningError {
  return new AlreadyRunningError(
    [
      `casegate already runs in ${stateFolder} (process ${keeper.pid}).`,
      ...addresses.map((line) => `  ${line}`),
      `Stop it with Ctrl-C where it runs, or: kill ${keeper.pid}. For a second one beside it, set CASEGATE_HOME and the ports.`,
    ].join('\n'),
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
