const KIB = 1024;
const LENGTH_BYTES = 4;

/**
 * Sizes to which plaintext is filled up, so that the size of a ciphertext does not tell a protected case from another.
 * 1 KiB holds a command, an answer or an activity's arguments, whatever statuses they name; 4 KiB a failure with its
 * stack; 16 KiB a case's system with its partners. Above, steps of 64 KiB: few enough values to say little, and at most
 * 64 KiB of filling against Temporal's limit of 2 MiB for one payload. Each step costs up to four times the size, which
 * is why there is no single large one: history is kept in a database.
 */
const SMALL_BUCKETS = [1 * KIB, 4 * KIB, 16 * KIB];
const LARGE_STEP = 64 * KIB;

/** Size in bytes of the padded form of `length` bytes. */
export function paddedSizeOf(length: number): number {
  const needed = LENGTH_BYTES + length;
  return SMALL_BUCKETS.find((bucket) => needed <= bucket) ?? Math.ceil(needed / LARGE_STEP) * LARGE_STEP;
}

export function isPaddedSize(size: number): boolean {
  return size > LENGTH_BYTES && paddedSizeOf(size - LENGTH_BYTES) === size;
}

/** The content's length (32 bits, big-endian), the content, zeros up to the bucket. */
export function pad(content: Uint8Array): Buffer {
  const padded = Buffer.alloc(paddedSizeOf(content.length));
  padded.writeUInt32BE(content.length);
  padded.set(content, LENGTH_BYTES);
  return padded;
}

/** The content of what `pad` returned, as a view; undefined for anything that `pad` does not return. */
export function unpad(padded: Buffer): Buffer | undefined {
  if (!isPaddedSize(padded.length)) return undefined;
  const length = padded.readUInt32BE();
  if (paddedSizeOf(length) !== padded.length) return undefined;
  return padded.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
}
