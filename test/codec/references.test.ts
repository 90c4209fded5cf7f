import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReferences } from '../../codec/references.ts';
import { ringOf } from './rings.ts';

const referenceOf = createReferences(ringOf('one', { one: 1 }));
const part = fc.string({ unit: 'grapheme', maxLength: 8 });

test('a kind, an underscore and 26 characters of Crockford base32', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      expect(referenceOf('t', ...parts)).toMatch(/^t_[0-9a-hjkmnp-tv-z]{26}$/);
    }),
  );
});

test('the same parts give the same reference, other parts another', () => {
  const list = fc.array(part, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(list, list, (one, other) => {
      const sameParts = one.length === other.length && one.every((text, index) => text === other[index]);
      expect(referenceOf('p', ...one) === referenceOf('p', ...other)).toBe(sameParts);
    }),
  );
  expect(referenceOf('p', 'ab', 'c')).not.toBe(referenceOf('p', 'a', 'bc'));
});

test('references of two kinds share nothing but chance', () => {
  expect(referenceOf('t', 'case').slice(2)).not.toBe(referenceOf('r', 'case').slice(2));
});

test('is the first 130 bits of the HMAC, most significant first', () => {
  const secret = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 200), '', 'casegate/1/references', 32));
  const digest = createHmac('sha256', secret)
    .update(Buffer.from('010000000174010000000463617365', 'hex'))
    .digest('hex');
  const bits = BigInt(`0x${digest}`) >> 126n;
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const expected = Array.from({ length: 26 }, (_, index) => alphabet[Number((bits >> BigInt(5 * (25 - index))) & 31n)]);
  expect(referenceOf('t', 'case')).toBe(`t_${expected.join('')}`);
});

test('outlives a rotation of the keys, and differs between installations', () => {
  const rotated = createReferences(ringOf('two', { one: 1, two: 2 }));
  const elsewhere = createReferences(ringOf('one', { one: 1 }, 201));
  expect(rotated('t', 'case')).toBe(referenceOf('t', 'case'));
  expect(elsewhere('t', 'case')).not.toBe(referenceOf('t', 'case'));
});

test.each(['', 'T', 'ab', '1', '_', 'é'])('refuses the kind "%s"', (kind) => {
  expect(() => referenceOf(kind, 'case')).toThrow(TypeError);
});

test('refuses to refer to nothing', () => {
  expect(() => referenceOf('t')).toThrow(TypeError);
});
