import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPaddedSize, pad, paddedSizeOf, unpad } from '../../codec/padding.ts';

const KIB = 1024;

test.each([
  [0, 1 * KIB],
  [1 * KIB - 4, 1 * KIB],
  [1 * KIB - 3, 4 * KIB],
  [4 * KIB - 4, 4 * KIB],
  [4 * KIB - 3, 16 * KIB],
  [16 * KIB - 4, 16 * KIB],
  [16 * KIB - 3, 64 * KIB],
  [64 * KIB - 4, 64 * KIB],
  [64 * KIB - 3, 128 * KIB],
  [1024 * KIB, 1088 * KIB],
])('%i bytes fill up to %i', (length, size) => {
  expect(paddedSizeOf(length)).toBe(size);
  expect(pad(Buffer.alloc(length, 7)).length).toBe(size);
});

test('what is padded comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 * KIB, size: 'max' }), (content) => {
      expect(unpad(pad(content))).toEqual(Buffer.from(content));
    }),
    { numRuns: 50 },
  );
});

test.each([0, 3, 4, 1023, 1025, 32 * KIB, 65 * KIB])('%i bytes are no padded form', (size) => {
  expect(isPaddedSize(size)).toBe(false);
  expect(unpad(Buffer.alloc(size))).toBeUndefined();
});

test.each([1 * KIB - 3, 0xffff_ffff])(
  'a length of %i in a form of 1 KiB is refused, not read beyond its end',
  (length) => {
    const padded = pad(Buffer.alloc(10));
    padded.writeUInt32BE(length);
    expect(unpad(padded)).toBeUndefined();
  },
);

test('a content that belongs into a smaller form is refused', () => {
  const padded = Buffer.alloc(4 * KIB);
  padded.writeUInt32BE(10);
  expect(unpad(padded)).toBeUndefined();
});
