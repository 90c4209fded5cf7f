/**
 * Answers of commands that a client sent under a key of its own, so that a repetition is answered as the first try was, and is not done
 * again (draft-ietf-httpapi-idempotency-key-header).
 */
import { sql } from 'kysely';
import type { InstantMs } from '../schemas/words.ts';
import type { Database } from './database.ts';

export interface KeyedCommand {
  /** Of the person, the route and their key: opaque. */
  readonly reference: string;
  /** Of what was sent. */
  readonly digest: string;
  readonly at: InstantMs;
}

export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

export type Taken =
  /** Nobody has sent it before: it is to be done now, and its answer kept. */
  | { readonly is: 'new' }
  | ({ readonly is: 'answered' } & KeptAnswer)
  /** The first try is under way. */
  | { readonly is: 'running' }
  /** Another command was sent under this key. */
  | { readonly is: 'other' };

export interface KeptAnswers {
  take(command: KeyedCommand): Promise<Taken>;
  /** What the very same command was answered; null where it was not sent, has no answer yet, or another one was sent. Takes nothing. */
  find(command: KeyedCommand): Promise<KeptAnswer | null>;
  keep(reference: string, status: number, body: string): Promise<void>;
  /** It was refused and changed nothing: it may be sent again. */
  forget(reference: string): Promise<void>;
}

/** Nobody repeats a command for longer. */
const KEPT_MS = 24 * 3_600_000;
/** Each of these commands takes moments; one that has not been answered for so long was cut off, and is taken up by its repetition. */
const RUNNING_MS = 60_000;

export function createKeptAnswers(db: Database): KeptAnswers {
  return {
    async take({ reference, digest, at }) {
      await db
        .deleteFrom('keptAnswers')
        .where('at', '<', at - KEPT_MS)
        .execute();
      const taken = await db
        .insertInto('keptAnswers')
        .values({ reference, digest, status: null, body: null, at })
        .onConflict((conflict) =>
          conflict
            .column('reference')
            .doUpdateSet({ at })
            .where('keptAnswers.status', 'is', null)
            .where('keptAnswers.digest', '=', digest)
            .where('keptAnswers.at', '<', at - RUNNING_MS),
        )
        .returning(sql<number>`1`.as('one'))
        .executeTakeFirst();
      if (taken !== undefined) return { is: 'new' };
      const row = await db.selectFrom('keptAnswers').selectAll().where('reference', '=', reference).executeTakeFirst();
      if (row === undefined) return { is: 'running' };
      if (row.digest !== digest) return { is: 'other' };
      return row.status === null ? { is: 'running' } : { is: 'answered', status: row.status, body: row.body! };
    },
    async find({ reference, digest, at }) {
      const row = await db
        .selectFrom('keptAnswers')
        .select(['status', 'body'])
        .where('reference', '=', reference)
        .where('digest', '=', digest)
        .where('at', '>=', at - KEPT_MS)
        .executeTakeFirst();
      return row === undefined || row.status === null ? null : { status: row.status, body: row.body! };
    },
    async keep(reference, status, body) {
      await db.updateTable('keptAnswers').set({ status, body }).where('reference', '=', reference).execute();
    },
    async forget(reference) {
      await db.deleteFrom('keptAnswers').where('reference', '=', reference).where('status', 'is', null).execute();
    },
  };
}
