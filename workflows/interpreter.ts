/**
 * Performs the effects of any actor system in Temporal, durably. It is the only place that does, and it knows no word of any program.
 *
 * One lane per execution, and in it, for every input: step on a copy → append → adopt → perform → reply. What is not recorded is never
 * visible, and what a caller was told is always recorded.
 */
import * as wf from '@temporalio/workflow';
import type { AppendRequest, Delivery } from '../activities/contract.ts';
import {
  Refused,
  start,
  step,
  type Effect,
  type Input,
  type Program,
  type System,
  type SystemEvent,
} from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import { awaitingOf, showBoard, type Awaiting } from './board.ts';
import { AnswerBook, type Answer, type Answered } from './answer-book.ts';
import { causeOf, Patience, type Ports } from './patience.ts';

/** What a new run of the same execution takes over (continue-as-new). Plain JSON. */
export interface Carried {
  readonly system: System;
  readonly entry: number;
  readonly answered: readonly Answered[];
  readonly undelivered: readonly Delivery[];
  readonly hold: Hold | null;
}

/** Why nothing goes on until a person has looked; a code and never a text, for operators see it. */
export interface Hold {
  readonly code: 'machineFault' | 'fork' | 'divergence' | 'malformed';
}

/** What an update brings. */
export interface Submission {
  /** The update's own id once more, inside what is authenticated: else a copy of an update could be sent again under another id. */
  readonly updateId: string;
  readonly to: string;
  readonly event: SystemEvent;
}

export interface Setup {
  readonly program: Program;
  readonly ports: Ports;
  /** Whom the program waits for, for the operators' board: nothing else about it may be shown. */
  readonly awaiting: (system: System) => { readonly awaiting: Awaiting; readonly overdue: boolean };
  /** Inputs after which the run continues as new, so that no history grows without end. */
  readonly stepsPerRun: number;
  /** Entries that an earlier execution of the same case left in the record. */
  readonly entriesBefore: number;
}

/**
 * Updates that may wait in the lane of one execution. The server admits 10 at a time by default; a burst beyond this is refused before it
 * costs history, and the caller tries again.
 */
const LANE_LIMIT = 100;

/** Deliveries of one activity: a step makes fewer than ten; more would be one payload that grows while the outside is down. */
const BATCH_LIMIT = 50;

export const submitUpdate = wf.defineUpdate<Answer, [Submission]>('submit');
/** After a mend: the hold falls, and what was pending is tried again. */
export const resumeUpdate = wf.defineUpdate<null, []>('resume');
export const statusQuery = wf.defineQuery<{
  readonly entry: number;
  readonly hold: Hold | null;
  readonly system: System;
}>('status');

export class Interpreter {
  readonly #setup: Setup;
  readonly #patience: Patience;
  readonly #answers: AnswerBook;
  readonly #undelivered: Delivery[];
  readonly #calls = new Map<string, wf.CancellationScope>();
  #system: System;
  #entry: number;
  #hold: Hold | null;
  #lane: Promise<unknown> = Promise.resolve();
  #inLane = 0;
  #steps = 0;
  #opening: { readonly input: Json; readonly at: InstantMs; readonly effects: readonly Effect[] } | null = null;

  /** @throws what the machine throws on its input. */
  constructor(setup: Setup, from: { readonly input: Json } | { readonly carried: Carried }) {
    this.#setup = setup;
    this.#patience = new Patience(setup.ports, () => this.#show());
    if ('carried' in from) {
      const { carried } = from;
      this.#system = carried.system;
      this.#entry = carried.entry;
      this.#hold = carried.hold;
      this.#answers = new AnswerBook(carried.answered);
      this.#undelivered = [...carried.undelivered];
      return;
    }
    // Of the start event, not of this task: a task that is tried again has another time, and the entry must be the same.
    const at = wf.workflowInfo().startTime.getTime();
    const [system, effects] = start(setup.program, from.input, at);
    this.#system = system;
    this.#opening = { input: from.input, at, effects };
    this.#entry = setup.entriesBefore;
    this.#hold = null;
    this.#answers = new AnswerBook([]);
    this.#undelivered = [];
  }

