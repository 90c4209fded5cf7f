/** A keeper in a process of its own, for tests that kill it. Prints its children's ids, then waits for a signal. Argument: state folder. */
import { join } from 'node:path';
import { startChild } from '../../dev/child-process.ts';
import { createProcessKeeper } from '../../dev/process-keeper.ts';
import { takeRunFile } from '../../dev/run-file.ts';
import { STUBBORN, WILLING } from './child-scripts.ts';

const stateFolder = process.argv[2] ?? '';
const runFile = await takeRunFile(stateFolder, console.error);
const keeper = createProcessKeeper({ runFile, log: console.error, onServerEnd: console.error });

function launch(script: string) {
  const options = { command: process.execPath, args: ['-e', script], logFile: join(stateFolder, 'children.log') };
  return () =>
    new Promise<Awaited<ReturnType<typeof startChild>>>((resolve, reject) => {
      // Its line says that its handlers are in place.
      const child = startChild({ ...options, onLine: () => child.then(resolve, reject) });
      child.catch(reject);
    });
}

const server = await keeper.startServer('stubborn', launch(STUBBORN), (child) => Promise.resolve(child));
const app = await keeper.startApp('willing', launch(WILLING));
runFile.announce(['API  http://127.0.0.1:1']);
process.on('SIGTERM', () => void keeper.stop().then(() => runFile.release()));
console.log(JSON.stringify({ pids: [server.pid, app.pid] }));
