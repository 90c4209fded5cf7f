/** For privacy staff and auditors: who looked at a case, what was disclosed of it, and what was reported as improper. */
import { Hono, type Context } from 'hono';
import { incidentPage, incidentsPage } from '../../web/incident-page.ts';
import { disclosuresPage } from '../../web/disclosures-page.ts';
import { oversightPage, oversightSearchPage } from '../../web/oversight-page.ts';
import { redactedPage } from '../../web/redacted-page.ts';
import { valueOf } from '../../web/form-schema.ts';
import { DISCLOSURE_FILTERS } from '../../schemas/list-filters.ts';
import { denialsOf, overseenCase, refuseUnlessPermitted } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import { DISCLOSURE_FORM, INCIDENT_FORM, incidentEventForm, REDACTION_FORM } from './commands.ts';
import { sendForm, showForm, type CommandForm } from './form.ts';
import { recordedBeside } from './said.ts';
import { queryOf, type Visited } from './visit.ts';
import { ProblemError } from '../http/problem-response.ts';

const OVERSIGHT = { path: '/web/oversight', name: 'Oversight' };
const INCIDENTS = { path: '/web/incidents', name: 'Incidents' };

export function privacyPages(pagePorts: PagePorts): Hono<Visited> {
  const { ports, api } = pagePorts;
  return new Hono<Visited>()
    .get('/oversight', async (context) => {
      const reference = (context.req.query('case') ?? '').trim();
      if (reference !== '') return context.redirect(`/web/oversight/${encodeURIComponent(reference)}`);
      return context.html(oversightSearchPage(context.get('visitor')));
    })
    .get('/oversight/:case', async (context) => {
      const person = context.get('person');
      const params = { case: context.req.param('case') };
      // One after the other: a refusal of the first is recorded once.
      const accesses = await api.get(person, 'listAccesses', { params, query: queryOf(context, ['after']) });
      const { disclosuresAfter: after } = queryOf(context, ['disclosuresAfter']);
      const disclosures = await api.get(person, 'listDisclosures', { params, query: { after } });
      const canDisclose = denialsOf(ports, person, 'disclosure.recorded').length === 0;
      const canRedact = denialsOf(ports, person, 'record.redacted').length === 0;
      const recorded = recordedBeside(context);
      const model = { accesses, disclosures, canDisclose, canRedact, recorded };
      return context.html(oversightPage(context.get('visitor'), model));
    })
    .get('/oversight/:case/redact', async (context) =>
      showForm(pagePorts, context, await redactionForm(pagePorts, context)),
    )
    .post('/oversight/:case/redact', async (context) =>
      sendForm(pagePorts, context, await redactionForm(pagePorts, context)),
    )
    .get('/disclosures', async (context) => {
      const { ground = '', recipient = '', from = '', until = '' } = context.req.query();
      const query = {
        ...queryOf(context, ['after', 'ground', 'recipient']),
        ...(from === '' ? {} : { from: beginningOf(from) }),
        ...(until === '' ? {} : { until: endOf(until) }),
      };
      const page = await api.get(context.get('person'), 'listAllDisclosures', { query });
      const filter = { ground, recipient, from, until };
      return context.html(
        disclosuresPage(context.get('visitor'), { ...page, filter, grounds: DISCLOSURE_FILTERS.ground }),
      );
    })
    .get('/cases/:case/disclose', async (context) =>
      showForm(pagePorts, context, await disclosureForm(pagePorts, context)),
    )
    .post('/cases/:case/disclose', async (context) =>
      sendForm(pagePorts, context, await disclosureForm(pagePorts, context)),
    )
    .get('/incidents', async (context) => {
      const query = queryOf(context, ['after', 'state']);
      const page = await api.get(context.get('person'), 'listIncidents', { query });
      const state = context.req.query('state') ?? '';
      return context.html(incidentsPage(context.get('visitor'), { ...page, state }));
    })
    .get('/incidents/report', (context) => showForm(pagePorts, context, REPORT))
    .post('/incidents/report', (context) => sendForm(pagePorts, context, REPORT))
    .get('/incidents/:incident', async (context) => {
      const params = { incident: context.req.param('incident') };
      const shown = await api.get(context.get('person'), 'getIncident', { params });
      return context.html(incidentPage(context.get('visitor'), { shown, recorded: recordedBeside(context) }));
    })
    .get('/incidents/:incident/do/:event', async (context) =>
      showForm(pagePorts, context, await stepForm(pagePorts, context)),
    )
    .post('/incidents/:incident/do/:event', async (context) =>
      sendForm(pagePorts, context, await stepForm(pagePorts, context)),
    );
}

