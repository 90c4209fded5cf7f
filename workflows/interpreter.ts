/**
 * Performs the effects of any actor system in Temporal, durably. It is the only place that does, and it knows no word of any program.
 *
 * One lane per execution, and in it, for every input: step on a copy → append → adopt → perform → reply. What is not recorded is never
 * visible, and what a caller was told is always recorded.
 *
 * Its parts: `messages.ts` what comes in · `lane.ts` one at a time · `alarm.ts` timers · `calls.ts` promise actors ·
 * `deliveries.ts` what goes out · `hold.ts` when it must stop · `patience.ts` trying again · `answer-book.ts` what was answered ·
 * `board.ts` what operators see.
 */
import * as wf from '@temporalio/workflow';
import { migrated } from '../machines/snapshot-versions.ts';
import { ROOT, Refused, step, type Effect, type Input, type Program, type System } from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import { isRecordable } from '../schemas/recordable.ts';
import type { Json } from '../schemas/words.ts';
import { ringAlarms } from './alarm.ts';
import { AnswerBook, type Answer } from './answer-book.ts';
import { awaitingOf, showBoard, type Awaiting } from './board.ts';
import { Calls } from './calls.ts';
import { beginningWith, openingOf, takenOver, type Carried, type Opening } from './carried.ts';
import { Deliveries } from './deliveries.ts';
import { Holding } from './hold.ts';
import { Lane } from './lane.ts';
import { isNextRunDue } from './next-run.ts';
import { listen, malformed, type Submission } from './messages.ts';
import { Patience, type Ports } from './patience.ts';

export interface Setup {
  readonly program: Program;
  readonly ports: Ports;
  /** Whom the program waits for, for the operators' board: nothing else about it may be shown. */
  readonly awaiting: (system: System) => { readonly awaiting: Awaiting; readonly overdue: boolean };
  /** Inputs after which the run continues as new, so that no history grows without end. */
  readonly stepsPerRun: number;
  /** Entries that an earlier execution of the same case left in the record. */
  readonly entriesBefore: number;
  /** Tells the outside of the opening in the execution's first workflow task: a quarter less history for a simple case. */
  readonly deliversOpeningLocally?: true;
}

/** Where an update leads from the system as it was. */
interface Decision {
  readonly updateId: string;
  readonly from: System;
  readonly input: Input;
  readonly system: System;
  readonly effects: readonly Effect[];
}

export class Interpreter {
  readonly #setup: Setup;
  /** Null once it is in the record: an execution that waits for weeks does not keep how it began. */
  #opening: Opening | null;
  readonly #lane = new Lane();
  readonly #patience: Patience;
  readonly #holding: Holding;
  readonly #answers: AnswerBook;
  readonly #deliveries: Deliveries;
  readonly #calls: Calls;
  #system: System;
  #entry: number;
  #steps = 0;
  #foreseen: Decision | null = null;

