/**
 * A small actor system as a pure function: `step(program, system, input) → [system, effects]`.
 * No clock, no randomness, no I/O and no Temporal in it: the interpreter, the model checker, the audit and the pages all run this.
 */
import type { AnyStateMachine } from 'xstate';
import type { InstantMs, Json } from '../schemas/words.ts';
import { currentVersionOf, emptySystem, versionOf } from './snapshot-versions.ts';
import {
  Refused,
  type ActorState,
  type Call,
  type Effect,
  type EventInput,
  type Input,
  type Program,
  type System,
  type SystemEvent,
  type Timer,
} from './system-types.ts';
import { canTake, transit, transitInitial, type Request, type Transit, type Transited } from './transit.ts';

export * from './system-types.ts';

export const ROOT = 'root';

/**
 * Messages that one input may cause. Machines that answer each other without end would otherwise hang a workflow task;
 * the deepest real cascade (a change of facts with four partners) takes about 20.
 */
export const CASCADE_LIMIT = 256;

/** Actors of one system: a case has one per partner class and task. More would mean a machine that spawns without end. */
export const ACTOR_LIMIT = 64;

/** Starts the program's root. @throws what the machine throws on its input. */
export function start(program: Program, input: Json, at: InstantMs): [System, Effect[]] {
  const run = new Run(program.root, emptySystem(program), at, transit);
  run.queue.push({ what: 'start', key: ROOT, src: '', parent: null, machine: program.root, input });
  return run.toEnd();
}

/**
 * One input. The system given is never changed.
 * @throws Refused the input has no place here; anything else thrown is a fault in a machine.
 */
export function step(program: Program, system: System, input: Input, using: Transit = transit): [System, Effect[]] {
  if (versionOf(system) !== currentVersionOf(program))
    throw new Error('a snapshot of another version must be migrated first');
  const run = new Run(program.root, system, input.at, using);
  run.queue.push(input.kind === 'event' ? fromOutside(program, system, input, using) : fromWithin(run, system, input));
  return run.toEnd();
}

/** The machine of an actor, found by name from the root down: a snapshot holds no code. */
export function machineOf(root: AnyStateMachine, system: System, key: string): AnyStateMachine {
  const actor = system.actors[key]!;
  if (actor.parent === null) return root;
  return logicOf(machineOf(root, system, actor.parent), actor.src) as AnyStateMachine;
}

function logicOf(machine: AnyStateMachine, src: string): unknown {
  const logic: unknown = machine.implementations.actors[src];
  if (logic === undefined) throw new Error(`${machine.id}: no actor is named ${src}`);
  return logic;
}

const isMachine = (logic: unknown): logic is AnyStateMachine =>
  typeof logic === 'object' && logic !== null && 'resolveState' in logic;

/** Only business events come from outside: a client that could send `xstate.done.actor.…` would clear its own case. */
function fromOutside(program: Program, system: System, { to, event, at }: EventInput, using: Transit): Message {
  if (
    typeof event.type !== 'string' ||
    event.type === '' ||
    event.type.includes('*') ||
    event.type.startsWith('xstate.')
  ) {
    throw new Refused('reservedEvent', 'this kind of event cannot come from outside');
  }
  const actor = Object.hasOwn(system.actors, to) ? system.actors[to] : undefined;
  if (actor === undefined) throw new Refused('noSuchActor', 'nothing here takes this event');
  if (actor.status !== 'active') throw new Refused('actorEnded', 'it has ended');
  const reasons = program.admit?.(system, { kind: 'event', to, event, at }) ?? null;
  if (reasons !== null) throw new Refused('notAdmitted', 'this person may not do this here', reasons);
  const stamped = { ...event, at };
  const can = using.can ?? canTake;
  if (!can(machineOf(program.root, system, to), actor, stamped)) {
    throw new Refused('notInThisState', 'this cannot be done in the present state');
  }
  return { what: 'event', key: to, event: stamped };
}

