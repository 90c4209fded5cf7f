/** Whose session a page belongs to, and what may be posted to it. */
import { aboutOfficeOf } from '../access/list-access.ts';
import type { Context, MiddlewareHandler } from 'hono';
import { may } from '../../machines/may.ts';
import { ROLE_WORDS } from '../../machines/case-words.ts';
import type { Person } from '../../schemas/words.ts';
import { labelOf, plain } from '../../web/words.ts';
import type { Place, Visitor } from '../../web/layout.ts';
import { GIVEN_FIELD } from '../../web/action-page.ts';
import { ZONE_FIELD, type Values } from '../../web/form-schema.ts';
import type { Html } from '../../web/html.ts';
import { keptFormPage, type Typed } from '../../web/problem-page.ts';
import { problemOf, type Problem } from '../../schemas/problems.ts';
import { TRAINING_WARNING_MS } from '../../schemas/training.ts';
import { casesListedOf, tasksListedOf } from '../access/listed.ts';
import type { AppPorts, ListedPerson } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';
import type { Cookies } from '../sign-in/session-cookie.ts';
import type { SignIn } from '../sign-in/sign-in.ts';

export interface Visited {
  readonly Variables: {
    readonly person: Person;
    readonly visitor: Visitor;
    /** What a form sent; empty for a page that is only read. */
    readonly values: Values;
    /** Whether a form of this browser's that was taken has led to this page; never twice for one form. */
    readonly isLedByForm: boolean;
    /** Whether that is to be said again at the next load: what awaits its record. */
    readonly isSaidAgain: boolean;
  };
}

export interface VisitPorts {
  readonly ports: AppPorts;
  readonly signIn: SignIn;
  readonly cookies: Cookies;
}

/** Fields that forms have and nobody typed. */
const OWN_FIELDS = ['token', 'key', 'asOf', 'add', 'drop', GIVEN_FIELD, ZONE_FIELD];

/** Lets in who has a session, and says who it is. */
export function visits({ ports, signIn, cookies }: VisitPorts): MiddlewareHandler<Visited> {
  return async (context, next) => {
    const isPost = context.req.method === 'POST';
    if (isPost) refuseForeignOrigin(context, signIn);
    const values = isPost ? await valuesOf(context) : new Map<string, readonly string[]>();
    // At once: whatever goes wrong from here on, they come back.
    context.set('values', values);
    const listed = await visitorOf(context, { ports, signIn, cookies });
    if (listed === null) {
      if (isPost) return context.html(keptForm(context, problemOf('session-ended')), 401);
      return context.redirect(`/web/sign-in?return=${encodeURIComponent(pathOf(context))}`);
    }
    const visitor: Visitor = {
      displayName: listed.displayName,
      about: aboutOf(listed.person),
      formToken: cookies.formToken(context, listed.person.id),
      places: placesFor(ports, listed.person),
      notices: trainingNotices(ports, listed.person),
    };
    context.set('person', listed.person);
    context.set('visitor', visitor);
    await next();
  };
}

/** A form that cannot be taken now, whole, with what was typed and its key. @param token of who sends it again; without it, that which came */
export function keptForm(context: Context<Visited>, problem: Problem, token?: string): Html {
  const values = context.get('values');
  const kept = { path: pathOf(context), typed: typedIn(values), token: token ?? tokenIn(values) };
  return keptFormPage(problem, context.get('visitor') ?? null, kept);
}

/** Of what somebody with a session posts, lets in what a form of this person's, in this browser, has sent; and knows where it has led. */
export function ownFormsOnly({ cookies }: VisitPorts): MiddlewareHandler<Visited> {
  return async (context, next) => {
    const isPost = context.req.method === 'POST';
    const [person, visitor, values] = [context.get('person'), context.get('visitor'), context.get('values')];
    if (isPost && !cookies.isFormToken(context, person.id, tokenIn(values)))
      return context.html(keptForm(context, problemOf('foreign-form'), visitor.formToken), 403);
    context.set('isLedByForm', !isPost && cookies.wayOn(context) === pathOf(context));
    context.set('isSaidAgain', false);
    await next();
    if (isPost && context.res.status === 303) cookies.keepWayOn(context, wayOnOf(context));
    // Where the page could not be shown, nobody has read it.
    if (context.get('isLedByForm') && context.res.ok && !context.get('isSaidAgain')) cookies.forgetWayOn(context);
  };
}

/** Address of the page that follows a form, as the browser will ask for it. */
function wayOnOf({ req, res }: Context): string {
  const { pathname, search } = new URL(res.headers.get('location') ?? '', req.url);
  return pathname + search;
}

