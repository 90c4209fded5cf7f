/** Every state configuration that the proof reaches, in the running service: its own way there ends in the proof's state. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALL_LEAVES } from '../../prove/paths.ts';
import { startServer, type Server } from './on-server.ts';
import { everyPath, expectWalk, isServable } from './server-paths.ts';

/** What is left of the cases before makes a server slower with each. */
const PATHS_OF_SERVER = 50;

const every = everyPath();
const paths = every.filter(isServable);
let server: Server;
let walked = 0;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

it(`of ${every.length} paths time lets ${paths.length} be walked, and they end in every state of every machine`, () => {
  expect([...new Set(paths.flatMap(({ leaves }) => leaves))].sort()).toEqual([...ALL_LEAVES].sort());
});

it.each(paths.map((path) => ({ path, name: path.configuration })))('$name', async ({ path }) => {
  if (++walked % PATHS_OF_SERVER === 0) {
    await server.stop();
    server = await startServer();
  }
  await expectWalk(server, path);
});
