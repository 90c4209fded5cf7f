/** One page for each thing that a person can do with a case, a task or a request: its form, made from the command. */
import { Hono, type Context } from 'hono';
import { hasToBeReached } from '../../machines/case-gates.ts';
import { ACTION_WORDS } from '../../machines/case-words.ts';
import type { BusinessEventType } from '../../machines/case-events.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Problem } from '../../schemas/problems.ts';
import { newUpdateId } from '../../schemas/ids.ts';
import { GONE_REQUEST_STATE, type Json, type Person } from '../../schemas/words.ts';
import { actionPage, type ActionForm } from '../../web/action-page.ts';
import { commandFrom, reshaped } from '../../web/form-command.ts';
import { faultsInWords } from '../../web/form-faults.ts';
import type { FormState, Suggestions } from '../../web/form-field.ts';
import { fieldsOf, valueOf, type JsonSchema, type Values } from '../../web/form-schema.ts';
import { localIn, ZONE_DEFAULT } from '../../web/zones.ts';
import { Written, type Addressed } from '../contract/call.ts';
import type { PageApi } from './api.ts';
import { formOf, type Collection } from './commands.ts';
import { conditionTexts, epochEntries, informationAskedIn, questionTexts, type Entries } from './entries.ts';
import { officesFor } from './offices.ts';
import { afterAct } from './said.ts';
import { QUEUE, type Visited } from './visit.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

export interface PagePorts {
  readonly ports: AppPorts;
  readonly api: PageApi;
}

type Visit = Context<Visited>;

/** What the service gives for a command, and no person types: the codes that say which of several, and the facts that were seen. */
const GIVEN = ['partnerClass', 'condition', 'question', 'reason', 'entry', 'factsDigest'];

export function actionPages(pagePorts: PagePorts): Hono<Visited> {
  const app = new Hono<Visited>();
  for (const collection of ['cases', 'tasks', 'requests'] as const) {
    app.get(`/${collection}/:id/do/:action`, async (context) => {
      const form = await formFor(pagePorts, context, actIn(context, collection));
      return context.html(actionPage(context.get('visitor'), form));
    });
    app.post(`/${collection}/:id/do/:action`, (context) => send(pagePorts, context, collection));
  }
  return app;
}

async function send(pagePorts: PagePorts, context: Visit, collection: Collection): Promise<Response> {
  const act = actIn(context, collection);
  const { action, id } = act;
  const schema = schemaFor(collection, action);
  const typed = context.get('values');
  const form = reshaped(typed);
  if (form !== null)
    return context.html(actionPage(context.get('visitor'), await formFor(pagePorts, context, act, form)));
  const sent = await pagePorts.api.post(
    context.get('person'),
    eventsOf(collection, id),
    filledIn(schema, typed),
    valueOf(typed, 'key'),
  );
  if (sent.is === 'taken')
    return context.redirect(afterAct(pageOf(collection, id), action, sent.answer, valueOf(typed, 'asOf')), 303);
  const refused = await formFor(pagePorts, context, act, typed, sent.problem);
  return context.html(actionPage(context.get('visitor'), refused), sent.problem.status);
}

/** A command as its form was filled in: the route judges it. */
export const filledIn = (schema: JsonSchema, typed: Values): Written =>
  new Written(JSON.stringify(commandFrom(schema, '', typed)));

/** Where an event is sent. */
function eventsOf(collection: Collection, id: string): Addressed<'actInCase' | 'actOnTask' | 'actOnRequest'> {
  switch (collection) {
    case 'cases':
      return { name: 'actInCase', params: { case: id } };
    case 'tasks':
      return { name: 'actOnTask', params: { task: id } };
    case 'requests':
      return { name: 'actOnRequest', params: { reference: id } };
  }
}

const pageOf = (collection: Collection, id: string): string => `/web/${collection}/${encodeURIComponent(id)}`;

export const stateOf = (
  schema: JsonSchema,
  values: Values,
  problem?: Problem | null,
  suggestions: Suggestions = new Map(),
): FormState => ({ values, suggestions, faults: faultsInWords(schema, values, problem?.errors ?? []) });

