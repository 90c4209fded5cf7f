/** Sessions in PostgreSQL, so that they survive a restart and every process knows them. */
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../../ledger/database.ts';
import type { InstantMs } from '../../schemas/words.ts';
import { SESSION_SCHEMA } from './session-migrations.ts';
import type { Identity, SessionStore } from './sign-in.ts';

/** NIST SP 800-63B-4 § 2.2.3 (AAL2): signed in anew after an hour without activity at most, and after 24 at most. Ours are shorter. */
export const SESSION_IDLE_MS = 30 * 60_000;
export const SESSION_AGE_MAX_MS = 12 * 3_600_000;
/** One write a minute for somebody who works, instead of one for every page. */
const TOUCH_EVERY_MS = 60_000;
/** Browsers of one person that are signed in at once; the oldest goes. */
const SESSIONS_OF_PERSON_MAX = 20;
/** 256 bits: not to be guessed, so that a plain hash of it is enough. */
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

interface SessionTable {
  /** SHA-256 of the secret: who reads the table can use none of its sessions. */
  readonly secretHash: Buffer;
  readonly issuer: string;
  readonly subject: string;
  readonly openedAt: InstantMs;
  readonly lastUsedAt: InstantMs;
}

export function createSessionStore(database: Database): SessionStore {
  const db = (database as unknown as Kysely<{ readonly sessions: SessionTable }>).withSchema(SESSION_SCHEMA);

  const endOldest = async ({ issuer, subject }: Identity): Promise<void> => {
    await db
      .deleteFrom('sessions')
      .where('secretHash', 'in', (of) =>
        of
          .selectFrom('sessions')
          .select('secretHash')
          .where('issuer', '=', issuer)
          .where('subject', '=', subject)
          .orderBy('openedAt', 'desc')
          .orderBy('secretHash')
          .offset(SESSIONS_OF_PERSON_MAX),
      )
      .execute();
  };

  const liveSession = async (secret: string, at: InstantMs) => {
    if (!SECRET.test(secret)) return null;
    const found = await db
      .selectFrom('sessions')
      .select(['issuer', 'subject', 'lastUsedAt'])
      .where('secretHash', '=', hashOf(secret))
      .where('lastUsedAt', '>', at - SESSION_IDLE_MS)
      .where('openedAt', '>', at - SESSION_AGE_MAX_MS)
      .executeTakeFirst();
    return found ?? null;
  };

  return {
    async open({ issuer, subject }, at) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      await db
        .deleteFrom('sessions')
        .where('lastUsedAt', '<=', at - SESSION_IDLE_MS)
        .execute();
      await db
        .insertInto('sessions')
        .values({ secretHash: hashOf(secret), issuer, subject, openedAt: at, lastUsedAt: at })
        .execute();
      await endOldest({ issuer, subject });
      return secret;
    },
    async find(secret, at) {
      const found = await liveSession(secret, at);
      if (found === null) return null;
      const { lastUsedAt, ...identity } = found;
      if (at - lastUsedAt >= TOUCH_EVERY_MS)
        await db.updateTable('sessions').set({ lastUsedAt: at }).where('secretHash', '=', hashOf(secret)).execute();
      return identity;
    },
    async look(secret, at) {
      const found = await liveSession(secret, at);
      return found && { issuer: found.issuer, subject: found.subject };
    },
    async close(secret) {
      await db.deleteFrom('sessions').where('secretHash', '=', hashOf(secret)).execute();
    },
  };
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
