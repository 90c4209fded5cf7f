/** Verifies a bundle offline: nothing is asked of the service, and nothing it says is believed without proof. */
import { openCheckpoint, type Checkpoint } from '../ledger/log/checkpoint.ts';
import { NoteForged, noteVerifierFrom, type NoteVerifier } from '../ledger/log/signed-note.ts';
import { decidingDigestOf, unpackFiles } from '../ledger/deciding-code.ts';
import { commitmentOf, leafFromText, type Leaf } from '../ledger/log/leaf.ts';
import { actsContentSchema, caseContentSchema, type BundleHeader, type BundleLine } from '../schemas/audit-bundle.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import { BundleHash, BundleMalformed, isManifestOf, lineFrom } from './bundle.ts';
import { CaseOrders } from './case-orders.ts';
import type { EnvelopeKey } from './envelope.ts';
import { Findings, type Finding } from './findings.ts';
import { CaseLogCheck, WholeLogCheck, type LogCheck } from './log-check.ts';
import { openedEntries, reExecute, type Executor, type ProvedEntry } from './re-execution.ts';

export interface VerifyOptions {
  /** The log's key from elsewhere. Null: the bundle's own is believed, and the report says so. */
  readonly verifierKey: string | null;
  /** Checkpoints that were kept in another place, as signed notes. */
  readonly copies: readonly string[];
  /** Opens contents; null leaves them closed. */
  readonly key: EnvelopeKey | null;
  /** The code under a digest, from the bundle's files where it is not this installation's own. */
  readonly executorFor: (machinesDigest: string, files: Uint8Array | null) => Promise<Executor | null>;
}

export interface CaseVerdict {
  readonly caseId: string;
  readonly entries: number;
  /**
   * `reExecuted`: every recorded state and effect came out again. `proved`: in its place and unchanged, but closed or shredded, or its code
   * is not at hand (`why`). `faulty`: see the findings.
   */
  readonly verdict: 'reExecuted' | 'proved' | 'faulty';
  readonly why?: 'sealed' | 'shredded' | 'privileged' | 'otherCode';
}

export interface Report {
  readonly isSound: boolean;
  readonly origin: string | null;
  readonly keyId: string | null;
  /** Whether the key was given, not taken from the bundle. */
  readonly isKeyPinned: boolean;
  readonly caseId: string | null;
  readonly size: number;
  readonly madeAt: InstantMs | null;
  readonly leaves: number;
  readonly checkpoints: number;
  /** How many of the copies from elsewhere could be compared. */
  readonly copiesCompared: number;
  readonly cases: readonly CaseVerdict[];
  readonly findings: readonly Finding[];
  /** More than are listed, where there are very many. */
  readonly findingsCount: number;
}

/** @param lines of the bundle, without their ends */
export async function verifyBundle(
  lines: AsyncIterable<string> | Iterable<string>,
  options: VerifyOptions,
): Promise<Report> {
  const verification = new Verification(options);
  for await (const line of lines) {
    const taking = verification.take(line);
    // Only contents are waited for: a whole log has a million lines that are not.
    if (taking !== undefined) await taking;
  }
  return verification.end();
}

class Verification {
  readonly #options: VerifyOptions;
  readonly #findings = new Findings();
  readonly #hash = new BundleHash();
  readonly #orders = new CaseOrders(this.#findings);
  readonly #checkpoints = new Map<number, Checkpoint>();
  readonly #files = new Map<string, Uint8Array>();
  /** Kept only where contents can be opened. */
  readonly #proved = new Map<string, ProvedEntry[]>();
  readonly #acts = new Map<number, string>();
  readonly #verdicts = new Map<string, 'reExecuted' | 'faulty' | 'otherCode' | 'privileged'>();
  #header: BundleHeader | null = null;
  #verifier: NoteVerifier | null = null;
  #log: LogCheck | null = null;
  #line = 0;
  #leaves = 0;
  #copiesCompared = 0;
  #isSigned = false;
  #isOpened = false;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  /** @returns a promise where the next line has to wait */
  take(text: string): Promise<void> | void {
    this.#line += 1;
    if (this.#isSigned) {
      // What comes after the manifest is nobody's.
      this.#findings.add({ kind: 'bundleChanged', line: this.#line });
      return;
    }
    const line = this.#parsed(text);
    if (line?.is === 'manifest') return this.#takeManifest(line.note);
    this.#hash.add(text);
    if (line === null) return;
    if (line.is === 'header') return this.#takeHeader(line);
    if (this.#log === null) this.#findings.add({ kind: 'bundleMalformed', line: this.#line });
    else return this.#takeBody(line, this.#log);
  }

  #parsed(text: string): BundleLine | null {
    try {
      return lineFrom(text);
    } catch (error) {
      if (!(error instanceof BundleMalformed)) throw error;
      this.#findings.add({ kind: 'bundleMalformed', line: this.#line });
      return null;
    }
  }

