/** Counts over the whole record. Exact: whoever shows them hides small ones first. */
import { sql } from 'kysely';
import type { InstantMs } from '../schemas/words.ts';
import type { Database } from './database.ts';

export const TALLIES = [
  'casesByOutcome',
  'casesByOffice',
  'casesByQuarter',
  'disclosuresByGround',
  'incidentsByCategory',
  'refusalsByAction',
] as const;
export type TallyName = (typeof TALLIES)[number];

export interface Tally {
  readonly tally: TallyName;
  readonly key: string;
  readonly count: number;
}

/** Of what was there before a moment; a case that ended later counts as open. */
export async function countEverything(db: Database, before: InstantMs): Promise<Tally[]> {
  const { rows } = await sql<{ tally: TallyName; key: string; count: string | number }>`
    select 'casesByOutcome' as tally, case when ended_at < ${before} then state else 'open' end as key, count(*) as count
      from cases where opened_at < ${before} group by 2
    union all
    select 'casesByOffice', office, count(*) from cases where opened_at < ${before} group by 2
    union all
    select 'casesByQuarter', to_char(to_timestamp(opened_at / 1000.0) at time zone 'UTC', 'YYYY"Q"Q'), count(*)
      from cases where opened_at < ${before} group by 2
    union all
    select 'disclosuresByGround', details::jsonb ->> 'ground', count(*)
      from acts where kind = 'disclosure' and at < ${before} group by 2
    union all
    select 'incidentsByCategory', category, count(*) from incidents where reported_at < ${before} group by 2
    union all
    select 'refusalsByAction', action, count(*) from acts where kind = 'attempt' and at < ${before} group by 2
    order by 1, 2`.execute(db);
  return rows.map(({ tally, key, count }) => ({ tally, key, count: Number(count) }));
}
