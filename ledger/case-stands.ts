import type { System } from '../machines/system.ts';
import type { CaseKey } from './case-keys.ts';
import type { Projection } from './projections.ts';

/** Where a case stands after its last entry: a state that this process computed itself, or opened with the case's key. */
export interface CaseStand {
  readonly entry: number;
  readonly system: System;
  readonly key: CaseKey;
  readonly projection: Projection;
}

/** Some tens of kilobytes each. A case beyond them is read again with its next entry. */
const KEPT_MAX = 500;

/**
 * The cases that this process has appended to last, so that the next entry needs no reading. Nothing here is believed: an entry is written
 * only where the database says that the case stands at the one before. An ended case is never kept, since its key may be destroyed.
 */
export class CaseStands {
  readonly #stands = new Map<string, CaseStand>();

  /** Where the case stood after this entry; undefined where it has to be read. */
  after(caseId: string, entry: number): CaseStand | undefined {
    const stand = this.#stands.get(caseId);
    return stand?.entry === entry ? stand : undefined;
  }

  keep(caseId: string, stand: CaseStand): void {
    this.#stands.delete(caseId);
    if (stand.projection.case.endedAt !== null) return;
    this.#stands.set(caseId, stand);
    if (this.#stands.size > KEPT_MAX) this.#stands.delete(this.#stands.keys().next().value!);
  }

  forget(caseId: string): void {
    this.#stands.delete(caseId);
  }
}
