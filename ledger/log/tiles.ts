/**
 * The tree in tiles (C2SP tlog-tiles, height 8): a tile holds up to 256 hashes of complete subtrees side by side, at tile level L those of
 * 256^L leaves each. What is between is computed again from a tile. Appending touches one tile a level; a proof reads two or three.
 */
import { EMPTY_ROOT, HASH_BYTES, foldComplete, nodeHashOf } from './tree-hash.ts';
import { subtreesOf, type Range, type Subtree } from './tree-shape.ts';

const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

export interface TilePlace {
  readonly level: number;
  readonly index: number;
}

export interface Tile extends TilePlace {
  /** 1 to 256 hashes of 32 bytes. */
  readonly hashes: Buffer;
}

/** The tree's storage lacks a tile, or a part of one, that its size calls for. */
export class TileMissing extends Error {
  override readonly name = 'TileMissing';
}

/** Tiles at hand, by place. */
export class Tiles {
  readonly #tiles = new Map<string, Buffer>();

  constructor(tiles: Iterable<Tile>) {
    for (const { level, index, hashes } of tiles) this.#tiles.set(`${level}/${index}`, hashes);
  }

  /** @throws TileMissing */
  hashOf(subtree: Subtree): Buffer {
    const { level, index, from, count } = stretchOf(subtree);
    const hashes = this.#tiles.get(`${level}/${index}`);
    if (hashes === undefined || hashes.length < (from + count) * HASH_BYTES)
      throw new TileMissing(`tile ${level}/${index} lacks a hash that belongs there`);
    return foldComplete(hashes.subarray(from * HASH_BYTES, (from + count) * HASH_BYTES));
  }

  /** MTH(D[from:to]). @throws TileMissing */
  hashOfRange(range: Range): Buffer {
    return subtreesOf(range)
      .map((subtree) => this.hashOf(subtree))
      .reduceRight((right, left) => nodeHashOf(left, right));
  }

  /** @throws TileMissing */
  rootOf(size: number): Buffer {
    return size === 0 ? EMPTY_ROOT : this.hashOfRange({ from: 0, to: size });
  }
}

/** Where the hashes below a subtree stand: `count` of them side by side in one tile. */
function stretchOf({ level, index }: Subtree): TilePlace & { readonly from: number; readonly count: number } {
  const count = 2 ** (level % TILE_HEIGHT);
  const first = index * count;
  return {
    level: Math.floor(level / TILE_HEIGHT),
    index: Math.floor(first / TILE_WIDTH),
    from: first % TILE_WIDTH,
    count,
  };
}

/** The tiles that these ranges are computed from, each once. */
export function tilesUnder(ranges: readonly Range[]): TilePlace[] {
  const places = new Map<string, TilePlace>();
  for (const { level, index } of ranges.flatMap(subtreesOf).map(stretchOf))
    places.set(`${level}/${index}`, { level, index });
  return [...places.values()];
}

/** Takes leaves in, one after the other, given the edge of the tree before. */
export class TreeEdge {
  readonly #levels: { index: number; readonly hashes: Buffer[] }[] = [];
  readonly #changed = new Map<string, Tile>();
  #size: number;

  /** @param edge the tile of each level that is not full @throws TileMissing */
  constructor(size: number, edge: readonly Tile[]) {
    this.#size = size;
    for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
      const index = Math.floor(count / TILE_WIDTH);
      this.#levels.push({ index, hashes: hashesIn(edge, { level, index }, count % TILE_WIDTH) });
    }
  }

  get size(): number {
    return this.#size;
  }

  push(leafHash: Buffer): void {
    this.#size += 1;
    this.#pushAt(0, leafHash);
  }

  #pushAt(level: number, subtreeHash: Buffer): void {
    const at = (this.#levels[level] ??= { index: 0, hashes: [] });
    at.hashes.push(subtreeHash);
    if (at.hashes.length < TILE_WIDTH) return;
    const hashes = Buffer.concat(at.hashes);
    this.#changed.set(`${level}/${at.index}`, { level, index: at.index, hashes });
    at.index += 1;
    at.hashes.length = 0;
    this.#pushAt(level + 1, foldComplete(hashes));
  }

  /** Every tile that differs from before or is new; the last of a level may be partial. */
  changed(): Tile[] {
    return [...this.#changed.values(), ...this.#partial()];
  }

  root(): Buffer {
    // The complete subtrees that make up a tree's root lie in its partial tiles, and in no other.
    return new Tiles(this.#partial()).rootOf(this.#size);
  }

  #partial(): Tile[] {
    return this.#levels.flatMap(({ index, hashes }, level) =>
      hashes.length === 0 ? [] : [{ level, index, hashes: Buffer.concat(hashes) }],
    );
  }
}

function hashesIn(edge: readonly Tile[], { level, index }: TilePlace, count: number): Buffer[] {
  if (count === 0) return [];
  const tile = edge.find((one) => one.level === level && one.index === index);
  if (tile === undefined || tile.hashes.length !== count * HASH_BYTES)
    throw new TileMissing(`tile ${level}/${index} does not hold the ${count} hashes that belong there`);
  return Array.from({ length: count }, (_, at) => tile.hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}
