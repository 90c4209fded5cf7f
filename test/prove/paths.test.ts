/** The proof's graph drives the running service: the shortest way to every state of every machine, and the same states come out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_LEAVES } from '../../prove/paths.ts';
import { startServer, type Server } from './on-server.ts';
import { coveringPaths, expectWalk } from './server-paths.ts';

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
