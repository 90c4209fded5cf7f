/**
 * A case's record for somebody outside who asked for it: what happens in every case, and nothing by which a protected one could be told
 * from another. That anything was withheld is said of every record alike; what and how much is not.
 */
import type { Answer } from '../../schemas/answers.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { Json } from '../../schemas/words.ts';
import { PAGE_MAX } from '../http/cursor.ts';
import type { AppPorts, EntryRow } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

/** A case with more has been open for years: its record is redacted by hand. */
const ENTRIES_MAX = 2_000;

/**
 * Events that cases without any protection have as well, by the words for them. Whatever is not here is left out, whatever it will be called:
 * a consultation, a condition, a hold for counsel, an escalation or an amendment of facts each says that somebody may be protected.
 */
const SHOWN: { readonly [type: string]: string } = {
  'request.answered': 'a partner agency answered',
  'decision.cleared': 'the process requirements were found to be met',
  'decision.declined': 'the action was declined',
  'action.recorded': 'what was done was recorded',
  'case.withdrawn': 'the case was withdrawn',
};

const WITHHELD =
  'Identities, facts, texts, times of day and every other entry are withheld under 8 U.S.C. 1367(a)(2), whether there are any or not.';

/**
 * Its digest is SHA-256 over the document's canonical JSON (RFC 8785): what the disclosure names.
 * @throws ProblemError `too-long`; `not-found` where its texts were destroyed
 */
export async function redactedRecordOf({ ledger }: AppPorts, caseId: string): Promise<Answer<'Redacted'>> {
  const record = await ledger.caseOf(caseId);
  if (record === null) throw new ProblemError('not-found');
  if (record.entry > ENTRIES_MAX) throw new ProblemError('too-long');
  const entries: { on: string; words: string }[] = [];
  for (let after = 0; after < record.entry;) {
    const rows = await ledger.entriesOf(caseId, { after, limit: PAGE_MAX });
    if (rows.length === 0) break;
    for (const row of rows) {
      const words = wordsOf(row);
      if (words !== null) entries.push({ on: new Date(row.at).toISOString().slice(0, 10), words });
    }
    after = rows.at(-1)!.entry;
  }
  const document = { format: 'casegate-redacted-record/1', case: caseId, withheld: WITHHELD, entries } as const;
  return { document, digest: digestOf(document as unknown as Json) };
}

function wordsOf({ input }: EntryRow): string | null {
  const { kind, event } = input as { readonly kind: string; readonly event?: { readonly type: string } };
  if (kind === 'start') return 'the case was opened';
  return kind === 'event' && Object.hasOwn(SHOWN, event!.type) ? SHOWN[event!.type]! : null;
}
