import type { Database } from './database.ts';
import { extendTree, readEdge, type LogEdge } from './log-store.ts';

/** Unique violation; refused by the tiles' trigger; deadlock of two that take the same leaves. */
const OTHER_WAS_FIRST = new Set(['23505', '23001', '40P01']);
/** Leaves of one statement: about 400 KB, some milliseconds of hashing; what is left waits for the next. */
const BATCH_MAX = 1_024;

/**
 * Gives leaves their places in the log. An append only queues its leaf, in its own transaction: appends of different cases never wait for
 * each other's commits. Whoever then asks here shares one short statement with all who asked meanwhile, and answers its own caller only
 * after that, so that what somebody was told is in the tree. Processes take no turns: a place in the log is given once, and who comes
 * second for it looks again.
 */
export class Sequencer {
  readonly #db: Database;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Fulfilled when every leaf that was committed before the call is in the tree. */
  integrate(): Promise<void> {
    if (this.#running === null) {
      this.#running = this.#emptyQueue().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    // The run under way may have looked at the queue before this caller's leaf was there.
    this.#next ??= this.#running.then(
      () => this.#startNext(),
      () => this.#startNext(),
    );
    return this.#next;
  }

  #startNext(): Promise<void> {
    this.#next = null;
    return this.integrate();
  }

  async #emptyQueue(): Promise<void> {
    for (;;) {
      const edge = await readEdge(this.#db, BATCH_MAX);
      if (edge.queued.length === 0) return;
      const isPlaced = await this.#place(edge);
      if (isPlaced && edge.queued.length < BATCH_MAX) return;
    }
  }

  /** @returns false where another process was first, at one place or with one leaf: each time this happens the log has grown */
  async #place(edge: LogEdge): Promise<boolean> {
    try {
      await extendTree(this.#db, edge, edge.queued);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && OTHER_WAS_FIRST.has(String(error.code))) return false;
      throw error;
    }
  }
}
