/** One page for each thing that a person can do with a case, a task or a request: its form, made from the command. */
import { Hono, type Context } from 'hono';
import { hasToBeReached } from '../../machines/case-gates.ts';
import { ACTION_WORDS } from '../../machines/case-words.ts';
import type { BusinessEventType } from '../../machines/case-events.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Problem } from '../../schemas/problems.ts';
import { GONE_REQUEST_STATE, type Person } from '../../schemas/words.ts';
import { actionPage, GIVEN_FIELD, type ActionForm } from '../../web/action-page.ts';
import { reshaped } from '../../web/form-command.ts';
import { fieldsOf, valueOf, type JsonSchema, type Values } from '../../web/form-schema.ts';
import { aboveCase } from '../../web/layout.ts';
import { readableCase } from '../access/case-access.ts';
import type { Addressed } from '../contract/call.ts';
import { PageProblem, type PageApi } from './api.ts';
import { colleaguesOf, isHandOver, successorsOf, type Colleagues } from './colleagues.ts';
import { formOf, type Collection } from './commands.ts';
import { conditionTexts, epochEntries, informationAskedIn, questionTexts, type Entries } from './entries.ts';
import { actionFormOf, filledIn, filledWith } from './filled-form.ts';
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
    return context.html(actionPage(context.get('visitor'), await formFor(pagePorts, context, act, { typed: form })));
  const sent = await pagePorts.api.post(
    context.get('person'),
    eventsOf(collection, id),
    filledIn(schema, typed),
    valueOf(typed, 'key'),
  );
  if (sent.is === 'taken')
    return context.redirect(afterAct(pageAfter(act), action, sent.answer, valueOf(typed, 'asOf')), 303);
  // That it was not theirs to see is on record: the form would look for it once more.
  if (sent.problem.type === '/problems/not-found') throw new PageProblem(sent.problem);
  const refused = await formFor(pagePorts, context, act, { typed, problem: sent.problem });
  return context.html(actionPage(context.get('visitor'), refused), sent.problem.status);
}

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

/** Whoever has no work in hand any more may have no need to know the case either, and goes on with other work. */
const HANDED_ON: readonly BusinessEventType[] = ['work.released', 'work.delegated', 'work.failed', 'work.referred'];

/** Whoever forwards a consultation is shown its task all the same. */
const pageAfter = ({ collection, id, action }: Act): string =>
  collection === 'cases' && HANDED_ON.includes(action)
    ? `/web/work?${new URLSearchParams({ of: id }).toString()}`
    : pageOf(collection, id);

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

/** What has been sent of a form, and is known of what it is about. */
interface Sent {
  /** Null where it is shown first. */
  readonly typed?: Values | null;
  readonly problem?: Problem | null;
  /** Where it has been read already. */
  readonly about?: About;
}

export async function formFor(
  { ports, api }: PagePorts,
  context: Visit,
  act: Act,
  { typed = null, problem = null, about: known }: Sent = {},
): Promise<ActionForm> {
  const { collection, id, action } = act;
  const taken = schemaFor(collection, action);
  const person = context.get('person');
  const about = known ?? (await aboutOf(api, person, collection, id));
  const codes = codesIn(context, taken, typed);
  const schema = withNeeded(taken, action, codes, about.shown);
  // Row 24: what was seen when the form was opened; after a refusal for that reason, what is seen now.
  const isSeenAnew = typed === null || problem?.type === '/problems/facts-changed';
  if (isSeenAnew && about.factsDigest !== null && 'factsDigest' in (schema.properties ?? {}))
    codes.set('factsDigest', about.factsDigest);
  const form = {
    action,
    words: about.actions.find((one) => one.action === action)?.words ?? ACTION_WORDS[action].words,
    path: `${pageOf(collection, id)}/do/${action}`,
    above: about.above,
    schema,
    given: [...codes],
    explained: await explainedIn(about.epoch, action, codes),
    filled: action === 'facts.amended' && about.shown !== null ? filledWith({ facts: about.shown.facts }) : new Map(),
    asked: about.asked,
    shown: about.shown,
    caution: action === 'action.recorded' ? beforeWindow(about.shown, ports.clock()) : null,
    whyNot: typed === null ? whyNotIn(about.actions, action, codes) : [],
    staff: await staffFor(ports, person, act, about),
  };
  return actionFormOf(ports, person, form, typed, problem);
}

/** Whoever closes the case at once has nothing to say yet, but that it was given up. */
const beforeWindow = (shown: Answer<'Case'> | null, now: number): string | null =>
  typeof shown?.facts.windowFrom === 'string' && Date.parse(shown.facts.windowFrom) > now
    ? 'The planned action has not begun yet. Come back when it has taken place, or choose “Action not taken” where it is given up.'
    : null;

/** Undefined where it is one's own office. */
async function staffFor(
  ports: AppPorts,
  person: Person,
  { id, action }: Act,
  { office }: About,
): Promise<Colleagues | undefined> {
  if (isHandOver(action)) return successorsOf(ports, person, await readableCase(ports, person, id), action);
  return office === null ? undefined : colleaguesOf(ports, person, [office]);
}

/** The codes that the form came with, of those that it takes so. Where it was typed instead, it is typed again. */
function codesIn(context: Visit, schema: JsonSchema, typed: Values | null): Map<string, string> {
  const names = GIVEN.filter(
    (name) =>
      fieldsOf(schema).some(([field]) => field === name) &&
      (typed === null || (typed.get(GIVEN_FIELD) ?? []).includes(name)),
  );
  return new Map(
    names.flatMap((name) => {
      const code = typed === null ? (context.req.query(name) ?? '') : valueOf(typed, name);
      return code === '' ? [] : [[name, code] as const];
    }),
  );
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
      // One after the other: a refusal of the first is recorded once.
      const shown = await api.get(person, 'getCase', { params: { case: id } });
      const { actions } = await api.get(person, 'getWhy', { params: { case: id } });
      return {
        above: aboveCase(id),
        asked: null,
        shown,
        factsDigest: shown.factsDigest,
        office: null,
        actions,
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
    case 'requests':
      return aboutRequest(await api.get(person, 'getRequest', { params: { reference: id } }));
  }
}

export const aboutRequest = (asked: Answer<'Request'>): About => ({
  asked,
  above: [{ path: pageOf('requests', asked.request), name: 'Request' }],
  shown: null,
  factsDigest: null,
  office: null,
  actions: asked.state === GONE_REQUEST_STATE ? [ENDED_REQUEST] : [],
  epoch: async () => [],
});

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
