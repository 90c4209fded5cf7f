/** Which hashes a root or a proof is made of (RFC 6962 §2.1): shape only, no hash is computed here. Sizes go up to 2^53. */

/** The complete subtree over the leaves from `index · 2^level` to before `(index + 1) · 2^level`. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Leaves from `from` to before `to`; always what RFC 6962 calls D[from:to] in some proof. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The complete subtrees that a range consists of, from left to right: what RFC 6962's recursive splitting comes down to. */
export function subtreesOf({ from, to }: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = from; at < to;) {
    let level = 0;
    let width = 1;
    while (at % (2 * width) === 0 && at + 2 * width <= to) {
      level += 1;
      width *= 2;
    }
    subtrees.push({ level, index: at / width });
    at += width;
  }
  return subtrees;
}

/** PATH(index, D[size]), lowest first. @throws RangeError where the tree has no such leaf */
export function inclusionPath(index: number, size: number): Range[] {
  refuseUnlessCount(index);
  refuseUnlessCount(size);
  if (index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  return pathIn(index, { from: 0, to: size });
}

function pathIn(index: number, { from, to }: Range): Range[] {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...pathIn(index, { from, to: middle }), { from: middle, to }]
    : [...pathIn(index, { from: middle, to }), { from, to: middle }];
}

/** PROOF(oldSize, D[size]), in RFC 6962's order. @throws RangeError where the older tree is empty or not the smaller */
export function consistencyPath(oldSize: number, size: number): Range[] {
  refuseUnlessCount(oldSize);
  refuseUnlessCount(size);
  if (oldSize < 1 || oldSize > size) throw new RangeError(`no proof leads from ${oldSize} leaves to ${size}`);
  return subproof(oldSize, { from: 0, to: size }, true);
}

function subproof(oldSize: number, { from, to }: Range, isOldRoot: boolean): Range[] {
  if (oldSize === to) return isOldRoot ? [] : [{ from, to }];
  const middle = from + largestPowerBelow(to - from);
  return oldSize <= middle
    ? [...subproof(oldSize, { from, to: middle }, isOldRoot), { from: middle, to }]
    : [...subproof(oldSize, { from: middle, to }, false), { from, to: middle }];
}

/** The largest power of two below `count`, which is at least 2. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

export function refuseUnlessCount(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not a number of leaves');
}
