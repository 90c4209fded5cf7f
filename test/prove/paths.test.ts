/** The proof's graph drives the running service: the shortest way to every state of every machine, and the same states come out. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../prove/explore.ts';
import { ALL_LEAVES } from '../../prove/paths.ts';
import { planOf } from '../../prove/scopes.ts';
import { ServedCase, startServer, type Server } from './on-server.ts';
import { EVERYTHING, TERMS } from './random-case.ts';
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

it('a step that a timer overtakes is refused by the server and by the pure system', async () => {
  const served = new ServedCase(server, EVERYTHING.groups);
  await served.open(planOf(EVERYTHING, TERMS).openings.find(({ input }) => input.facts.statuses.length > 0)!);
  const find = async (label: string): Promise<Step> => {
    const step = (await served.steps()).find(({ move }) => move.label.startsWith(label));
    if (step === undefined) throw new Error(`the case does not take: ${label}`);
    return step;
  };
  await served.take(await find('task.claimed'));
  const begun = await find('task.started');
  const [, lapse] = Object.entries(served.system.timers).find(([key]) => key.endsWith('.reserved'))!;
  await server.environment.sleep(lapse.dueAt - (await server.environment.currentTimeMs()) + 1000);
  expect(await served.take(begun)).toBe(false);
});

it('random runs, with every gate at once: the pure system and the server stand in the same state after each step', async () => {
  const picks = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
  let taken = 0;
  const run = async (one: number[]): Promise<void> => {
    taken += await expectRandomRun(server, EVERYTHING, one);
  };
  // `random-runs.long.ts` has more.
  await fc.assert(fc.asyncProperty(picks, run), { numRuns: 3, endOnFailure: true });
  expect(taken).toBeGreaterThan(0);
});
