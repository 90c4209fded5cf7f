import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { PartnerClass } from '../schemas/words.ts';

/** Rows as PostgreSQL keeps them. Times are milliseconds in `bigint`, read as numbers: they stay below 2^53 for 285,000 years. */
export interface Tables {
  entries: {
    case_id: string;
    entry: number;
    update_id: string | null;
    input_digest: string;
    state_digest: string;
    policy_digest: string;
    machines_digest: string;
    at: number;
    key_id: string;
    input: Buffer;
  };
  cases: {
    case_id: string;
    entry: number;
    epoch: number;
    office: string;
    state: string;
    opened_at: number;
    updated_at: number;
    ended_at: number | null;
    key_id: string;
    system: Buffer;
  };
  tasks: {
    task_id: string;
    case_id: string;
    actor_key: string;
    kind: string;
    state: string;
    owner: string | null;
    office: string;
    due_at: number | null;
    overdue: boolean;
  };
  requests: {
    reference: string;
    case_id: string;
    actor_key: string;
    partner_class: PartnerClass;
    state: string;
    window_from: number;
    window_until: number;
    region_code: string;
  };
  attempts: { attempt: string; person: string; action: string; case_id: string | null; reasons: string; at: number };
}

export type Database = Kysely<Tables>;

/** A request waits for a connection rather than for the database to run out of them; PostgreSQL's default is 100 for all processes. */
const CONNECTION_LIMIT = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement takes milliseconds; one that hangs must not hold its activity beyond its own time limit. */
const STATEMENT_TIMEOUT_MS = 8_000;

export function openDatabase(databaseUrl: string): Database {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTION_LIMIT,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) },
  });
  // An idle connection that breaks would otherwise end the process; the next query gets a new one or its own error.
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