  /** Runs until the root has ended (null) or the run is long enough (what the next one takes over). */
  run(): Promise<Carried | null> {
    // A request to cancel comes from whoever can reach the server, with or without the key: it changes nothing.
    return wf.CancellationScope.nonCancellable(() => this.#runUncancelled());
  }

  async #runUncancelled(): Promise<Carried | null> {
    // The opening takes the lane before any buffered update can: setHandler runs those at once.
    if (this.#opening !== null) this.#open(this.#opening);
    this.#listen();
    for (const [key, call] of Object.entries(this.#system.calls))
      this.#call(key, call.generation, call.src, call.input);
    void this.#ringAlarms();
    void this.#deliverAll();
    this.#show();
    await wf.condition(() => this.#inLane === 0 && wf.allHandlersFinished() && (this.#ended() || this.#isLongEnough()));
    if (!this.#ended()) return this.#carry();
    // An end is told to everyone it concerns before the execution, and with it every chance to be resumed, is gone.
    await wf.condition(() => this.#undelivered.length === 0);
    this.#show();
    return null;
  }

  #listen(): void {
    wf.setHandler(statusQuery, () => ({ entry: this.#entry, hold: this.#hold, system: this.#system }));
    wf.setHandler(submitUpdate, (submission) => this.#submit(submission), {
      validator: (submission) => this.#validate(submission),
    });
    wf.setHandler(resumeUpdate, () => this.#resume(), { validator: () => this.#validateResume() });
    // Signals have no answer, so nothing is accepted by one; without a handler they would be kept for ever.
    wf.setDefaultSignalHandler(() => undefined);
  }

  // — inputs ————————————————————————————————————————————————————————————————————————————————————————————————————

  /** Synchronous: an asynchronous validator hangs its caller and fails the task again and again. */
  #validate(submission: Submission): void {
    if (!isSubmission(submission)) throw wf.ApplicationFailure.nonRetryable('not a submission', 'Malformed');
    if (this.#answers.find(wf.currentUpdateInfo()!.id) !== undefined) return;
    if (this.#inLane >= LANE_LIMIT) throw wf.ApplicationFailure.nonRetryable('too many at a time', 'Busy');
    this.#refuseWhileHeld();
    this.#decide(this.#asInput(submission));
  }

  async #submit(submission: Submission): Promise<Answer> {
    const updateId = wf.currentUpdateInfo()!.id;
    return this.#takeTurn(async () => {
      // Temporal forgets update ids with the run: one may come again after continue-as-new.
      const earlier = this.#answers.find(updateId);
      if (earlier !== undefined) return earlier;
      this.#refuseWhileHeld();
      const input = this.#asInput(submission);
      const [system, effects] = this.#decide(input);
      await this.#record(input as unknown as Json, system, updateId);
      this.#adopt(system, effects);
      return this.#answers.keep(updateId, { entry: this.#entry, at: input.at });
    });
  }

  #asInput({ to, event }: Submission): Input {
    return { kind: 'event', at: Date.now(), to, event };
  }

  /** The same check before and in the lane: meanwhile another input may have had its turn. */
  #decide(input: Input): [System, Effect[]] {
    try {
      return step(this.#setup.program, this.#system, input);
    } catch (error) {
      if (error instanceof Refused) {
        throw wf.ApplicationFailure.create({
          message: error.message,
          type: 'Refused',
          nonRetryable: true,
          details: [{ code: error.code, reasons: error.reasons }],
        });
      }
      // Anything but an ApplicationFailure would fail the workflow task, which retries for ever.
      throw wf.ApplicationFailure.nonRetryable('a machine threw', 'MachineFault');
    }
  }

  /** A timer or an answer from the outside: nobody waits for it, so a fault parks the execution instead. */
  async #feed(input: Input): Promise<void> {
    await this.#takeTurn(async () => {
      if (this.#hold !== null || this.#ended()) return;
      try {
        const [system, effects] = step(this.#setup.program, this.#system, input);
        await this.#record(input as unknown as Json, system, null);
        this.#adopt(system, effects);
      } catch (error) {
        if (error instanceof Refused) return;
        this.#park(error);
      }
    });
  }

  #open({
    input,
    at,
    effects,
  }: {
    readonly input: Json;
    readonly at: InstantMs;
    readonly effects: readonly Effect[];
  }): void {
    const system = this.#system;
    void this.#takeTurn(async () => {
      try {
        await this.#record({ kind: 'start', at, input }, system, null);
        this.#adopt(system, effects);
      } catch (error) {
        this.#park(error);
      }
    });
  }

