/** The register of disclosures over a record of many other acts: its order, its pages, and that each is read by an index. */
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poolOf, type Database } from '../../ledger/database.ts';
import { listDisclosures, type DisclosurePage } from '../../ledger/disclosures.ts';
import type { Tables } from '../../ledger/tables.ts';
import { startStack, type Stack } from './stack.ts';

/** One act in ten is a disclosure; of these one in five is on each ground, and one in a thousand to this recipient. */
const ACTS = 50_000;
const RARE = 'AGENCY-7';

let stack: Stack;
let db: Database;
const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];
beforeAll(async () => {
  stack = await startStack();
  db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: poolOf(stack.databaseUrl, { max: 1 }) }),
    plugins: [new CamelCasePlugin()],
    log: ({ query }) => void asked.push({ text: query.sql, values: query.parameters }),
  });
  // Two disclosures share each moment: the order is by the act, too.
  await sql
    .raw(
      `insert into acts (kind, person, action, case_id, details, at, salt, commitment)
        select case when n % 10 = 0 then 'disclosure' else 'access' end, 'somebody', 'disclosure.recorded', 'c_' || n % 500,
          json_build_object('ground', 'b' || 1 + n / 10 % 5, 'recipient', 'AGENCY-' || n / 10 % 1000)::text, n / 20, 'salt', 'x'
        from generate_series(1, ${ACTS}) as n`,
    )
    .execute(db);
  await sql.raw('analyze acts').execute(db);
}, 120_000);
afterAll(async () => {
  await db.destroy();
  await stack.stop();
});

/** Names of the indexes by which the statement that was asked last is read; a table that is read from end to end is named, too. */
async function readBy(): Promise<readonly string[]> {
  const { text, values } = asked.at(-1)!;
  const pool = poolOf(stack.databaseUrl, { max: 1 });
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, [...values]);
  await pool.end();
  return rows.flatMap(
    ({ 'QUERY PLAN': line }) => /(?:Seq Scan on|using|Index Scan on) (acts\w*)/.exec(line)?.[1] ?? [],
  );
}

test.each<[string, Partial<DisclosurePage>, string]>([
  ['all', {}, 'acts_disclosed'],
  ['those before a moment', { until: 1_000 }, 'acts_disclosed'],
  ['those after another', { after: { at: 1_000, act: 20_000 } }, 'acts_disclosed'],
  ['those on a ground', { ground: 'b3' }, 'acts_disclosed_by_ground'],
  ['those on a ground in a time', { ground: 'b3', from: 500, until: 1_000 }, 'acts_disclosed_by_ground'],
  ['those to a recipient', { recipient: RARE }, 'acts_disclosed_to'],
])('%s are read in the order of an index', async (_what, page, index) => {
  const rows = await listDisclosures(db, { ...page, limit: 5 });
  expect(rows).toHaveLength(5);
  expect(await readBy()).toEqual([index]);
});

test('the last, first; a page goes on after the one before, also where two were at one moment', async () => {
  const whole = await listDisclosures(db, { limit: 100 });
  expect(whole.map(({ act }) => act)).toEqual(whole.map(({ act }) => act).toSorted((one, other) => other - one));
  expect(whole[0]!.at).toBe(ACTS / 20);
  const pages: number[] = [];
  for (let after = undefined as DisclosurePage['after']; pages.length < 99;) {
    const page = await listDisclosures(db, { limit: 3, ...(after === undefined ? {} : { after }) });
    pages.push(...page.map(({ act }) => act));
    after = page.at(-1)!;
  }
  expect(pages).toEqual(whole.slice(0, 99).map(({ act }) => act));
});

test('each filter has its own alone, and nothing that is no disclosure', async () => {
  const rows = await listDisclosures(db, { recipient: RARE, from: 100, until: 1_000, limit: 100 });
  // Numbers 70, 10,070 and 20,070 and so on, of which two are in that time.
  expect(rows.map(({ at }) => at)).toEqual([503]);
  expect(rows[0]).toMatchObject({ kind: 'disclosure', details: { recipient: RARE, ground: 'b3' } });
  expect(await listDisclosures(db, { recipient: RARE, ground: 'b1', limit: 1 })).toEqual([]);
});
