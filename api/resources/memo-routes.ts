/** The memo of a consultation: an access to protected information that is in the record before it is answered (R6). */
import { Hono } from 'hono';
import { caseContextOf } from '../../machines/case-program.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Person } from '../../schemas/words.ts';
import { readableCase } from '../access/case-access.ts';
import { PAGE_MAX } from '../http/cursor.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { entriesFor } from '../access/privileged.ts';
import { ProblemError } from '../http/problem-response.ts';
import { caseOf } from './representations.ts';
import { timelineEntryOf } from './timeline.ts';

/** What belongs to the consultation: the task, what was asked meanwhile, and the facts that it was about. */
const OF_CONSULTATION =
  /^(case\.(started|reopened)|facts\.amended|task\..+|information\..+|advice\.withdrawn|condition\.acknowledged|decision\.cleared)$/;
/** As many as are executed again for one page; a longer case is printed in parts by `casegate timeline`. */
const ENTRIES_MAX = 2_000;

export function memoRoutes(ports: AppPorts): Hono<Signed> {
  return new Hono<Signed>().get('/:case/memo', async (context) => {
    const person = context.get('person');
    const record = await readableCase(ports, person, context.req.param('case'));
    const { caseId, system } = record;
    const at = ports.clock();
    await ports.ledger.recordAccesses([
      { person: person.id, action: 'memo.printed', caseId, purpose: 'print', shown: 1, refused: 0, at },
    ]);
    return context.json({
      case: caseOf(ports, record, person),
      policyDigest: caseContextOf(system).terms.digest,
      entries: await consultationIn(ports, person, record),
      printedAt: isoOf(at),
    } satisfies Answer<'Memo'>);
  });
}

/** In the order in which they happened, up to the entry after which the case is shown. @throws ProblemError */
async function consultationIn(ports: AppPorts, person: Person, record: CaseRecord) {
  if (record.entry > ENTRIES_MAX) throw new ProblemError('too-long');
  const found = [];
  for (let after = 0; after < record.entry; after += PAGE_MAX) {
    const limit = Math.min(PAGE_MAX, record.entry - after);
    const rows = await ports.ledger.entriesOf(record.caseId, { after, limit });
    const shown = await entriesFor(ports, person, record, rows);
    found.push(...shown.map((row) => timelineEntryOf(ports.people, row)));
  }
  return found.filter(({ type }) => OF_CONSULTATION.test(type));
}
