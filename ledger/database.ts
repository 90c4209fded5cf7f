import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import { Pool, types, type PoolConfig } from 'pg';
import { PreparingClient } from './preparing-client.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** Enough to keep two cores busy; PostgreSQL admits 100 by default, shared by workers and API processes. */
const CONNECTIONS_MAX = 10;
/** A database that is down is reported soon, so that the caller can say so and try again. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Less than the 10 s that an append may take in all: a stuck try has ended before the next begins. */
const STATEMENT_TIMEOUT_MS = 8_000;
/** A process that froze inside a transaction must not keep its case locked. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 8_000;

/** Opens nothing yet: connections are made when they are needed. @param url `postgres://…`; holds a password, so never log it */
export function openDatabase(url: string): Database {
  const pool = poolOf(url, {
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
}

export function poolOf(url: string, limits: PoolConfig): Pool {
  const pool = new Pool({
    Client: PreparingClient,
    connectionString: url,
    ...limits,
    types: {
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? safeInteger : types.getTypeParser(oid, format)),
    },
  });
  // The pool drops an idle connection that broke and makes another; without a listener its error would end the process.
  pool.on('error', () => undefined);
  // A connection that breaks in the middle of a transaction, between two queries, belongs to nobody who would listen either.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** `pg` gives 64-bit integers as texts. Ours are instants and counts. @throws RangeError beyond what a number holds exactly */
function safeInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError('a 64-bit integer of the database is beyond 2^53');
  return number;
}
