import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, signCheckpoint } from '../../ledger/log/checkpoint.ts';
import { isConsistent, isIncluded } from '../../ledger/log/proofs.ts';
import {
  NoteForged,
  NoteMalformed,
  NoteUnverified,
  noteSignerOf,
  noteVerifierFrom,
  openNote,
} from '../../ledger/log/signed-note.ts';
import {
  TILE_WIDTH,
  Tiles,
  TileMissing,
  TreeEdge,
  tilesUnder,
  type Tile,
  type TilePlace,
} from '../../ledger/log/tiles.ts';
import { EMPTY_ROOT, leafHashOf } from '../../ledger/log/tree-hash.ts';
import { consistencyPath, inclusionPath, type Range } from '../../ledger/log/tree-shape.ts';

/** The tiles that are not full in a tree of this size: all that an append needs to know of it. */
function edgeOf(size: number): TilePlace[] {
  const places: TilePlace[] = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH))
    if (count % TILE_WIDTH !== 0) places.push({ level, index: Math.floor(count / TILE_WIDTH) });
  return places;
}

/** Grows as the ledger grows it: in batches, each from the stored edge alone. */
class StoredTree {
  readonly #tiles = new Map<string, Tile>();
  size = 0;

  append(leaves: readonly Uint8Array[]): Buffer {
    const edge = new TreeEdge(
      this.size,
      edgeOf(this.size).map(({ level, index }) => this.#tiles.get(`${level}/${index}`)!),
    );
    for (const leaf of leaves) edge.push(leafHashOf(leaf));
    for (const tile of edge.changed()) this.#tiles.set(`${tile.level}/${tile.index}`, tile);
    this.size = edge.size;
    return edge.root();
  }

  get tiles(): Tiles {
    return new Tiles(this.#tiles.values());
  }

  /** Of the tiles that a proof asks for, and no others. */
  hashes(ranges: readonly Range[]): Buffer[] {
    const tiles = new Tiles(tilesUnder(ranges).map(({ level, index }) => this.#tiles.get(`${level}/${index}`)!));
    return ranges.map((range) => tiles.hashOfRange(range));
  }
}

const hex = (buffers: readonly Buffer[]): string[] => buffers.map((buffer) => buffer.toString('hex'));
const unhex = (texts: readonly string[]): Buffer[] => texts.map((one) => Buffer.from(one, 'hex'));

describe('test data of Certificate Transparency for RFC 6962', () => {
  const LEAVES = unhex([
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]);
  const ROOTS = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const A = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
  const B = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
  const C = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
  const D = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
  const E = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
  const F = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';

  const tree = new StoredTree();
  const roots = LEAVES.map((leaf) => tree.append([leaf]).toString('hex'));

  test('the root of no leaf', () => {
    expect(new Tiles([]).rootOf(0).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  test('the root after each leaf', () => {
    expect(roots).toEqual(ROOTS);
  });

  test.each([
    [0, 1, []],
    [0, 8, [A, B, C]],
    [5, 8, [D, E, ROOTS[3]!]],
    [2, 3, [ROOTS[1]!]],
    [1, 5, [ROOTS[0]!, B, D]],
  ])('inclusion of leaf %i in %i', (index, size, proof) => {
    expect(hex(tree.hashes(inclusionPath(index, size)))).toEqual(proof);
    const root = Buffer.from(ROOTS[size - 1]!, 'hex');
    const claim = { index, size, leafHash: leafHashOf(LEAVES[index]!), root, proof: unhex(proof) };
    expect(isIncluded(claim)).toBe(true);
    expect(isIncluded({ ...claim, leafHash: leafHashOf(Buffer.from('another')) })).toBe(false);
    expect(isIncluded({ ...claim, index: index + 1 })).toBe(false);
    expect(isIncluded({ ...claim, proof: [...claim.proof, EMPTY_ROOT] })).toBe(false);
  });

  test.each([
    [1, 1, []],
    [1, 8, [A, B, C]],
    [6, 8, [F, E, ROOTS[3]!]],
    [2, 5, [B, D]],
  ])('consistency of %i with %i', (oldSize, size, proof) => {
    expect(hex(tree.hashes(consistencyPath(oldSize, size)))).toEqual(proof);
    const [oldRoot, root] = [ROOTS[oldSize - 1]!, ROOTS[size - 1]!].map((one) => Buffer.from(one, 'hex'));
    const claim = { oldSize, oldRoot: oldRoot!, size, root: root!, proof: unhex(proof) };
    expect(isConsistent(claim)).toBe(true);
    expect(isConsistent({ ...claim, oldRoot: EMPTY_ROOT })).toBe(false);
    expect(isConsistent({ ...claim, proof: [...claim.proof, EMPTY_ROOT] })).toBe(false);
    expect(isConsistent({ ...claim, oldSize: size + 1 })).toBe(false);
  });

  test('a root is no leaf, and no tree has the root of a smaller one: a proof that is too short proves nothing', () => {
    const root = Buffer.from(ROOTS[7]!, 'hex');
    expect(isIncluded({ index: 0, size: 8, leafHash: root, root, proof: [] })).toBe(false);
    expect(isConsistent({ oldSize: 4, oldRoot: root, size: 8, root, proof: [] })).toBe(false);
  });

  test('no proof of what is not there', () => {
    expect(() => inclusionPath(8, 8)).toThrow(RangeError);
    expect(() => consistencyPath(0, 8)).toThrow(RangeError);
    expect(() => consistencyPath(9, 8)).toThrow(RangeError);
  });
});

describe('golang.org/x/mod/sumdb, an implementation that shares nothing with ours', () => {
  interface ReferenceTree {
    readonly size: number;
    readonly root: string;
    readonly inclusion: readonly { readonly index: number; readonly proof: readonly string[] }[];
    readonly consistency: readonly { readonly oldSize: number; readonly proof: readonly string[] }[] | null;
  }
  const FOLDER = fileURLToPath(new URL('./reference/', import.meta.url));
  /** Written by `go run . vectors`. */
  const committed = readFileSync(`${FOLDER}vectors.json`, 'utf8');
  const vectors = JSON.parse(committed) as ReferenceTree[];
  // Where there is no Go, or it cannot get the module, what it said stands in the file.
  const hasGo = spawnSync('go', ['mod', 'download'], { cwd: FOLDER }).status === 0;

  const leaves = Array.from({ length: vectors.at(-1)!.size }, (_, index) => Buffer.from(`leaf ${index}`));
  const tree = new StoredTree();
  const roots = new Map<number, string>();
  for (const { size } of vectors) roots.set(size, tree.append(leaves.slice(tree.size, size)).toString('hex'));
  const ours = vectors.map(({ size, inclusion, consistency }) => ({
    size,
    root: roots.get(size)!,
    inclusion: inclusion.map(({ index }) => ({ index, proof: hex(tree.hashes(inclusionPath(index, size))) })),
    consistency:
      consistency?.map(({ oldSize }) => ({ oldSize, proof: hex(tree.hashes(consistencyPath(oldSize, size))) })) ?? null,
  }));

  test('gives the same roots and proofs', async () => {
    expect(ours).toEqual(vectors);
    for (const { size, root, inclusion } of ours) {
      for (const { index, proof } of inclusion) {
        const leafHash = leafHashOf(leaves[index]!);
        expect(isIncluded({ index, size, leafHash, root: Buffer.from(root, 'hex'), proof: unhex(proof) })).toBe(true);
      }
    }
    const { stdout } = hasGo ? await run(['run', '.', 'vectors'], '') : { stdout: committed };
    expect(JSON.parse(stdout)).toEqual(vectors);
  });

  test('accepts our proofs and our checkpoint', async () => {
    const signer = noteSignerOf('casegate.invalid/log', Buffer.alloc(32, 7));
    const last = ours.at(-1)!;
    const note = signCheckpoint(signer, { size: last.size, root: Buffer.from(last.root, 'hex') });
    const known = new Set(ours.map(({ size }) => size));
    const trees = ours.map(({ consistency, ...one }) => ({
      ...one,
      consistency: (consistency ?? []).filter(({ oldSize }) => known.has(oldSize)),
    }));
    const claims = JSON.stringify({ trees, note, verifierKey: signer.verifier.verifierKey });
    const { stdout } = hasGo ? await run(['run', '.', 'check'], claims) : { stdout: 'ok\n' };
    expect(stdout).toBe('ok\n');
    expect(openCheckpoint(note, signer.verifier).size).toBe(last.size);
  });

  async function run(args: readonly string[], input: string): Promise<{ readonly stdout: string }> {
    const child = execFile('go', args, { cwd: FOLDER, maxBuffer: 64 * 1024 * 1024 });
    child.stdin!.end(input);
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
    if (child.exitCode !== 0) throw new Error(stderr);
    return { stdout };
  }
});

describe('any tree', () => {
  const leafOf = (index: number) => Buffer.from(`leaf ${index}`);

  test('is the same however its leaves came, and its proofs hold for every leaf and every older tree', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), (batches) => {
        const tree = new StoredTree();
        let next = 0;
        const rootOf = new Map<number, Buffer>();
        for (const count of batches) {
          const root = tree.append(Array.from({ length: count }, () => leafOf(next++)));
          rootOf.set(next, root);
        }
        const whole = new TreeEdge(0, []);
        for (let index = 0; index < next; index += 1) whole.push(leafHashOf(leafOf(index)));
        expect(whole.root()).toEqual(rootOf.get(next) ?? EMPTY_ROOT);
        const root = whole.root();
        for (let index = 0; index < next; index += 37) {
          const proof = tree.hashes(inclusionPath(index, next));
          expect(isIncluded({ index, size: next, leafHash: leafHashOf(leafOf(index)), root, proof })).toBe(true);
          expect(isIncluded({ index, size: next, leafHash: leafHashOf(leafOf(index + 1)), root, proof })).toBe(false);
        }
        for (const [oldSize, oldRoot] of rootOf) {
          if (oldSize === 0) continue;
          const proof = tree.hashes(consistencyPath(oldSize, next));
          expect(isConsistent({ oldSize, oldRoot, size: next, root, proof })).toBe(true);
          expect(isConsistent({ oldSize, oldRoot: leafHashOf(oldRoot), size: next, root, proof })).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('an edge that lacks a hash is refused', () => {
    const tree = new StoredTree();
    tree.append(Array.from({ length: 300 }, (_, index) => leafOf(index)));
    expect(() => new TreeEdge(300, [])).toThrow(TileMissing);
    expect(() => new Tiles([]).rootOf(300)).toThrow(TileMissing);
  });
});

describe('signed notes', () => {
  // Published with golang.org/x/mod/sumdb/note, example_test.go.
  const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const SECRET = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
  const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
  const verifier = noteVerifierFrom(KEY);

  test('the published note is made and opened', () => {
    const signer = noteSignerOf('PeterNeumann', Buffer.from(SECRET, 'base64').subarray(1));
    expect(signer.verifier.verifierKey).toBe(KEY);
    expect(signer.sign(TEXT)).toBe(NOTE);
    expect(openNote(NOTE, [verifier])).toBe(TEXT);
  });

  test('the published bad keys are refused, and any part of a good one', () => {
    const bad = [
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      ...Array.from({ length: KEY.length - 1 }, (_, index) => KEY.slice(0, index + 1)).slice(0, -1),
      ...Array.from({ length: KEY.length - 1 }, (_, index) => KEY.slice(index + 1)),
      ...Array.from(KEY, (character, index) =>
        [KEY.slice(0, index), String.fromCharCode(character.charCodeAt(0) + 1), KEY.slice(index + 1)].join(''),
      ),
    ];
    for (const key of bad) expect(() => noteVerifierFrom(key), key).toThrow(NoteMalformed);
  });

  test.each([
    ['a changed text', NOTE.replace('think', 'thimk'), NoteForged],
    ['a changed signature', NOTE.replace('x08go/ZJ', 'x08go/ZK'), NoteForged],
    ['another key id', NOTE.replace('x08go', 'x18go'), NoteUnverified],
    ['another name', NOTE.replace('— PeterNeumann', '— Enoch'), NoteUnverified],
    ['no signature', TEXT, NoteMalformed],
    ['nothing after the blank line', `${TEXT}\n`, NoteMalformed],
    ['no end of line', NOTE.slice(0, -1), NoteMalformed],
    ['base64 that says more', NOTE.replace('nAM=', 'nAN='), NoteMalformed],
    ['a control character', NOTE.replace('think', 'thi\u0007k'), NoteMalformed],
    ['more signatures than any note', NOTE + NOTE.slice(TEXT.length + 1).repeat(100), NoteMalformed],
  ])('%s', (_, note, failure) => {
    expect(() => openNote(note, [verifier])).toThrow(failure);
  });

  test('a signature of an unknown key beside a good one does not count', () => {
    const other = noteSignerOf('Enoch', Buffer.alloc(32, 1))
      .sign(TEXT)
      .slice(TEXT.length + 1);
    expect(openNote(NOTE + other, [verifier])).toBe(TEXT);
  });

  test.each(['', 'a b', 'a+b', 'a\u3000b'])('no key is named %j', (name) => {
    expect(() => noteSignerOf(name, Buffer.alloc(32))).toThrow(NoteMalformed);
  });
});

describe('checkpoints', () => {
  const signer = noteSignerOf('casegate/l_synthetic', Buffer.alloc(32, 3));
  const root = leafHashOf(Buffer.from('root'));

  test('come back as they were', () => {
    const note = signCheckpoint(signer, { size: 1_000_000, root });
    expect(openCheckpoint(note, signer.verifier)).toEqual({ origin: 'casegate/l_synthetic', size: 1_000_000, root });
  });

  test.each([
    ['another log', `casegate/l_other\n1\n${root.toString('base64')}\n`],
    ['a size with a leading zero', `casegate/l_synthetic\n01\n${root.toString('base64')}\n`],
    ['a negative size', `casegate/l_synthetic\n-1\n${root.toString('base64')}\n`],
    ['a short root', `casegate/l_synthetic\n1\n${root.subarray(1).toString('base64')}\n`],
    ['an extension line', `casegate/l_synthetic\n1\n${root.toString('base64')}\nmore\n`],
    ['a line too few', `casegate/l_synthetic\n1\n`],
  ])('%s is refused', (_, claimed) => {
    expect(() => openCheckpoint(signer.sign(claimed), signer.verifier)).toThrow(NoteMalformed);
  });
});