  async #record(input: Json, system: System, updateId: string | null): Promise<void> {
    const request: AppendRequest = {
      caseId: wf.workflowInfo().workflowId,
      entry: this.#entry + 1,
      updateId,
      input,
      stateDigest: digestOf(system as unknown as Json),
    };
    try {
      await (this.#opened() ? this.#patience.append(request) : this.#patience.appendOpening(request));
    } catch (error) {
      this.#park(error);
      throw wf.ApplicationFailure.nonRetryable('held until a person has looked', 'Held');
    }
  }

  #adopt(system: System, effects: readonly Effect[]): void {
    this.#system = system;
    this.#entry += 1;
    this.#steps += 1;
    this.#perform(effects);
    this.#show();
  }

  // — effects ———————————————————————————————————————————————————————————————————————————————————————————————————

  #perform(effects: readonly Effect[]): void {
    effects.forEach((effect, index) => {
      if (effect.do === 'call') this.#call(effect.key, effect.generation, effect.src, effect.input);
      if (effect.do === 'cancel' && effect.of === 'call')
        this.#calls.get(callName(effect.key, effect.generation))?.cancel();
      if (effect.do === 'act') {
        this.#undelivered.push({
          key: `${wf.workflowInfo().workflowId}:${this.#entry}:${index}`,
          type: effect.type,
          params: effect.params,
        });
      }
      // A timer needs nothing more: the alarm reads the system's own timers.
    });
  }

  /** One durable timer for all: the earliest. What a machine waits for and how often stays invisible to operators. */
  async #ringAlarms(): Promise<void> {
    for (;;) {
      const next = this.#hold === null && !this.#ended() && this.#opened() ? earliest(this.#system) : null;
      if (next === null) {
        await wf.condition(
          () => this.#hold === null && !this.#ended() && this.#opened() && earliest(this.#system) !== null,
        );
        continue;
      }
      const waitMs = next.dueAt - Date.now();
      if (waitMs > 0) {
        await wf.condition(
          () => this.#hold !== null || this.#ended() || (earliest(this.#system)?.dueAt ?? Infinity) < next.dueAt,
          waitMs,
        );
        if (next.dueAt > Date.now()) continue;
      }
      const current = this.#system.timers[next.key];
      if (current?.generation === next.generation)
        await this.#feed({ kind: 'timer', at: Date.now(), key: next.key, generation: next.generation });
    }
  }

  #call(key: string, generation: number, src: string, input: Json): void {
    const name = callName(key, generation);
    const scope = new wf.CancellationScope({ cancellable: true });
    this.#calls.set(name, scope);
    const caseId = wf.workflowInfo().workflowId;
    const settle = async (): Promise<void> => {
      const settled = await this.#patience.call({ caseId, key: `${caseId}:${name}`, src, input });
      await this.#feed({ kind: settled.kind, at: Date.now(), key, generation, value: settled.value });
    };
    void scope
      .run(settle)
      .catch((error: unknown) => {
        if (!wf.isCancellation(error)) this.#park(error);
      })
      .finally(() => this.#calls.delete(name));
  }

  /** In order, one batch at a time, across runs: what is not delivered yet goes along into the next run. */
  async #deliverAll(): Promise<void> {
    for (;;) {
      await wf.condition(() => this.#undelivered.length > 0 && this.#hold === null);
      const deliveries = this.#undelivered.slice(0, BATCH_LIMIT);
      try {
        await this.#patience.deliver({ caseId: wf.workflowInfo().workflowId, deliveries });
        this.#undelivered.splice(0, deliveries.length);
      } catch (error) {
        this.#park(error);
      }
    }
  }

  // — holds ————————————————————————————————————————————————————————————————————————————————————————————————————

  #park(error: unknown): void {
    this.#hold ??= { code: holdCodeOf(error) };
    this.#show();
  }

  #refuseWhileHeld(): void {
    if (this.#hold !== null)
      throw wf.ApplicationFailure.nonRetryable('held until a person has looked', 'Held', { code: this.#hold.code });
  }

  #validateResume(): void {
    if (this.#hold === null) throw wf.ApplicationFailure.nonRetryable('nothing is held', 'NotHeld');
  }

  #resume(): Promise<null> {
    return this.#takeTurn(async () => {
      this.#hold = null;
      for (const [key, call] of Object.entries(this.#system.calls))
        this.#call(key, call.generation, call.src, call.input);
      if (!this.#opened() && this.#opening !== null) this.#open(this.#opening);
      this.#show();
      return null;
    });
  }

  // — the run ——————————————————————————————————————————————————————————————————————————————————————————————————

  #takeTurn<T>(turn: () => Promise<T>): Promise<T> {
    this.#inLane += 1;
    // Handlers run in the execution's own scope, which anyone can cancel; a turn that has begun ends.
    const mine = this.#lane
      .then(() => wf.CancellationScope.nonCancellable(turn))
      .finally(() => {
        this.#inLane -= 1;
      });
    this.#lane = mine.catch(() => undefined);
    return mine;
  }

  /** Whether the opening entry is in the record. */
  #opened(): boolean {
    return this.#entry > this.#setup.entriesBefore;
  }

  #ended(): boolean {
    return this.#opened() && this.#system.actors['root']!.status !== 'active';
  }

  #isLongEnough(): boolean {
    return this.#opened() && (this.#steps >= this.#setup.stepsPerRun || wf.workflowInfo().continueAsNewSuggested);
  }

  #carry(): Carried {
    return {
      system: this.#system,
      entry: this.#entry,
      answered: this.#answers.all(),
      undelivered: this.#undelivered,
      hold: this.#hold,
    };
  }

  #show(): void {
    const { awaiting, overdue } = this.#setup.awaiting(this.#system);
    const state =
      this.#hold !== null ? 'held' : this.#patience.isRetrying ? 'retrying' : this.#ended() ? 'ended' : 'waiting';
    showBoard({ awaiting: awaitingOf(state, awaiting), state, overdue });
  }
}

