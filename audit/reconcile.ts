/** Compares the ledger with what Temporal's own histories say was recorded, for the cases that Temporal still has. */
import type { EntryFacts } from '../ledger/entry-facts.ts';
import { digestOf } from '../schemas/digest.ts';
import type { Json } from '../schemas/words.ts';

/** An append that a history holds. */
export interface HistoryEntry {
  readonly entry: number;
  readonly updateId: string | null;
  readonly input: Json;
  /** Null for an opening: its append leaves no request in the history, only its cause. */
  readonly stateDigest: string | null;
  /** Whether the history also holds that it was kept: one under way may be in the ledger or not. */
  readonly isKept: boolean;
}

export interface Discrepancy {
  readonly caseId: string;
  readonly entry: number;
  /**
   * `missing`: Temporal was told that it is kept, and the ledger lacks it. `differs`: another input, update or state. `unknown`: no history
   * of the case tells of it, as after `temporal workflow reset`, or where somebody else wrote it.
   */
  readonly kind: 'missing' | 'differs' | 'unknown';
}

/** @param history of all runs of one execution that Temporal has; @param isWhole whether they reach back to the case's first entry */
export function compareCase(
  caseId: string,
  history: readonly HistoryEntry[],
  ledger: readonly EntryFacts[],
  isWhole: boolean,
): Discrepancy[] {
  const byEntry = new Map(ledger.map((entry) => [entry.entry, entry]));
  const known = new Set(history.map(({ entry }) => entry));
  const told = history.flatMap((one): Discrepancy[] => {
    const kept = byEntry.get(one.entry);
    if (kept === undefined) return one.isKept ? [{ caseId, entry: one.entry, kind: 'missing' }] : [];
    return isSame(one, kept) ? [] : [{ caseId, entry: one.entry, kind: 'differs' }];
  });
  const untold = isWhole ? ledger.filter(({ entry }) => !known.has(entry)) : [];
  return [...told, ...untold.map(({ entry }): Discrepancy => ({ caseId, entry, kind: 'unknown' }))];
}

function isSame(history: HistoryEntry, { updateId, content }: EntryFacts): boolean {
  if (history.updateId !== updateId || content === 'unreadable') return false;
  if (content === 'shredded') return true;
  if (digestOf(history.input) !== digestOf(content.input)) return false;
  return history.stateDigest === null || history.stateDigest === content.stateDigest;
}