  /** @throws what the machine throws on its input. */
  constructor(setup: Setup, from: { readonly input: Json } | { readonly carried: Carried }) {
    const opening = 'input' in from ? openingOf(setup.program, from.input) : null;
    const { system, entry, answered, undelivered, hold } =
      'carried' in from ? takenOver(setup.program, from.carried) : beginningWith(opening!.system, setup.entriesBefore);
    this.#setup = setup;
    this.#opening = opening;
    this.#system = system;
    this.#entry = entry;
    this.#patience = new Patience(setup.ports, () => this.#show());
    this.#holding = new Holding(hold, 'carried' in from ? from.carried.hold : null, () => this.#show());
    this.#answers = new AnswerBook(answered);
    this.#deliveries = new Deliveries(undelivered);
    this.#calls = new Calls({
      patience: this.#patience,
      feed: (input) => this.#feed(input),
      park: (error) => this.#holding.park(error),
    });
  }

  /** Runs until the root has ended (null) or the run is long enough (what the next one takes over). */
  run(): Promise<Carried | null> {
    // A request to cancel comes from whoever can reach the server, with or without the key: it changes nothing.
    return wf.CancellationScope.nonCancellable(() => this.#runUncancelled());
  }

  async #runUncancelled(): Promise<Carried | null> {
    // The opening takes the lane before any buffered update can: setHandler runs those at once.
    if (this.#opening !== null) this.#open(this.#opening);
    listen({
      status: () => ({ entry: this.#entry, hold: this.#holding.hold, system: this.#system }),
      validate: (submission) => this.#validate(submission),
      submit: (submission) => this.#submit(submission),
      validateResume: () => this.#validateResume(),
      resume: () => this.#resume(),
    });
    if (!this.#holding.isHeld) this.#calls.beginAllOf(this.#system);
    void ringAlarms({
      armed: () => (this.#isRunning() ? this.#system : null),
      ring: ({ key, generation }) => this.#feed({ kind: 'timer', at: Date.now(), key, generation }),
    });
    const { deliversOpeningLocally = false, entriesBefore } = this.#setup;
    void this.#deliveries.deliverAll(
      this.#patience,
      this.#holding,
      () => deliversOpeningLocally && this.#entry === entriesBefore + 1,
    );
    this.#show();
    await wf.condition(
      () => this.#lane.isEmpty && wf.allHandlersFinished() && (this.#hasEnded() || this.#isLongEnough()),
    );
    if (!this.#hasEnded()) return this.#carry();
    // An end is told to everyone it concerns before the execution, and with it every chance to be resumed, is gone.
    await wf.condition(() => this.#deliveries.undelivered.length === 0);
    this.#show();
    return null;
  }

  // — inputs: each has its turn in the lane ————————————————————————————————————————————————————————————————————

  #validate(submission: Submission): void {
    if (this.#answers.find(wf.currentUpdateInfo()!.id) !== undefined) return;
    if (this.#lane.isFull) throw wf.ApplicationFailure.nonRetryable('too many at a time', 'Busy');
    this.#holding.refuseWhileHeld();
    this.#refuseUnlessAfter(submission);
    const input = asInput(submission);
    // Here, since an execution that has accepted what the record then refuses for good would be held.
    if (!isRecordable(input as unknown as Json)) throw malformed();
    this.#foreseen = this.#decide(input, wf.currentUpdateInfo()!.id);
  }

  async #submit(submission: Submission): Promise<Answer> {
    const updateId = wf.currentUpdateInfo()!.id;
    return this.#lane.takeTurn(async () => {
      // Temporal forgets update ids with the run: one may come again after continue-as-new.
      const earlier = this.#answers.find(updateId);
      if (earlier !== undefined) return earlier;
      this.#holding.refuseWhileHeld();
      this.#refuseUnlessAfter(submission);
      const { input, system, effects } = this.#foreseenFor(updateId) ?? this.#decide(asInput(submission), updateId);
      await this.#record(input as unknown as Json, system, updateId);
      this.#adopt(system, effects);
      return this.#answers.keep(updateId, { entry: this.#entry, at: input.at });
    });
  }

  /** @throws ApplicationFailure `Changed` */
  #refuseUnlessAfter({ after = this.#entry }: Submission): void {
    if (after !== this.#entry) throw wf.ApplicationFailure.nonRetryable('another entry came in between', 'Changed');
  }

  /** What the validator decided a moment ago, where nothing has changed since: most updates find the lane empty. A replay validates nothing. */
  #foreseenFor(updateId: string): Decision | null {
    const foreseen = this.#foreseen;
    this.#foreseen = null;
    const isStill =
      foreseen?.updateId === updateId && foreseen.from === this.#system && foreseen.input.at === Date.now();
    return isStill ? foreseen : null;
  }

  /** The same check before and in the lane: meanwhile another input may have had its turn. */
  #decide(input: Input, updateId: string): Decision {
    try {
      const [system, effects] = step(this.#setup.program, this.#system, input);
      return { updateId, from: this.#system, input, system, effects };
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
    await this.#lane.takeTurn(async () => {
      if (this.#holding.isHeld || this.#hasEnded()) return;
      try {
        const [system, effects] = step(this.#setup.program, this.#system, input);
        await this.#record(input as unknown as Json, system, null);
        this.#adopt(system, effects);
      } catch (error) {
        if (error instanceof Refused) return;
        this.#holding.park(error);
      }
    });
  }

  #open({ input, at, system, effects }: Opening): void {
    void this.#lane.takeTurn(async () => {
      try {
        await this.#record({ kind: 'start', at, input }, system, null);
        this.#opening = null;
        this.#adopt(system, effects);
      } catch (error) {
        this.#holding.park(error);
      }
    });
  }

  #validateResume(): void {
    this.#holding.refuseUnlessHeld();
    this.#readable();
  }

  #resume(): Promise<null> {
    return this.#lane.takeTurn(async () => {
      this.#system = this.#readable();
      this.#holding.lift();
      this.#calls.beginAllOf(this.#system);
      if (!this.#isOpened() && this.#opening !== null) this.#open(this.#opening);
      this.#show();
      return null;
    });
  }

  /** @throws ApplicationFailure `Held` where this release is still too old for what was taken over */
  #readable(): System {
    if (!this.#holding.isUnreadable) return this.#system;
    try {
      return migrated(this.#setup.program, this.#system);
    } catch {
      throw wf.ApplicationFailure.nonRetryable('a newer release must read it', 'Held', { code: 'unreadable' });
    }
  }

  // — record, then adopt, then perform ————————————————————————————————————————————————————————————————————————

  async #record(input: Json, system: System, updateId: string | null): Promise<void> {
    const request = {
      caseId: wf.workflowInfo().workflowId,
      entry: this.#entry + 1,
      updateId,
      input,
      stateDigest: stateDigestOf(system),
    };
    try {
      await (this.#isOpened() ? this.#patience.append(request) : this.#patience.appendOpening(request));
    } catch (error) {
      this.#holding.park(error);
      throw wf.ApplicationFailure.nonRetryable('held until a person has looked', 'Held');
    }
  }

  #adopt(system: System, effects: readonly Effect[]): void {
    this.#system = system;
    this.#entry += 1;
    this.#steps += 1;
    effects.forEach((effect, index) => this.#perform(effect, `${this.#entry}:${index}`));
    this.#show();
  }

  #perform(effect: Effect, place: string): void {
    if (effect.do === 'call') this.#calls.begin(effect);
    if (effect.do === 'cancel' && effect.of === 'call') this.#calls.cancel(effect);
    if (effect.do === 'act') {
      const key = `${wf.workflowInfo().workflowId}:${place}`;
      this.#deliveries.add({ key, type: effect.type, params: effect.params });
    }
    // A timer needs nothing more: the alarm reads the system's own timers.
  }

  // — the run ——————————————————————————————————————————————————————————————————————————————————————————————————

  /** Whether the opening entry is in the record. */
  #isOpened(): boolean {
    return this.#entry > this.#setup.entriesBefore;
  }

  #hasEnded(): boolean {
    return this.#isOpened() && this.#system.actors[ROOT]!.status !== 'active';
  }

  #isRunning(): boolean {
    return this.#isOpened() && !this.#hasEnded() && !this.#holding.isHeld;
  }

  #isLongEnough(): boolean {
    return this.#isOpened() && (this.#steps >= this.#setup.stepsPerRun || this.#holding.isNew || isNextRunDue());
  }

  #carry(): Carried {
    return {
      system: this.#system,
      entry: this.#entry,
      answered: this.#answers.all(),
      undelivered: this.#deliveries.undelivered,
      hold: this.#holding.hold,
    };
  }

  #show(): void {
    if (this.#holding.isUnreadable) return showBoard({ state: 'held' });
    const { awaiting, overdue } = this.#setup.awaiting(this.#system);
    const state = this.#holding.isHeld
      ? 'held'
      : this.#patience.isRetrying
        ? 'retrying'
        : this.#hasEnded()
          ? 'ended'
          : 'waiting';
    showBoard({ awaiting: awaitingOf(state, awaiting), state, overdue });
  }
}

/** @throws ApplicationFailure `MachineFault` where a machine made what JSON cannot hold: anything else would fail the task for ever */
function stateDigestOf(system: System): string {
  try {
    return digestOf(system as unknown as Json);
  } catch {
    throw wf.ApplicationFailure.nonRetryable('a machine threw', 'MachineFault');
  }
}

const asInput = ({ to, event }: Submission): Input => ({ kind: 'event', at: Date.now(), to, event });
