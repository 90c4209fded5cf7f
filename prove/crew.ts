/** Runs and mutants on two threads: each thread builds the same list of jobs and is told which to do, since a machine cannot be sent. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { Explorer, type Exploration } from './explore.ts';
import { authorisationMutants, guardMutants, judge, Originals, type Mutant, type Verdict } from './mutants.ts';
import { planOf, type Scope } from './scopes.ts';

/** The machine that this was measured on has two cores, and a third thread would only cost memory. */
const THREADS = 2;

export type Job =
  | { readonly kind: 'scope'; readonly scope: Scope }
  | { readonly kind: 'mutant'; readonly index: number };
export type Done =
  | { readonly kind: 'scope'; readonly scope: Scope; readonly exploration: Exploration }
  | { readonly kind: 'mutant'; readonly index: number; readonly verdict: Verdict };

export const allMutants = (): readonly Mutant[] => [...guardMutants(), ...authorisationMutants()];

/** @param onDone called as each job is done, in the order in which they are */
export async function doAll(jobs: readonly Job[], terms: PolicyTerms, onDone: (done: Done) => void): Promise<void> {
  const open = [...jobs];
  const one = async (): Promise<void> => {
    if (open.length === 0) return;
    const worker = new Worker(new URL('./crew.ts', import.meta.url), { workerData: terms });
    try {
      for (let job = open.shift(); job !== undefined; job = open.shift()) onDone(await ask(worker, job));
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(THREADS, jobs.length) }, one));
}

const ask = (worker: Worker, job: Job): Promise<Done> =>
  new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (done: Done) => {
      worker.off('error', reject);
      resolve(done);
    });
    worker.postMessage(job, []);
  });

function work(port: NonNullable<typeof parentPort>, terms: PolicyTerms): void {
  // A refusal is an answer here, hundreds of thousands of times: its stack would cost more than the question.
  Error.stackTraceLimit = 0;
  const originals = new Originals(terms);
  const mutants = allMutants();
  port.on('message', (job: Job) => {
    const done: Done =
      job.kind === 'scope'
        ? { ...job, exploration: new Explorer(planOf(job.scope, terms)).run() }
        : { ...job, verdict: judge(mutants[job.index]!, terms, originals) };
    port.postMessage(done);
  });
}

if (!isMainThread && parentPort !== null) work(parentPort, workerData as PolicyTerms);
