import type { Carried } from '../../workflows/carried.ts';
import { continueWithCurrentRelease } from '../../workflows/next-run.ts';
import { kettleMachine, runKettle } from './kettle.ts';

const program = { root: kettleMachine('steeping') };

export async function kettle(stepsPerRun: number, carried?: Carried): Promise<null> {
  const next = await runKettle(program, stepsPerRun, carried);
  return next === null ? null : continueWithCurrentRelease<typeof kettle>(stepsPerRun, next);
}
