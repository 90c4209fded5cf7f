import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cpuSecondsOf, statFrom } from '../../bench/process-cpu.ts';
import { reportOf } from '../../bench/report.ts';
import { byUsers } from '../../bench/users.ts';

describe('processor time', () => {
  it('is read after the name, which may hold spaces and brackets', () => {
    const line = '4242 (a ) b (c) S 17 4242 4242 0 -1 4194304 100 0 0 0 11 7 5 3 20 0 1 0 99 1000 10';
    expect(statFrom(line)).toEqual({ pid: 4242, parentPid: 17, ticks: 26 });
  });

  it.runIf(process.platform === 'linux')('counts the children of a process with it', async () => {
    // The shell itself does next to nothing; its child works until it has used a fifth of a second, less what rounding takes.
    const work =
      'const until = 2e5; while (process.cpuUsage().user < until); process.stdout.write("done"); setInterval(() => 0, 1e3)';
    const parent = spawn('sh', ['-c', '"$0" -e "$1" & wait', process.execPath, work], { detached: true });
    try {
      await once(parent.stdout, 'data');
      expect(await cpuSecondsOf(parent.pid!)).toBeGreaterThan(0.15);
    } finally {
      process.kill(-parent.pid!, 'SIGKILL');
    }
  });

  it('of no process is an error, and not nothing', async () => {
    await expect(cpuSecondsOf(2 ** 30)).rejects.toThrow('no process');
  });
});

describe('a report', () => {
  it('ends each line that has a goal in its verdict', () => {
    const goal = { is: 'atMost', bound: 5 } as const;
    const report = reportOf(
      ['ours'],
      [
        { what: 'kept', cells: ['4'], judged: { value: 4, goal } },
        { what: 'missed', cells: ['6'], judged: { value: 6, goal } },
        { what: 'told', cells: ['7'] },
      ],
    );
    const [head, kept, missed, told] = report.split('\n');
    expect(head).toMatch(/ours$/);
    expect(kept).toMatch(/^kept .* 4 {3}goal ≤ 5: pass$/);
    expect(missed).toMatch(/^missed .* 6 {3}goal ≤ 5: falls short$/);
    expect(told).toMatch(/7$/);
  });
});

describe('users', () => {
  it('act no more at once than there are, and all items are done once, results in their order', async () => {
    let acting = 0;
    let most = 0;
    const results = await byUsers(3, ['a', 'b', 'c', 'd', 'e', 'f', 'g'], async (item, index) => {
      acting += 1;
      most = Math.max(most, acting);
      for (let tick = 0; tick < 7 - index; tick += 1) await Promise.resolve();
      acting -= 1;
      return `${item}${index}`;
    });
    expect(results).toEqual(['a0', 'b1', 'c2', 'd3', 'e4', 'f5', 'g6']);
    expect(most).toBe(3);
  });

  it('stop at the first failure, which is told when all of them have stopped', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const acting = byUsers(2, [1, 2, 3, 4], async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('refused');
      for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
      ended.push(item);
    });
    await expect(acting).rejects.toThrow('refused');
    expect({ begun, ended }).toEqual({ begun: [1, 2], ended: [1] });
  });
});
