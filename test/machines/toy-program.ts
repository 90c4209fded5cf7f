/** A small machine that uses every kind of effect, so that the system is tested beyond what the case happens to use. */
import { assign, cancel, emit, fromPromise, raise, sendTo, setup, spawnChild, stopChild } from 'xstate';
import type { Program } from '../../machines/system.ts';

interface EchoContext {
  readonly heard: number;
}

/** Echoes to its parent; ends on `finish`; throws on `break`. */
const echo = setup({
  types: {
    context: {} as EchoContext,
    events: {} as { type: 'ping' } | { type: 'finish' } | { type: 'break' },
    emitted: {} as { type: 'echo.heard'; heard: number },
    output: {} as number,
  },
  actions: { grumble: () => undefined },
}).createMachine({
  id: 'echo',
  context: { heard: 0 },
  initial: 'listening',
  output: ({ context }) => context.heard,
  states: {
    listening: {
      after: { 9_000: { actions: 'grumble' } },
      on: {
        ping: {
          actions: [
            assign({ heard: ({ context }) => context.heard + 1 }),
            emit(({ context }) => ({ type: 'echo.heard', heard: context.heard })),
          ],
        },
        finish: 'finished',
        break: {
          actions: assign(() => {
            throw new TypeError('echo is broken');
          }),
        },
      },
    },
    finished: { type: 'final' },
  },
});

/** Ends in the macrostep in which it begins, after having asked for a child and a call. */
const brief = setup({
  actors: { echo, lookUp: fromPromise<string, string>(async ({ input }) => input) },
}).createMachine({
  id: 'brief',
  initial: 'beginning',
  states: {
    beginning: {
      entry: [spawnChild('echo', { id: 'orphan' }), spawnChild('lookUp', { id: 'orphanCall', input: 'orphan' })],
      always: 'finished',
    },
    finished: { type: 'final' },
  },
});

export type ToyEvent = { readonly type: string; readonly [field: string]: unknown };

interface ToyContext {
  readonly found: string | null;
  readonly failed: unknown;
  readonly heard: number;
  readonly log: readonly string[];
}

const toy = setup({
  types: { context: {} as ToyContext, events: {} as ToyEvent },
  actors: { echo, brief, lookUp: fromPromise<string, string>(async ({ input }) => input) },
  actions: {
    ring: (_, _params: { loud: boolean }) => undefined,
    log: assign({ log: ({ context }, { line }: { line: string }) => [...context.log, line] }),
  },
}).createMachine({
  id: 'toy',
  context: { found: null, failed: null, heard: 0, log: [] },
  type: 'parallel',
  on: {
    'echo.heard': { actions: assign({ heard: ({ event }) => event['heard'] as number }) },
    'xstate.done.actor.*': {
      actions: assign(({ context, event }) => ({ log: [...context.log, `ended ${event['actorId']}`] })),
    },
    'xstate.error.actor.child': { actions: { type: 'log', params: { line: 'child failed' } } },
  },
  states: {
    call: {
      initial: 'idle',
      states: {
        idle: { on: { look: 'looking' } },
        looking: {
          invoke: {
            id: 'lookUp',
            src: 'lookUp',
            input: 'what',
            onDone: { target: 'idle', actions: assign({ found: ({ event }) => event['output'] as string }) },
            onError: { target: 'idle', actions: assign({ failed: ({ event }) => event['error'] }) },
          },
          on: { 'look.stop': 'idle', look: { target: 'looking', reenter: true } },
        },
      },
    },
    clock: {
      initial: 'still',
      states: {
        still: { on: { wind: 'ticking' } },
        ticking: {
          after: { 5_000: { target: 'rung', actions: { type: 'ring', params: { loud: true } } } },
          on: { wind: { target: 'ticking', reenter: true }, unwind: 'still' },
        },
        rung: {},
      },
    },
    raising: {
      initial: 'waiting',
      states: {
        waiting: {
          on: {
            'raise.named': { actions: raise({ type: 'raised' }, { id: 'named', delay: 1_000 }) },
            'raise.two': {
              actions: [raise({ type: 'raised' }, { delay: 1_000 }), raise({ type: 'raised' }, { delay: 2_000 })],
            },
            'raise.cancel': { actions: cancel('named') },
            'raise.now': { actions: raise({ type: 'raised' }) },
            'self.later': { actions: sendTo(({ self }) => self, { type: 'raised' }, { id: 'self', delay: 3_000 }) },
            raised: { actions: { type: 'log', params: { line: 'raised' } } },
          },
        },
      },
    },
    child: {
      initial: 'none',
      states: {
        none: {
          on: {
            spawn: { target: 'some', actions: spawnChild('echo', { id: 'child' }) },
            brief: { actions: spawnChild('brief', { id: 'brief' }) },
          },
        },
        some: {
          on: {
            ping: { actions: sendTo('child', { type: 'ping' }) },
            'ping.later': { actions: sendTo('child', { type: 'ping' }, { id: 'later', delay: 4_000 }) },
            'ping.forget': { actions: cancel('later') },
            'child.finish': { actions: sendTo('child', { type: 'finish' }) },
            'child.break': { actions: sendTo('child', { type: 'break' }) },
            'child.stop': { target: 'none', actions: stopChild('child') },
          },
        },
      },
    },
    page: {
      initial: 'open',
      states: {
        open: {
          initial: 'first',
          states: {
            first: { on: { turn: 'second' } },
            second: { on: { turn: 'first' } },
            asBefore: { type: 'history' },
          },
          on: { shut: 'closed' },
        },
        closed: { on: { reopen: 'open.asBefore' } },
      },
    },
    faults: {
      initial: 'none',
      states: {
        none: {
          on: {
            'fault.guard': {
              guard: () => {
                throw new RangeError('guard is broken');
              },
              target: 'none',
            },
            'fault.action': {
              actions: assign(() => {
                throw new RangeError('action is broken');
              }),
            },
            'fault.loop': { actions: sendTo(({ self }) => self, { type: 'fault.loop' }) },
            'fault.announce': { actions: emit({ type: 'announced' }) },
          },
        },
      },
    },
  },
});

export const toyProgram: Program = { root: toy };

export const TOY_EVENTS = [
  'look',
  'look.stop',
  'wind',
  'unwind',
  'raise.named',
  'raise.two',
  'raise.cancel',
  'raise.now',
  'self.later',
  'spawn',
  'brief',
  'ping',
  'ping.later',
  'ping.forget',
  'child.finish',
  'child.stop',
  'turn',
  'shut',
  'reopen',
  'fault.announce',
] as const;