/** Browsers say where a form was opened; a form of another site is refused before anything of it is read. */
export function refuseForeignOrigin(context: Context, { publicUrl }: Pick<SignIn, 'publicUrl'>): void {
  if (context.req.header('origin') !== publicUrl.origin) throw new ProblemError('foreign-origin');
}

async function visitorOf(context: Context, { ports, signIn, cookies }: VisitPorts): Promise<ListedPerson | null> {
  const secret = cookies.session(context);
  const identity = secret === undefined ? null : await signIn.sessions.find(secret, ports.clock());
  if (identity === null) return null;
  const listed = await signIn.personOf(identity);
  if (listed === null) {
    await signIn.sessions.close(secret!);
    throw new ProblemError('not-in-directory');
  }
  return listed;
}

/** @throws ProblemError for what no form of ours sends */
export async function valuesOf(context: Context): Promise<Values> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(context.req.header('content-type') ?? ''))
    throw new ProblemError('wrong-media-type');
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(await context.req.text())) {
    const before = values.get(name);
    if (before === undefined) values.set(name, [value]);
    else before.push(value);
  }
  return values;
}

const tokenIn = (values: Values): string => values.get('token')?.[0] ?? '';
function typedIn(values: Values): readonly Typed[] {
  const notTyped = [...OWN_FIELDS, ...(values.get(GIVEN_FIELD) ?? [])];
  return [...values].flatMap(([name, texts]) =>
    name === 'token'
      ? []
      : texts.map((value) => ({ name, value, label: notTyped.includes(name) ? null : labelIn(name) })),
  );
}
const labelIn = (name: string): string =>
  name
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : labelOf(part)))
    .join(' · ');

const pathOf = ({ req }: Context): string => {
  const { pathname, search } = new URL(req.url);
  return pathname + search;
};

const aboutOf = ({ roles, office, partnerClass }: Person): string =>
  [
    roles.map((role) => (ROLE_WORDS as Readonly<Record<string, string>>)[role] ?? plain(role)).join(', '),
    partnerClass ?? office,
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** Of the address these parameters, where it has them, as another address takes them. */
export const queryOf = <const Name extends string>(
  context: Context,
  names: readonly Name[],
): { readonly [name in Name]?: string } =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = context.req.query(name);
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  ) as { readonly [name in Name]?: string };

const DAY_MS = 86_400_000;

/** R7: said before training expires, on every page; afterwards what it was needed for is refused. Partners are not this agency's staff. */
function trainingNotices(ports: AppPorts, { roles, trainedUntil = 0 }: Person): readonly string[] {
  const leftMs = trainedUntil - ports.clock();
  if (roles.includes('partner') || !ports.policy.currentTerms().requiresTraining || leftMs > TRAINING_WARNING_MS)
    return [];
  if (leftMs <= 0)
    return ['Your training for protected information is not current (R7): until it is, you can look but not act.'];
  const days = Math.ceil(leftMs / DAY_MS);
  const left = days === 1 ? '1 day' : `${days} days`;
  return [`Your training for protected information ends in ${left} (R7). After that you can look but not act.`];
}

/** What a team has to do: the legal staff of an office, or leadership. */
export const QUEUE: Place = { path: '/web/queue', name: 'Team queue' };

/** Pages that have something for this person: a place that would only refuse is left out. */
function placesFor(ports: AppPorts, person: Person): readonly Place[] {
  const about = aboutOfficeOf(ports, person);
  const can = (action: Parameters<typeof may>[1]): boolean => may(person, action, about).length === 0;
  return [
    { path: '/web/work', name: 'My work' },
    ...(tasksListedOf(ports, person) === null ? [] : [QUEUE]),
    ...(casesListedOf(ports, person) === null ? [] : [{ path: '/web/cases', name: 'Cases' }]),
    ...(can('case.started') ? [{ path: '/web/start', name: 'Start a case' }] : []),
    ...(can('request.read') ? [{ path: '/web/requests', name: 'Requests' }] : []),
    ...(can('access.listed') ? [{ path: '/web/oversight', name: 'Oversight' }] : []),
    ...(can('disclosure.listed') ? [{ path: '/web/disclosures', name: 'Disclosures' }] : []),
    ...(can('incident.handled') ? [{ path: '/web/incidents', name: 'Incidents' }] : []),
    ...(can('execution.resumed') ? [{ path: '/web/resumption', name: 'Held cases' }] : []),
    ...(ports.audit !== undefined && can('record.exported') ? [{ path: '/web/audit', name: 'Audit' }] : []),
    ...(ports.audit !== undefined && can('custody.listed') ? [{ path: '/web/custody', name: 'Custody' }] : []),
    ...(can('case.listed') || can('statistics.read') ? [{ path: '/web/statistics', name: 'Statistics' }] : []),
    { path: '/web/policy', name: 'Policy' },
  ];
}
