/**
 * Where the embedded database lives and as whom it runs. PostgreSQL refuses to run as root, so for root it runs as another
 * user, who must be able to reach its data and its programs: every folder above them must let that user pass.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { UserIds } from './child-process.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { makePrivateFolder } from './state-folder.ts';

/** `postgres` is made for this; `nobody` is everywhere. A user id without a name won't do: initdb asks for the name. */
const UNPRIVILEGED_USERS = ['postgres', 'nobody'];
/** Both persist through a restart of the machine. The second lets anyone make folders, so what is there is checked. */
const FALLBACK_PARENTS = ['/var/lib', '/var/tmp'];

/** Others may pass through to what they know by name and own; they can't list it. */
const PASSABLE = 0o711;

export interface PostgresPlace {
  /** Undefined: as ourselves. */
  readonly user: UserIds | undefined;
  /** Ours; holds the password, and nothing of the database's user. */
  readonly secretsFolder: string;
  /** Ours, and the database's user may pass through it to the data and the programs inside. */
  readonly folder: string;
  /** Folder of programs that the database's user can run. */
  readonly programs: string;
}

/**
 * Chooses and makes the place. Inside the state folder where the user can reach it; else, for root in a private home
 * folder, a persistent folder of its own outside, whose name is noted in the state folder.
 * @param user as whom to run; for tests, who are root
 * @throws Error where root finds no user or no place
 */
export function postgresPlace(
  stateFolder: string,
  binaries: PostgresBinaries,
  log: (line: string) => void,
  user: UserIds | undefined = unprivilegedUser(),
): PostgresPlace {
  const secretsFolder = makePrivateFolder(join(stateFolder, 'database'));
  if (!user) return { user, secretsFolder, folder: secretsFolder, programs: binaries.folder };
  const folder = reachableFolder(stateFolder, secretsFolder, user, log);
  return { user, secretsFolder, folder, programs: reachablePrograms(folder, binaries, user, log) };
}

/** Removes what a state folder keeps outside of itself, for one that is thrown away. The database must have ended. */
export function removeOutsidePlace(stateFolder: string): void {
  const noteFile = noteFileIn(join(stateFolder, 'database'));
  if (existsSync(noteFile)) rmSync(ownFolder(readFileSync(noteFile, 'utf8').trim()), { recursive: true });
}

/** Names the folder outside; there is none where the data is inside. */
const noteFileIn = (secretsFolder: string): string => join(secretsFolder, 'place');

/** The user for a database that root starts; undefined where we are not root. */
export function unprivilegedUser(): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of UNPRIVILEGED_USERS) {
    const ids = idsOf(name);
    if (ids) return ids;
  }
  throw new Error(
    `PostgreSQL does not run as root, and there is no user ${UNPRIVILEGED_USERS.join(' or ')} to run it as; start as another user, or set DATABASE_URL`,
  );
}

function idsOf(name: string): UserIds | undefined {
  const id = (option: string) =>
    Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function reachableFolder(
  stateFolder: string,
  secretsFolder: string,
  user: UserIds,
  log: (line: string) => void,
): string {
  const noteFile = noteFileIn(secretsFolder);
  if (existsSync(noteFile)) return ownFolder(readFileSync(noteFile, 'utf8').trim());
  // Only passing is given, for root's own state folder alone; everything in it keeps its own private mode.
  chmodSync(stateFolder, PASSABLE);
  const inside = ownFolder(join(stateFolder, 'postgres'));
  if (canReach(inside, user)) return inside;
  rmSync(inside, { recursive: true });
  chmodSync(stateFolder, 0o700);
  const outside = fallbackFolder(user);
  writeFileSync(noteFile, `${outside}\n`, { mode: 0o600 });
  log(`the database's user cannot reach ${stateFolder}, so its data is kept in ${outside}`);
  return outside;
}

/** A random name, kept in the state folder: a new state folder never meets another one's data. */
function fallbackFolder(user: UserIds): string {
  const name = `casegate-${randomBytes(8).toString('hex')}`;
  for (const parent of FALLBACK_PARENTS) {
    if (!canReach(parent, user)) continue;
    try {
      return ownFolder(join(parent, name));
    } catch {
      // Read-only or full: the next.
    }
  }
  throw new Error(
    `the database's user can reach none of ${FALLBACK_PARENTS.join(', ')}; set CASEGATE_HOME to a folder outside of private ones, or DATABASE_URL`,
  );
}

/** Makes the folder where it is missing. @throws Error where it is a link or another's */
function ownFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: PASSABLE });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) throw new Error(`${folder} is not a folder of ours`);
  chmodSync(folder, PASSABLE);
  return folder;
}

function reachablePrograms(
  folder: string,
  binaries: PostgresBinaries,
  user: UserIds,
  log: (line: string) => void,
): string {
  if (canReach(join(binaries.folder, 'bin', 'postgres'), user)) return binaries.folder;
  const copy = join(folder, `programs-${binaries.version}`);
  if (existsSync(copy)) return copy;
  log(`the database's user cannot reach ${binaries.folder}; copying it to ${copy}`);
  const draft = `${copy}.${randomBytes(4).toString('hex')}.draft`;
  cpSync(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
  makeReadable(draft);
  renameSync(draft, copy);
  return copy;
}

/** The programs are public; a strict umask would keep the database's user from them. */
function makeReadable(folder: string): void {
  execFileSync('chmod', ['-R', 'a+rX', folder]);
}

/** Asked as that user, since modes alone don't tell (access lists, mount options). */
function canReach(path: string, user: UserIds): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...user, cwd: '/' }).status === 0;
}