/** A firing or an answer counts only for the arming that is still pending: it may have been cancelled or armed again. */
function fromWithin(run: Run, system: System, input: Exclude<Input, EventInput>): Message {
  const pending = input.kind === 'timer' ? system.timers : system.calls;
  const found = Object.hasOwn(pending, input.key) ? pending[input.key] : undefined;
  if (found === undefined || found.generation !== input.generation)
    throw new Refused('stale', 'it was cancelled or started again meanwhile');
  if (input.kind === 'timer') {
    run.forget('timer', input.key);
    return { what: 'event', key: found.to, event: { ...(found as Timer).event, at: input.at } };
  }
  run.forget('call', input.key);
  const { id, to } = found as Call;
  return {
    what: 'event',
    key: to,
    event: settled(input.kind === 'result' ? 'done' : 'error', id, input.value, input.at),
  };
}

const settled = (how: 'done' | 'error', id: string, value: Json, at: InstantMs): SystemEvent => ({
  type: `xstate.${how}.actor.${id}`,
  actorId: id,
  [how === 'done' ? 'output' : 'error']: value,
  at,
});

type Message =
  | { what: 'start'; key: string; src: string; parent: string | null; machine: AnyStateMachine; input: Json }
  | { what: 'event'; key: string; event: SystemEvent }
  | { what: 'stop'; key: string }
  | { what: 'call'; key: string; call: Omit<Call, 'generation'> };