  // — header and signatures ————————————————————————————————————————————————————————————————————————————————————————

  #takeHeader({ is: _is, ...header }: Extract<BundleLine, { is: 'header' }>): void {
    if (this.#header !== null) {
      this.#findings.add({ kind: 'bundleMalformed', line: this.#line });
      return;
    }
    this.#header = header;
    this.#verifier = this.#verifierFor(header);
    const { caseId, size } = header;
    const options = {
      size,
      findings: this.#findings,
      onProved: (index: number, leaf: Leaf) => this.#keep(index, leaf),
    };
    this.#log = caseId === null ? new WholeLogCheck(options) : new CaseLogCheck(caseId, options);
    for (const note of this.#options.copies) this.#takeCopy(note, this.#log);
  }

  #verifierFor({ verifierKey, origin }: BundleHeader): NoteVerifier | null {
    const pinned = this.#options.verifierKey;
    try {
      const verifier = noteVerifierFrom(pinned ?? verifierKey);
      if (verifier.name !== origin || (pinned !== null && pinned !== verifierKey))
        this.#findings.add({ kind: 'otherLog' });
      return verifier;
    } catch {
      this.#findings.add({ kind: 'otherLog', detail: 'malformedKey' });
      return null;
    }
  }

  #takeCheckpoint(note: string, log: LogCheck): void {
    const checkpoint = this.#opened(note);
    if (checkpoint === null) return;
    this.#checkpoints.set(checkpoint.size, checkpoint);
    log.checkpoint(checkpoint);
  }

  /** A whole log's tree has a root at every size; a case's bundle has those of its own checkpoints only. */
  #takeCopy(note: string, log: LogCheck): void {
    const checkpoint = this.#opened(note);
    if (checkpoint === null) return;
    const isComparable = this.#header!.caseId === null || checkpoint.size >= this.#header!.size;
    if (!isComparable) return;
    this.#copiesCompared += 1;
    log.checkpoint(checkpoint);
  }

  #opened(note: string): Checkpoint | null {
    if (this.#verifier === null) return null;
    try {
      return openCheckpoint(note, this.#verifier);
    } catch (error) {
      const kind = error instanceof NoteForged ? 'signatureForged' : 'otherLog';
      this.#findings.add({ kind, line: this.#line });
      return null;
    }
  }

  #takeManifest(note: string): void {
    this.#isSigned = true;
    if (this.#verifier === null) return;
    try {
      if (!isManifestOf(note, this.#verifier, this.#hash))
        this.#findings.add({ kind: 'bundleChanged', line: this.#line });
    } catch (error) {
      const kind = error instanceof NoteForged ? 'signatureForged' : 'otherLog';
      this.#findings.add({ kind, line: this.#line });
    }
  }

  // — leaves ———————————————————————————————————————————————————————————————————————————————————————————————————————

  #takeBody(line: Exclude<BundleLine, { is: 'header' | 'manifest' }>, log: LogCheck): Promise<void> | void {
    switch (line.is) {
      case 'checkpoint':
        return this.#takeCheckpoint(line.note, log);
      case 'consistency':
        return log.consistency(line);
      case 'tile':
        return log.tile(line);
      case 'leaf':
        this.#leaves += 1;
        return log.leaf(line);
      case 'extra':
        return this.#takeExtra(line.text);
      case 'machines':
        return this.#takeMachines(line.digest, Buffer.from(line.files, 'base64'));
      case 'content':
        return this.#takeContent(line);
      case 'withheld':
        if (!this.#verdicts.has(line.caseId)) this.#verdicts.set(line.caseId, 'privileged');
    }
  }

  #keep(index: number, leaf: Leaf): void {
    this.#orders.take(index, leaf);
    if (this.#options.key === null) return;
    if (leaf.kind !== 'entry') {
      this.#acts.set(index, leaf.commitment);
      return;
    }
    const proved = this.#proved.get(leaf.caseId);
    if (proved === undefined) this.#proved.set(leaf.caseId, [{ index, leaf }]);
    else proved.push({ index, leaf });
  }

  #takeExtra(text: string): void {
    try {
      const leaf = leafFromText(text);
      if (leaf.kind === 'entry') this.#findings.add({ kind: 'entryInserted', caseId: leaf.caseId, entry: leaf.entry });
    } catch {
      this.#findings.add({ kind: 'entryInserted', line: this.#line });
    }
  }

  #takeMachines(digest: string, files: Buffer): void {
    try {
      if (decidingDigestOf(unpackFiles(files)) === digest) {
        this.#files.set(digest, files);
        return;
      }
    } catch {
      // Said below.
    }
    this.#findings.add({ kind: 'codeChanged', detail: digest });
  }

  // — contents —————————————————————————————————————————————————————————————————————————————————————————————————————

  async #takeContent({ caseId, enc, ciphertext }: Extract<BundleLine, { is: 'content' }>): Promise<void> {
    const { key, executorFor } = this.#options;
    const { origin, size } = this.#header!;
    this.#isOpened = true;
    if (key === null) return;
    const content = await this.#contentIn(() => key.open({ origin, size, caseId }, { enc, ciphertext }));
    if (content === null) {
      this.#findings.add({ kind: 'contentUnreadable', line: this.#line, ...(caseId === null ? {} : { caseId }) });
      if (caseId !== null) this.#verdicts.set(caseId, 'faulty');
      return;
    }
    if (caseId === null) return this.#takeActs(content);
    const parsed = caseContentSchema.safeParse(content);
    const proved = this.#proved.get(caseId) ?? [];
    const opened = parsed.success
      ? openedEntries(parsed.data, proved, (commitment) => this.#placeOf(commitment), this.#findings)
      : null;
    if (!parsed.success) this.#findings.add({ kind: 'contentUnreadable', caseId, line: this.#line });
    const verdict =
      opened === null
        ? 'faulty'
        : await reExecute(opened, (digest) => executorFor(digest, this.#files.get(digest) ?? null), this.#findings);
    this.#verdicts.set(caseId, verdict);
  }

  async #contentIn(open: () => Promise<string>): Promise<unknown> {
    try {
      return JSON.parse(await open());
    } catch {
      return null;
    }
  }

  #takeActs(content: unknown): void {
    const parsed = actsContentSchema.safeParse(content);
    if (!parsed.success) {
      this.#findings.add({ kind: 'contentUnreadable', line: this.#line });
      return;
    }
    for (const { index, salt, statement } of parsed.data.acts) {
      if (this.#acts.get(index) !== statementCommitment(salt, statement))
        this.#findings.add({ kind: 'contentChanged', index });
    }
  }

  /** Where contents are there at all, every case that was not shredded has its own, or is said to be withheld. */
  #refuseMissingContents(): void {
    if (this.#options.key === null || !this.#isOpened) return;
    for (const { caseId, entries, isShredded } of this.#orders.list())
      if (entries > 0 && !isShredded && !this.#verdicts.has(caseId))
        this.#findings.add({ kind: 'contentMissing', caseId });
  }

  #placeOf(commitment: string): { readonly caseId: string; readonly entry: number } | undefined {
    for (const proved of this.#proved.values())
      for (const { leaf } of proved) if (leaf.commitment === commitment) return leaf;
    return undefined;
  }

  // — the end ——————————————————————————————————————————————————————————————————————————————————————————————————————

  end(): Report {
    this.#log?.end();
    this.#orders.end();
    this.#refuseMissingContents();
    if (this.#header === null || !this.#isSigned) this.#findings.add({ kind: 'bundleCut', line: this.#line });
    const head = this.#header === null ? undefined : this.#checkpoints.get(this.#header.size);
    if (head === undefined) this.#findings.add({ kind: 'headMissing' });
    return {
      isSound: this.#findings.count === 0,
      origin: this.#verifier?.name ?? null,
      keyId: this.#verifier?.keyId ?? null,
      isKeyPinned: this.#options.verifierKey !== null,
      caseId: this.#header?.caseId ?? null,
      size: this.#header?.size ?? 0,
      madeAt: this.#header?.madeAt ?? null,
      leaves: this.#leaves,
      checkpoints: this.#checkpoints.size,
      copiesCompared: this.#copiesCompared,
      cases: this.#caseVerdicts(),
      findings: this.#findings.list,
      findingsCount: this.#findings.count,
    };
  }

  #caseVerdicts(): CaseVerdict[] {
    const faulty = new Set(this.#findings.list.map(({ caseId }) => caseId));
    return this.#orders.list().map(({ caseId, entries, isShredded }) => {
      const verdict = this.#verdicts.get(caseId);
      if (faulty.has(caseId) || verdict === 'faulty') return { caseId, entries, verdict: 'faulty' };
      if (verdict === 'reExecuted') return { caseId, entries, verdict };
      return {
        caseId,
        entries,
        verdict: 'proved',
        why: isShredded ? 'shredded' : (verdict ?? 'sealed'),
      };
    });
  }
}

function statementCommitment(salt: string, statement: string): string | null {
  try {
    return commitmentOf(Buffer.from(salt, 'hex'), JSON.parse(statement) as Json);
  } catch {
    return null;
  }
}
