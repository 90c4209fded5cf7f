import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The one folder of everything that the embedded default keeps; `CASEGATE_HOME` puts it elsewhere. */
export function stateFolderOf(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const home = environment['CASEGATE_HOME'];
  if (!home) return join(PROJECT, '.casegate');
  if (!isAbsolute(home)) throw new Error(`CASEGATE_HOME must be an absolute path; it is ${JSON.stringify(home)}`);
  return resolve(home);
}

/** Downloaded executables. Holds nothing that can't be downloaded again. */
export function cacheFolderOf(stateFolder: string): string {
  return join(stateFolder, 'cache');
}

/** Read and write for anyone but the owner. Passing through (0711) is given by postgres-place.ts, and must stay. */
const NOT_PRIVATE = 0o066;

/** Makes the folder where it is missing, and private: nobody but its owner may look into it. @returns the folder */
export function makePrivateFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).mode & NOT_PRIVATE) chmodSync(folder, 0o700);
  return folder;
}
