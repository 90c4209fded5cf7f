/** Where servers that stand in for the dev server keep what they know: databases of one PostgreSQL, cloned from prepared ones. */
import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** `postgres://` of the superuser; set by `npm run test:real` for everything that it starts. */
export const REAL_POSTGRES_VARIABLE = 'CASEGATE_REAL_POSTGRES_URL';

/** What is cloned: made by ops/postgres and ops/temporal/create-schema.sh, with the namespace registered. */
export const TEMPLATES = { store: 'temporal', visibility: 'temporal_visibility' } as const;

export interface ServerDatabases {
  readonly store: string;
  readonly visibility: string;
}

/** The same file means the same databases, as it means the same state to the dev server; without one they are new. */
export function databasesFor(databaseFile: string | undefined): ServerDatabases {
  const key =
    databaseFile === undefined
      ? randomBytes(8).toString('hex')
      : createHash('sha256').update(databaseFile).digest('hex').slice(0, 16);
  return { store: `temporal_${key}`, visibility: `temporal_visibility_${key}` };
}

/** Makes those that are not there yet. */
export async function cloneTemplates(superuserUrl: string, databases: ServerDatabases): Promise<void> {
  await usingDatabase(superuserUrl, 'postgres', async (client) => {
    for (const part of ['store', 'visibility'] as const) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databases[part]]);
      if (rowCount !== 0) continue;
      await client.query(`CREATE DATABASE ${databases[part]} TEMPLATE ${TEMPLATES[part]} OWNER temporal`);
      // The server looks for the version of its tables under the name of their database.
      await usingDatabase(superuserUrl, databases[part], (clone) =>
        clone.query('UPDATE schema_version SET db_name = $1', [databases[part]]),
      );
    }
  });
}

/** Every value of every table, uncompressed: what somebody with the whole database could read. */
export async function bytesIn(superuserUrl: string, databases: ServerDatabases): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const database of Object.values(databases))
    await usingDatabase(superuserUrl, database, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      for (const { name } of tables) {
        const { rows } = await client.query<unknown[]>({ text: `SELECT * FROM ${name}`, rowMode: 'array' });
        parts.push(
          ...rows.flat().map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value) ?? ''))),
        );
      }
    });
  return Buffer.concat(parts);
}

export async function usingDatabase<T>(
  superuserUrl: string,
  database: string,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
