import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_RING_VARIABLE, KeyRingError, openKeyEnvironment, openKeyFile } from '../../codec/key-file.ts';
import { openEnvelope, wrapKeyFile, type KeyService, type WrapContext } from '../../codec/key-service.ts';
import { KEY_SERVICE_VARIABLE, KEYS_FILE_VARIABLE, openKeyRing } from '../../codec/open-key-ring.ts';
import type { KeyFile } from '../../schemas/key-file.ts';
import { describeKeyRing } from './key-ring-contract.ts';
import { keyFileOf } from './rings.ts';

/** What a key management service does, in memory: AES-256-GCM under a key that stays inside, the context authenticated. */
function memoryKeyService(): KeyService & { readonly unwrapped: string[] } {
  const key = randomBytes(32);
  const unwrapped: string[] = [];
  const contextOf = ({ use, keyId }: WrapContext): Buffer => Buffer.from(`${use}\n${keyId}`);
  return {
    unwrapped,
    async wrap(plaintext, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(contextOf(context));
      return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    async unwrap(wrapped, context) {
      unwrapped.push(context.keyId);
      const bytes = Buffer.from(wrapped);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(contextOf(context));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    },
  };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-key-service-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileWith(content: unknown): Promise<string> {
  const path = join(folder, `${(files += 1)}.json`);
  await writeFile(path, JSON.stringify(content));
  await chmod(path, 0o600);
  return path;
}

describeKeyRing('a file', async (file) => openKeyFile(await fileWith(file)));
describeKeyRing('the environment', async (file) =>
  openKeyEnvironment({ [KEY_RING_VARIABLE]: Buffer.from(JSON.stringify(file)).toString('base64') }),
);
describeKeyRing('a key management service', async (file) => {
  const service = memoryKeyService();
  return openEnvelope(await wrapKeyFile(file, service), service);
});

describe('wrapped keys', () => {
  const file = keyFileOf('two', { one: 1, two: 2 });
  const keysIn = ({ keys, secret }: KeyFile): string[] => [...Object.values(keys), secret];

  test('hold no key, and each is unwrapped once', async () => {
    const service = memoryKeyService();
    const envelope = await wrapKeyFile(file, service);
    for (const key of keysIn(file)) expect(JSON.stringify(envelope)).not.toContain(key.slice(0, 20));
    const ring = await openEnvelope(envelope, service);
    ring.keyOf('one');
    ring.keyOf('two');
    expect(service.unwrapped.toSorted()).toEqual(['one', 'secret', 'two']);
  });

  test('one in the place of another, or of the secret, is refused by name', async () => {
    const service = memoryKeyService();
    const { wrappedKeys, ...rest } = await wrapKeyFile(file, service);
    const swapped = { ...rest, wrappedKeys: { one: wrappedKeys['two']!, two: wrappedKeys['one']! } };
    await expect(openEnvelope(swapped, service)).rejects.toThrow(/did not open "(one|two)"/);
    const secret = { ...rest, wrappedKeys, wrappedSecret: wrappedKeys['one']! };
    await expect(openEnvelope(secret, service)).rejects.toThrow(/did not open "secret"/);
  });

  test('a service that is away, or answers with something else, says which key, and not what it said', async () => {
    const away: KeyService = {
      ...memoryKeyService(),
      unwrap: async () => Promise.reject(new TypeError('the key is x')),
    };
    const envelope = await wrapKeyFile(file, away);
    const error = await openEnvelope(envelope, away).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KeyRingError);
    expect((error as Error).message).toMatch(/^the key service did not open "\w+" \(TypeError\)$/);
    const short: KeyService = { ...away, unwrap: async () => new Uint8Array(16) };
    await expect(openEnvelope(envelope, short)).rejects.toThrow(/not a key of 32 bytes/);
  });
});

describe('where the keys of a process come from', () => {
  const file = keyFileOf('one', { one: 1 });
  const encoded = Buffer.from(JSON.stringify(file)).toString('base64');

  test('a file, or a variable', async () => {
    const path = await fileWith(file);
    for (const environment of [{ [KEYS_FILE_VARIABLE]: path }, { [KEY_RING_VARIABLE]: encoded }])
      expect((await openKeyRing(environment)).activeKeyId).toBe('one');
  });

  test('never two at once, and never none', async () => {
    const path = await fileWith(file);
    const both = { [KEYS_FILE_VARIABLE]: path, [KEY_RING_VARIABLE]: encoded };
    await expect(openKeyRing(both)).rejects.toThrow(/both set/);
    await expect(openKeyRing({})).rejects.toThrow(KeyRingError);
  });

  test('a file of wrapped keys, opened by the service of a module', async () => {
    // A service that hides nothing, for what is tested is that it is asked.
    const module = join(folder, 'service.mjs');
    await writeFile(
      module,
      `const flip = async (bytes) => Uint8Array.from(bytes, (byte) => byte ^ 255);
       export const keyService = { wrap: flip, unwrap: flip };`,
    );
    const flip = async (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte ^ 255);
    const path = await fileWith(await wrapKeyFile(file, { wrap: flip, unwrap: flip }));
    const environment = { [KEYS_FILE_VARIABLE]: path, [KEY_SERVICE_VARIABLE]: module };
    expect((await openKeyRing(environment)).keyOf('one').export()).toEqual(Buffer.alloc(32, 1));
    await expect(openKeyRing({ ...environment, [KEY_SERVICE_VARIABLE]: './service.mjs' })).rejects.toThrow(/absolute/);
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const nothing = 1;');
    await expect(openKeyRing({ ...environment, [KEY_SERVICE_VARIABLE]: empty })).rejects.toThrow(/exports no/);
    // Wrapped keys are no key file: without the service nothing opens.
    await expect(openKeyRing({ [KEYS_FILE_VARIABLE]: path })).rejects.toThrow(KeyRingError);
  });
});
