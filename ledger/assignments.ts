/**
 * Whom somebody on a case brought in, and that they are on it no longer: each an act in the record, with who stands now kept beside, by
 * which cases are shown and lists are narrowed.
 */
import { sql, type RawBuilder } from 'kysely';
import type { AssignmentEnd, AssignmentReason } from '../schemas/privacy-words.ts';
import type { InstantMs, PersonId } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import { lockCase } from './append.ts';
import type { Database } from './database.ts';
import type { Sequencer } from './sequencer.ts';

/** More people than this need no case, they need another office: and each is one more who knows. */
export const ASSIGNED_MAX = 20;

export interface AssignmentRow {
  readonly person: PersonId;
  readonly reason: AssignmentReason;
  readonly assignedBy: PersonId;
  readonly assignedAt: InstantMs;
}

export interface AssignmentStep {
  readonly caseId: string;
  /** Who is brought in, or is on it no longer. */
  readonly to: PersonId;
  /** Who does it. */
  readonly person: PersonId;
  readonly at: InstantMs;
}
export interface Assigned extends AssignmentStep {
  readonly reason: AssignmentReason;
}
export interface Unassigned extends AssignmentStep {
  readonly reason: AssignmentEnd;
}

/** `stood`: they were on it already, and nothing was recorded twice. */
export type AssignOutcome = 'done' | 'stood' | 'tooMany';
export type UnassignOutcome = 'done' | 'notAssigned';

/** In the record before it answers. */
export async function assign(db: Database, sequencer: Sequencer, assigned: Assigned): Promise<AssignOutcome> {
  const { caseId, to, person, reason, at } = assigned;
  const outcome = await db.transaction().execute(async (tx): Promise<AssignOutcome> => {
    await lockCase(tx, caseId);
    const standing = await tx.selectFrom('assignments').select('person').where('caseId', '=', caseId).execute();
    if (standing.some((row) => row.person === to)) return 'stood';
    if (standing.length >= ASSIGNED_MAX) return 'tooMany';
    const row = { caseId, person: to, reason, assignedBy: person, assignedAt: at };
    await tx.insertInto('assignments').values(row).execute();
    await recordAct(tx, { kind: 'assignment', person, action: 'case.assigned', caseId, details: { to, reason }, at });
    return 'done';
  });
  await sequencer.integrate();
  return outcome;
}

/** In the record before it answers. */
export async function unassign(db: Database, sequencer: Sequencer, ended: Unassigned): Promise<UnassignOutcome> {
  const { caseId, to, person, reason, at } = ended;
  const outcome = await db.transaction().execute(async (tx): Promise<UnassignOutcome> => {
    await lockCase(tx, caseId);
    const { numDeletedRows } = await tx
      .deleteFrom('assignments')
      .where('caseId', '=', caseId)
      .where('person', '=', to)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return 'notAssigned';
    const act = {
      kind: 'assignment',
      person,
      action: 'assignment.ended',
      caseId,
      details: { to, reason },
      at,
    } as const;
    await recordAct(tx, act);
    return 'done';
  });
  await sequencer.integrate();
  return outcome;
}

/** Who is on the case now because somebody brought them in: at most `ASSIGNED_MAX`. */
export const assignmentsOf = (db: Database, caseId: string): Promise<AssignmentRow[]> =>
  db
    .selectFrom('assignments')
    .select(['person', 'reason', 'assignedBy', 'assignedAt'])
    .where('caseId', '=', caseId)
    .orderBy('assignedAt')
    .orderBy('person')
    .execute() as Promise<AssignmentRow[]>;

/** The cases that one of these people is on, by their duties or because somebody brought them in; a condition for lists. */
export const concerning = (people: readonly PersonId[]): RawBuilder<boolean> => sql<boolean>`case_id in (
  select case_id from case_people where person = any(${people}::text[])
  union all select case_id from assignments where person = any(${people}::text[]))`;
