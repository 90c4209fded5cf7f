import { assign, fromPromise, setup } from 'xstate';
import { continueAsNew } from '@temporalio/workflow';
import { ports } from '../../workflows/activity-ports.ts';
import type { Carried } from '../../workflows/carried.ts';
import { Interpreter } from '../../workflows/interpreter.ts';
import type { Json } from '../../schemas/words.ts';

/** A vending machine, which has nothing to do with cases: the interpreter must run any statechart. */
const vendingMachine = setup({
  types: {
    context: {} as { coins: number; brewed: string | null },
    events: {} as { type: 'coin.inserted' } | { type: 'button.pressed' } | { type: 'unplugged' },
  },
  actors: { brew: fromPromise<string, { coins: number }>(() => Promise.reject(new Error('an activity does it'))) },
  actions: { display: (_, _params: { text: string }) => undefined },
  delays: { warmUp: 600_000 },
}).createMachine({
  id: 'vending',
  context: { coins: 0, brewed: null },
  initial: 'warmingUp',
  on: { unplugged: '.off', 'coin.inserted': { actions: assign({ coins: ({ context }) => context.coins + 1 }) } },
  states: {
    warmingUp: { after: { warmUp: 'idle' } },
    idle: { entry: { type: 'display', params: { text: 'ready' } }, on: { 'button.pressed': 'brewing' } },
    brewing: {
      invoke: {
        src: 'brew',
        input: ({ context }) => ({ coins: context.coins }),
        onDone: { target: 'idle', actions: assign({ brewed: ({ event }) => event.output }) },
        onError: 'broken',
      },
    },
    broken: {},
    off: { type: 'final' },
  },
});

export async function vending(stepsPerRun: number, carried?: Carried): Promise<null> {
  const setupOfToy = {
    program: { root: vendingMachine },
    ports,
    awaiting: () => ({ awaiting: 'person', overdue: false }) as const,
    stepsPerRun,
    entriesBefore: 0,
  };
  const next = await new Interpreter(setupOfToy, carried === undefined ? { input: {} as Json } : { carried }).run();
  return next === null ? null : continueAsNew<typeof vending>(stepsPerRun, next);
}
