/** Texts of legal staff are privileged: those whose work the case is read them; others only what counsel has released to their role. */
import { isPrivileged, withheldIn } from '../../codec/privileged.ts';
import { aboutOf } from '../../machines/case-program.ts';
import { may } from '../../machines/may.ts';
import { ROOT } from '../../machines/system.ts';
import type { Person } from '../../schemas/words.ts';
import { PAGE_MAX } from '../http/cursor.ts';
import { needToKnowOf } from './need-to-know.ts';
import type { AppPorts, CaseRecord, EntryRow } from '../ports.ts';

/**
 * The last entry up to which counsel has released the case's texts to one of the person's roles; 0 where nothing was. What legal staff
 * writes after a release is not released by it.
 */
export async function releasedUntil({ privacy }: AppPorts, { roles }: Person, caseId: string): Promise<number> {
  const releases = await privacy.listActs({ kinds: ['release'], caseId, withWhole: false, limit: PAGE_MAX });
  const theirs = releases.filter(({ details }) => (roles as readonly unknown[]).includes(details['to']));
  return Math.max(0, ...theirs.map(({ details }) => Number(details['entry'])));
}

/** As the person may read them. */
export async function entriesFor(
  ports: AppPorts,
  person: Person,
  record: CaseRecord,
  rows: readonly EntryRow[],
): Promise<readonly (EntryRow & { readonly privileged: boolean })[]> {
  const about = aboutOf(record.system, ROOT, ports.clock(), needToKnowOf(ports, person, record));
  const isTheirWork = may(person, 'case.read', about).length === 0;
  const until = isTheirWork ? Infinity : await releasedUntil(ports, person, record.caseId);
  return rows.map((row) => ({
    ...row,
    input: row.entry > until ? withheldIn(row.input) : row.input,
    privileged: isPrivileged(row.input),
  }));
}

/**
 * Whether everything that legal staff wrote in the case, if anything, is released to the person: for what leaves as a whole, and for payloads,
 * which do not say to which entry they belong. False for a case whose texts were destroyed.
 */
export async function isReleased(ports: AppPorts, person: Person, caseId: string): Promise<boolean> {
  const record = await ports.ledger.caseOf(caseId);
  if (record === null) return false;
  for (let after = await releasedUntil(ports, person, caseId); after < record.entry;) {
    const rows = await ports.ledger.entriesOf(caseId, { after, limit: PAGE_MAX });
    if (rows.length === 0 || rows.some(({ input }) => isPrivileged(input))) return false;
    after = rows.at(-1)!.entry;
  }
  return true;
}
