import * as wf from '@temporalio/workflow';

/**
 * Turns that may wait in the lane of one execution. The server admits 10 updates at a time by default; a burst beyond this is refused
 * before it costs history, and the caller tries again.
 */
const LANE_LIMIT = 100;

/** One turn at a time, in the order in which they were asked for: a change of facts and a clearance cannot race. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get isFull(): boolean {
    return this.#length >= LANE_LIMIT;
  }

  /** @returns what the turn returns, when it has had it; a turn that throws stops no other */
  takeTurn<T>(turn: () => Promise<T>): Promise<T> {
    this.#length += 1;
    // Handlers run in the execution's own scope, which anyone can cancel; a turn that has begun ends.
    const mine = this.#last
      .then(() => wf.CancellationScope.nonCancellable(turn))
      .finally(() => {
        this.#length -= 1;
      });
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
