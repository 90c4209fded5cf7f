/** The diagrams of the machines, laid out when somebody first looks at one. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Drawing } from './chart-layout.ts';
import type { Charted } from './chart-worker.ts';

const kept = new Map<Charted, Promise<Drawing>>();

/** Once for each machine: its definition does not change while the process runs. */
export function drawingOf(machine: Charted): Promise<Drawing> {
  const drawing = kept.get(machine) ?? drawn(machine);
  kept.set(machine, drawing);
  drawing.catch(() => kept.delete(machine));
  return drawing;
}

/** On a thread of its own: laying one out takes a second of computing, in which this one would answer nobody. */
async function drawn(machine: Charted): Promise<Drawing> {
  const worker = new Worker(new URL('./chart-worker.ts', import.meta.url), { workerData: machine });
  try {
    // Rejects where the thread fails.
    const [drawing] = (await once(worker, 'message')) as [Drawing];
    return drawing;
  } finally {
    await worker.terminate();
  }
}
