/** What PostgreSQL itself allows: the service as an ordinary role that owns its database, and a person who may only read. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ephemeralPostgres, type EphemeralPostgres } from '../../dev/ephemeral-postgres.ts';
import { migrate } from '../../ledger/migrations.ts';

const INSUFFICIENT_PRIVILEGE = '42501';
const RESTRICT_VIOLATION = '23001';
const PASSWORD = 'synthetic-password';

let postgres: EphemeralPostgres;
beforeAll(async () => {
  postgres = await ephemeralPostgres();
  await as('superuser', [
    `create role service login nosuperuser createrole password '${PASSWORD}'`,
    'create database record owner service',
  ]);
  await migrate(urlOf('service', 'record'));
  await as('service', [`create role reader login nosuperuser in role casegate_reader password '${PASSWORD}'`, ...ROWS]);
});
afterAll(() => postgres.stop());

const ROWS = [
  `insert into entries (case_id, entry, commitment, content, at, policy_digest, machines_digest)
    values ('c_1', 1, 'commitment', 'ciphertext', 1, 'policy', 'machines')`,
  `insert into acts (kind, person, action, details, at, salt, commitment)
    values ('access', 'somebody', 'case.read', '{}', 1, 'salt', 'commitment')`,
  `insert into log_leaves (index, case_id, entry, leaf) values (0, 'c_1', 1, 'leaf')`,
  `insert into log_tiles (level, index, hashes) values (0, 0, decode(repeat('00', 32), 'hex'))`,
  `insert into log_checkpoints (size, note) values (1, 'note')`,
  `insert into machines (digest, files) values ('machines', 'files')`,
];

function urlOf(role: string, database: string): string {
  const url = new URL(postgres.databaseUrl);
  if (role !== 'superuser') Object.assign(url, { username: role, password: PASSWORD });
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs statements one after the other. @throws what PostgreSQL says */
async function as(role: 'superuser' | 'service' | 'reader', statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: urlOf(role, role === 'superuser' ? 'casegate' : 'record') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const refusal = async (role: 'service' | 'reader', statement: string): Promise<unknown> =>
  as(role, [statement]).then(
    () => 'allowed',
    (error: { code?: string }) => error.code,
  );

describe('the service that writes the record', () => {
  test.each(['entries', 'acts', 'log_leaves', 'log_checkpoints', 'machines', 'policy_versions', 'policy_reached'])(
    'has no right to change or remove what is in %s',
    async (table) => {
      for (const statement of [
        `update ${table} set ${ANY[table]!}`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ])
        expect([statement, await refusal('service', statement)]).toEqual([statement, INSUFFICIENT_PRIVILEGE]);
    },
  );

  test('may let tiles grow, and neither rewrite nor remove them', async () => {
    const grown = `update log_tiles set hashes = hashes || decode(repeat('11', 32), 'hex')`;
    expect(await refusal('service', grown)).toBe('allowed');
    const rewritten = `update log_tiles set hashes = decode(repeat('22', 64), 'hex')`;
    expect(await refusal('service', rewritten)).toBe(RESTRICT_VIOLATION);
    expect(await refusal('service', 'delete from log_tiles')).toBe(INSUFFICIENT_PRIVILEGE);
  });
});

const ANY: { readonly [table: string]: string } = {
  entries: 'entry = 2',
  acts: `person = 'nobody'`,
  log_leaves: 'index = 7',
  log_checkpoints: 'size = 7',
  machines: `digest = 'other'`,
  policy_versions: `digest = 'other'`,
  policy_reached: `case_id = 'c_2'`,
};

describe('the reader', () => {
  test.each([
    'select case_id, entry, commitment, machines_digest from entries',
    'select office, state, count(*) from cases group by 1, 2',
    'select office, overdue, count(*) from tasks group by 1, 2',
    'select partner_class, overdue, count(*) from requests group by 1, 2',
    'select leaf from log_leaves',
    'select hashes from log_tiles',
    'select note from log_checkpoints',
  ])('may: %s', async (statement) => {
    expect(await refusal('reader', statement)).toBe('allowed');
  });

  test.each([
    'select content from entries',
    'select system from cases',
    'select case_id from tasks',
    'select owner from tasks',
    'select case_id from requests',
    'select * from case_keys',
    'select * from acts',
    'select * from person_links',
    'select * from case_people',
    'select * from assignments',
    'select * from incidents',
    `insert into entries (case_id, entry, commitment, content, at, policy_digest, machines_digest)
      values ('c_2', 1, '', '', 1, '', '')`,
    `insert into cases (case_id) values ('c_2')`,
    `update cases set state = 'cleared'`,
    'update tasks set overdue = false',
    'delete from cases',
    'delete from log_queue',
    'truncate cases',
    'create table mine (id integer)',
  ])('may not: %s', async (statement) => {
    expect(await refusal('reader', statement)).toBe(INSUFFICIENT_PRIVILEGE);
  });
});

test('a service that may make no roles migrates all the same, and whoever makes the role grants by a call', async () => {
  await as('superuser', [
    'alter role casegate_reader rename to other_reader',
    `create role humble login nosuperuser nocreaterole password '${PASSWORD}'`,
    'create database another owner humble',
  ]);
  await migrate(urlOf('humble', 'another'));
  const client = new Client({ connectionString: urlOf('humble', 'another') });
  await client.connect();
  const may = async () => {
    const query = `select has_column_privilege('casegate_reader', 'cases', 'state', 'select') as may`;
    return (await client.query<{ may: boolean }>(query)).rows[0]!.may;
  };
  await as('superuser', ['alter role other_reader rename to casegate_reader']);
  expect(await may()).toBe(false);
  await client.query('select grant_reading()');
  expect(await may()).toBe(true);
  await client.end();
});
