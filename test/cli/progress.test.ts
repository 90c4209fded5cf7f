import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Io } from '../../cli/io.ts';
import { withProgress } from '../../cli/progress.ts';
import { run } from '../../cli/run.ts';

let now: number;
let said: string[];
/** What the timer runs; null while none runs. */
let timer: (() => void) | null;
let io: Io;

beforeEach(() => {
  now = 0;
  said = [];
  timer = null;
  const unused = async (): Promise<never> => Promise.reject(new Error('unused'));
  io = {
    stdout: () => {},
    stderr: (text) => void said.push(text),
    env: { CASEGATE_AS: 'operator-a' },
    fetch: unused,
    readFile: unused,
    readStdin: unused,
    now: () => now,
    isWatched: true,
    every: (_ms, tell) => {
      timer = tell;
      return () => {
        timer = null;
      };
    },
  };
});
afterEach(() => vi.restoreAllMocks());

function pass(ms: number): void {
  now += ms;
  timer?.();
}

test('work that waits says every five seconds for how long, and nothing once it has ended', async () => {
  const done = await withProgress(io, {}, 'Rebuilding', async () => {
    for (const ms of [4_000, 1_000, 4_000, 1_000, 60_000]) pass(ms);
    return 'done';
  });
  expect([done, said, timer]).toEqual([
    'done',
    ['Rebuilding: 5 s', 'Rebuilding: 10 s', 'Rebuilding: 1 min 10 s'],
    null,
  ]);
});

test('work that counts says how far it is, also where it lets no timer come to its turn', async () => {
  await withProgress(io, {}, 'Verifying', async (count) => {
    for (let line = 1; line <= 12; line += 1) {
      now += 1_000;
      count('lines', line);
    }
  });
  expect(said).toEqual(['Verifying: 5 s, 5 lines', 'Verifying: 10 s, 10 lines']);
});

test('work that fails has no timer left', async () => {
  await expect(withProgress(io, {}, 'Rebuilding', async () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(timer).toBeNull();
});

test.each([
  ['with --json', { json: true } as const, true],
  ['where nobody watches', {}, false],
])('silent %s', async (_name, options, isWatched) => {
  await withProgress({ ...io, isWatched }, options, 'Rebuilding', async (count) => {
    pass(60_000);
    count('lines', 1);
  });
  expect(said).toEqual([]);
});

const NONE = { results: [], cases: 0, entries: 0, shredded: 0, diverging: [], rewrapped: 0, discrepancies: [] };

test.each([
  ['ledger rebuild', 'Rebuilding'],
  ['ledger rewrap', 'Wrapping keys'],
  ['audit reconcile', 'Comparing'],
  ['audit export --all', 'Writing the bundle'],
  ['policy impact next', 'Looking at open cases'],
  ['claim t_1 t_2', 'Going through the tasks'],
])('casegate %s shows how far it is', async (line, name) => {
  const fetch: Io['fetch'] = async () => {
    pass(7_000);
    return Response.json({ ...NONE, version: 'next', rule: '', looked: 3, cases: [], next: null });
  };
  await run(line.split(' '), { ...io, fetch });
  expect(said[0]).toBe(`${name}: 7 s`);
});

test('several tasks are waited for longer than the service goes through them', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  await run(['claim', 't_1', 't_2'], { ...io, fetch: async () => Response.json(NONE) });
  expect(timeout).toHaveBeenCalledExactlyOnceWith(120_000);
});

test.each(['ledger rebuild', 'ledger rewrap', 'audit reconcile', 'audit export --all'])(
  'casegate %s waits for the whole record',
  async (line) => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await run(line.split(' '), { ...io, fetch: async () => Response.json(NONE) });
    expect(timeout).toHaveBeenCalledExactlyOnceWith(3_600_000);
  },
);
