/** Starting a case: a form that shows the sentence behind each gate. */
import { Hono, type Context } from 'hono';
import { policyOf } from '../policy/registry.ts';
import type { Problem } from '../schemas/problems.ts';
import { newUpdateId } from '../schemas/ids.ts';
import type { Json } from '../schemas/words.ts';
import { commandFrom, withoutEmptyItems } from '../web/form-command.ts';
import { valueOf, type Values } from '../web/form-schema.ts';
import { startedPage, startPage } from '../web/start-page.ts';
import { stateOf, withOneMore, type PagePorts } from './page-actions.ts';
import { START_FORM } from './page-commands.ts';
import type { Visited } from './page-visit.ts';

interface Started {
  readonly case: string;
  readonly entry: number | null;
}

export function startPages({ ports, api }: PagePorts): Hono<Visited> {
  const form = (context: Context<Visited>, values: Values, problem: Problem | null): ReturnType<typeof startPage> =>
    startPage(context.get('visitor'), {
      schema: START_FORM,
      policy: policyOf(ports.policy.currentTerms().version),
      key: problem?.status === 503 ? valueOf(values, 'key') : newUpdateId(),
      state: stateOf(START_FORM, values, problem),
      problem,
    });
  return new Hono<Visited>()
    .get('/start', (context) => context.html(form(context, new Map(), null)))
    .post('/start', async (context) => {
      const typed = context.get('values');
      if (typed.has('add')) return context.html(form(context, withOneMore(typed, valueOf(typed, 'add')), null));
      const values = withoutEmptyItems(START_FORM, '', typed);
      const key = valueOf(typed, 'key');
      const sent = await api.post<Started>(
        context.get('person'),
        '/cases',
        commandFrom(START_FORM, '', values) as Json,
        key === '' ? null : key,
      );
      if (sent.is === 'refused') return context.html(form(context, values, sent.problem), sent.problem.status);
      const { case: id, entry } = sent.answer;
      if (entry === null) return context.html(startedPage(context.get('visitor'), id), 202);
      return context.redirect(`/web/cases/${id}?recorded=case.started`, 303);
    });
}
