/** Starting a case: a form that shows the sentence behind each gate. */
import { Hono, type Context } from 'hono';
import type { Problem } from '../../schemas/problems.ts';
import { exampleCase } from '../../schemas/example-case.ts';
import { newUpdateId } from '../../schemas/ids.ts';
import { actionPage } from '../../web/action-page.ts';
import { reshaped } from '../../web/form-command.ts';
import { valueOf, type Values } from '../../web/form-schema.ts';
import { startPage } from '../../web/start-page.ts';
import { filledIn, filledWith, prefilledFacts, staffSuggestions, stateOf, type PagePorts } from './actions.ts';
import { REOPEN_FORM, START_FORM } from './commands.ts';
import { afterAct } from './said.ts';
import type { Visited } from './visit.ts';

/** Where synthetic partner agencies answer, all but one of them do: that one is for a person to answer. */
const EXAMPLE_REGION = 'SYN-LOCAL';

export function startPages({ ports, api }: PagePorts): Hono<Visited> {
  const form = (
    context: Context<Visited>,
    values: Values,
    problem: Problem | null,
    isExample = false,
  ): ReturnType<typeof startPage> =>
    startPage(context.get('visitor'), {
      schema: START_FORM,
      policy: ports.policy.documentOf(ports.policy.currentTerms()),
      key: problem?.status === 503 ? valueOf(values, 'key') : newUpdateId(),
      state: stateOf(START_FORM, values, problem, staffSuggestions(ports, context.get('person'))),
      problem,
      hasExample: ports.acceptsHandles,
      isExample,
    });
  return new Hono<Visited>()
    .get('/start', async (context) => {
      await ports.policy.refresh();
      const isExample = ports.acceptsHandles && context.req.query('example') !== undefined;
      const example = isExample ? exampleCase('2', ports.clock(), EXAMPLE_REGION) : {};
      return context.html(form(context, filledWith(example), null, isExample));
    })
    .post('/start', async (context) => {
      const typed = context.get('values');
      const again = reshaped(typed);
      if (again !== null) return context.html(form(context, again, null));
      const command = filledIn(START_FORM, typed);
      const sent = await api.post(context.get('person'), { name: 'startCase' }, command, valueOf(typed, 'key'));
      if (sent.is === 'refused') return context.html(form(context, typed, sent.problem), sent.problem.status);
      return context.redirect(afterAct(`/web/cases/${sent.answer.case}`, 'case.started', sent.answer, '0'), 303);
    })
    .get('/cases/:case/reopen', async (context) => context.html(await reopening({ ports, api }, context, null, null)))
    .post('/cases/:case/reopen', async (context) => {
      const typed = context.get('values');
      const again = reshaped(typed);
      if (again !== null) return context.html(await reopening({ ports, api }, context, again, null));
      const id = context.req.param('case');
      const to = { name: 'reopenCase', params: { case: id } } as const;
      const sent = await api.post(context.get('person'), to, filledIn(REOPEN_FORM, typed), valueOf(typed, 'key'));
      const page = `/web/cases/${encodeURIComponent(id)}`;
      if (sent.is === 'taken')
        return context.redirect(afterAct(page, 'case.reopened', sent.answer, valueOf(typed, 'asOf')), 303);
      return context.html(await reopening({ ports, api }, context, typed, sent.problem), sent.problem.status);
    });
}

/** Row 22: a new epoch, with everything given anew, beginning with the facts as they were. */
async function reopening(
  { ports, api }: PagePorts,
  context: Context<Visited>,
  typed: Values | null,
  problem: Problem | null,
) {
  const id = context.req.param('case') ?? '';
  const page = `/web/cases/${encodeURIComponent(id)}`;
  const shown = await api.get(context.get('person'), 'getCase', { params: { case: id } });
  return actionPage(context.get('visitor'), {
    action: 'case.reopened',
    words: 'reopen the case',
    path: `${page}/reopen`,
    above: [
      { path: '/web/cases', name: 'Cases' },
      { path: page, name: 'Case' },
    ],
    schema: REOPEN_FORM,
    given: [],
    explained: [],
    key: newUpdateId(),
    state: stateOf(
      REOPEN_FORM,
      typed ?? prefilledFacts(shown),
      problem,
      staffSuggestions(ports, context.get('person')),
    ),
    problem,
    asked: null,
    shown,
    whyNot: [],
  });
}
