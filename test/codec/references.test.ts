import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthPrefixed } from '../../codec/length-prefixed.ts';
import { createReferences } from '../../codec/references.ts';
import { foreignRing, oldRing, rotatedRing } from './rings.ts';

const referenceOf = createReferences(oldRing);

describe('a reference', () => {
  it('has its kind and 26 characters of Crockford base32', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (part) => {
        expect(referenceOf('t', part)).toMatch(/^t_[0-9a-hjkmnp-tv-z]{26}$/);
      }),
    );
  });

  it('stays the same for ever, rotation of keys included', () => {
    // Computed once by another program (HMAC and HKDF written out, base32 by integer arithmetic).
    expect(referenceOf('p', 'person', '42')).toBe('p_9tgky9s06p9tyhskxsynvws9qd');
    expect(createReferences(rotatedRing)('p', 'person', '42')).toBe(referenceOf('p', 'person', '42'));
  });

  it('is another one for another kind, other parts, other limits between parts, or another secret', () => {
    const references = [
      referenceOf('t', 'ab', 'c'),
      referenceOf('t', 'a', 'bc'),
      referenceOf('t', 'abc'),
      referenceOf('t', 'abc', ''),
      referenceOf('t', '', 'abc'),
      referenceOf('r', 'abc'),
      createReferences(foreignRing)('t', 'abc'),
    ];
    expect(new Set(references.map((one) => one.slice(2))).size).toBe(references.length);
  });

  it('is refused for a kind that is not one letter, for nothing, and for text without a UTF-8 form', () => {
    for (const kind of ['', 'tt', 'T', '1', 'é']) expect(() => referenceOf(kind, 'a')).toThrow(TypeError);
    expect(() => referenceOf('t')).toThrow(TypeError);
    expect(() => referenceOf('t', '\ud800')).toThrow(TypeError);
  });
});

describe('lengthPrefixed', () => {
  const fields = fc.array(fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }), { maxLength: 4 });

  it('never gives the same bytes for two lists', () => {
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const equal =
          JSON.stringify(one.map((field) => field ?? null)) === JSON.stringify(other.map((field) => field ?? null));
        expect(lengthPrefixed(one).equals(lengthPrefixed(other))).toBe(equal);
      }),
    );
  });

  it('has the layout that its words promise', () => {
    expect(lengthPrefixed(['é', undefined, '']).toString('hex')).toBe(
      '01' + '00000002' + 'c3a9' + '00' + '01' + '00000000',
    );
  });
});
