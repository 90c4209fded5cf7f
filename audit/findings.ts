/** What verification may find, each kind with its words. A finding names what it is about as exactly as can be known. */

export const FINDING_WORDS = {
  bundleMalformed: 'a line of the bundle is none, so the bundle was changed or is of another version',
  bundleCut: 'the bundle ends before its manifest: part of it is missing',
  bundleChanged: 'the bundle is not the one that was signed when it was made',
  otherLog: 'the bundle is of another log, or signed with another key, than the one named',
  signatureForged: 'a signature is not by the key in whose name it stands',
  headMissing: 'no valid checkpoint covers the bundle',
  logRewritten: 'the log does not begin with the leaves that were signed',
  logCut: 'more leaves were signed than the bundle has: the log was cut, or the copies are newer than the bundle',
  tileMissing: 'stored hashes of the tree are missing',
  leafMissing: 'a leaf of the log is missing',
  leafChanged: 'a leaf is not the one that the tree was made of',
  entryChanged: 'the record was changed after it was logged',
  entryRemoved: 'the record lacks what was logged',
  entryInserted: 'the record holds what was never logged',
  entryMissing: "a case's entries have a gap",
  entryForked: 'one entry of a case is there twice: its history was split',
  entriesReordered: "a case's entries are not in their order",
  updateTwice: 'one command took effect twice',
  timeReversed: 'an entry is earlier than the one before it',
  spliced: 'something of one case stands in another',
  afterShredding: 'a case went on after its texts were destroyed',
  contentUnreadable: 'contents cannot be opened with the key given, or were changed',
  contentMissing: 'the content of an entry is missing among the contents of its case',
  contentChanged: 'a content is not the one that its leaf commits to',
  codeChanged: 'the code in the bundle is not the code that the entries name',
  policyChanged: 'an entry was decided under another policy than it names',
  inputRefused: 'the case does not take this input in the state before',
  stateDiffers: 'the input leads to another state than recorded',
  effectsDiffer: 'the input has other effects than recorded',
} as const;

export type FindingKind = keyof typeof FINDING_WORDS;

export interface Finding {
  readonly kind: FindingKind;
  readonly caseId?: string;
  readonly entry?: number;
  /** Position of the leaf in the log. */
  readonly index?: number;
  /** Size of the checkpoint. */
  readonly size?: number;
  /** Line of the bundle, from 1. */
  readonly line?: number;
  /** Codes that tell more. */
  readonly detail?: string;
}

/** Beyond this many, more tell nobody more; how many there were is counted. */
const FINDINGS_MAX = 1_000;

export class Findings {
  readonly list: Finding[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(finding: Finding): void {
    this.#count += 1;
    if (this.list.length < FINDINGS_MAX) this.list.push(finding);
  }
}
