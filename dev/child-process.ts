import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { StopSignal } from './run-file.ts';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Whole environment of the child. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Run as this user instead of ours; only root can. */
  readonly user?: UserIds | undefined;
  /** File to which standard output and standard error are appended, mode 0600. */
  readonly logFile: string;
  /** A signal on which the process ends in good order. Default SIGTERM. */
  readonly stopSignal?: StopSignal;
  /** Takes each line of standard output, which goes to the log as well. */
  readonly onLine?: (line: string) => void;
}

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

export interface Child {
  readonly pid: number;
  readonly stopSignal: StopSignal;
  /** Fulfilled when the process has ended, with how: `code 1`, `signal SIGKILL`. Never rejected. */
  readonly ended: Promise<string>;
  /** Whether `ended` is fulfilled. */
  hasEnded(): boolean;
  /** Asks the process to end, kills it and its process group after `graceMs`; fulfilled when it has ended. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a process in a process group of its own, so that Ctrl-C in the terminal reaches us alone and we stop things in
 * order. Its standard input is a pipe that closes when we end, however we end.
 * @throws Error where it can't be started
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const child = spawn(options.command, options.args, {
      cwd: options.folder,
      env: options.environment ?? process.env,
      detached: true,
      stdio: ['pipe', options.onLine ? 'pipe' : log, log],
      ...options.user,
    });
    passLines(child, options);
    const ended = endOf(child);
    // Writing to a child that is gone is no error of ours: nothing is ever written.
    child.stdin?.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    return asChild(child, ended, options.stopSignal ?? 'SIGTERM');
  } finally {
    closeSync(log);
  }
}

/** A process that we started did not do what it was started for. The message is for people and holds the end of its log. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';

  constructor(what: string, logFile: string) {
    super(`${what}. The end of its log, ${logFile}:\n${tailOf(logFile)}`);
  }
}

/** The last lines of a log, for messages about a process that failed. */
function tailOf(logFile: string, lines = 15): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function passLines(child: ChildProcess, { logFile, onLine }: ChildOptions): void {
  if (!child.stdout || !onLine) return;
  createInterface({ input: child.stdout }).on('line', (line) => {
    appendFileSync(logFile, `${line}\n`);
    onLine(line);
  });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
  });
}

function asChild(child: ChildProcess, ended: Promise<string>, stopSignal: StopSignal): Child {
  const { pid } = child;
  if (pid === undefined) throw new Error('a process that was started has no id');
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    pid,
    stopSignal,
    ended,
    hasEnded: () => hasEnded,
    async stop(graceMs) {
      if (hasEnded) return;
      child.stdin?.end();
      child.kill(stopSignal);
      const kill = setTimeout(() => killGroup(child, pid), graceMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** The group, not the process alone: what it started itself must not outlive it. */
function killGroup(child: ChildProcess, pid: number): void {
  // Once the process has ended its group's id may be another's.
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-pid, 'SIGKILL');
}
