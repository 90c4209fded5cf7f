/** Since when each step of a case waits, and who was told that it is late: kept with every entry, and looked through by a schedule. */
import { sql } from 'kysely';
import type { StepPlace } from '../activities/contract.ts';
import { latenessIn, type WaitingStep } from '../machines/waiting-steps.ts';
import type { InstantMs, Json, WorkDate } from '../schemas/words.ts';
import type { Database } from './database.ts';
import { pageLimit } from './page.ts';
import type { Alongside } from './project.ts';

/** With the entry that says so; nothing where the entry says something else. */
export function marking(input: Json, at: InstantMs): Alongside[] {
  const late = latenessIn(input);
  if (late === null) return [];
  const column = sql.ref(late.level === 'reminder' ? 'reminded_at' : 'escalated_at');
  return [
    sql`told as (
      update waiting_steps set ${column} = coalesce(${column}, ${at}::bigint)
      where case_id = (select case_id from moved) and step = ${late.step}::text and since = ${late.since}::bigint)`,
  ];
}

/** What a look goes through: a step of whose escalation nobody was told, or claimed work with a date. */
export interface Dated {
  readonly caseId: string;
  /** Of work `work/` and its role. */
  readonly step: string;
  readonly role: string;
  readonly office: string;
  /** Of work its date. */
  readonly since: InstantMs;
  readonly remindedAt: InstantMs | null;
  /** Under which the case runs: its time limits count. */
  readonly policyVersion: string;
  /** Null for a step. */
  readonly what: WorkDate | null;
}

/** Of cases that have not ended, the oldest first. */
export async function datedIn(
  db: Database,
  { after, limit }: { readonly after: StepPlace | null; readonly limit: number },
): Promise<Dated[]> {
  const { since = 0, caseId = '', step = '' } = after ?? {};
  const rowsMax = pageLimit(limit);
  // Each part in the order of its index, and no more of it than a page.
  const { rows } = await sql<Dated>`
    (select s.case_id, step, role, s.office, since, reminded_at, policy_version, null as what
      from waiting_steps s join cases c on c.case_id = s.case_id
      where escalated_at is null and ended_at is null and (since, s.case_id, step) > (${since}, ${caseId}, ${step})
      order by since, s.case_id, step limit ${rowsMax})
    union all
    (select w.case_id, 'work/' || role, role, c.office, date, null, policy_version, what
      from claimed_work w join cases c on c.case_id = w.case_id
      where ended_at is null and (date, w.case_id, 'work/' || role) > (${since}, ${caseId}, ${step})
      order by date, w.case_id, role limit ${rowsMax})
    order by since, case_id, step limit ${rowsMax}`.execute(db);
  return rows;
}

/** As a column of the case's own row, so that a reader sees both as they were at one moment. */
export const stepsOfCase = sql<WaitingStep[]>`coalesce((
  select json_agg(json_build_object('step', step, 'role', role, 'office', waiting_steps.office, 'since', since,
    'remindedAt', reminded_at, 'escalatedAt', escalated_at) order by since, step)
  from waiting_steps where waiting_steps.case_id = cases.case_id), '[]')`;
