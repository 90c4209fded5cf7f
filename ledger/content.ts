/** What an entry holds beyond codes: the part that is encrypted, committed to by a leaf, and shredded with its case. */
import type { Effect } from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import type { Json } from '../schemas/words.ts';
import type { CaseKey } from './case-keys.ts';
import { commitmentOf } from './log/leaf.ts';

export interface EntryContent {
  /** As it was accepted; `{kind: 'start', at, input}` for an epoch's first. */
  readonly input: Json;
  /** SHA-256 (hex) of the canonical JSON of the system after the input. */
  readonly stateDigest: string;
  /** SHA-256 (hex) of the canonical JSON of the effects, in their order. */
  readonly effectsDigest: string;
}

export const effectsDigestOf = (effects: readonly Effect[]): string => digestOf(effects as unknown as Json);

/** Members of the input stay in their order: machines walk objects in the order of their members. */
export const contentText = ({ input, stateDigest, effectsDigest }: EntryContent): string =>
  JSON.stringify({ input, stateDigest, effectsDigest });

export const contentFrom = (text: string): EntryContent => JSON.parse(text) as EntryContent;

export const entryCommitment = (key: CaseKey, entry: number, content: EntryContent): string =>
  commitmentOf(key.saltOf(entry), content as unknown as Json);
