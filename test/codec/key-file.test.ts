import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  KEY_RING_VARIABLE,
  KeyRingError,
  createKeyFile,
  openKeyEnvironment,
  openKeyFile,
} from '../../codec/key-file.ts';
import { keyFileOf } from './rings.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'casegate-keys-'));
  path = join(directory, 'keys.json');
});
afterEach(() => rm(directory, { recursive: true }));

/** The message of the KeyRingError that `opening` rejects with. */
async function refusalOf(opening: Promise<unknown>): Promise<string> {
  const error: unknown = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KeyRingError)) throw new Error('was not refused with a KeyRingError', { cause: error });
  return error.message;
}

async function write(content: unknown, mode = 0o600): Promise<void> {
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(path, mode);
}

describe('a key file that is made', () => {
  test('opens, has mode 0600, and leaves no draft beside it', async () => {
    const keyId = await createKeyFile(path);
    const ring = await openKeyFile(path);
    expect(ring.activeKeyId).toBe(keyId);
    expect(ring.keyOf(keyId).symmetricKeySize).toBe(32);
    expect((await stat(path)).mode & 0o7777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['keys.json']);
  });

  test('has mode 0600 under any umask', async () => {
    const before = process.umask(0o777);
    try {
      await createKeyFile(path);
    } finally {
      process.umask(before);
    }
    expect((await stat(path)).mode & 0o7777).toBe(0o600);
  });

  test('has another key and another secret each time', async () => {
    await createKeyFile(path);
    await createKeyFile(`${path}.2`);
    const [one, other] = [await openKeyFile(path), await openKeyFile(`${path}.2`)];
    expect(one.keyOf(one.activeKeyId).equals(other.keyOf(other.activeKeyId))).toBe(false);
    expect(one.secret.equals(other.secret)).toBe(false);
    expect(one.secret.equals(one.keyOf(one.activeKeyId))).toBe(false);
  });

  test('replaces no file', async () => {
    await write('something else');
    expect(await refusalOf(createKeyFile(path))).toContain('exists already');
    expect(await readFile(path, 'utf8')).toBe('something else');
    expect(await readdir(directory)).toEqual(['keys.json']);
  });

  test('is made once when two make it at the same time', async () => {
    const made = await Promise.allSettled([createKeyFile(path), createKeyFile(path)]);
    const winner = made.filter((result) => result.status === 'fulfilled');
    expect(winner).toHaveLength(1);
    expect((await openKeyFile(path)).activeKeyId).toBe(winner[0]?.value);
  });

  test('needs its directory', async () => {
    expect(await refusalOf(createKeyFile(join(directory, 'none', 'keys.json')))).toContain('ENOENT');
  });
});

describe('opening a key file', () => {
  test.each([0o600, 0o400])('mode %o is accepted', async (mode) => {
    await write(keyFileOf('one', { one: 1, two: 2 }), mode);
    const ring = await openKeyFile(path);
    expect(ring.activeKeyId).toBe('one');
    expect(ring.keyOf('two').export()).toEqual(Buffer.alloc(32, 2));
  });

  test.each([0o640, 0o604, 0o644, 0o660, 0o620, 0o602, 0o700, 0o610, 0o4600])(
    'mode %o is refused, with the remedy',
    async (mode) => {
      await write(keyFileOf('one', { one: 1 }), mode);
      expect(await refusalOf(openKeyFile(path))).toContain(`chmod 600 ${path}`);
    },
  );

  test('a missing file and a directory are refused', async () => {
    expect(await refusalOf(openKeyFile(path))).toContain('ENOENT');
    expect(await refusalOf(openKeyFile(directory))).toContain('not a file');
  });

  test('a file that is too large is refused before it is read', async () => {
    await write(' '.repeat(64 * 1024 + 1));
    expect(await refusalOf(openKeyFile(path))).toContain('at most 65536');
  });

  const secretText = Buffer.alloc(32, 77).toString('base64');
  const valid = { ...keyFileOf('one', { one: 1 }), secret: secretText };
  test.each<[string, unknown, string]>([
    ['text', `oops ${secretText}`, 'not JSON'],
    ['another version', { ...valid, version: 2 }, 'version'],
    ['an unknown field', { ...valid, comment: 'x' }, 'content'],
    ['no secret', { ...valid, secret: undefined }, 'secret'],
    ['a short key', { ...valid, keys: { one: Buffer.alloc(16, 77).toString('base64') } }, 'keys.one'],
    ['an active key that is not there', { ...valid, activeKeyId: 'two' }, 'activeKeyId'],
    ['a key id with a slash', { ...valid, activeKeyId: 'a/b', keys: { 'a/b': secretText } }, 'activeKeyId'],
    ['no keys', { ...valid, keys: {} }, 'activeKeyId'],
    [
      'too many keys',
      {
        ...valid,
        keys: { one: secretText, ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, secretText])) },
      },
      'at most 100 keys',
    ],
  ])('%s is refused, and the message quotes no key', async (_, content, problem) => {
    await write(content);
    const message = await refusalOf(openKeyFile(path));
    expect(message).toContain(problem);
    expect(message).toContain(path);
    expect(message).not.toContain(secretText.slice(0, 8));
  });
});

describe('opening a key ring of the environment', () => {
  const encoded = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString('base64');

  test('gives the same ring as the file', () => {
    const ring = openKeyEnvironment({ [KEY_RING_VARIABLE]: encoded(keyFileOf('two', { one: 1, two: 2 })) });
    expect(ring.activeKeyId).toBe('two');
    expect(ring.keyOf('one').export()).toEqual(Buffer.alloc(32, 1));
  });

  test.each([undefined, '', 'not base64!', encoded({}), encoded({ ...keyFileOf('one', { one: 1 }), extra: 1 })])(
    'refuses %s',
    (value) => {
      expect(() => openKeyEnvironment({ [KEY_RING_VARIABLE]: value })).toThrow(KeyRingError);
    },
  );
});
