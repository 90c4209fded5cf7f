import type { PersonId } from '../schemas/words.ts';

/** The code of the facts' digest stands for all that the case is about. */
export type BareStart = { readonly office: string; readonly by: PersonId; readonly factsDigest: string };
export type BareDecision = { readonly by: PersonId; readonly decision: string; readonly note: string };

export interface BareRecord {
  readonly caseId: string;
  readonly step: number;
  readonly content: BareStart | BareDecision;
}

export interface BareActivities {
  /** Writes one row, once for each step of a case. */
  record(request: BareRecord): Promise<void>;
  notify(caseId: string, office: string): Promise<void>;
}

/** The table that `record` writes, in the database that casegate's ledger is in. */
export const BARE_TABLE = `create table if not exists bare_record (
  case_id text not null,
  step integer not null,
  content text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (case_id, step)
)`;

export const BARE_TASK_QUEUE = 'bare';

/** Under which a person is told of the case once. */
export const bareNotificationKeyOf = (caseId: string): string => `${caseId}:notified`;
