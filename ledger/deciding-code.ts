/** The code that decides, as files: what entries pin by its digest, and what a record carries so that it can be re-executed for years. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Queries } from './log-store.ts';

/** Name within the project, with forward slashes, and content. */
export interface DecidingFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Packed files are not what they say, or too large to be. */
export class DecidingCodeMalformed extends Error {
  override readonly name = 'DecidingCodeMalformed';
}

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The rooms that decide. */
const ROOMS = ['machines', 'policy', 'schemas'];

/** They have 200 KB now. */
const UNPACKED_BYTES_MAX = 16 * 1024 * 1024;

export async function readDecidingFiles(): Promise<DecidingFile[]> {
  const paths = (await Promise.all(ROOMS.map(pathsIn))).flat().sort();
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(PROJECT, path).split(sep).join('/'),
      content: await readFile(path),
    })),
  );
}

async function pathsIn(room: string): Promise<string[]> {
  const entries = await readdir(join(PROJECT, room), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Keeps the code beside the entries that pin it; the same again changes nothing. */
export async function keepDecidingCode(db: Queries, files: readonly DecidingFile[]): Promise<void> {
  await db
    .insertInto('machines')
    .values({ digest: decidingDigestOf(files), files: packFiles(files) })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
}

/** SHA-256 (hex) over names and contents. @param files in the order of their names */
export function decidingDigestOf(files: readonly DecidingFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of files) hash.update(`${path}\0${content.length}\0`).update(content);
  return hash.digest('hex');
}

export const packFiles = (files: readonly DecidingFile[]): Buffer =>
  gzipSync(JSON.stringify(files.map(({ path, content }) => [path, content.toString('base64')])));

/** @throws DecidingCodeMalformed */
export function unpackFiles(packed: Uint8Array): DecidingFile[] {
  const value = unpacked(packed);
  if (!Array.isArray(value)) throw new DecidingCodeMalformed('not a list of files');
  return value.map((file: unknown) => {
    const [path, content] = Array.isArray(file) && file.length === 2 ? (file as unknown[]) : [];
    // Written to a folder before it runs, so no name may lead out of it.
    const isInside = typeof path === 'string' && /^(?:[\w-]+\/)+[\w.-]+$/.test(path) && !path.includes('..');
    if (!isInside || typeof content !== 'string')
      throw new DecidingCodeMalformed('not a file of the rooms that decide');
    return { path, content: Buffer.from(content, 'base64') };
  });
}

function unpacked(packed: Uint8Array): unknown {
  try {
    return JSON.parse(gunzipSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX }).toString('utf8'));
  } catch (cause) {
    throw new DecidingCodeMalformed('not packed files', { cause });
  }
}
