/**
 * What the workflows may ask of the outside: interfaces only, so that the workflow bundle imports no adapter.
 * Names are neutral on purpose: an activity called `requestConsultation` would tell an operator that someone is protected.
 */
import type { InstantMs, Json } from '../schemas/words.ts';

/** One accepted input of a case, to be kept before anyone is told that it was accepted. */
export interface AppendRequest {
  readonly caseId: string;
  /** Position in the case's sequence, from 1, without gaps, over all epochs. */
  readonly entry: number;
  /** The id of the update that brought the input; null for the start, timers and results. With `entry` the idempotency key. */
  readonly updateId: string | null;
  /** The tagged input of the actor system, or `{kind:'start', at, input}`. */
  readonly input: Json;
  /** SHA-256 (hex) of the canonical JSON of the system after the input: the ledger computes the state again and compares. */
  readonly stateDigest: string;
}

/** One effect for the outside world, with the key under which it takes place at most once. */
export interface Delivery {
  readonly key: string;
  readonly type: string;
  readonly params: Json;
}

export interface DeliverRequest {
  readonly caseId: string;
  readonly deliveries: readonly Delivery[];
}

/** A promise actor of a machine: `src` names it, `key` makes it idempotent. */
export interface CallRequest {
  readonly caseId: string;
  readonly key: string;
  readonly src: string;
  readonly input: Json;
}

export interface Activities {
  /** Keeps one entry. Terminal: another input already stands at this entry (a fork), or the state differs. */
  appendEntry(request: AppendRequest): Promise<void>;
  /** Performs effects on the outside, in order, each at most once by its key. */
  deliver(request: DeliverRequest): Promise<void>;
  /** Runs a promise actor and returns its output. */
  call(request: CallRequest): Promise<Json>;
}

/** What keeps the record as a whole, beside every case. */
export interface RecordActivities {
  /** Signs where the record stands and keeps a copy elsewhere. Terminal: it does not continue what was signed before. */
  writeCheckpoint(): Promise<void>;
  /** Tells the privacy officers of each office that has them of ended cases whose texts the records schedule no longer keeps. */
  reportDue(): Promise<DueReport>;
  /** Tells groups of staff of what came in beside every case since the last look. */
  sendNotices(): Promise<void>;
  /** Tells each of the staff whose training ends soon, once for each step before its end (schemas/training.ts). */
  remindTraining(): Promise<TrainingReport>;
}

/** For Temporal UI, encrypted as all results are. */
export interface TrainingReport {
  /** People whose training ends within the first step; null where there is no staff directory. */
  readonly ending: number | null;
}

/** For Temporal UI, encrypted as all results are. Nothing is destroyed by it: that takes two people. */
export interface DueReport {
  /** Cases, over all offices; null where no records schedule was set, so that none can be due. */
  readonly due: number | null;
}

/** Brings what was decided about policy versions to the open cases. */
export interface PolicyActivities {
  /** One batch of the cases that the order in force has still to reach, each exactly once however often it is called. */
  reachCases(request: ReachRequest): Promise<ReachAnswer>;
}

export interface ReachRequest {
  /** Id of the case after which to go on; null at the beginning of a look. */
  readonly after: string | null;
}

export interface ReachAnswer {
  /** Where the next batch of this look begins; null where the look is over. */
  readonly next: string | null;
  /** Cases of this batch that could not be told now: the next look tries again. */
  readonly left: number;
}

/** Tells the cases which of their steps wait too long. */
export interface StepActivities {
  /** One batch of what waits, the oldest first; each is told once of its reminder and once of its escalation. */
  tellLateSteps(request: LateStepsRequest): Promise<LateStepsAnswer>;
}

/** Where a batch begins: after this step. */
export interface StepPlace {
  readonly since: InstantMs;
  readonly caseId: string;
  readonly step: string;
}

export interface LateStepsRequest {
  /** Null at the beginning of a look. */
  readonly after: StepPlace | null;
}

export interface LateStepsAnswer {
  /** Where the next batch of this look begins; null where the look is over. */
  readonly next: StepPlace | null;
  readonly told: number;
  /** That could not be told now: the next look tries again. */
  readonly left: number;
}

/**
 * Failure types an activity may end with. A terminal one is never retried: a person has to look.
 * They travel as `ApplicationFailure.type`, which no codec encrypts, so they are codes without a case word.
 */
export const TERMINAL_FAILURES = ['fork', 'divergence', 'malformed'] as const;
export type TerminalFailure = (typeof TERMINAL_FAILURES)[number];
