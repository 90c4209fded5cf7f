import { chmod, mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  KEY_RING_VARIABLE,
  KeyRingError,
  createKeyFile,
  openKeyEnvironment,
  openKeyFile,
} from '../../codec/key-file.ts';
import { bytes32, keyFile } from './rings.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-keys-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rm(folder, { recursive: true }));

async function write(content: unknown, mode = 0o600): Promise<void> {
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(path, mode);
}

/** The message with which opening is refused. */
async function refusal(): Promise<string> {
  const error: unknown = await openKeyFile(path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(KeyRingError);
  return (error as KeyRingError).message;
}

describe('createKeyFile', () => {
  it('makes a ring that opens, with mode 0600 whatever the umask, and leaves nothing beside it', async () => {
    const umask = process.umask(0o277);
    const keyId = await createKeyFile(path).finally(() => process.umask(umask));
    expect((await stat(path)).mode & 0o7777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['keys.json']);
    const ring = await openKeyFile(path);
    expect(ring.activeKeyId).toBe(keyId);
    expect(ring.keyOf(keyId).symmetricKeySize).toBe(32);
    expect(ring.secret.symmetricKeySize).toBe(32);
    expect(ring.keyOf(keyId).equals(ring.secret)).toBe(false);
  });

  it('makes other keys each time', async () => {
    await createKeyFile(path);
    await createKeyFile(`${path}2`);
    const [one, other] = [await openKeyFile(path), await openKeyFile(`${path}2`)];
    expect(one.activeKeyId).not.toBe(other.activeKeyId);
    expect(one.keyOf(one.activeKeyId).equals(other.keyOf(other.activeKeyId))).toBe(false);
    expect(one.secret.equals(other.secret)).toBe(false);
  });

  it('never replaces a file, and leaves nothing beside it', async () => {
    await write('mine');
    await expect(createKeyFile(path)).rejects.toThrow(`${path} exists already`);
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('makes one file when several processes try at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => createKeyFile(path)));
    const made = tries.filter((one) => one.status === 'fulfilled');
    expect(made).toHaveLength(1);
    expect((await openKeyFile(path)).activeKeyId).toBe(made[0]!.value);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('says where it cannot write', async () => {
    const nowhere = join(folder, 'none', 'keys.json');
    await expect(createKeyFile(nowhere)).rejects.toThrow(`cannot make the key file ${nowhere} (ENOENT)`);
  });
});

describe('openKeyFile', () => {
  it.each([0o600, 0o400])('reads a file of mode %o', async (mode) => {
    await write(keyFile(), mode);
    expect((await openKeyFile(path)).activeKeyId).toBe('k-old');
  });

  it.each([0o640, 0o604, 0o660, 0o644, 0o666, 0o620, 0o601, 0o700, 0o4600])(
    'refuses a file of mode %o and says what to run',
    async (mode) => {
      await write(keyFile(), mode);
      const message = await refusal();
      expect(message).toContain(`mode 0${mode.toString(8).padStart(3, '0')}`.replace('mode 04600', 'mode 4600'));
      expect(message).toContain(`chmod 600 ${path}`);
    },
  );

  it('says which file is missing', async () => {
    expect(await refusal()).toBe(`cannot read the key file ${path} (ENOENT)`);
  });

  it('refuses what is not a file, and what is too large to be one', async () => {
    await mkdir(path, { mode: 0o600 });
    expect(await refusal()).toContain('is not a file');
    await rm(path, { recursive: true });
    await write(' '.repeat(64 * 1024 + 1));
    expect(await refusal()).toContain('65537 bytes');
  });

  it.each([
    ['nothing', '', 'is not JSON'],
    ['a broken file', `{"secret":"${bytes32(5)}",`, 'is not JSON'],
    ['another version', { ...keyFile(), version: 2 }, 'version'],
    ['an unknown field', { ...keyFile(), comment: 'x' }, 'comment'],
    ['no secret', { ...keyFile(), secret: undefined }, 'secret'],
    ['a short secret', keyFile({ secret: Buffer.alloc(31, 5).toString('base64') }), 'secret'],
    ['a short key', keyFile({ keys: { 'k-old': Buffer.alloc(16, 5).toString('base64') } }), 'keys.k-old'],
    ['a long key', keyFile({ keys: { 'k-old': Buffer.alloc(33, 5).toString('base64') } }), 'keys.k-old'],
    ['a key that is no base64', keyFile({ keys: { 'k-old': '!'.repeat(44) } }), 'keys.k-old'],
    ['a key id with other characters', keyFile({ keys: { 'k-old': bytes32(5), K_1: bytes32(5) } }), 'keys.K_1'],
    ['an active key that is not there', keyFile({ activeKeyId: 'k-none' }), 'activeKeyId'],
    ['an inherited name as active key', keyFile({ activeKeyId: 'constructor' }), 'activeKeyId'],
    [
      'more keys than anyone needs',
      keyFile({ keys: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k-${n}`, bytes32(5)])) }),
      'at most 100',
    ],
  ])('refuses %s and quotes no key', async (_, content, named) => {
    await write(content);
    const message = await refusal();
    expect(message).toContain(path);
    expect(message).toContain(named);
    expect(message).not.toContain('BQUF');
  });
});

describe('openKeyEnvironment', () => {
  it('reads a key file in base64', () => {
    const encoded = Buffer.from(JSON.stringify(keyFile())).toString('base64');
    expect(openKeyEnvironment({ [KEY_RING_VARIABLE]: encoded }).activeKeyId).toBe('k-old');
  });

  it('names the variable that is missing or wrong', () => {
    expect(() => openKeyEnvironment({})).toThrow(`${KEY_RING_VARIABLE} is not set`);
    expect(() => openKeyEnvironment({ [KEY_RING_VARIABLE]: '' })).toThrow(`${KEY_RING_VARIABLE} is not set`);
    expect(() => openKeyEnvironment({ [KEY_RING_VARIABLE]: JSON.stringify(keyFile()) })).toThrow(KeyRingError);
  });
});
