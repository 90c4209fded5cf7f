/** The memo of a consultation, for printing: an access to protected information that is in the record before the page is shown (R6). */
import { Hono } from 'hono';
import { caseContextOf } from '../machines/case-program.ts';
import type { Person } from '../schemas/words.ts';
import { memoPage } from '../web/memo-page.ts';
import { readableCase } from './case-access.ts';
import { PAGE_MAX } from './cursor.ts';
import { isoOf } from './iso.ts';
import type { PagePorts } from './page-actions.ts';
import { conditionTexts } from './page-entries.ts';
import type { PageApi } from './page-api.ts';
import type { Visited } from './page-visit.ts';
import type { CaseRepresentation } from './representations.ts';
import { ProblemError } from './problem-response.ts';
import type { TimelineEntry } from './timeline.ts';

/** What belongs to the consultation: the task, what was asked meanwhile, and the facts that it was about. */
const OF_CONSULTATION =
  /^(case\.(started|reopened)|facts\.amended|task\..+|information\..+|advice\.withdrawn|condition\.acknowledged|decision\.cleared)$/;
/** As many as are executed again for one page; a longer case is printed in parts by `casegate timeline`. */
const ENTRIES_MAX = 2_000;

export function memoPages({ ports, api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/cases/:case/memo', async (context) => {
    const person = context.get('person');
    const id = encodeURIComponent(context.req.param('case'));
    const shown = await api.get<CaseRepresentation>(person, `/cases/${id}`);
    const at = ports.clock();
    await ports.ledger.recordAccesses([
      { person: person.id, action: 'memo.printed', caseId: shown.case, purpose: 'print', shown: 1, refused: 0, at },
    ]);
    const entries = await entriesOf(api, person, id);
    const { system } = await readableCase(ports, person, shown.case);
    const memo = {
      shown,
      conditions: conditionTexts(entries),
      policyDigest: caseContextOf(system).terms.digest,
      entries: entries.filter(({ entry, type }) => entry <= shown.entry && OF_CONSULTATION.test(type)),
      printedAt: isoOf(at),
    };
    return context.html(memoPage(context.get('visitor'), memo));
  });
}

async function entriesOf(api: PageApi, person: Person, id: string): Promise<readonly TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  for (let after = ''; ;) {
    const page = await api.get<{ readonly entries: readonly TimelineEntry[]; readonly next: string | null }>(
      person,
      `/cases/${id}/timeline?limit=${PAGE_MAX}${after}`,
    );
    entries.push(...page.entries);
    if (page.next === null) return entries;
    if (entries.length >= ENTRIES_MAX) throw new ProblemError('too-long');
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}
