import { sql } from 'kysely';
import type { Database } from './database.ts';
import { extendTree, type QueuedLeaf } from './log-store.ts';

/** Key of the advisory lock under which the tree grows, apart from all other uses. */
const LOG_LOCK = 0x6c6f67;
/** Leaves of one transaction: about 400 KB, some milliseconds of hashing; what is left waits for the next. */
const BATCH_MAX = 1_024;

/**
 * Gives leaves their places in the log. An append only queues its leaf, in its own transaction: appends of different cases never wait for
 * each other's commits. Whoever then asks here shares one short transaction with all who asked meanwhile, and answers its own caller only
 * after that, so that what somebody was told is in the tree.
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
    let taken: number;
    do taken = await this.#takeBatch();
    while (taken === BATCH_MAX);
  }

  #takeBatch(): Promise<number> {
    return this.#db.transaction().execute(async (tx) => {
      // One at a time over all processes; READ COMMITTED, so that what is read after the wait is what the one before left.
      // Not waiting for the disk: what a crash undoes here is in the queue again, and a signed checkpoint, whose commit waits, brings
      // all that was written before it to the disk first.
      await sql`select set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(${LOG_LOCK})`.execute(tx);
      const { rows } = await sql<QueuedLeaf & { readonly id: number }>`
        delete from log_queue where id in (select id from log_queue order by id limit ${BATCH_MAX})
        returning id, case_id, entry, act, leaf`.execute(tx);
      if (rows.length === 0) return 0;
      // An entry's id is drawn after the one before it was committed, so this keeps every case's own order.
      rows.sort((one, other) => one.id - other.id);
      await extendTree(tx, rows);
      return rows.length;
    });
  }
}
