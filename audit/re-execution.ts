/** Plays a case again from its recorded inputs: every recorded state and effect must come out. */
import { contentFrom, effectsDigestOf, type EntryContent } from '../ledger/content.ts';
import { execute, recordedInputFrom } from '../ledger/execution.ts';
import { commitmentOf, type EntryLeaf } from '../ledger/log/leaf.ts';
import { caseContextOf } from '../machines/case-program.ts';
import type { Program, System } from '../machines/system.ts';
import type { CaseContent } from '../schemas/audit-bundle.ts';
import { digestOf } from '../schemas/digest.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import type { Findings } from './findings.ts';

export interface ProvedEntry {
  readonly index: number;
  readonly leaf: EntryLeaf;
}

/** One input under the code that an entry names. */
export interface Executor {
  /** @throws what the machines, or the checks before them, throw: the input has no place here */
  execute(before: System | null, input: Json): Promise<Executed>;
}

export interface Executed {
  readonly system: System;
  readonly stateDigest: string;
  readonly effectsDigest: string;
  readonly policyDigest: string;
  readonly at: InstantMs;
}

/** The code of this very installation. */
export const executorOf = (program: Program): Executor => ({
  async execute(before, input) {
    const recorded = recordedInputFrom(input);
    const [system, effects] = execute(program, before, recorded);
    return {
      system,
      stateDigest: digestOf(system as unknown as Json),
      effectsDigest: effectsDigestOf(effects),
      policyDigest: caseContextOf(system).terms.digest,
      at: recorded.at,
    };
  },
});

/** Contents that are what their leaves commit to, in order; what is not is a finding. */
export function openedEntries(
  { entries }: CaseContent,
  proved: readonly ProvedEntry[],
  placeOf: (commitment: string) => { readonly caseId: string; readonly entry: number } | undefined,
  findings: Findings,
): { readonly proved: ProvedEntry; readonly content: EntryContent }[] | null {
  const byEntry = new Map(entries.map((entry) => [entry.entry, entry]));
  const opened = proved.map((one) => {
    const { caseId, entry, commitment } = one.leaf;
    const found = byEntry.get(entry);
    if (found === undefined) {
      findings.add({ kind: 'contentMissing', caseId, entry, index: one.index });
      return null;
    }
    const content = parsed(found.content);
    const said = content === null ? '' : commitmentOf(Buffer.from(found.salt, 'hex'), content as unknown as Json);
    if (content !== null && said === commitment) return { proved: one, content };
    const elsewhere = placeOf(said);
    findings.add(
      elsewhere === undefined
        ? { kind: 'contentChanged', caseId, entry, index: one.index }
        : { kind: 'spliced', caseId, entry, index: one.index, detail: `${elsewhere.caseId} ${elsewhere.entry}` },
    );
    return null;
  });
  const known = new Set(proved.map(({ leaf }) => leaf.entry));
  for (const entry of byEntry.keys())
    if (!known.has(entry)) findings.add({ kind: 'entryInserted', caseId: proved[0]?.leaf.caseId ?? '', entry });
  return opened.every((one) => one !== null) ? opened : null;
}

function parsed(text: string): EntryContent | null {
  try {
    return contentFrom(text);
  } catch {
    return null;
  }
}

export type Verdict = 'reExecuted' | 'faulty' | 'otherCode';

/** @param executorFor the code under a digest; null where it is not to be had */
export async function reExecute(
  entries: readonly { readonly proved: ProvedEntry; readonly content: EntryContent }[],
  executorFor: (machinesDigest: string) => Promise<Executor | null>,
  findings: Findings,
): Promise<Verdict> {
  let before: System | null = null;
  for (const { proved, content } of entries) {
    const { leaf, index } = proved;
    const place = { caseId: leaf.caseId, entry: leaf.entry, index };
    const executor = await executorFor(leaf.machinesDigest);
    if (executor === null) return 'otherCode';
    let executed: Executed;
    try {
      executed = await executor.execute(before, content.input);
    } catch (error) {
      findings.add({ kind: 'inputRefused', ...place, detail: error instanceof Error ? error.name : 'unknown' });
      return 'faulty';
    }
    const wrong =
      executed.at !== leaf.at
        ? 'contentChanged'
        : executed.stateDigest !== content.stateDigest
          ? 'stateDiffers'
          : executed.effectsDigest !== content.effectsDigest
            ? 'effectsDiffer'
            : executed.policyDigest !== leaf.policyDigest
              ? 'policyChanged'
              : null;
    if (wrong !== null) {
      findings.add({ kind: wrong, ...place });
      return 'faulty';
    }
    before = executed.system;
  }
  return 'reExecuted';
}
