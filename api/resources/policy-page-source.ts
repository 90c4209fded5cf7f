import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const SOURCE = new URL('../../policy/source/', import.meta.url);

/** The page that a version of the build was read from; the same for one that only shortens its time limits. */
export function pageOfBuild(version: string): Promise<string> {
  const [base] = version.split('+');
  return readFile(fileURLToPath(new URL(`${base}.txt`, SOURCE)), 'utf8');
}
