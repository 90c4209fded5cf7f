import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second for every program (`USER_HZ`), whatever its own clock does. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly pid: number;
  readonly parentPid: number;
  readonly ticks: number;
}

/**
 * Processor time, in seconds, that a process and all its descendants have used, the ended ones too.
 * @throws Error where there is no /proc, or no such process
 */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const all = await processes();
  if (!all.has(pid)) throw new Error(`no process ${pid} in /proc: processor time is measured on Linux only`);
  const isOurs = (one: Stat | undefined): boolean =>
    one !== undefined && (one.pid === pid || isOurs(all.get(one.parentPid)));
  const ticks = [...all.values()].filter(isOurs).reduce((sum, one) => sum + one.ticks, 0);
  return ticks / TICKS_PER_SECOND;
}

/** Resident memory of the process in bytes. @throws Error as `cpuSecondsOf` */
export async function residentBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory any more`);
  return Number(kilobytes) * 1024;
}

async function processes(): Promise<Map<number, Stat>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').then(statFrom, () => null)));
  return new Map(stats.filter((stat) => stat !== null).map((stat) => [stat.pid, stat]));
}

/** proc(5): the name in brackets may hold anything, so counting begins after it. */
export function statFrom(line: string): Stat {
  const afterName = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(afterName[number - 3]);
  // utime, stime, and those of children that have ended and were waited for.
  const ticks = field(14) + field(15) + field(16) + field(17);
  return { pid: Number.parseInt(line), parentPid: field(4), ticks };
}
