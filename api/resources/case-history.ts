/** A case as it stood after one of its entries: the entries up to it, executed again. */
import { caseContextOf, caseProgram } from '../../machines/case-program.ts';
import { hasEnded, rootStateOf } from '../../machines/case-state.ts';
import type { System } from '../../machines/system.ts';
import { waitingAfter, type WaitingStep } from '../../machines/waiting-steps.ts';
import { execute, recordedInputFrom } from '../../ledger/execution.ts';
import { PAGE_MAX } from '../http/cursor.ts';
import type { AppPorts, CaseRecord, EntryRow } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

/** Some milliseconds each hundred. A case with more has been open for years; its record is whole all the same. */
const ENTRIES_MAX = 2_000;

/** @throws ProblemError `not-found` for an entry that the case does not have, `too-long` for one that is too far from its beginning */
export async function caseAsItStood(ports: AppPorts, record: CaseRecord, entry: number): Promise<CaseRecord> {
  if (!Number.isSafeInteger(entry) || entry < 1 || entry > record.entry) throw new ProblemError('not-found');
  if (entry > ENTRIES_MAX)
    throw new ProblemError('too-long', { detail: `Its first ${ENTRIES_MAX} entries can be looked back at.` });
  let system: System | null = null;
  let last: EntryRow | undefined;
  let steps: readonly WaitingStep[] = [];
  for (let after = 0; after < entry;) {
    const rows: readonly EntryRow[] = await ports.ledger.entriesOf(record.caseId, {
      after,
      limit: Math.min(PAGE_MAX, entry - after),
    });
    if (rows.length === 0) throw new ProblemError('not-found');
    for (const row of rows) {
      [system] = execute(caseProgram, system, recordedInputFrom(row.input));
      steps = waitingAfter(steps, { ...row, system });
    }
    last = rows.at(-1)!;
    after = last.entry;
  }
  const { epoch, openedAt, office } = caseContextOf(system!);
  return {
    ...record,
    entry,
    epoch,
    office,
    openedAt,
    state: rootStateOf(system!),
    updatedAt: last!.at,
    endedAt: hasEnded(system!) ? last!.at : null,
    system: system!,
    steps,
  };
}
