/**
 * `node ops/make-secrets.ts FOLDER`: makes the secrets that docker-compose.yml reads and that nobody has to choose: passwords of the
 * databases, and the key file. What is there already stays as it is: the keys above all, without which nothing can be read.
 *
 * Run as root it gives the two files that only the service may read to `CASEGATE_UID` and `CASEGATE_GID` (10001 by default); run as
 * another user, those two have to be set to that user's ids, for this and for `docker compose`.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyFile } from '../codec/key-file.ts';

const PASSWORD_BYTES = 32;
/** Read by containers that run as different users: the folder's own mode keeps everybody else on this machine out. */
const READABLE_IN_CONTAINERS = 0o444;
const SERVICE_ALONE = 0o400;
const STANDARD_ID = 10_001;

const [folder, ...others] = process.argv.slice(2);
if (!folder || others.length > 0) {
  console.error('usage: node ops/make-secrets.ts FOLDER');
  process.exit(2);
}

const uid = idFrom('CASEGATE_UID');
const gid = idFrom('CASEGATE_GID');
mkdirSync(folder, { recursive: true, mode: 0o700 });
chmodSync(folder, 0o700);

for (const role of ['postgres', 'temporal', 'ledger']) makePassword(role);
makePgpass();
await makeKeys();
console.error(`secrets are in ${folder}; add oidc_client_secret and casegate_staff: see docs/deployment.md`);

function passwordFileOf(role: string): string {
  return join(folder!, role === 'postgres' ? 'postgres_password' : `${role}_db_password`);
}

function makePassword(role: string): void {
  const path = passwordFileOf(role);
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`, { flush: true });
  chmodSync(path, READABLE_IN_CONTAINERS);
}

/** https://www.postgresql.org/docs/current/libpq-pgpass.html: which the client refuses where others may read it. */
function makePgpass(): void {
  const path = join(folder!, 'ledger_pgpass');
  const password = readFileSync(passwordFileOf('ledger'), 'utf8').trim();
  if (!existsSync(path)) writeFileSync(path, `postgres:5432:ledger:ledger:${password}\n`, { mode: 0o600, flush: true });
  giveToService(path);
}

async function makeKeys(): Promise<void> {
  const path = join(folder!, 'casegate_keys');
  if (!existsSync(path)) {
    await createKeyFile(path);
    console.error(`made ${path}, which encrypts every case: keep a copy elsewhere, without it nothing can be read`);
  }
  giveToService(path);
}

function giveToService(path: string): void {
  chmodSync(path, SERVICE_ALONE);
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
  else if (process.getuid?.() !== uid)
    throw new Error(
      `${path} must belong to user ${uid}: run this as root, or set CASEGATE_UID and CASEGATE_GID to your own ids`,
    );
}

function idFrom(name: string): number {
  const text = process.env[name];
  if (text === undefined || text === '') return STANDARD_ID;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new Error(`${name} must be a number`);
}
