import { hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { MissingKeyError, deriveKey, deriveSecret } from '../../codec/key-ring.ts';
import { ringOf } from './rings.ts';

const ring = ringOf('one', { one: 1, two: 2 });

test('a missing key is named', () => {
  expect(() => ring.keyOf('three')).toThrow(MissingKeyError);
  expect(() => ring.keyOf('three')).toThrow(/"three"/);
  expect(() => deriveKey(ring, 'three', 'payloads')).toThrow(expect.objectContaining({ keyId: 'three' }));
});

test.each(['__proto__', 'constructor', 'toString'])('"%s" is no key of every ring', (keyId) => {
  expect(() => ring.keyOf(keyId)).toThrow(MissingKeyError);
});

test('derives by HKDF-SHA-256 with the purpose in the info', () => {
  const expected = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 1), '', 'casegate/1/payloads', 32));
  expect(deriveKey(ring, 'one', 'payloads').export()).toEqual(expected);
});

test('no purpose and no key shares a derived key', () => {
  const derived = [
    deriveKey(ring, 'one', 'payloads'),
    deriveKey(ring, 'one', 'ledger'),
    deriveKey(ring, 'two', 'payloads'),
    deriveKey(ring, 'two', 'ledger'),
    deriveSecret(ring, 'references'),
    deriveSecret(ring, 'keyIds'),
  ];
  expect(new Set(derived.map((key) => key.export().toString('hex'))).size).toBe(derived.length);
});

test('derives once', () => {
  expect(deriveKey(ring, 'one', 'ledger')).toBe(deriveKey(ring, 'one', 'ledger'));
});

test('a ring that is logged or serialised shows no key', () => {
  const shown = inspect(ring, { depth: 9, showHidden: true }) + JSON.stringify(ring);
  for (const fill of [1, 2, 200]) {
    expect(shown).not.toContain(Buffer.alloc(32, fill).toString('base64').slice(0, 20));
    expect(shown).not.toContain(Buffer.alloc(16, fill).toString('hex'));
  }
});
