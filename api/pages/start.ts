/** Starting a case: a form that shows the sentence behind each gate. */
import { Hono, type Context } from 'hono';
import type { Problem } from '../../schemas/problems.ts';
import { newUpdateId } from '../../schemas/ids.ts';
import type { Json } from '../../schemas/words.ts';
import { actionPage } from '../../web/action-page.ts';
import { commandFrom, reshaped } from '../../web/form-command.ts';
import { valueOf, type Values } from '../../web/form-schema.ts';
import { startPage } from '../../web/start-page.ts';
import { prefilledFacts, staffSuggestions, stateOf, type PagePorts } from './actions.ts';
import { REOPEN_FORM, START_FORM } from './commands.ts';
import { afterAct } from './said.ts';
import type { CaseRepresentation } from '../resources/representations.ts';
import type { Visited } from './visit.ts';

interface Started {
  readonly case: string;
}

export function startPages({ ports, api }: PagePorts): Hono<Visited> {
  const form = (context: Context<Visited>, values: Values, problem: Problem | null): ReturnType<typeof startPage> =>
    startPage(context.get('visitor'), {
      schema: START_FORM,
      policy: ports.policy.documentOf(ports.policy.currentTerms()),
      key: problem?.status === 503 ? valueOf(values, 'key') : newUpdateId(),
      state: stateOf(START_FORM, values, problem, staffSuggestions(ports, context.get('person'))),
      problem,
    });
  return new Hono<Visited>()
    .get('/start', async (context) => {
      await ports.policy.refresh();
      return context.html(form(context, new Map(), null));
    })
    .post('/start', async (context) => {
      const typed = context.get('values');
      const again = reshaped(typed);
      if (again !== null) return context.html(form(context, again, null));
      const key = valueOf(typed, 'key');
      const sent = await api.post<Started>(
        context.get('person'),
        '/cases',
        commandFrom(START_FORM, '', typed) as Json,
        key === '' ? null : key,
      );
      if (sent.is === 'refused') return context.html(form(context, typed, sent.problem), sent.problem.status);
      return context.redirect(afterAct(`/web/cases/${sent.answer.case}`, 'case.started', sent.answer, '0'), 303);
    })
    .get('/cases/:case/reopen', async (context) => context.html(await reopening({ ports, api }, context, null, null)))
    .post('/cases/:case/reopen', async (context) => {
      const typed = context.get('values');
      const again = reshaped(typed);
      if (again !== null) return context.html(await reopening({ ports, api }, context, again, null));
      const path = `/cases/${encodeURIComponent(context.req.param('case'))}`;
      const command = commandFrom(REOPEN_FORM, '', typed) as Json;
      const key = valueOf(typed, 'key');
      const sent = await api.post<Started>(context.get('person'), `${path}/epochs`, command, key === '' ? null : key);
      if (sent.is === 'taken')
        return context.redirect(afterAct(`/web${path}`, 'case.reopened', sent.answer, valueOf(typed, 'asOf')), 303);
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
  const id = encodeURIComponent(context.req.param('case') ?? '');
  const shown = await api.get<CaseRepresentation>(context.get('person'), `/cases/${id}`);
  return actionPage(context.get('visitor'), {
    action: 'case.reopened',
    words: 'reopen the case',
    path: `/web/cases/${id}/reopen`,
    above: [
      { path: '/web/cases', name: 'Cases' },
      { path: `/web/cases/${id}`, name: 'Case' },
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
