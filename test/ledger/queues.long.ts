/** Lists over a million tasks: each page is read in the order of an index, and reads not much more than it shows. */
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listCases, listWaiting } from '../../ledger/case-reads.ts';
import { dueForShredding } from '../../ledger/custody-reads.ts';
import { poolOf, type Database } from '../../ledger/database.ts';
import { listRequests, listTasks } from '../../ledger/queues.ts';
import type { Tables } from '../../ledger/tables.ts';
import { workFigures } from '../../ledger/work-figures.ts';
import { startStack, type Stack } from './stack.ts';

const TASKS = 1_000_000;
const LIMIT = 50;
/** What is passed over on the way to a page: one task in eight is unclaimed or overdue, one in five has a given state. */
const ROWS_READ_MAX = 20 * LIMIT;

let stack: Stack;
let db: Database;
const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];
beforeAll(async () => {
  stack = await startStack();
  const pool = poolOf(stack.databaseUrl, { max: 2 });
  db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin()],
    log: ({ query }) => void asked.push({ text: query.sql, values: query.parameters }),
  });
  for (const statement of FILL) await sql.raw(statement).execute(db);
}, 600_000);
afterAll(async () => {
  await db.destroy();
  await stack.stop();
});

/** 20 offices and 400 owners, without any order; three in ten are open, one in fifty concerns leadership. */
const FILL = [
  `insert into cases (case_id, entry, epoch, office, state, policy_version, opened_at, updated_at, ended_at, for_roles, awaited, due_at, system)
    select 'c_' || n, 1, 1, 'OFFICE-' || n % 20, (array['gating', 'awaitingReview', 'cleared', 'escalated', 'closed'])[1 + n % 5],
      'long', n, n, case when n % 5 = 4 then n end, case when n % 50 = 0 then '{leadership}'::text[] else '{}' end,
      case when n % 4 = 1 then '{supervisor,legal}'::text[] when n % 50 = 0 then '{leadership}' else '{}' end,
      case when n % 3 > 0 then hashint4(n) end, 'x' from generate_series(1, ${TASKS}) as n`,
  `insert into case_keys (case_id, key_id, wrapped) select case_id, 'k', 'x' from cases`,
  `insert into tasks (task_id, case_id, actor_key, kind, state, owner, office, opened_at, due_at, overdue, ended_at, for_leadership, urgency)
    select 't_' || n, 'c_' || n, 'root/consultation', 'consultation',
      (array['ready', 'reserved', 'inProgress', 'suspended', 'completed'])[1 + (hashint4(n + 1) & 65535) % 5],
      case when hashint4(n + 2) & 7 > 0 then 'person-' || (hashint4(n + 3) & 65535) % 400 end,
      'OFFICE-' || (hashint4(n + 4) & 65535) % 20, n, hashint4(n), hashint4(n + 5) & 7 = 0, case when n % 10 > 2 then n end, n % 50 = 0,
      (array[null, 'ordinary', 'ordinary', 'soon', 'soon', 'urgent', 'urgent', 'escalated'])[1 + (hashint4(n + 6) & 7)]
    from generate_series(1, ${TASKS}) as n`,
  `insert into requests (reference, case_id, actor_key, partner_class, state, window_from, window_until, region_code, due_at, overdue, ended_at,
      office, asked_at, answered_at)
    select 'r_' || n, 'c_' || n, 'root/local', (array['federal', 'state', 'local', 'internal'])[1 + n % 4], 'asked', n, n, 'EAST-07',
      hashint4(n), false, case when n % 10 > 2 then n end, 'OFFICE-' || (hashint4(n + 4) & 65535) % 20, n, case when n % 10 > 2 then n + 1 end
    from generate_series(1, ${TASKS}) as n`,
  // 2,500 cases of each person.
  `insert into case_people (case_id, person) select 'c_' || n, 'person-' || n % 400 from generate_series(1, ${TASKS}) as n`,
  'analyze',
];
const CASES_OF_ONE = TASKS / 400;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const EMPTY = new Set<string | undefined>(['legal_holds', 'assignments']);

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** How the statement that was asked last is run: which tables it reads from end to end, and how many rows it reads in all. */
async function readingOf(
  list: Promise<readonly unknown[]>,
): Promise<{ scanned: string[]; rowsRead: number; shown: number }> {
  const shown = (await list).length;
  const { text, values } = asked.at(-1)!;
  const pool = poolOf(stack.databaseUrl, { max: 1 });
  const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, format json) ${text}`, [
    ...values,
  ]);
  await pool.end();
  const nodes = nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
  return {
    shown,
    // Of these there are none here, and reading nothing from end to end costs nothing.
    scanned: nodes.flatMap((node) =>
      node['Node Type'] === 'Seq Scan' && !EMPTY.has(node['Relation Name']) ? [node['Relation Name'] ?? '?'] : [],
    ),
    rowsRead: nodes
      .filter((node) => node['Relation Name'] !== undefined)
      .reduce(
        (sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
        0,
      ),
  };
}

const office = 'OFFICE-7';
/** R6: whoever needs to know some cases alone. What is read follows from how many those are, and not from how many there are. */
/** The case of the first two is of this office; the task of the others is open. */
const onThem = ['person-7', 'person-27', 'person-0', 'person-1'];
test.each<[string, (database: Database) => Promise<readonly unknown[]>]>([
  ['cases of an office', (all) => listCases(all, { onThem, office, limit: LIMIT })],
  ['tasks of an office', (all) => listTasks(all, { onThem, office, limit: LIMIT })],
  [
    'cases that wait for supervisors',
    (all) =>
      listWaiting(all, { awaited: 'supervisor', onThem: ['person-5', 'person-25'], office: 'OFFICE-5', limit: LIMIT }),
  ],
])('%s, for who is on some of them', async (_, list) => {
  const { scanned, rowsRead, shown } = await readingOf(list(db));
  expect(scanned).toEqual([]);
  expect(shown).toBeGreaterThanOrEqual(LIMIT);
  expect(rowsRead).toBeLessThanOrEqual(4 * onThem.length * CASES_OF_ONE);
});

test('figures of an office are counted over its tasks, requests and cases alone', async () => {
  const since = asked.length;
  await workFigures(db, { onThem: null, office, at: TASKS, since: (TASKS * 3) / 4, isPast: false });
  const statements = asked.slice(since);
  expect(statements).toHaveLength(7);
  for (const statement of statements) {
    asked.push(statement);
    const { scanned, rowsRead } = await readingOf(Promise.resolve([]));
    expect(scanned).toEqual([]);
    // One of 20 offices: open ones by one index, completed ones by another. A bitmap of an index counts the rows that it points to, too.
    expect(rowsRead).toBeLessThanOrEqual(TASKS / 10);
  }
});

test.each<[string, (database: Database) => Promise<readonly unknown[]>]>([
  ['tasks of an office', (all) => listTasks(all, { onThem: null, office, limit: LIMIT })],
  ['what comes first by priority', (all) => listTasks(all, { onThem: null, office, order: 'priority', limit: LIMIT })],
  ['the last of them first', (all) => listTasks(all, { onThem: null, office, order: 'latest', limit: LIMIT })],
  [
    'those after another',
    (all) =>
      listTasks(all, { onThem: null, office, after: { priority: 5, dueAt: 0, taskId: 't_20402' }, limit: LIMIT }),
  ],
  ['those that nobody has claimed', (all) => listTasks(all, { onThem: null, office, unclaimed: true, limit: LIMIT })],
  ['those that are overdue', (all) => listTasks(all, { onThem: null, office, overdue: true, limit: LIMIT })],
  ['those that are escalated', (all) => listTasks(all, { onThem: null, office, urgency: 'escalated', limit: LIMIT })],
  ['those that are ordinary', (all) => listTasks(all, { onThem: null, office, urgency: 'ordinary', limit: LIMIT })],
  ['those in one state', (all) => listTasks(all, { onThem: null, office, state: 'suspended', limit: LIMIT })],
  ['tasks of a person', (all) => listTasks(all, { onThem: null, owner: 'person-27', limit: LIMIT })],
  ['tasks for leadership', (all) => listTasks(all, { onThem: null, forLeadership: true, limit: LIMIT })],
  [
    'those of them that nobody has claimed',
    (all) => listTasks(all, { onThem: null, forLeadership: true, unclaimed: true, limit: LIMIT }),
  ],
  ['requests to a class of partners', (all) => listRequests(all, { partnerClass: 'local', limit: LIMIT })],
  [
    'requests after another',
    (all) => listRequests(all, { partnerClass: 'local', after: { dueAt: 0, reference: 'r_20402' }, limit: LIMIT }),
  ],
  ['cases of an office', (all) => listCases(all, { onThem: null, office, limit: LIMIT })],
  ['cases for leadership', (all) => listCases(all, { onThem: null, forRole: 'leadership', limit: LIMIT })],
  [
    'cases that wait for legal staff',
    (all) => listWaiting(all, { awaited: 'legal', onThem: null, office: 'OFFICE-5', limit: LIMIT }),
  ],
  [
    'cases that wait for leadership',
    (all) => listWaiting(all, { awaited: 'leadership', forRole: 'leadership', onThem: null, limit: LIMIT }),
  ],
  ['cases in a state', (all) => listCases(all, { onThem: null, state: 'escalated', limit: LIMIT })],
  [
    'cases of an office after another',
    (all) => listCases(all, { onThem: null, office, after: { updatedAt: 500_000, caseId: 'c_500000' }, limit: LIMIT }),
  ],
  ['cases whose texts are due', (all) => dueForShredding(all, 0, TASKS, { limit: LIMIT })],
  [
    'cases whose texts are due, after another',
    (all) => dueForShredding(all, 0, TASKS, { after: { endedAt: 500_004, caseId: 'c_500004' }, limit: LIMIT }),
  ],
])('%s', async (_, list) => {
  const { scanned, rowsRead, shown } = await readingOf(list(db));
  expect(scanned).toEqual([]);
  expect(shown).toBeGreaterThanOrEqual(LIMIT);
  expect(rowsRead).toBeLessThanOrEqual(ROWS_READ_MAX);
});
