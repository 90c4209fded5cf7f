/** The memo of a consultation, for printing. That it was opened is in the record before the API answers. */
import { Hono } from 'hono';
import { memoPage } from '../../web/memo-page.ts';
import type { PagePorts } from './actions.ts';
import { conditionTexts } from './entries.ts';
import type { Visited } from './visit.ts';

export function memoPages({ api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/cases/:case/memo', async (context) => {
    const params = { case: context.req.param('case') };
    const { case: shown, ...memo } = await api.get(context.get('person'), 'getMemo', { params });
    const conditions = conditionTexts(memo.entries);
    return context.html(memoPage(context.get('visitor'), { shown, conditions, ...memo }));
  });
}
