/**
 * The words of the actor system: plain JSON values only, so that save and restore are the identity.
 *
 * Terminology
 *   program   a root machine, with who may send what to it
 *   actor     one running machine, known by its key: `root`, `root/child`, `root/child/grandchild`
 *   input     what the system is given: an event from outside, a timer that fired, the result or failure of a call
 *   effect    what the system asks of the outside, as data; the interpreter performs it
 *   call      a promise actor that a machine invoked: an activity with a result
 *   act       a custom action of a machine: an activity without one
 *   generation   number of one arming of a timer or call; a firing of an earlier arming is stale
 */
import type { AnyStateMachine } from 'xstate';
import type { InstantMs, Json } from '../schemas/words.ts';

/** An event as machines see it; the system stamps `at` on each one it delivers. */
export interface SystemEvent {
  readonly type: string;
  readonly [field: string]: Json;
}

export type ActorStatus = 'active' | 'done' | 'error' | 'stopped';

export interface ActorState {
  /** Name under which the parent's machine knows the logic; empty for the root. */
  readonly src: string;
  readonly parent: string | null;
  /** Ids (not keys) of the children that the machine started and did not stop. */
  readonly children: readonly string[];
  readonly status: ActorStatus;
  readonly value: Json;
  readonly context: { readonly [field: string]: Json };
  readonly output?: Json;
  readonly error?: Json;
  readonly historyValue?: Json;
}

export interface Timer {
  readonly to: string;
  readonly generation: number;
  readonly dueAt: InstantMs;
  readonly event: SystemEvent;
}

export interface Call {
  readonly to: string;
  readonly generation: number;
  readonly id: string;
  readonly src: string;
  readonly input: Json;
}

export interface System {
  /** Of the form of this snapshot, see `snapshot-versions.ts`; absent in version 1, so that snapshots from before there were versions are it. */
  readonly version?: number;
  /** Next generation number. */
  readonly generation: number;
  readonly actors: { readonly [key: string]: ActorState };
  readonly timers: { readonly [key: string]: Timer };
  readonly calls: { readonly [key: string]: Call };
}

export interface EventInput {
  readonly kind: 'event';
  readonly at: InstantMs;
  readonly to: string;
  readonly event: SystemEvent;
}
export interface TimerInput {
  readonly kind: 'timer';
  readonly at: InstantMs;
  readonly key: string;
  readonly generation: number;
}
export interface SettledInput {
  readonly kind: 'result' | 'failure';
  readonly at: InstantMs;
  readonly key: string;
  readonly generation: number;
  readonly value: Json;
}
/** Tagged, so that a forged `xstate.*` event and a real firing can never look alike. */
export type Input = EventInput | TimerInput | SettledInput;

export type Effect =
  | { readonly do: 'timer'; readonly key: string; readonly generation: number; readonly dueAt: InstantMs }
  | {
      readonly do: 'call';
      readonly key: string;
      readonly generation: number;
      readonly src: string;
      readonly input: Json;
    }
  | { readonly do: 'cancel'; readonly of: 'timer' | 'call'; readonly key: string; readonly generation: number }
  | { readonly do: 'act'; readonly key: string; readonly type: string; readonly params: Json }
  | { readonly do: 'announce'; readonly key: string; readonly event: SystemEvent }
  | { readonly do: 'dropped'; readonly key: string; readonly type: string };

export interface Program {
  readonly root: AnyStateMachine;
  /** The n-th makes a snapshot of version n+1 from one of version n. Only ever added to: a case may have slept through several. */
  readonly migrations?: readonly ((system: System) => System)[];
  /** Whether this event may be sent at all (authorisation); reasons refuse it. Pure: no clock, no look-up. */
  readonly admit?: (system: System, input: EventInput) => readonly Json[] | null;
}

export const REFUSALS = [
  'reservedEvent',
  'noSuchActor',
  'actorEnded',
  'notAdmitted',
  'notInThisState',
  'stale',
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** The input is refused and the system is as it was. Every other throw out of `step` is a fault in a machine. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  /** Why, as data: for `notAdmitted` what the program's `admit` said. */
  readonly reasons: readonly Json[];
  constructor(code: RefusalCode, message: string, reasons: readonly Json[] = []) {
    super(message);
    this.code = code;
    this.reasons = reasons;
  }
}
