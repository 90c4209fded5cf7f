/** Since when each step of a case waits, and who was told that it is late: kept with every entry, and looked through by a schedule. */
import { sql } from 'kysely';
import type { StepPlace } from '../activities/contract.ts';
import { latenessIn, type WaitingStep } from '../machines/waiting-steps.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
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

export interface DatedStep extends Omit<WaitingStep, 'role'> {
  readonly role: string;
  readonly caseId: string;
  /** Under which the case runs: its time limits count. */
  readonly policyVersion: string;
}

/** Steps of cases that have not ended of whose escalation nobody was told, or that somebody has claimed with a date; what waits longest first. */
export function datedSteps(
  db: Database,
  { after, limit }: { readonly after: StepPlace | null; readonly limit: number },
): Promise<DatedStep[]> {
  let query = db
    .selectFrom('waitingSteps')
    .innerJoin('cases', 'cases.caseId', 'waitingSteps.caseId')
    .select([
      'waitingSteps.caseId as caseId',
      'step',
      'waitingSteps.office as office',
      'since',
      'waitingSteps.role as role',
      'remindedAt',
      'escalatedAt',
      'startBy',
      'resumeAt',
      'policyVersion',
    ])
    .where((is) =>
      is.or([is('escalatedAt', 'is', null), is('startBy', 'is not', null), is('resumeAt', 'is not', null)]),
    )
    .where('endedAt', 'is', null)
    .orderBy('since')
    .orderBy('waitingSteps.caseId')
    .orderBy('step')
    .limit(pageLimit(limit));
  if (after !== null)
    query = query.where(
      sql<boolean>`(since, waiting_steps.case_id, step) > (${after.since}, ${after.caseId}, ${after.step})`,
    );
  return query.execute();
}

/** As a column of the case's own row, so that a reader sees both as they were at one moment. */
export const stepsOfCase = sql<WaitingStep[]>`coalesce((
  select json_agg(json_build_object('step', step, 'role', role, 'office', waiting_steps.office, 'since', since,
    'remindedAt', reminded_at, 'escalatedAt', escalated_at, 'startBy', start_by, 'resumeAt', resume_at) order by since, step)
  from waiting_steps where waiting_steps.case_id = cases.case_id), '[]')`;
