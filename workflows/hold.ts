import * as wf from '@temporalio/workflow';
import { causeOf } from './patience.ts';

/** Why nothing goes on until a person has looked; a code and never a text, for operators see it. */
export interface Hold {
  readonly code: 'machineFault' | 'fork' | 'divergence' | 'malformed' | 'unreadable';
}

const CODES: readonly Hold['code'][] = ['fork', 'divergence', 'malformed'];

/** Parks an execution when something fails that trying again does not mend. */
export class Holding {
  readonly #onChange: () => void;
  #hold: Hold | null;
  #isNew: boolean;

  /** @param before what the run before was held for */
  constructor(hold: Hold | null, before: Hold | null, onChange: () => void) {
    this.#hold = hold;
    this.#isNew = hold !== null && before === null;
    this.#onChange = onChange;
  }

  /**
   * Whether this run, and none before it, came to the hold. Such a run ends, and the next is held from its start: it replays with the code
   * that mends the cause, in which the fault, and with it the hold, would not occur.
   */
  get isNew(): boolean {
    return this.#isNew;
  }

  get hold(): Hold | null {
    return this.#hold;
  }

  /** Whether the system is in a form that this release does not know: nothing may look into it. */
  get isUnreadable(): boolean {
    return this.#hold?.code === 'unreadable';
  }

  get isHeld(): boolean {
    return this.#hold !== null;
  }

  /** The first cause stays: what fails afterwards follows from it. */
  park(error: unknown): void {
    if (this.#hold === null) {
      this.#hold = { code: codeOf(error) };
      this.#isNew = true;
    }
    this.#onChange();
  }

  lift(): void {
    this.#hold = null;
    this.#isNew = false;
  }

  /** @throws ApplicationFailure `Held`, with the code as its (encrypted) detail */
  refuseWhileHeld(): void {
    if (this.#hold !== null)
      throw wf.ApplicationFailure.nonRetryable('held until a person has looked', 'Held', { code: this.#hold.code });
  }

  /** @throws ApplicationFailure `NotHeld` */
  refuseUnlessHeld(): void {
    if (this.#hold === null) throw wf.ApplicationFailure.nonRetryable('nothing is held', 'NotHeld');
  }
}

function codeOf(error: unknown): Hold['code'] {
  const cause = causeOf(error);
  const type = cause instanceof wf.ApplicationFailure ? cause.type : undefined;
  return CODES.find((code) => code === type) ?? 'machineFault';
}
