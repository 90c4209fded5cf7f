/** Custody of texts on pages: legal holds, what waits for a second person, and what is due to be destroyed. */
import { Hono, type Context } from 'hono';
import { MEASURES, type Measure } from '../../schemas/privacy-words.ts';
import { custodyPage, LISTS, MEASURE_WORDS, type CustodyModel } from '../../web/custody-page.ts';
import { denialsOf, refuseUnlessPermitted } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import { custodyForm } from './commands.ts';
import { sendForm, showForm, type CommandForm } from './form.ts';
import { saidByForm } from './said.ts';
import { queryOf, type Visited } from './visit.ts';
import { ProblemError } from '../http/problem-response.ts';

export function custodyPages(pagePorts: PagePorts): Hono<Visited> {
  const { ports, api } = pagePorts;
  return new Hono<Visited>()
    .get('/custody', async (context) => {
      const { case: reference = '', measure = '' } = context.req.query();
      if (reference.trim() !== '')
        return context.redirect(`/web/custody/${encodeURIComponent(reference.trim())}/${encodeURIComponent(measure)}`);
      const person = context.get('person');
      // One after the other: a refusal of the first is recorded once.
      const at = queryOf(context, LISTS);
      const holds = await api.get(person, 'listHolds', { query: { after: at.holdsAfter } });
      const proposals = await api.get(person, 'listProposals', { query: { after: at.proposalsAfter } });
      const due = await api.get(person, 'listDue', { query: { after: at.dueAfter } });
      const canMeasure = denialsOf(ports, person, 'custody.measured').length === 0;
      const model = { holds, proposals, due, at, canMeasure, measured: measuredIn(context) };
      return context.html(custodyPage(context.get('visitor'), model));
    })
    .get('/custody/:case/:measure', async (context) => showForm(pagePorts, context, await formOf(pagePorts, context)))
    .post('/custody/:case/:measure', async (context) => sendForm(pagePorts, context, await formOf(pagePorts, context)));
}

const measureNamed = (name: string | undefined): Measure | undefined => MEASURES.find((measure) => measure === name);

/** What was just sent; nothing where that is no measure. */
function measuredIn(context: Context<Visited>): CustodyModel['measured'] {
  const measure = measureNamed(saidByForm(context, 'measured'));
  const outcome = saidByForm(context, 'outcome');
  return measure !== undefined && (outcome === 'proposed' || outcome === 'done') ? { measure, outcome } : null;
}

async function formOf({ ports, api }: PagePorts, context: Context<Visited>): Promise<CommandForm<'takeMeasure'>> {
  await refuseUnlessPermitted(ports, context.get('person'), 'custody.measured');
  const measure = measureNamed(context.req.param('measure'));
  if (measure === undefined) throw new ProblemError('no-such-route');
  const id = context.req.param('case') ?? '';
  const reference = context.req.query('reference');
  const { proposals } = await api.get(context.get('person'), 'listProposals', { query: { case: id } });
  const proposed = proposals.find((one) => one.case === id && one.measure === measure && one.reference === reference);
  return {
    words: MEASURE_WORDS[measure],
    action: `custody.${measure}`,
    schema: custodyForm(measure),
    path: `/web/custody/${encodeURIComponent(id)}/${measure}`,
    above: [{ path: '/web/custody', name: 'Custody' }],
    about: [['Case', id], ...(proposed === undefined ? [] : [['Proposed by', proposed.proposedBy] as const])],
    to: { name: 'takeMeasure', params: { case: id } },
    next: ({ outcome }) => `/web/custody?${new URLSearchParams({ measured: measure, outcome }).toString()}`,
    ...(reference === undefined ? {} : { filled: new Map([['reference', [reference]]]) }),
  };
}
