/** The roles and databases of docker-compose.yml, made from the same files on a PostgreSQL of a test. */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unprivilegedUser } from './postgres-place.ts';
import { usingDatabase } from './real-server-state.ts';

const SQL = fileURLToPath(new URL('../ops/postgres/', import.meta.url));
const PASSWORD_BYTES = 24;

/** A file for each role, readable by PostgreSQL's user, who is not ours where we are root. @returns the folder */
export function makeDatabasePasswords(folder: string): string {
  const user = unprivilegedUser();
  if (user) chmodSync(folder, 0o711);
  for (const role of ['temporal', 'ledger']) {
    const path = join(folder, `${role}_db_password`);
    writeFileSync(path, `${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`, { mode: 0o400 });
    if (user) chownSync(path, user.uid, user.gid);
  }
  return folder;
}

/** As the PostgreSQL image does it with an empty volume. */
export async function applyOpsSql(superuserUrl: string, secretsFolder: string): Promise<void> {
  const textOf = (name: string) => readFile(join(SQL, name), 'utf8');
  const [roles, databases] = await Promise.all([textOf('10-roles.sql'), textOf('20-databases.sql')]);
  await usingDatabase(superuserUrl, 'postgres', async (client) => {
    await client.query(`SELECT set_config('casegate.secrets_folder', $1, false)`, [secretsFolder]);
    await client.query(roles);
    // One at a time, as psql sends them: no database is made inside a transaction.
    for (const statement of databases.split(/;\n/).filter((text) => text.trim() !== '')) await client.query(statement);
  });
}
