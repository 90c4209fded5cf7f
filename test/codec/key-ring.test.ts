import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MissingKeyError, deriveKey, deriveSecret } from '../../codec/key-ring.ts';
import { bytes32, oldRing, rotatedRing } from './rings.ts';

/** HKDF-SHA-256 for one block, written out after RFC 5869 §2. */
function hkdfAfterRfc5869(key: Buffer, info: string): Buffer {
  const pseudorandom = createHmac('sha256', Buffer.alloc(32)).update(key).digest();
  return createHmac('sha256', pseudorandom).update(info).update(Uint8Array.of(1)).digest();
}

describe('a key ring', () => {
  it('gives each purpose its own key, by HKDF', () => {
    const payloads = deriveKey(oldRing, 'k-old', 'payloads').export();
    expect(payloads).toEqual(hkdfAfterRfc5869(Buffer.from(bytes32(1), 'base64'), 'casegate/1/payloads'));
    const all = [
      payloads,
      deriveKey(oldRing, 'k-old', 'ledger').export(),
      deriveKey(rotatedRing, 'k-new', 'payloads').export(),
      deriveSecret(oldRing, 'references').export(),
      deriveSecret(oldRing, 'keyIds').export(),
      oldRing.keyOf('k-old').export(),
      oldRing.secret.export(),
    ];
    expect(new Set(all.map((key) => key.toString('hex'))).size).toBe(all.length);
  });

  it('derives a key once', () => {
    expect(deriveKey(oldRing, 'k-old', 'payloads')).toBe(deriveKey(oldRing, 'k-old', 'payloads'));
  });

  it('names the key that it lacks', () => {
    expect(() => deriveKey(oldRing, 'k-new', 'payloads')).toThrow(MissingKeyError);
    expect(() => oldRing.keyOf('k-new')).toThrow('"k-new"');
    expect(() => oldRing.keyOf('__proto__')).toThrow(MissingKeyError);
  });

  it('shows no key bytes when it is logged', () => {
    const shown = inspect(oldRing, { depth: 10, showHidden: true }) + JSON.stringify(oldRing);
    expect(shown).not.toContain(bytes32(1));
    expect(shown).not.toContain('01010101');
    expect(shown).not.toContain('01 01 01 01');
  });
});
