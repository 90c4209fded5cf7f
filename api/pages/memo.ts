/** The memo of a consultation, for printing. That it was opened is in the record before the API answers. */
import { Hono } from 'hono';
import type { Answer } from '../../schemas/answers.ts';
import { memoPage } from '../../web/memo-page.ts';
import type { PagePorts } from './actions.ts';
import { conditionTexts } from './entries.ts';
import type { Visited } from './visit.ts';
import type { CaseRepresentation } from '../resources/representations.ts';
import type { TimelineEntry } from '../resources/timeline.ts';

type Memo = Omit<Answer<'Memo'>, 'case' | 'entries'> & {
  readonly case: CaseRepresentation;
  readonly entries: readonly TimelineEntry[];
};

export function memoPages({ api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/cases/:case/memo', async (context) => {
    const id = encodeURIComponent(context.req.param('case'));
    const { case: shown, ...memo } = await api.get<Memo>(context.get('person'), `/cases/${id}/memo`);
    const conditions = conditionTexts(memo.entries);
    return context.html(memoPage(context.get('visitor'), { shown, conditions, ...memo }));
  });
}
