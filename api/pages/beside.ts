/** Forms of what is done about a case beside its own events: who is on it, what counsel releases, what operators let go on. */
import { Hono, type Context } from 'hono';
import { valueOf } from '../../web/form-schema.ts';
import { aboveCase } from '../../web/layout.ts';
import { executionView, resumptionSearchPage } from '../../web/resumption-page.ts';
import type { Action } from '../../machines/may.ts';
import { readableCase, refuseUnlessPermittedIn } from '../access/case-access.ts';
import { canRead } from '../access/need-to-know.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import { ASSIGN_FORM, RELEASE_FORM, RESUMPTION_FORM, UNASSIGN_FORM } from './commands.ts';
import { sendForm, showForm, type CommandForm } from './form.ts';
import { recordedBeside } from './said.ts';
import type { Visited } from './visit.ts';

export function besidePages(pagePorts: PagePorts): Hono<Visited> {
  const { ports } = pagePorts;
  const app = new Hono<Visited>();
  for (const [path, formOf] of Object.entries(FORMS)) {
    app.get(`/cases/:case/${path}`, async (context) => showForm(pagePorts, context, await formOf(pagePorts, context)));
    app.post(`/cases/:case/${path}`, async (context) => sendForm(pagePorts, context, await formOf(pagePorts, context)));
  }
  return app
    .get('/resumption', async (context) => {
      await refuseUnlessPermitted(ports, context.get('person'), 'execution.resumed');
      const reference = (context.req.query('case') ?? '').trim();
      if (reference !== '') return context.redirect(`/web/resumption/${encodeURIComponent(reference)}`);
      return context.html(
        resumptionSearchPage(context.get('visitor'), {
          said: recordedBeside(context),
          heldCasesUrl: ports.heldCasesUrl ?? null,
        }),
      );
    })
    .get('/resumption/:case', async (context) => showForm(pagePorts, context, await resumptionForm(pagePorts, context)))
    .post('/resumption/:case', async (context) =>
      sendForm(pagePorts, context, await resumptionForm(pagePorts, context)),
    );
}

type FormOf = (pagePorts: PagePorts, context: Context<Visited>) => Promise<CommandForm>;

const aboutIn = (context: Context<Visited>) => ({ params: { case: context.req.param('case') ?? '' } });

const idIn = (context: Context<Visited>): string => encodeURIComponent(aboutIn(context).params.case);

/**
 * A form about a case, on whose page it ends, or in My work for whom the case is not there any more. Whoever is not shown the case is not shown
 * that it has forms, and who would be refused is not shown whom they suggest.
 */
const aboutCase =
  (
    path: string,
    name: 'assign' | 'releaseAdvice',
    action: Action,
    recorded: string | ((context: Context<Visited>) => string),
    { words, schema }: Pick<CommandForm, 'words' | 'schema'>,
  ): FormOf =>
  async ({ ports }, context) => {
    const { params } = aboutIn(context);
    const person = context.get('person');
    const page = `/web/cases/${idIn(context)}`;
    const colleague = context.req.query('to');
    return {
      words,
      schema,
      path: `${page}/${path}`,
      above: aboveCase(params.case),
      to: { name, params },
      look: async () => refuseUnlessPermittedIn(ports, person, await readableCase(ports, person, params.case), action),
      next: async () => {
        const query = { recorded: typeof recorded === 'string' ? recorded : recorded(context) };
        const record = await ports.ledger.caseOf(params.case);
        const isShown = record !== null && canRead(ports, person, record);
        return isShown ? withQuery(page, query) : withQuery('/web/work', { of: params.case, ...query });
      },
      ...(colleague === undefined ? {} : { filled: new Map([['to', [colleague]]]) }),
    };
  };

const withQuery = (page: string, query: Readonly<Record<string, string>>): string =>
  `${page}?${new URLSearchParams(query).toString()}`;

const FORMS: { readonly [path: string]: FormOf } = {
  'bring-in': aboutCase('bring-in', 'assign', 'case.assigned', 'assignment', {
    words: 'bring a colleague in to this case',
    schema: ASSIGN_FORM,
  }),
  'end-assignment': aboutCase('end-assignment', 'assign', 'assignment.ended', endedFor, {
    words: 'end that a colleague is on this case',
    schema: UNASSIGN_FORM,
  }),
  'release-advice': aboutCase('release-advice', 'releaseAdvice', 'advice.released', 'release', {
    words: 'release, as counsel, what legal staff has written',
    schema: RELEASE_FORM,
  }),
};

function endedFor(context: Context<Visited>): string {
  const isOwn = valueOf(context.get('values'), 'to') === context.get('person').staffId;
  return isOwn ? 'assignment.left' : 'assignment.ended';
}

/** By the id that Temporal UI shows. Nothing of the case stands on the page: operators must not learn what it is about. */
async function resumptionForm({ ports }: PagePorts, context: Context<Visited>): Promise<CommandForm> {
  await refuseUnlessPermitted(ports, context.get('person'), 'execution.resumed');
  return {
    words: 'let a held case go on',
    schema: RESUMPTION_FORM,
    path: `/web/resumption/${idIn(context)}`,
    above: [{ path: '/web/resumption', name: 'Held cases' }],
    about: [['Case', executionView(idIn(context), ports.heldCasesUrl ?? null)]],
    to: { name: 'resumeCase', ...aboutIn(context) },
    next: '/web/resumption?recorded=resumption',
  };
}
