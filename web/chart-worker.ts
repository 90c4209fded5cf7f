/** Entry of the thread that lays out one diagram: `workerData` names its machine, and the one message is its drawing. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AnyStateMachine } from 'xstate';
import { caseMachine } from '../machines/case.machine.ts';
import { consultationMachine } from '../machines/consultation.machine.ts';
import { chartOf } from './chart-graph.ts';
import { laidOut } from './chart-layout.ts';

const MACHINES = { case: caseMachine, consultation: consultationMachine } as const satisfies {
  readonly [name: string]: AnyStateMachine;
};
export type Charted = keyof typeof MACHINES;

/** Nothing is handed over with it: a drawing is copied. */
parentPort!.postMessage(await laidOut(chartOf(MACHINES[workerData as Charted])), []);
