import type { EntryLeaf, Leaf } from '../ledger/log/leaf.ts';
import type { Findings } from './findings.ts';

/** Entries that may be missing and still come: beyond this a case is called gapped at once. */
const GAP_MAX = 1_000;

interface CaseOrder {
  entries: number;
  last: number;
  lastAt: number;
  readonly updates: Set<string>;
  /** Entries that later ones came before. */
  readonly missing: Set<number>;
  isShredded: boolean;
}

/** Every case's own sequence, as its leaves come in the order of the log. */
export class CaseOrders {
  readonly #cases = new Map<string, CaseOrder>();
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  take(index: number, leaf: Leaf): void {
    if (leaf.kind === 'entry') return this.#takeEntry(index, leaf);
    if (leaf.kind === 'shredding' && leaf.caseId !== null) this.#of(leaf.caseId).isShredded = true;
  }

  #of(caseId: string): CaseOrder {
    const known = this.#cases.get(caseId);
    if (known !== undefined) return known;
    const order: CaseOrder = {
      entries: 0,
      last: 0,
      lastAt: 0,
      updates: new Set(),
      missing: new Set(),
      isShredded: false,
    };
    this.#cases.set(caseId, order);
    return order;
  }

  #takeEntry(index: number, { caseId, entry, at, updateId }: EntryLeaf): void {
    const order = this.#of(caseId);
    const place = { caseId, entry, index };
    order.entries += 1;
    if (order.isShredded) this.#findings.add({ kind: 'afterShredding', ...place });
    if (updateId !== null && order.updates.has(updateId)) this.#findings.add({ kind: 'updateTwice', ...place });
    if (updateId !== null) order.updates.add(updateId);
    if (entry <= order.last) {
      const isLate = order.missing.delete(entry);
      this.#findings.add({ kind: isLate ? 'entriesReordered' : 'entryForked', ...place });
      return;
    }
    for (let gap = order.last + 1; gap < entry && order.missing.size < GAP_MAX; gap += 1) order.missing.add(gap);
    if (at < order.lastAt) this.#findings.add({ kind: 'timeReversed', ...place });
    order.last = entry;
    order.lastAt = at;
  }

  /** When no more leaves come. */
  end(): void {
    for (const [caseId, { missing }] of this.#cases)
      for (const entry of missing) this.#findings.add({ kind: 'entryMissing', caseId, entry });
  }

  list(): { readonly caseId: string; readonly entries: number; readonly isShredded: boolean }[] {
    return [...this.#cases].map(([caseId, { entries, isShredded }]) => ({ caseId, entries, isShredded }));
  }
}