/** Fields that take a staff id. */
const STAFF_FIELDS = ['proposingOfficer', 'givenTo', 'givenBy', 'to', 'authorisedBy', 'exercisedBy'];
/** More would be no help to choose from. */
const STAFF_SUGGESTED_MAX = 200;

/** The staff of an office, but oneself. */
export function staffSuggestions({ people }: AppPorts, person: Person, office = person.office): Suggestions {
  const colleagues = people
    .list()
    .filter(({ person: one }) => one.office === office && one.id !== person.id && !one.roles.includes('partner'))
    .slice(0, STAFF_SUGGESTED_MAX)
    .map(({ displayName, person: one }) => [one.staffId, displayName] as const);
  return new Map(STAFF_FIELDS.map((field) => [field, colleagues]));
}

const officesSuggested = (ports: AppPorts, person: Person) =>
  officesFor(ports, person).map((office) => [office, office] as const);

/** An act, and what it is done to. */
interface Act {
  readonly collection: Collection;
  readonly id: string;
  readonly action: BusinessEventType;
}

const actIn = (context: Visit, collection: Collection): Act => ({
  collection,
  id: context.req.param('id') ?? '',
  action: (context.req.param('action') ?? '') as BusinessEventType,
});

function schemaFor(collection: Collection, action: string): JsonSchema {
  const schema = formOf(collection, action);
  if (schema === null || !Object.hasOwn(ACTION_WORDS, action)) throw new ProblemError('no-such-route');
  return schema;
}

export async function formFor(
  { ports, api }: PagePorts,
  context: Visit,
  { collection, id, action }: Act,
  typed?: Values,
  problem?: Problem,
): Promise<ActionForm> {
  const taken = schemaFor(collection, action);
  const person = context.get('person');
  const about = await aboutOf(api, person, collection, id);
  const givenNames = GIVEN.filter((name) => fieldsOf(taken).some(([field]) => field === name));
  const codes = new Map(
    givenNames.flatMap((name) => {
      const code = typed === undefined ? context.req.query(name) : valueOf(typed, name);
      return code === undefined || code === '' ? [] : [[name, code] as const];
    }),
  );
  const schema = withNeeded(taken, action, codes, about.shown);
  // Row 24: what was seen when the form was opened; after a refusal for that reason, what is seen now.
  const isSeenAnew = typed === undefined || problem?.type === '/problems/facts-changed';
  if (isSeenAnew && givenNames.includes('factsDigest') && about.factsDigest !== null)
    codes.set('factsDigest', about.factsDigest);
  return {
    action,
    words: about.actions.find((one) => one.action === action)?.words ?? ACTION_WORDS[action].words,
    path: `${pageOf(collection, id)}/do/${action}`,
    above: about.above,
    schema,
    given: [...codes],
    explained: await explainedIn(about.epoch, action, codes),
    // A command that was refused may be sent again in other words; one that may have taken effect only as it was.
    key: typed !== undefined && problem?.status === 503 ? valueOf(typed, 'key') : newUpdateId(),
    state: stateOf(
      schema,
      typed ?? prefilled(action, about.shown),
      problem,
      new Map([
        ...staffSuggestions(ports, person, about.office ?? person.office),
        ['office', officesSuggested(ports, person)],
      ]),
    ),
    problem: problem ?? null,
    asked: about.asked,
    shown: about.shown,
    whyNot: typed === undefined ? whyNotIn(about.actions, action, codes) : [],
  };
}

/** What may be left out of a command in general, and not in this case, is asked for as what it needs. */
function withNeeded(
  schema: JsonSchema,
  action: BusinessEventType,
  codes: ReadonlyMap<string, string>,
  shown: Answer<'Case'> | null,
): JsonSchema {
  const isReached =
    action === 'conflict.resolved' &&
    (shown?.gates ?? []).some((gate) => gate.partnerClass === codes.get('partnerClass') && hasToBeReached(gate));
  return isReached ? { ...schema, required: [...(schema.required ?? []), 'contact'] } : schema;
}

interface About {
  readonly above: ActionForm['above'];
  readonly asked: Answer<'Request'> | null;
  readonly shown: Answer<'Case'> | null;
  readonly factsDigest: string | null;
  /** Whose staff does the work; null where that says nothing. */
  readonly office: string | null;
  readonly actions: Answer<'Why'>['actions'];
  /** Entries of the present epoch. */
  readonly epoch: () => Promise<Entries>;
}

