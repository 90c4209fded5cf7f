/** The proof's graph drives the running service: the shortest way to every state of every machine, and the same states come out. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_LEAVES } from '../../prove/paths.ts';
import { startServer, type Server } from './on-server.ts';
import { EVERYTHING } from './random-case.ts';
import { coveringPaths, expectRandomRun, expectWalk } from './server-paths.ts';

const paths = coveringPaths();
let server: Server;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

describe('the shortest path to each state, on the time-skipping server', () => {
  it('leaves out no state of any machine', () => {
    expect([...new Set(paths.flatMap(({ leaves }) => leaves))].sort()).toEqual([...ALL_LEAVES].sort());
  });

  it.each(paths.map((path) => ({ path, name: path.configuration })))('$name', async ({ path }) => {
    await expectWalk(server, path);
  });
});

it('random runs, with every gate at once: the pure system and the server stand in the same state after each step', async () => {
  const picks = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
  let taken = 0;
  const run = async (one: number[]): Promise<void> => {
    taken += await expectRandomRun(server, EVERYTHING, one);
  };
  await fc.assert(fc.asyncProperty(picks, run), { numRuns: 5, endOnFailure: true });
  expect(taken).toBeGreaterThan(0);
});
