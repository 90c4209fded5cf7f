/**
 * Leaves of the log: a few lines of codes, one canonical form for each. Nothing in a leaf can be guessed back into what was said: texts and
 * states are there as a salted commitment only, and stay outside, where they can be shredded.
 */
import { hash } from 'node:crypto';
import { canonicalJson } from '../../schemas/canonical-json.ts';
import type { InstantMs, Json } from '../../schemas/words.ts';

/** One accepted input of a case. */
export interface EntryLeaf {
  readonly kind: 'entry';
  readonly caseId: string;
  readonly entry: number;
  readonly at: InstantMs;
  readonly updateId: string | null;
  /** SHA-256 (hex) over salt, input, state and effects. */
  readonly commitment: string;
  readonly policyDigest: string;
  readonly machinesDigest: string;
}

/** What was done, or tried, beside the cases' own sequences. */
export const ACT_KINDS = [
  'attempt',
  'access',
  'disclosure',
  'shredding',
  'hold',
  'approval',
  'policy',
  'incident',
  'release',
  'resumption',
  'assignment',
] as const;
export type ActKind = (typeof ACT_KINDS)[number];

export interface ActLeaf {
  readonly kind: ActKind;
  /** Null where it is about no single case. */
  readonly caseId: string | null;
  readonly at: InstantMs;
  /** SHA-256 (hex) over salt, person and details. */
  readonly commitment: string;
}

export type Leaf = EntryLeaf | ActLeaf;

/** The leaf is none of ours. */
export class LeafMalformed extends Error {
  override readonly name = 'LeafMalformed';
}

const FORM = 'casegate';
const NONE = '-';
const CODE = String.raw`([\x21-\x7e]{1,200})`;
const DIGEST = '([0-9a-f]{64})';
const COUNT = '(0|[1-9][0-9]{0,15})';
const leafForm = (kind: string, ...lines: readonly string[]): RegExp =>
  new RegExp(`^${FORM} ${kind}/1\\n${lines.map((line) => `${line}\\n`).join('')}$`);
const ENTRY = leafForm('entry', CODE, COUNT, COUNT, CODE, DIGEST, CODE, CODE);
const ACT = leafForm('([a-z]{1,40})', CODE, COUNT, DIGEST);

/** @throws LeafMalformed for a value that a line cannot hold */
export function leafBytes(leaf: Leaf): Buffer {
  const lines =
    leaf.kind === 'entry'
      ? [
          leaf.caseId,
          String(leaf.entry),
          String(leaf.at),
          leaf.updateId ?? NONE,
          leaf.commitment,
          leaf.policyDigest,
          leaf.machinesDigest,
        ]
      : [leaf.caseId ?? NONE, String(leaf.at), leaf.commitment];
  const bytes = Buffer.from(`${FORM} ${leaf.kind}/1\n${lines.join('\n')}\n`, 'utf8');
  // What cannot be read back as it is would be a leaf with two meanings.
  if (canonicalJson(leafFrom(bytes) as unknown as Json) !== canonicalJson(leaf as unknown as Json))
    throw new LeafMalformed('a value that has another meaning in a leaf');
  return bytes;
}

/** @throws LeafMalformed */
export const leafFrom = (bytes: Uint8Array): Leaf =>
  leafFromText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));

/** @throws LeafMalformed */
export function leafFromText(text: string): Leaf {
  const entry = ENTRY.exec(text);
  if (entry !== null) return entryFrom(entry);
  const act = ACT.exec(text);
  const kind = ACT_KINDS.find((known) => known === act?.[1]);
  if (act === null || kind === undefined) throw new LeafMalformed('not a leaf of a known kind');
  const [, , caseId, at, commitment] = act;
  return { kind, caseId: orNone(caseId!), at: Number(at), commitment: commitment! };
}

function entryFrom([, caseId, entry, at, updateId, commitment, policyDigest, machinesDigest]: readonly string[]): Leaf {
  if (caseId === NONE || entry === '0' || policyDigest === NONE || machinesDigest === NONE)
    throw new LeafMalformed('an entry lacks what every entry has');
  return {
    kind: 'entry',
    caseId: caseId!,
    entry: Number(entry),
    at: Number(at),
    updateId: orNone(updateId!),
    commitment: commitment!,
    policyDigest: policyDigest!,
    machinesDigest: machinesDigest!,
  };
}

const orNone = (text: string): string | null => (text === NONE ? null : text);

export const SALT_BYTES = 32;

/**
 * SHA-256 (hex) that binds to a value and tells nothing about it to whom the salt is unknown.
 * @param salt 32 random or derived bytes; its length is fixed, so that salt and value cannot be divided otherwise
 */
export function commitmentOf(salt: Uint8Array, value: Json): string {
  if (salt.length !== SALT_BYTES) throw new RangeError('a salt has 32 bytes');
  return hash(
    'sha256',
    Buffer.concat([Buffer.from(`${FORM} commitment/1\n`, 'utf8'), salt, Buffer.from(canonicalJson(value), 'utf8')]),
    'hex',
  );
}
