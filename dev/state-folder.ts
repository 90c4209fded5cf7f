import { chmodSync, mkdirSync } from 'node:fs';
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

/** Makes the folder where it is missing, and private: nobody but its owner may look into it. @returns the folder */
export function makePrivateFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}