const callName = (key: string, generation: number): string => `${key}:${generation}`;

const HOLDS: readonly Hold['code'][] = ['fork', 'divergence', 'malformed'];

function holdCodeOf(error: unknown): Hold['code'] {
  const cause = causeOf(error);
  const type = cause instanceof wf.ApplicationFailure ? cause.type : undefined;
  return HOLDS.find((code) => code === type) ?? 'machineFault';
}

function isSubmission(value: unknown): value is Submission {
  if (typeof value !== 'object' || value === null) return false;
  const { updateId, to, event, ...more } = value as Record<string, unknown>;
  return (
    updateId === wf.currentUpdateInfo()?.id &&
    typeof to === 'string' &&
    typeof event === 'object' &&
    event !== null &&
    typeof (event as { type?: unknown }).type === 'string' &&
    Object.keys(more).length === 0
  );
}

/** The pending timer that is due first; of two at one instant the one armed first. */
function earliest(
  system: System,
): { readonly key: string; readonly generation: number; readonly dueAt: InstantMs } | null {
  let first: { key: string; generation: number; dueAt: InstantMs } | null = null;
  for (const [key, { dueAt, generation }] of Object.entries(system.timers)) {
    if (first === null || dueAt < first.dueAt || (dueAt === first.dueAt && generation < first.generation))
      first = { key, generation, dueAt };
  }
  return first;
}
