import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, link, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keyEnvelopeSchema, keyFileSchema } from '../schemas/key-file.ts';
import type { KeyEnvelope, KeyFile } from '../schemas/key-file.ts';
import { KEY_BYTES, keyRingOf } from './key-ring.ts';
import type { KeyRing } from './key-ring.ts';

const OWNER_READ_WRITE = 0o600;
/** Owner may read, nobody may write: how orchestrators mount secrets. */
const OWNER_READ = 0o400;
/** A hundred keys take 8 KB; a larger file is not a key file. */
const FILE_BYTES_MAX = 64 * 1024;
/** A hundred keys of 4 KB each. */
const ENVELOPE_BYTES_MAX = 512 * 1024;

/** A key ring could not be read or made. The message says where and what to do, and never quotes the content. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/**
 * Reads the key file at `path` once; a changed file takes effect at the next start.
 * @throws KeyRingError if it is missing, readable by others than its owner, or not a key file
 */
export async function openKeyFile(path: string): Promise<KeyRing> {
  await using file = await open(path, 'r').catch((error: unknown) => {
    throw new KeyRingError(`cannot read the key file ${path} (${codeOf(error)})`);
  });
  // Asked of the open file, not of the path: the file that is judged is the file that is read.
  await refuseUnsafe(file, path);
  return keyRingOf(checked(keyFileSchema, await file.readFile('utf8'), `the key file ${path}`));
}

/**
 * A file of wrapped keys: see key-service.ts. Nobody can use it without the service, so its mode does not matter.
 * @throws KeyRingError if it cannot be read, or is not one
 */
export async function openKeyEnvelopeFile(path: string): Promise<KeyEnvelope> {
  await using file = await open(path, 'r').catch((error: unknown) => {
    throw new KeyRingError(`cannot read the file of wrapped keys ${path} (${codeOf(error)})`);
  });
  await refuseOther(file, path, ENVELOPE_BYTES_MAX);
  return checked(keyEnvelopeSchema, await file.readFile('utf8'), `the file of wrapped keys ${path}`);
}

/**
 * Makes a key file with one new key and a new secret. It appears whole or not at all, with mode 0600, and never
 * replaces a file: what was encrypted under lost keys is lost.
 * @returns the id of the new key
 * @throws KeyRingError if something is at `path` already, or it cannot be written
 */
export async function createKeyFile(path: string): Promise<string> {
  const activeKeyId = `k-${randomBytes(4).toString('hex')}`;
  const content: KeyFile = {
    version: 1,
    activeKeyId,
    keys: { [activeKeyId]: randomBytes(KEY_BYTES).toString('base64') },
    secret: randomBytes(KEY_BYTES).toString('base64'),
  };
  try {
    await writeExclusively(path, `${JSON.stringify(content, null, 2)}\n`);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new KeyRingError(`cannot make the key file ${path} (${codeOf(error)})`);
    throw new KeyRingError(`${path} exists already; it is left as it is, since what its keys encrypted would be lost`);
  }
  return activeKeyId;
}

/** The key file's content in base64, in one variable: for platforms that give secrets by environment. */
export const KEY_RING_VARIABLE = 'CASEGATE_KEY_RING';

/** @throws KeyRingError if the variable is missing or does not hold a key file in base64 */
export function openKeyEnvironment(environment: Readonly<Record<string, string | undefined>>): KeyRing {
  const encoded = environment[KEY_RING_VARIABLE];
  if (!encoded) throw new KeyRingError(`${KEY_RING_VARIABLE} is not set; it holds a key file in base64`);
  return keyRingOf(checked(keyFileSchema, Buffer.from(encoded, 'base64').toString('utf8'), KEY_RING_VARIABLE));
}

async function refuseUnsafe(file: FileHandle, path: string): Promise<void> {
  const stat = await refuseOther(file, path, FILE_BYTES_MAX);
  const mode = stat.mode & 0o7777;
  if (mode !== OWNER_READ_WRITE && mode !== OWNER_READ) {
    const octal = mode.toString(8).padStart(4, '0');
    throw new KeyRingError(
      `the key file ${path} has mode ${octal}, so others may use its keys; run: chmod 600 ${path}`,
    );
  }
}

async function refuseOther(file: FileHandle, path: string, bytesMax: number): Promise<Stats> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new KeyRingError(`${path} is not a file`);
  if (stat.size > bytesMax)
    throw new KeyRingError(`${path} has ${stat.size} bytes; a key file has at most ${bytesMax}`);
  return stat;
}

interface Schema<Content> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Content }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

function checked<Content>(schema: Schema<Content>, text: string, where: string): Content {
  const result = schema.safeParse(parseJson(text, where));
  if (result.success) return result.data;
  // Paths within `keys` are ids, not keys, and messages of the schema quote no input.
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'content'}: ${issue.message}`);
  throw new KeyRingError(`${where} is not a valid key file: ${problems.join('; ')}`);
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: errors of JSON.parse quote the text, and the text is keys.
    throw new KeyRingError(`${where} is not JSON`);
  }
}

/** Written beside its place and then linked into it: a link fails where something is, and shows only whole files. */
async function writeExclusively(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}.draft`;
  try {
    await writeDurably(draft, text);
    await link(draft, path);
  } finally {
    await unlink(draft).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  }
  await syncDirectory(dirname(path));
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', OWNER_READ_WRITE);
  // A umask can take bits from the mode above, so that not even the owner could read.
  await file.chmod(OWNER_READ_WRITE);
  await file.writeFile(text);
  await file.sync();
}

async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r');
  await directory.sync();
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
