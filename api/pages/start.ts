/** Starting a case: a form that shows the sentence behind each gate. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { Problem } from '../../schemas/problems.ts';
import { exampleCase } from '../../schemas/example-case.ts';
import { reshaped } from '../../web/form-command.ts';
import { valueOf, type Values } from '../../web/form-schema.ts';
import { aboveCase } from '../../web/layout.ts';
import { startPage } from '../../web/start-page.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import { staffSuggestions } from './colleagues.ts';
import { REOPEN_FORM, START_FORM } from './commands.ts';
import { filledIn, filledWith, keyFor, stateOf } from './filled-form.ts';
import { sendForm, showForm, type CommandForm } from './form.ts';
import { afterAct } from './said.ts';
import type { Visited } from './visit.ts';

/** Where synthetic partner agencies answer, all but one of them do: that one is for a person to answer. */
const EXAMPLE_REGION = 'SYN-LOCAL';

export function startPages({ ports, api }: PagePorts): Hono<Visited> {
  /** @param typed what was sent; null where it is shown first */
  const form = (
    context: Context<Visited>,
    typed: Values | null,
    problem: Problem | null,
    isExample = false,
  ): ReturnType<typeof startPage> => {
    const filled = filledWith(isExample ? exampleCase('2', ports.clock(), EXAMPLE_REGION) : {});
    return startPage(context.get('visitor'), {
      schema: START_FORM,
      policy: ports.policy.documentOf(ports.policy.currentTerms()),
      key: keyFor(typed, problem),
      state: stateOf(START_FORM, typed ?? filled, problem, staffSuggestions(ports, context.get('person'))),
      problem,
      hasExample: ports.acceptsHandles,
      isExample,
    });
  };
  /** Who would be refused is not shown whom the form suggests. */
  const permitted: MiddlewareHandler<Visited> = async (context, next) => {
    await refuseUnlessPermitted(ports, context.get('person'), 'case.started');
    await next();
  };
  return new Hono<Visited>()
    .use('/start', permitted)
    .get('/start', async (context) => {
      await ports.policy.refresh();
      const isExample = ports.acceptsHandles && context.req.query('example') !== undefined;
      return context.html(form(context, null, null, isExample));
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
    .get('/cases/:case/reopen', async (context) =>
      showForm({ ports, api }, context, await reopening({ ports, api }, context)),
    )
    .post('/cases/:case/reopen', async (context) =>
      sendForm({ ports, api }, context, await reopening({ ports, api }, context)),
    );
}

/**
 * Row 22: a new epoch, with everything given anew, beginning with the facts as they were. What is known of statuses stays known whatever is
 * entered, so that they begin empty: they are only added to.
 */
async function reopening({ api }: PagePorts, context: Context<Visited>): Promise<CommandForm<'reopenCase'>> {
  const id = context.req.param('case') ?? '';
  const params = { case: id };
  const shown = await api.get(context.get('person'), 'getCase', { params });
  const { statuses: _statuses, ...facts } = shown.facts;
  const page = `/web/cases/${encodeURIComponent(id)}`;
  return {
    action: 'case.reopened',
    words: 'reopen the case',
    path: `${page}/reopen`,
    above: aboveCase(id),
    schema: REOPEN_FORM,
    filled: filledWith({ facts }),
    shown,
    to: { name: 'reopenCase', params },
    next: (answer) => afterAct(page, 'case.reopened', answer, valueOf(context.get('values'), 'asOf')),
  };
}