/** The texts that a form answers, or that its codes stand for: what legal staff asks, a condition, or a question. */
async function explainedIn(
  epoch: About['epoch'],
  action: BusinessEventType,
  codes: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const condition = codes.get('condition');
  const question = codes.get('question');
  if (action !== 'information.provided' && condition === undefined && question === undefined) return [];
  const entries = await epoch();
  return [
    ...(action === 'information.provided' ? [informationAskedIn(entries)] : []),
    ...(condition === undefined ? [] : [conditionTexts(entries).get(condition) ?? '']),
    ...(question === undefined ? [] : [questionTexts(entries)[Number(question) - 1] ?? '']),
  ].filter((text) => text !== '');
}

async function aboutOf(api: PageApi, person: Person, collection: Collection, id: string): Promise<About> {
  switch (collection) {
    case 'cases': {
      const [shown, why] = await Promise.all([
        api.get(person, 'getCase', { params: { case: id } }),
        api.get(person, 'getWhy', { params: { case: id } }),
      ]);
      return {
        above: [
          { path: '/web/cases', name: 'Cases' },
          { path: pageOf('cases', id), name: 'Case' },
        ],
        asked: null,
        shown,
        factsDigest: shown.factsDigest,
        office: null,
        actions: why.actions,
        epoch: () => epochEntries(api, person, id),
      };
    }
    case 'tasks': {
      const task = await api.get(person, 'getTask', { params: { task: id } });
      return {
        above: [QUEUE, { path: pageOf('tasks', id), name: 'Consultation' }],
        asked: null,
        shown: await api.get(person, 'getCase', { params: { case: task.case } }),
        factsDigest: task.factsDigest,
        office: task.office,
        actions: task.actions,
        epoch: () => epochEntries(api, person, task.case),
      };
    }
    case 'requests': {
      const request = await api.get(person, 'getRequest', { params: { reference: id } });
      return {
        asked: request,
        above: [{ path: pageOf('requests', id), name: 'Request' }],
        shown: null,
        factsDigest: null,
        office: null,
        actions: request.state === GONE_REQUEST_STATE ? [ENDED_REQUEST] : [],
        epoch: async () => [],
      };
    }
  }
}

/** Whoever asks. */
const ENDED_REQUEST: Answer<'Why'>['actions'][number] = {
  action: 'request.answered',
  words: ACTION_WORDS['request.answered'].words,
  whyNot: ['this request has ended: no answer is needed'],
};

/** Why this person cannot do it now: said before anything is typed. What the lists don't name is left to the service. */
function whyNotIn(
  actions: Answer<'Why'>['actions'],
  action: string,
  codes: ReadonlyMap<string, string>,
): readonly string[] {
  const found = actions.find(
    (one) =>
      one.action === action &&
      [...codes].every(([name, code]) => {
        const own = (one as unknown as Readonly<Record<string, unknown>>)[name];
        return own === undefined || String(own) === code;
      }),
  );
  return found?.whyNot ?? [];
}

/** Amending begins with the facts as they are. */
const prefilled = (action: string, shown: Answer<'Case'> | null): Values =>
  action === 'facts.amended' && shown !== null ? prefilledFacts(shown) : new Map();

/** What is known of statuses is entered anew, and only added to. */
export function prefilledFacts({ facts: { statuses: _statuses, ...facts } }: Answer<'Case'>): Values {
  return filledWith({ facts });
}

/** The fields of a form as they stand when it holds this. */
export function filledWith(command: object): Values {
  const values = new Map<string, readonly string[]>();
  for (const [field, inner] of Object.entries(command)) fill(values, field, inner as Json);
  return values;
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function fill(values: Map<string, readonly string[]>, name: string, value: Json): void {
  if (typeof value === 'string') values.set(name, [ISO_INSTANT.test(value) ? localIn(ZONE_DEFAULT, value) : value]);
  else if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
    values.set(name, value);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) fill(values, `${name}.${index}`, item);
  else if (typeof value === 'object' && value !== null)
    for (const [field, inner] of Object.entries(value)) fill(values, `${name}.${field}`, inner);
}
