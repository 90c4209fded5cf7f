import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Tells one process from every other that had or will have the same id: when it was started, and on Linux in which boot of the
 * machine. Undefined where there is no such process or the system doesn't tell; then nothing may be done to it.
 */
export function identityOf(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? linuxIdentity(pid) : posixIdentity(pid);
  } catch {
    return undefined;
  }
}

/** Whether the process that was given this identity still runs. */
export function isStillRunning(pid: number, identity: string): boolean {
  return identityOf(pid) === identity;
}

/** proc_pid_stat(5): the command, in brackets, may hold anything; the state is field 3 and the start time field 22. */
function linuxIdentity(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[22 - 3]];
  // A zombie has ended; only its parent has not noticed.
  if (state === 'Z' || state === 'X' || !startTime) return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTime}`;
}

/** Not the command: a process may rename itself. */
function posixIdentity(pid: number): string | undefined {
  const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } } as const;
  const [state = '', ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options)
    .trim()
    .split(/\s+/);
  return state === '' || state.startsWith('Z') ? undefined : started.join(' ');
}
