import { Written } from '../api/contract/call.ts';
import { parseStrictJson } from '../schemas/strict-json.ts';
import type { Json } from '../schemas/words.ts';

/** What a terminal gives the command line, so that tests can stand in for it. */
export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly env: { readonly [name: string]: string | undefined };
  readonly fetch: typeof fetch;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly readStdin: () => Promise<Uint8Array>;
  readonly now: () => number;
  /** Whether somebody sees standard error as it is written. */
  readonly isWatched: boolean;
  /** Runs again and again after so many ms, until what it answers is called. */
  readonly every: (ms: number, run: () => void) => () => void;
}

/** The command line, or a file that it names, is not right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly where: string;
  readonly remedy: string;

  constructor(what: string, where: string, remedy: string) {
    super(what);
    this.where = where;
    this.remedy = remedy;
  }
}

/** Larger than the service takes: what is larger still is surely the wrong file. */
const FILE_BYTES_MAX = 1024 * 1024;

/**
 * A text from a file, or from standard input for `-`. Protected values come this way only: arguments stand in the shell's history and in
 * the process list.
 */
export async function readText(io: Io, path: string): Promise<string> {
  const where = path === '-' ? 'standard input' : path;
  const bytes = await readBytes(io, path);
  try {
    // Windows ends lines with a carriage return, which the service takes for a control character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    throw new UsageError('the file is not UTF-8', where, 'save it as UTF-8 and try again');
  }
}

/** JSON from a file as it was written: the service parses it strictly, duplicate names and all. */
export const writtenIn = async (io: Io, path: string): Promise<Written> => new Written(await readText(io, path));

/** A file's exact bytes, for what a signature is over. */
export async function readBytes(io: Io, path: string): Promise<Uint8Array> {
  const bytes = path === '-' ? await io.readStdin() : await readFileAt(io, path);
  if (bytes.byteLength <= FILE_BYTES_MAX) return bytes;
  throw new UsageError('the file is too large', path === '-' ? 'standard input' : path, 'give a file of at most 1 MiB');
}

async function readFileAt(io: Io, path: string): Promise<Uint8Array> {
  try {
    return await io.readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`the file cannot be read (${code})`, path, 'check the path and who may read it');
  }
}

/** An object from a JSON file, as strictly as the service reads one. */
export async function readObject(io: Io, path: string): Promise<{ readonly [field: string]: Json }> {
  const where = path === '-' ? 'standard input' : path;
  const parsed = parseStrictJson(new TextEncoder().encode(await readText(io, path)));
  if ('fault' in parsed)
    throw new UsageError(parsed.fault.replace('the body', 'the file'), where, 'correct it and try again');
  const { value } = parsed;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UsageError('the file holds no JSON object', where, 'correct it and try again');
}
