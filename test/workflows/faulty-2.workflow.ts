import type { Carried } from '../../workflows/carried.ts';
import { continueWithCurrentRelease } from '../../workflows/next-run.ts';
import { runFaulty } from './faulty.ts';

const check = (): boolean => true;

export async function faulty(carried?: Carried): Promise<null> {
  const next = await runFaulty(check, carried);
  return next === null ? null : continueWithCurrentRelease<typeof faulty>(next);
}
