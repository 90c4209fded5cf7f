/** What every key ring must keep, wherever its keys come from. An adapter of a key management service runs this over itself. */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { MissingKeyError, type KeyRing } from '../../codec/key-ring.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import type { KeyFile } from '../../schemas/key-file.ts';
import { keyFileOf } from './rings.ts';

const CONTEXT = { type: 'workflow', namespace: 'default', workflowId: 'c_1' } as const;
const PAYLOAD = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"words"') };

/** @param open makes the ring that holds the keys of this file */
export function describeKeyRing(name: string, open: (file: KeyFile) => Promise<KeyRing>): void {
  describe(`a key ring from ${name}`, () => {
    const before = keyFileOf('one', { one: 1 });
    const rotated = keyFileOf('two', { one: 1, two: 2 });

    test('holds its keys and its secret, byte for byte', async () => {
      const ring = await open(rotated);
      expect(ring.activeKeyId).toBe('two');
      for (const [keyId, key] of Object.entries(rotated.keys))
        expect(ring.keyOf(keyId).export().toString('base64')).toBe(key);
      expect(ring.secret.export().toString('base64')).toBe(rotated.secret);
    });

    test.each(['three', '', '__proto__', 'constructor'])('names the key that it lacks: "%s"', async (keyId) => {
      const ring = await open(rotated);
      expect(() => ring.keyOf(keyId)).toThrow(MissingKeyError);
      expect(() => ring.keyOf(keyId)).toThrow(expect.objectContaining({ keyId }));
    });

    test('shows no key when it is logged or serialised', async () => {
      const ring = await open(rotated);
      const shown = inspect(ring, { depth: 9, showHidden: true }) + JSON.stringify(ring);
      for (const fill of [1, 2, 200]) {
        expect(shown).not.toContain(Buffer.alloc(32, fill).toString('base64').slice(0, 20));
        expect(shown).not.toContain(Buffer.alloc(16, fill).toString('hex'));
      }
    });

    test('encrypts under the new key after a rotation, and the old one still decrypts', async () => {
      const [old, now] = [createPayloadCodec(await open(before)), createPayloadCodec(await open(rotated))];
      const [earlier] = await old.encode([PAYLOAD], CONTEXT);
      const [later] = await now.encode([PAYLOAD], CONTEXT);
      expect(keyIdOf(earlier!)).toBe('one');
      expect(keyIdOf(later!)).toBe('two');
      for (const payload of [earlier!, later!]) {
        const [plain] = await now.decode([payload], CONTEXT);
        expect(Buffer.from(plain!.data!).toString()).toBe('"words"');
      }
      // A process that has not been given the new key waits for it, and says for which.
      await expect(old.decode([later!], CONTEXT)).rejects.toMatchObject({ name: 'MissingKeyError', keyId: 'two' });
    });
  });
}

const keyIdOf = ({ metadata }: { metadata?: Record<string, Uint8Array> | null }): string =>
  Buffer.from(metadata!['encryption-key-id']!).toString();
