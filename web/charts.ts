/** The diagrams of the machines, laid out when somebody first looks at one. */
import type { AnyStateMachine } from 'xstate';
import { caseMachine } from '../machines/case.machine.ts';
import { consultationMachine } from '../machines/consultation.machine.ts';
import { chartOf } from './chart-graph.ts';
import { drawingOf, type Drawing } from './chart-layout.ts';

export interface Charts {
  readonly caseDrawing: () => Promise<Drawing>;
  readonly consultationDrawing: () => Promise<Drawing>;
}

export const createCharts = (): Charts => ({
  caseDrawing: once(caseMachine),
  consultationDrawing: once(consultationMachine),
});

function once(machine: AnyStateMachine): () => Promise<Drawing> {
  let drawing: Promise<Drawing> | null = null;
  return () => {
    drawing ??= drawingOf(chartOf(machine)).catch((error: unknown) => {
      drawing = null;
      throw error;
    });
    return drawing;
  };
}
