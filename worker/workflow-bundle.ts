import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../codec/data-converter.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The rooms that travel into the workflow sandbox, and the lock file that fixes what they import. */
const SOURCES = [
  'workflows',
  'machines',
  'policy',
  'schemas',
  'codec/failure-converter.ts',
  'worker/workflow-bundle.ts',
  'package-lock.json',
];

/**
 * Loaded once for each worker, with all that they import, and shared by its executions; everything else is loaded for each execution
 * anew. Only what is pure and has no state of its own may be here: these rooms are, by their import rules, and the SDK freezes what
 * they export. It halves the memory of a cached case (docs/performance.md), most of which were its own copies of XState and machines.
 */
const SHARED = [
  'workflows/stack-depth.ts',
  'machines/case-program.ts',
  'machines/case-board.ts',
  'schemas/recordable.ts',
];

export interface WorkflowBundle {
  readonly code: string;
  /** SHA-256 (hex) over what the code was made from: the same wherever it is made. */
  readonly digest: string;
}

/**
 * The workflow bundle, from the cache where nothing that goes into it has changed: making one takes seconds.
 * @param entry the module that exports the workflows; a test may give its own
 */
export async function workflowBundle(
  cacheFolder: string,
  entry = join(PROJECT, 'workflows/case.workflow.ts'),
): Promise<WorkflowBundle> {
  const digest = await digestOfFiles([...SOURCES, entry]);
  const path = join(cacheFolder, `workflows-${digest}.js`);
  const cached = await readFile(path, 'utf8').catch(() => null);
  if (cached !== null) return { code: cached, digest };
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    failureConverterPath: FAILURE_CONVERTER_PATH,
    preloadModules: SHARED.map((module) => join(PROJECT, module)),
  });
  await mkdir(dirname(path), { recursive: true });
  // Renamed into place, since two processes may make it at once.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, path);
  return { code, digest };
}

async function digestOfFiles(places: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await Promise.all(places.map(filesAt))).flat().sort()) {
    const content = await readFile(path);
    hash.update(`${path.slice(PROJECT.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesAt(place: string): Promise<string[]> {
  const path = place.startsWith('/') ? place : join(PROJECT, place);
  if (/\.\w+$/.test(path)) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