const childKey = (parent: string, id: string): string => {
  if (/[/#]/.test(id)) throw new Error(`an actor's id holds no / or #: ${id}`);
  return `${parent}/${id}`;
};
const isWithin = (key: string, ancestor: string): boolean => key === ancestor || key.startsWith(`${ancestor}/`);

/** One input's cascade: ONE queue for messages, starts, stops and calls, first in, first out, so that order is the machines' order. */
class Run {
  readonly queue: Message[] = [];
  readonly #effects: Effect[] = [];
  readonly #root: AnyStateMachine;
  readonly #at: InstantMs;
  readonly #transit: Transit;
  readonly #actors: { [key: string]: ActorState };
  readonly #timers: { [key: string]: Timer };
  readonly #calls: { [key: string]: Call };
  readonly #version: Pick<System, 'version'>;
  #generation: number;

  constructor(root: AnyStateMachine, system: System, at: InstantMs, using: Transit) {
    this.#root = root;
    this.#at = at;
    this.#transit = using;
    this.#actors = { ...system.actors };
    this.#timers = { ...system.timers };
    this.#calls = { ...system.calls };
    this.#version = system.version === undefined ? {} : { version: system.version };
    this.#generation = system.generation;
  }

  toEnd(): [System, Effect[]] {
    let handled = 0;
    for (let message = this.queue.shift(); message !== undefined; message = this.queue.shift()) {
      if (++handled > CASCADE_LIMIT) throw new Error('machines message each other without end');
      this.#handle(message);
    }
    return [this.#system(), this.#effects];
  }

  forget(kind: 'timer' | 'call', key: string): void {
    delete (kind === 'timer' ? this.#timers : this.#calls)[key];
  }

  #system(): System {
    return {
      ...this.#version,
      generation: this.#generation,
      actors: this.#actors,
      timers: this.#timers,
      calls: this.#calls,
    };
  }

  #handle(message: Message): void {
    switch (message.what) {
      case 'start':
        if (Object.keys(this.#actors).length >= ACTOR_LIMIT) throw new Error('a machine starts actors without end');
        return this.#adopt(message.key, message, transitInitial(message.machine, message.input));
      case 'event': {
        const actor = this.#actors[message.key];
        if (actor?.status !== 'active') {
          this.#effects.push({ do: 'dropped', key: message.key, type: message.event.type });
          return;
        }
        return this.#adopt(
          message.key,
          actor,
          this.#transit(machineOf(this.#root, this.#system(), message.key), actor, message.event),
        );
      }
      case 'stop':
        return this.#end(message.key, true);
      case 'call': {
        const call = { ...message.call, generation: this.#generation++ };
        this.#calls[message.key] = call;
        this.#effects.push({
          do: 'call',
          key: message.key,
          generation: call.generation,
          src: call.src,
          input: call.input,
        });
      }
    }
  }

  #adopt(
    key: string,
    { src, parent }: Pick<ActorState, 'src' | 'parent'>,
    [own, requests]: [Transited, Request[]],
  ): void {
    const actor: ActorState = { src, parent, ...own };
    this.#actors[key] = actor;
    for (const request of requests) this.#ask(key, actor, request);
    if (actor.status === 'active') return;
    this.#end(key, false);
    if (parent === null) return;
    const how = actor.status === 'done' ? 'done' : 'error';
    const value = (how === 'done' ? actor.output : actor.error) ?? null;
    this.queue.push({ what: 'event', key: parent, event: settled(how, key.slice(parent.length + 1), value, this.#at) });
  }

  #ask(key: string, actor: ActorState, request: Request): void {
    switch (request.ask) {
      case 'raise':
        return this.#arm(this.#timerKey(key, request), key, request.delayMs, request.event);
      case 'send': {
        // XState names an actor's own session `x:N`; every other target is a child.
        const to = /^x:\d+$/.test(request.to) ? key : childKey(key, request.to);
        const event = { ...request.event, at: this.#at };
        if (request.delayMs === null) this.queue.push({ what: 'event', key: to, event });
        else this.#arm(this.#timerKey(key, request), to, request.delayMs, request.event);
        return;
      }
      case 'cancel':
        return this.#cancel('timer', `${key}#${request.id}`);
      case 'spawn':
        return this.#spawn(key, request.id, request.src, request.input);
      case 'stop':
        this.queue.push({ what: 'stop', key: childKey(key, request.id) });
        return;
      case 'emit': {
        // `sendParent` throws in a pure transition: a child tells its parent by emitting.
        if (actor.parent === null)
          this.#effects.push({ do: 'announce', key, event: { ...request.event, at: this.#at } });
        else
          this.queue.push({
            what: 'event',
            key: actor.parent,
            event: { ...request.event, from: key.slice(actor.parent.length + 1), at: this.#at },
          });
        return;
      }
      case 'act':
        this.#effects.push({ do: 'act', key, type: request.type, params: request.params });
    }
  }

  #spawn(parent: string, id: string, src: string, input: Json): void {
    const logic = logicOf(machineOf(this.#root, this.#system(), parent), src);
    const key = childKey(parent, id);
    this.queue.push(
      isMachine(logic)
        ? { what: 'start', key, src, parent, machine: logic, input }
        : { what: 'call', key, call: { to: parent, id, src, input } },
    );
  }

  /** A timer without a name cannot be cancelled or armed again, so that each is one of its own. */
  #timerKey(key: string, { ask, id }: Extract<Request, { ask: 'raise' | 'send' }>): string {
    return `${key}#${id ?? `${ask}-${this.#generation}`}`;
  }

  #arm(key: string, to: string, delayMs: number, event: SystemEvent): void {
    if (!Number.isFinite(delayMs)) throw new Error(`the delay of ${key} is not a number of milliseconds`);
    if (Object.hasOwn(this.#timers, key)) this.#cancel('timer', key);
    // A due date that has passed is due now.
    const timer: Timer = {
      to,
      generation: this.#generation++,
      dueAt: this.#at + Math.max(0, Math.round(delayMs)),
      event,
    };
    this.#timers[key] = timer;
    this.#effects.push({ do: 'timer', key, generation: timer.generation, dueAt: timer.dueAt });
  }

  #cancel(of: 'timer' | 'call', key: string): void {
    const pending = of === 'timer' ? this.#timers : this.#calls;
    const found = pending[key];
    if (found === undefined) return;
    this.#effects.push({ do: 'cancel', of, key, generation: found.generation });
    delete pending[key];
  }

  /** Stopping or ending an actor emits no cancels for what it and its descendants left pending, so the whole subtree is cleared here. */
  #end(key: string, remove: boolean): void {
    for (const [timerKey, timer] of Object.entries(this.#timers))
      if (isWithin(timer.to, key) || isWithin(timerKey.split('#')[0]!, key)) this.#cancel('timer', timerKey);
    for (const callKey of Object.keys(this.#calls)) if (isWithin(callKey, key)) this.#cancel('call', callKey);
    for (const other of Object.keys(this.#actors))
      if (other.startsWith(`${key}/`) || (remove && other === key)) delete this.#actors[other];
  }
}
