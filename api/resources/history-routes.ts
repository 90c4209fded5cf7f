import { Hono } from 'hono';
import { caseAsItStood } from './case-history.ts';
import { activeStates } from './case-chart.ts';
import { readableCase } from '../access/case-access.ts';
import type { Signed } from '../http/identity.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Person } from '../../schemas/words.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { entriesFor } from '../access/privileged.ts';
import { ProblemError } from '../http/problem-response.ts';
import { caseOf } from './representations.ts';
import { timelineEntryOf } from './timeline.ts';

/** Time travel: a case as it stood after an entry, and the entry itself. Who may read the case now may read what it was. */
export function historyRoutes(ports: AppPorts): Hono<Signed> {
  return new Hono<Signed>().get('/:case/history/:entry', async (context) => {
    const person = context.get('person');
    const record = await readableCase(ports, person, context.req.param('case'));
    const entry = /^[1-9]\d{0,8}$/.test(context.req.param('entry')) ? Number(context.req.param('entry')) : 0;
    const then = await caseAsItStood(ports, record, entry);
    const rows = await ports.ledger.entriesOf(record.caseId, { after: entry - 1, limit: 1 });
    const [row] = await entriesFor(ports, person, record, rows);
    if (row === undefined) throw new ProblemError('not-found');
    return context.json(historyOf(ports, person, record, then, row));
  });
}

function historyOf(
  ports: AppPorts,
  person: Person,
  now: CaseRecord,
  then: CaseRecord,
  row: Parameters<typeof timelineEntryOf>[1],
): Answer<'CaseAfterEntry'> {
  return {
    // What was overdue then, and not by now.
    ...caseOf({ ...ports, clock: () => then.updatedAt }, then, person),
    entries: now.entry,
    happened: timelineEntryOf(ports.people, row),
    states: activeStates(then.system, person),
  };
}
