/** Many random runs, with every gate at once: after each step the server stands where the pure system does. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type Server } from './on-server.ts';
import { EVERYTHING } from './random-case.ts';
import { expectRandomRun } from './server-paths.ts';

/** What is left of the cases before makes a server slower with each. */
const RUNS_OF_SERVER = 25;
const SERVERS = 8;

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

it.each(Array.from({ length: SERVERS }, (_, index) => index + 1))('random runs, server %s', async () => {
  await server.stop();
  server = await startServer();
  const picks = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
  let taken = 0;
  const run = async (one: number[]): Promise<void> => {
    taken += await expectRandomRun(server, EVERYTHING, one);
  };
  await fc.assert(fc.asyncProperty(picks, run), { numRuns: RUNS_OF_SERVER, endOnFailure: true });
  expect(taken).toBeGreaterThan(RUNS_OF_SERVER);
});
