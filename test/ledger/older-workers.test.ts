/** A worker of an older release goes on writing beside a newer one, which has migrated the database: docs/versioning.md. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());

/** By table, a row with the columns that its first release had. */
const FIRST_ROWS = {
  tasks: {
    task_id: 't_older',
    case_id: 'c_older',
    actor_key: 'consultation',
    kind: 'consultation',
    state: 'ready',
    owner: null,
    office: 'OFFICE-OLDER',
    opened_at: 1,
    due_at: 2,
    overdue: false,
    ended_at: null,
  },
  requests: {
    reference: 'r_older',
    case_id: 'c_older',
    actor_key: 'root/local',
    partner_class: 'local',
    state: 'asked',
    window_from: 1,
    window_until: 2,
    region_code: 'EAST-07',
    due_at: 2,
    overdue: false,
    ended_at: null,
  },
  waiting_steps: { case_id: 'c_older', step: 'review', role: 'supervisor', office: 'OFFICE-OLDER', since: 1 },
} as const;

const KEYS = { tasks: 'task_id', requests: 'reference', waiting_steps: 'case_id, step' } as const;

/** As every release writes it: all columns of the table as it stands, null where the record has no member for it. */
const written = (table: keyof typeof FIRST_ROWS, office: string) => {
  const rows = JSON.stringify([{ ...FIRST_ROWS[table], ...(table === 'requests' ? {} : { office }) }]);
  return sql`insert into ${sql.table(table)}
    select given.* from json_populate_recordset(null::${sql.table(table)}, ${rows}::json) as given
    on conflict (${sql.raw(KEYS[table])}) do update set case_id = excluded.case_id`.execute(stack.db);
};

test.each(Object.keys(FIRST_ROWS) as (keyof typeof FIRST_ROWS)[])(
  'rows of %s without the columns that came later are taken, first and once more',
  async (table) => {
    await written(table, 'OFFICE-OLDER');
    const again = await written(table, 'OFFICE-OLDER');
    expect(again.numAffectedRows).toBe(1n);
  },
);

test('a case without the columns that came later is taken', async () => {
  const row = sql`insert into cases as stood
      (case_id, entry, epoch, office, state, policy_version, opened_at, updated_at, ended_at, system)
    values ('c_older', 1, 1, 'OFFICE-OLDER', 'gating', 'announcement-2025-01-31', 1, 1, null, '\\x01')`;
  expect((await row.execute(stack.db)).numAffectedRows).toBe(1n);
});

test('a task of which an older worker says no priority is ordinary, and one that has another keeps it', async () => {
  await stack.db.deleteFrom('tasks').execute();
  await written('tasks', 'OFFICE-ORDINARY');
  const queued = async () =>
    (await stack.ledger.listTasks({ onThem: null, office: 'OFFICE-ORDINARY', order: 'priority', limit: 10 })).map(
      ({ taskId, priority }) => [taskId, priority],
    );
  expect(await queued()).toEqual([['t_older', 5]]);
  await stack.db.updateTable('tasks').set({ priority: 2 }).execute();
  await written('tasks', 'OFFICE-ORDINARY');
  expect(await queued()).toEqual([['t_older', 2]]);
});
