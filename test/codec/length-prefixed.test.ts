import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthPrefixed } from '../../codec/length-prefixed.ts';

const field = fc.option(fc.string({ unit: 'grapheme', maxLength: 6 }), { nil: undefined });

test('different lists never give the same bytes', () => {
  fc.assert(
    fc.property(fc.array(field, { maxLength: 4 }), fc.array(field, { maxLength: 4 }), (one, other) => {
      const sameFields = one.length === other.length && one.every((value, index) => value === other[index]);
      expect(lengthPrefixed(one).equals(lengthPrefixed(other))).toBe(sameFields);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['moved boundary', ['ab', 'c'], ['a', 'bc']],
  ['joined', ['ab'], ['a', 'b']],
  ['absent and empty', [undefined], ['']],
  ['nothing and one absent', [], [undefined]],
])('%s: told apart', (_, one, other) => {
  expect(lengthPrefixed(one).equals(lengthPrefixed(other))).toBe(false);
});

test('the form is fixed: presence, length in bytes, UTF-8', () => {
  expect(lengthPrefixed(['é', undefined, '']).toString('hex')).toBe('0100000002c3a9000100000000');
});

test('a lone surrogate is refused', () => {
  expect(() => lengthPrefixed(['\ud800'])).toThrow(TypeError);
});
