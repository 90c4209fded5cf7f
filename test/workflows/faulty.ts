import { fromPromise, setup } from 'xstate';
import type { Json } from '../../schemas/words.ts';
import { ports } from '../../workflows/activity-ports.ts';
import type { Carried } from '../../workflows/carried.ts';
import { Interpreter } from '../../workflows/interpreter.ts';

const LATER_MS = 1_000;

/** Two releases of one machine: in the first a guard throws where a timer, or an answer from the outside, brings it up. */
const faultyMachine = (check: () => boolean) =>
  setup({
    types: { events: {} as { type: 'waited' } | { type: 'asked' } | { type: 'checked' } | { type: 'unplugged' } },
    actors: { ask: fromPromise<string, { coins: number }>(() => Promise.reject(new Error('an activity does it'))) },
    guards: { check },
  }).createMachine({
    id: 'faulty',
    initial: 'idle',
    on: { unplugged: '.off' },
    states: {
      idle: { on: { waited: 'waiting', asked: 'asking', checked: { guard: 'check', target: 'passed' } } },
      waiting: { after: { [LATER_MS]: { guard: 'check', target: 'passed' } } },
      asking: { invoke: { id: 'ask', src: 'ask', input: { coins: 0 }, onDone: { guard: 'check', target: 'passed' } } },
      passed: {},
      off: { type: 'final' },
    },
  });

export function runFaulty(check: () => boolean, carried?: Carried): Promise<Carried | null> {
  const setupOfFaulty = {
    program: { root: faultyMachine(check) },
    ports,
    awaiting: () => ({ awaiting: 'person', overdue: false }) as const,
    stepsPerRun: 100,
    entriesBefore: 0,
  };
  return new Interpreter(setupOfFaulty, carried === undefined ? { input: {} as Json } : { carried }).run();
}