/** A form has days; what is none goes on as it is, for the service to refuse. */
const beginningOf = (day: string): string => `${day}T00:00:00Z`;
const DAY_MS = 86_400_000;

function endOf(day: string): string {
  const beginning = Date.parse(beginningOf(day));
  return Number.isNaN(beginning) ? beginningOf(day) : new Date(beginning + DAY_MS).toISOString();
}

/** Anybody's: whoever learns of it reports it, and needs to see nothing for that. */
const REPORT: CommandForm = {
  words: 'report improper access, use or disclosure',
  schema: INCIDENT_FORM,
  path: '/web/incidents/report',
  above: [{ path: '/web/work', name: 'My work' }],
  to: { name: 'reportIncident' },
  next: '/web/work?recorded=incident',
};

/** Who would be refused is not shown whom the form suggests. */
async function disclosureForm({ ports }: PagePorts, context: Context<Visited>): Promise<CommandForm> {
  const person = context.get('person');
  const caseId = await overseenCase(ports, person, context.req.param('case') ?? '', 'disclosure.recorded');
  const id = encodeURIComponent(caseId);
  const isOverseer = denialsOf(ports, person, 'disclosure.listed').length === 0;
  const page = isOverseer ? `/web/oversight/${id}` : `/web/cases/${id}`;
  return {
    words: 'record a disclosure',
    schema: DISCLOSURE_FORM,
    path: `/web/cases/${id}/disclose`,
    above: isOverseer ? [OVERSIGHT, { path: page, name: 'Case' }] : [{ path: page, name: 'Case' }],
    to: { name: 'recordDisclosure', params: { case: caseId } },
    next: `${page}?recorded=disclosure`,
  };
}

/** What the service answers is the page, or the file: nothing of it is kept here that another page could show. */
async function redactionForm({ ports }: PagePorts, context: Context<Visited>): Promise<CommandForm<'redactCase'>> {
  const person = context.get('person');
  const caseId = await overseenCase(ports, person, context.req.param('case') ?? '', 'record.redacted');
  const page = `/web/oversight/${encodeURIComponent(caseId)}`;
  const path = `${page}/redact`;
  const above = [OVERSIGHT, { path: page, name: 'Case' }];
  return {
    words: 'make the redacted record',
    action: 'record.redacted',
    schema: REDACTION_FORM,
    path,
    above,
    about: [['Case', caseId]],
    to: { name: 'redactCase', params: { case: caseId } },
    next: page,
    shows(redacted) {
      const values = context.get('values');
      const reference = valueOf(values, 'reference').trim();
      if (valueOf(values, 'as') !== 'file')
        return context.html(redactedPage(context.get('visitor'), { redacted, reference, path, above }));
      context.header('content-type', 'application/json');
      // An id of a case that there is: letters and digits.
      context.header('content-disposition', `attachment; filename="casegate-redacted-${caseId}.json"`);
      return context.body(`${JSON.stringify(redacted, null, 2)}\n`);
    },
  };
}

const STEP_WORDS: Readonly<Record<string, string>> = {
  'incident.acknowledged': 'acknowledge the report',
  'incident.referred': 'refer the report',
  'incident.closed': 'close the report',
};

async function stepForm({ ports }: PagePorts, context: Context<Visited>): Promise<CommandForm> {
  await refuseUnlessPermitted(ports, context.get('person'), 'incident.handled');
  const event = context.req.param('event') ?? '';
  const schema = incidentEventForm(event);
  const words = STEP_WORDS[event];
  if (schema === null || words === undefined) throw new ProblemError('no-such-route');
  const incident = context.req.param('incident') ?? '';
  const page = `/web/incidents/${encodeURIComponent(incident)}`;
  return {
    words,
    schema,
    path: `${page}/do/${event}`,
    above: [INCIDENTS, { path: page, name: 'Report' }],
    to: { name: 'actOnIncident', params: { incident } },
    next: `${page}?recorded=${event}`,
  };
}
