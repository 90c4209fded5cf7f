const PRESENT = 1;
const ABSENT = 0;

/**
 * Joins fields so that two different lists never give the same bytes: each field is one byte (1 present, 0 absent), and,
 * if present, its length in bytes (32 bits, big-endian) and its UTF-8 text. An absent field is not an empty one.
 * @throws TypeError for a lone surrogate, which UTF-8 would replace, so that two texts would become one.
 */
export function lengthPrefixed(fields: readonly (string | undefined)[]): Buffer {
  const sizes = fields.map(sizeOf);
  const joined = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  let offset = 0;
  fields.forEach((field, index) => {
    writeField(joined, offset, field);
    offset += sizes[index]!;
  });
  return joined;
}

function sizeOf(field: string | undefined): number {
  if (field === undefined) return 1;
  if (!field.isWellFormed()) throw new TypeError('a field with a lone surrogate has no UTF-8 form');
  return 1 + 4 + Buffer.byteLength(field);
}

function writeField(target: Buffer, offset: number, field: string | undefined): void {
  target.writeUInt8(field === undefined ? ABSENT : PRESENT, offset);
  if (field === undefined) return;
  const length = target.write(field, offset + 5, 'utf8');
  target.writeUInt32BE(length, offset + 1);
}
