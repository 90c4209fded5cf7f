import { assign, setup } from 'xstate';
import type { Program } from '../../machines/system.ts';
import type { Json } from '../../schemas/words.ts';
import { ports } from '../../workflows/activity-ports.ts';
import type { Carried } from '../../workflows/carried.ts';
import { Interpreter } from '../../workflows/interpreter.ts';

/** A kettle, one state of which has another name in each release. */
export const kettleMachine = (steeping: string) =>
  setup({
    types: {
      context: {} as { stirs: number },
      events: {} as { type: 'stirred' } | { type: 'emptied' },
    },
    delays: { steepFor: 3_600_000 },
  }).createMachine({
    id: 'kettle',
    context: { stirs: 0 },
    initial: steeping,
    on: { emptied: '.empty', stirred: { actions: assign({ stirs: ({ context }) => context.stirs + 1 }) } },
    states: {
      [steeping]: { after: { steepFor: 'ready' } },
      ready: {},
      empty: { type: 'final' },
    },
  });

export function runKettle(program: Program, stepsPerRun: number, carried?: Carried): Promise<Carried | null> {
  const setupOfKettle = {
    program,
    ports,
    awaiting: () => ({ awaiting: 'person', overdue: false }) as const,
    stepsPerRun,
    entriesBefore: 0,
  };
  return new Interpreter(setupOfKettle, carried === undefined ? { input: {} as Json } : { carried }).run();
}
