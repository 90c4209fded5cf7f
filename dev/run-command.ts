import { execFile } from 'node:child_process';

export interface CommandResult {
  /** Exit code; undefined where the command could not be started or was ended by a signal or the time limit. */
  readonly code: number | undefined;
  /** Standard output and standard error. */
  readonly output: string;
}

/** Runs a command to its end. Never throws: what went wrong is in the result. Injectable, for tests. */
export type RunCommand = (command: string, args: readonly string[], timeoutMs: number) => Promise<CommandResult>;

/** pip's progress and a crash's stack fit many times. */
const OUTPUT_BYTES_MAX = 1024 * 1024;

/** @param signal ends the command early */
export function commandRunner(signal?: AbortSignal): RunCommand {
  const limits = { killSignal: 'SIGKILL', maxBuffer: OUTPUT_BYTES_MAX, ...(signal ? { signal } : {}) } as const;
  return (command, args, timeoutMs) =>
    new Promise((resolve) => {
      execFile(command, args, { ...limits, timeout: timeoutMs }, (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (!error) resolve({ code: 0, output });
        else if (typeof error.code === 'number') resolve({ code: error.code, output });
        else resolve({ code: undefined, output: `${output}${error.killed ? timedOut(timeoutMs) : error.message}` });
      });
    });
}

function timedOut(timeoutMs: number): string {
  return `no end after ${Math.round(timeoutMs / 1000)} s`;
}
