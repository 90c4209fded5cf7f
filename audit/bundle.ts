/** A bundle as text: one line of JSON for each thing, the last a signed note over all before. */
import { createHash } from 'node:crypto';
import { bundleLineSchemas, type BundleLine, type BundleLineName } from '../schemas/audit-bundle.ts';
import { openNote, type NoteSigner, type NoteVerifier } from '../ledger/log/signed-note.ts';

/** The bundle is not one, or a line of it is none. */
export class BundleMalformed extends Error {
  override readonly name = 'BundleMalformed';
}

/** A call of the hash costs more than a line's bytes do. */
const LINES_AT_ONCE = 64;

const MANIFEST = 'casegate audit-bundle/1';

export const lineText = ({ is, ...members }: BundleLine): string => JSON.stringify({ [is]: members });

/** @throws BundleMalformed; never quotes the line */
export function lineFrom(text: string): BundleLine {
  const value = parsed(text);
  const [name, ...others] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (name === undefined || others.length > 0 || !Object.hasOwn(bundleLineSchemas, name))
    throw new BundleMalformed('a line that is nothing of a bundle');
  const members = bundleLineSchemas[name as BundleLineName].safeParse((value as Record<string, unknown>)[name]);
  if (!members.success) throw new BundleMalformed(`a line that is no ${name}`);
  // The schema's own object, made a moment ago: a copy of each of a million lines would take longer than checking it.
  return Object.assign(members.data, { is: name }) as BundleLine;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BundleMalformed('a line that is not JSON');
  }
}

/** Hashes what goes before the manifest. */
export class BundleHash {
  readonly #hash = createHash('sha256');
  readonly #waiting: string[] = [];
  #lines = 0;

  add(line: string): void {
    this.#lines += 1;
    if (this.#waiting.push(line) >= LINES_AT_ONCE) this.#flush();
  }

  #flush(): void {
    if (this.#waiting.length > 0) this.#hash.update(`${this.#waiting.join('\n')}\n`);
    this.#waiting.length = 0;
  }

  /** Once: the text that the manifest signs. */
  manifest(): string {
    this.#flush();
    return `${MANIFEST}\n${this.#lines}\n${this.#hash.digest('base64')}\n`;
  }
}

export const signManifest = (signer: NoteSigner, hash: BundleHash): string => signer.sign(hash.manifest());

/** Whether the note is over what was hashed. @throws NoteMalformed, NoteForged, NoteUnverified */
export const isManifestOf = (note: string, verifier: NoteVerifier, hash: BundleHash): boolean =>
  openNote(note, [verifier]) === hash.manifest();
