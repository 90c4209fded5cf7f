import { renameState } from '../../machines/snapshot-versions.ts';
import type { Carried } from '../../workflows/carried.ts';
import { continueWithCurrentRelease } from '../../workflows/next-run.ts';
import { kettleMachine, runKettle } from './kettle.ts';

/** The next release: `steeping` is called `infusing`. */
const program = {
  root: kettleMachine('infusing'),
  migrations: [renameState({ src: '', machineId: 'kettle', path: ['steeping'] }, 'infusing')],
};

export async function kettle(stepsPerRun: number, carried?: Carried): Promise<null> {
  const next = await runKettle(program, stepsPerRun, carried);
  return next === null ? null : continueWithCurrentRelease<typeof kettle>(stepsPerRun, next);
}
