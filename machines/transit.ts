import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import type { Json } from '../schemas/words.ts';
import type { ActorState, ActorStatus, SystemEvent } from './system-types.ts';

/** What one actor's transition asks of the system around it, as data. */
export type Request =
  | { readonly ask: 'raise'; readonly id: string | null; readonly delayMs: number; readonly event: SystemEvent }
  | {
      readonly ask: 'send';
      readonly id: string | null;
      readonly to: string;
      readonly delayMs: number | null;
      readonly event: SystemEvent;
    }
  | { readonly ask: 'cancel'; readonly id: string }
  | { readonly ask: 'spawn'; readonly id: string; readonly src: string; readonly input: Json }
  | { readonly ask: 'stop'; readonly id: string }
  | { readonly ask: 'emit'; readonly event: SystemEvent }
  | { readonly ask: 'act'; readonly type: string; readonly params: Json };

/** An actor's own part of its state; the system adds where it stands (`src`, `parent`). */
export type Transited = Omit<ActorState, 'src' | 'parent'>;

/** JSON to JSON and pure, so that a checker may memoise it: a transition, and whether an event has one at all. */
export interface Transit {
  (machine: AnyStateMachine, actor: ActorState, event: SystemEvent): [Transited, Request[]];
  readonly can?: (machine: AnyStateMachine, actor: ActorState, event: SystemEvent) => boolean;
}

/** Drops what JSON cannot hold, as a save and restore would. */
const plain = (value: unknown): Json => (value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json));

const plainEvent = (event: unknown): SystemEvent => plain(event) as unknown as SystemEvent;

const plainError = (error: unknown): Json =>
  error instanceof Error ? { name: error.name, message: error.message } : plain(error);

/** Restoring takes most of a step, and what one state can do is asked many times over. */
const restored = new WeakMap<AnyStateMachine, WeakMap<ActorState, AnyMachineSnapshot>>();

/** A live snapshot from plain JSON, the same one for the same state: nothing can change it. */
export function rehydrate(machine: AnyStateMachine, actor: ActorState): AnyMachineSnapshot {
  const ofMachine = restored.get(machine) ?? new WeakMap<ActorState, AnyMachineSnapshot>();
  restored.set(machine, ofMachine);
  const snapshot = ofMachine.get(actor) ?? restore(machine, actor);
  ofMachine.set(actor, snapshot);
  return snapshot;
}

/**
 * `restoreSnapshot` would build real child actors; `sendTo` and `stopChild` need no more than something with an id, and each child's own
 * state is held by the system.
 */
function restore(machine: AnyStateMachine, actor: ActorState): AnyMachineSnapshot {
  const { src: _src, parent: _parent, children, ...own } = actor;
  // restoreSnapshot mutates the context it is given where it revives actor references, hence the copy.
  const snapshot = machine.restoreSnapshot(
    { ...own, context: structuredCopy(own.context), children: {} } as never,
    undefined as never,
  );
  freeze(snapshot.context);
  return Object.assign(snapshot, {
    children: Object.fromEntries(children.map((id) => [id, { id }])),
  }) as AnyMachineSnapshot;
}

/** A guard or an action that writes into the context throws, and with it the step. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

/** Whether the actor's state has a transition for this event: without it a no-op would be accepted and recorded. */
export const canTake = (machine: AnyStateMachine, actor: ActorState, event: SystemEvent): boolean =>
  rehydrate(machine, actor).can(event as never);

/** `structuredClone` is not in the workflow sandbox. */
const structuredCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

interface RawAction {
  readonly type: string;
  readonly params: unknown;
}

/** Starts a machine. @throws what its context factory, entry guards or actions throw. */
export function transitInitial(machine: AnyStateMachine, input: Json): [Transited, Request[]] {
  const [snapshot, actions] = initialTransition(machine, input as never);
  // initialTransition swallows a throw into the status `error`.
  if (snapshot.status === 'error') throw snapshot.error;
  return describe(machine, snapshot, actions as readonly RawAction[], []);
}

/** One macrostep of one actor. @throws what its guards and actions throw. */
export const transit: Transit = (machine, actor, event) => {
  const [snapshot, actions] = transition(machine, rehydrate(machine, actor), event as never);
  return describe(machine, snapshot as AnyMachineSnapshot, actions as readonly RawAction[], actor.children);
};

function describe(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  actions: readonly RawAction[],
  childrenBefore: readonly string[],
): [Transited, Request[]] {
  const children = new Set(childrenBefore);
  const known = new Set(childrenBefore);
  const requests: Request[] = [];
  for (const action of actions) {
    const request = requestOf(action);
    if (request === null) continue;
    if (request.ask === 'spawn') {
      children.add(request.id);
      known.add(request.id);
    }
    if (request.ask === 'stop') children.delete(request.id);
    requests.push(request);
  }
  for (const id of Object.keys(snapshot.children)) {
    if (!known.has(id)) throw new Error(`${machine.id}: spawn('${id}') inside assign leaves no effect; use spawnChild`);
  }
  return [persist(machine, snapshot, [...children]), requests];
}

function persist(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, children: string[]): Transited {
  const persisted = machine.getPersistedSnapshot({
    ...snapshot,
    children: {},
    error: undefined,
  } as never) as unknown as Record<string, unknown>;
  const historyValue = plain(persisted['historyValue']);
  return {
    children,
    status: snapshot.status as ActorStatus,
    value: plain(persisted['value']),
    context: plain(persisted['context']) as { [field: string]: Json },
    ...(snapshot.output === undefined ? {} : { output: plain(snapshot.output) }),
    ...(snapshot.error === undefined ? {} : { error: plainError(snapshot.error) }),
    ...(isEmpty(historyValue) ? {} : { historyValue }),
  };
}

const isEmpty = (value: Json): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

interface RawParams {
  readonly id?: string;
  readonly sendId?: string;
  readonly delay?: number;
  readonly event?: unknown;
  readonly targetId?: string;
  readonly to?: { readonly id: string };
  readonly actorRef?: { readonly id: string };
  readonly src?: unknown;
  readonly input?: unknown;
}

/** XState's built-in actions, as `transition` returns them unexecuted, in our words; null for one that has run already. */
function requestOf({ type, params }: RawAction): Request | null {
  const raw = (params ?? {}) as RawParams;
  switch (type) {
    case 'xstate.raise':
      // Without a delay it has already run inside the macrostep, and is listed all the same; what never comes needs no timer.
      return raw.delay === undefined || raw.delay === Infinity
        ? null
        : { ask: 'raise', id: raw.id ?? null, delayMs: raw.delay, event: plainEvent(raw.event) };
    case 'xstate.sendTo':
      return {
        ask: 'send',
        id: raw.id ?? null,
        to: raw.targetId ?? raw.to!.id,
        delayMs: raw.delay ?? null,
        event: plainEvent(raw.event),
      };
    case 'xstate.cancel':
      return { ask: 'cancel', id: raw.sendId! };
    case 'xstate.spawnChild': {
      if (typeof raw.src !== 'string') throw new Error('only actors named in setup({actors}) can be restored');
      // params.id may be a function; the reference has the id that it gave.
      return { ask: 'spawn', id: raw.actorRef!.id, src: raw.src, input: plain(raw.input) };
    }
    case 'xstate.stopChild':
      return raw.id === undefined ? null : { ask: 'stop', id: raw.id };
    case 'xstate.emit':
      return { ask: 'emit', event: plainEvent(raw.event) };
    default:
      return { ask: 'act', type, params: plain(params) };
  }
}
