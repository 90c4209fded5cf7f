import { sql, type Kysely } from 'kysely';

/**
 * Since when each step of a case waits for people, where no task has a time limit for it (docs/adr/0014). Made again from the entries like
 * every projection: `casegate ledger rebuild` fills it for cases of before. What nobody was told of past its escalation is found in its order.
 */
export async function createWaitingSteps(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table waiting_steps (
    case_id text not null,
    step text not null,
    role text not null,
    office text not null,
    since bigint not null,
    reminded_at bigint,
    escalated_at bigint,
    primary key (case_id, step)
  )`,
  `create index waiting_steps_untold on waiting_steps (since, case_id, step) where escalated_at is null`,
];
