/**
 * Signed notes (C2SP signed-note, as golang.org/x/mod/sumdb/note makes and opens them), with Ed25519 (RFC 8032). By hand, since no
 * maintained npm package does this format; checked against that module's published vectors and against the module itself.
 */
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

const ALGORITHM_ED25519 = 1;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
/** As many as `note` reads; a note with more is made to waste time. */
const SIGNATURES_MAX = 100;
/** A checkpoint takes 300 bytes; `note` reads a megabyte. */
const NOTE_CHARACTERS_MAX = 1_000_000;

/** DER around the 32 bytes of a key (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export interface NoteVerifier {
  readonly name: string;
  /** 8 hex digits: which key of this name. */
  readonly keyId: string;
  /** `name+id+key`: how the key is written down for those who verify. */
  readonly verifierKey: string;
  verify(text: string, signature: Uint8Array): boolean;
}

export interface NoteSigner {
  readonly verifier: NoteVerifier;
  /** The whole note: text, blank line, signature line. @throws NoteMalformed for a text that no note can hold */
  sign(text: string): string;
}

/** Not a signed note, or not a key. */
export class NoteMalformed extends Error {
  override readonly name = 'NoteMalformed';
}

/** A signature in the name of a known key is not that key's. */
export class NoteForged extends Error {
  override readonly name = 'NoteForged';
}

/** None of the signatures is of a known key. */
export class NoteUnverified extends Error {
  override readonly name = 'NoteUnverified';
}

/** @param seed 32 secret bytes @throws NoteMalformed for a name that cannot stand in a note */
export function noteSignerOf(name: string, seed: Uint8Array): NoteSigner {
  if (seed.length !== KEY_BYTES) throw new NoteMalformed('a seed has 32 bytes');
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicBytes = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
  const verifier = verifierOf(name, publicBytes);
  return {
    verifier,
    sign(text) {
      refuseUnlessText(text);
      const signature = sign(null, Buffer.from(text, 'utf8'), privateKey);
      const line = Buffer.concat([Buffer.from(verifier.keyId, 'hex'), signature]).toString('base64');
      return `${text}\n— ${name} ${line}\n`;
    },
  };
}

/** @param verifierKey `name+id+key` @throws NoteMalformed */
export function noteVerifierFrom(verifierKey: string): NoteVerifier {
  const [, name, keyId, encoded] = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]*)$/.exec(verifierKey) ?? [];
  const key = encoded === undefined ? null : strictBase64(encoded);
  if (name === undefined || key === null || key[0] !== ALGORITHM_ED25519 || key.length !== 1 + KEY_BYTES)
    throw new NoteMalformed('not the verifier key of an Ed25519 note');
  const verifier = verifierOf(name, key.subarray(1));
  if (verifier.keyId !== keyId) throw new NoteMalformed('the key has another id than it says');
  return verifier;
}

function verifierOf(name: string, publicBytes: Uint8Array): NoteVerifier {
  if (!isKeyName(name)) throw new NoteMalformed('a key name has no blank and no plus sign');
  const typed = Buffer.concat([Buffer.from([ALGORITHM_ED25519]), publicBytes]);
  const keyId = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), typed]), 'buffer')
    .subarray(0, KEY_ID_BYTES)
    .toString('hex');
  const publicKey: KeyObject = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, publicBytes]),
    format: 'der',
    type: 'spki',
  });
  return {
    name,
    keyId,
    verifierKey: `${name}+${keyId}+${typed.toString('base64')}`,
    verify: (text, signature) =>
      signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text, 'utf8'), publicKey, signature),
  };
}

/**
 * The text of a note that one of these keys signed. Signatures of unknown keys do not count, neither for nor against.
 * @throws NoteMalformed, NoteForged, NoteUnverified
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): string {
  if (note.length > NOTE_CHARACTERS_MAX) throw new NoteMalformed('larger than any note');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw new NoteMalformed('no signatures');
  const text = note.slice(0, split + 1);
  refuseUnlessText(text);
  const lines = note.slice(split + 2);
  if (lines === '' || !lines.endsWith('\n')) throw new NoteMalformed('no signatures');
  const signatures = lines.slice(0, -1).split('\n').map(signatureFrom);
  if (signatures.length > SIGNATURES_MAX) throw new NoteMalformed('more signatures than any note has');
  let isVerified = false;
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    if (verifier === undefined) continue;
    if (!verifier.verify(text, signature)) throw new NoteForged(`a signature is not by the key ${name}+${keyId}`);
    isVerified = true;
  }
  if (!isVerified) throw new NoteUnverified('no signature is by a known key');
  return text;
}

function signatureFrom(line: string): { readonly name: string; readonly keyId: string; readonly signature: Buffer } {
  const [, name, encoded] = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  const bytes = encoded === undefined ? null : strictBase64(encoded);
  if (name === undefined || !isKeyName(name) || bytes === null || bytes.length <= KEY_ID_BYTES)
    throw new NoteMalformed('not a signature line');
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES).toString('hex'), signature: bytes.subarray(KEY_ID_BYTES) };
}

const isKeyName = (name: string): boolean => name !== '' && name.isWellFormed() && !/[\s+]/u.test(name);

function refuseUnlessText(text: string): void {
  // By comparison: a control character in a pattern reads like a slip.
  const hasControl = text.split('').some((character) => character < ' ' && character !== '\n');
  if (!text.endsWith('\n') || !text.isWellFormed() || hasControl)
    throw new NoteMalformed('a note is lines of text without control characters');
}

/** Node reads base64 leniently; two texts for the same bytes would be two notes with the same signature. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
