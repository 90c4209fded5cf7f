/** Who reads which case: an access in the record (R6), before anything is shown. */
import type { Action } from '../../machines/may.ts';
import type { InstantMs, PersonId } from '../../schemas/words.ts';
import type { CaseLedger } from '../ports.ts';

/** Within the hour the same person may look again: a page is read many times, and nobody needs each of them. */
const LOOK_LASTS_MS = 3_600_000;
/** Some megabytes. Beyond it looks are forgotten, and recorded again. */
const LOOKS_MAX = 50_000;
/** Reading a case of one's own work; other purposes are given by whoever looks. */
const PURPOSE = 'duty';

/** In the record before it answers; once an hour for each person, case and action of this process. */
export type NoteLook = (look: {
  readonly person: PersonId;
  readonly action: Action;
  readonly caseId: string;
}) => Promise<void>;

export function createLooks(ledger: Pick<CaseLedger, 'recordAccesses'>, clock: () => InstantMs): NoteLook {
  const noted = new Map<string, { readonly at: InstantMs; readonly recorded: Promise<void> }>();
  return async ({ person, action, caseId }) => {
    const at = clock();
    const look = JSON.stringify([person, action, caseId]);
    const before = noted.get(look);
    // A page asks for several parts of a case at once: whoever comes second waits for the first one's record.
    if (before !== undefined && at - before.at < LOOK_LASTS_MS) return before.recorded;
    if (noted.size >= LOOKS_MAX) noted.clear();
    const access = { person, action, caseId, purpose: PURPOSE, shown: 1, refused: 0, at };
    const recorded = ledger.recordAccesses([access]).catch((error: unknown) => {
      noted.delete(look);
      throw error;
    });
    noted.set(look, { at, recorded });
    return recorded;
  };
}
