import { sql, type RawBuilder } from 'kysely';
import type { Queries } from './log-store.ts';
import { PREPARED } from './preparing-client.ts';
import { GONE_REQUEST_STATE } from '../schemas/words.ts';
import { changesBetween, GONE_TASK_STATE, type Projection, type ProjectionChanges } from './projections.ts';

/** A part of the statement that brings a case up to date. It selects from `moved`, so that it happens with the rest or not at all. */
export type Alongside = RawBuilder<unknown>;

/**
 * Brings a case's rows up to date: those that the input changed. What has left the system is kept as ended: a person may still hold its id.
 * One statement, so that it needs neither a lock held over several nor a transaction of its own.
 * @param before the projection of the entry before; null for the first
 * @returns false where the case does not stand at the entry before, or its texts were destroyed: then nothing was changed
 */
export async function project(
  db: Queries,
  before: Projection | null,
  after: Projection,
  system: Buffer,
  alongside: readonly Alongside[] = [],
): Promise<boolean> {
  const parts = [moved(after.case, system), ...alongside, ...projected(changesBetween(before, after), after.case)];
  const { rows } = await sql<{ count: number }>`${sql.raw(PREPARED)} with ${sql.join(parts)}
    select count(*)::integer as count from moved`.execute(db);
  return rows[0]!.count === 1;
}

/** The case's own row, on which all writers of a case wait for each other: whoever comes second finds another entry there. */
const moved = (row: Projection['case'], system: Buffer): Alongside => sql`moved as (
  insert into cases as stood
    (case_id, entry, epoch, office, state, policy_version, opened_at, updated_at, ended_at,
      for_roles, awaited, due_at, system)
  values (${row.caseId}, ${row.entry}, ${row.epoch}, ${row.office}, ${row.state}, ${row.policyVersion},
    ${row.openedAt}, ${row.updatedAt}, ${row.endedAt}, ${row.forRoles}::text[],
    ${row.awaited}::text[], ${row.dueAt}, ${system})
  on conflict (case_id) do update set entry = excluded.entry, epoch = excluded.epoch, office = excluded.office,
    state = excluded.state, policy_version = excluded.policy_version, opened_at = excluded.opened_at,
    updated_at = excluded.updated_at, ended_at = excluded.ended_at, for_roles = excluded.for_roles,
    awaited = excluded.awaited, due_at = excluded.due_at, system = excluded.system
  where stood.entry = excluded.entry - 1 and octet_length(stood.system) > 0
  returning case_id)`;

function projected(
  {
    tasks,
    requests,
    people,
    gonePeople,
    steps,
    doneSteps,
    work,
    undatedWork,
    goneTasks,
    goneRequests,
  }: ProjectionChanges,
  { updatedAt }: Projection['case'],
): Alongside[] {
  const parts: Alongside[] = [];
  if (tasks.length > 0) parts.push(tasksChanged(tasks));
  if (requests.length > 0) parts.push(requestsChanged(requests, updatedAt));
  if (people.length > 0)
    parts.push(sql`people_named as (
      insert into case_people (case_id, person) select case_id, unnest(${people}::text[]) from moved
      on conflict do nothing)`);
  if (gonePeople.length > 0)
    parts.push(sql`people_gone as (
      delete from case_people where case_id = (select case_id from moved) and person = any(${gonePeople}::text[]))`);
  if (steps.length > 0) parts.push(stepsChanged(steps));
  if (doneSteps.length > 0)
    parts.push(sql`steps_done as (
      delete from waiting_steps where case_id = (select case_id from moved) and step = any(${doneSteps}::text[]))`);
  if (work.length > 0) parts.push(workChanged(work));
  if (undatedWork.length > 0)
    parts.push(sql`work_undated as (
      delete from claimed_work where case_id = (select case_id from moved) and role = any(${undatedWork}::text[]))`);
  if (goneTasks.length > 0)
    parts.push(sql`tasks_gone as (
      update tasks set state = ${GONE_TASK_STATE}, ended_at = ${updatedAt}
      where task_id = any(${goneTasks}) and ended_at is null and exists (select from moved))`);
  if (goneRequests.length > 0)
    parts.push(sql`requests_gone as (
      update requests set state = ${GONE_REQUEST_STATE}, ended_at = ${updatedAt}
      where reference = any(${goneRequests}) and ended_at is null and exists (select from moved))`);
  return parts;
}

/** A completed task stays in the system; it ended when it was completed, not with each later input. */
const tasksChanged = (tasks: ProjectionChanges['tasks']): Alongside => sql`tasks_changed as (
  insert into tasks as stood
  select given.* from moved, json_populate_recordset(null::tasks, ${recordsOf(tasks)}::json) as given
  on conflict (task_id) do update set actor_key = excluded.actor_key, kind = excluded.kind, state = excluded.state,
    owner = excluded.owner, office = excluded.office, opened_at = excluded.opened_at, due_at = excluded.due_at,
    overdue = excluded.overdue, urgency = excluded.urgency, priority = excluded.priority,
    for_leadership = excluded.for_leadership,
    ended_at = case when excluded.ended_at is null then null else coalesce(stood.ended_at, excluded.ended_at) end)`;

/** What waits already goes on waiting since then. */
const stepsChanged = (steps: ProjectionChanges['steps']): Alongside => sql`steps_changed as (
  insert into waiting_steps
  select given.* from moved, json_populate_recordset(null::waiting_steps, ${recordsOf(steps)}::json) as given
  on conflict (case_id, step) do update set role = excluded.role, office = excluded.office)`;

const workChanged = (work: ProjectionChanges['work']): Alongside => sql`work_changed as (
  insert into claimed_work
  select given.* from moved, json_populate_recordset(null::claimed_work, ${recordsOf(work)}::json) as given
  on conflict (case_id, role) do update set what = excluded.what, date = excluded.date)`;

/** It was asked again where it stood otherwise before, and answered where it was not: a partner that changes its answer has answered before. */
const requestsChanged = (
  requests: ProjectionChanges['requests'],
  at: Projection['case']['updatedAt'],
): Alongside => sql`requests_changed as (
  insert into requests as stood
  select given.* from moved, json_populate_recordset(null::requests, ${recordsOf(requests)}::json) as given
  on conflict (reference) do update set actor_key = excluded.actor_key, partner_class = excluded.partner_class,
    state = excluded.state, window_from = excluded.window_from, window_until = excluded.window_until,
    region_code = excluded.region_code, due_at = excluded.due_at, overdue = excluded.overdue,
    ended_at = excluded.ended_at, office = excluded.office,
    asked_at = case when excluded.state = 'asked' and stood.state <> 'asked' then ${at} else coalesce(stood.asked_at, excluded.asked_at) end,
    answered_at = case when excluded.state <> 'answered' then null when stood.state = 'answered' then stood.answered_at else ${at} end)`;

/** As JSON text, members named as the table's columns. */
const recordsOf = (rows: readonly object[]): string =>
  JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          value as unknown,
        ]),
      ),
    ),
  );
