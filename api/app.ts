import { Hono, type Context, type Env, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { assignmentRoutes } from './resources/assignment-routes.ts';
import { auditRoutes } from './resources/audit-routes.ts';
import { caseRoutes } from './resources/case-routes.ts';
import { codecRoutes } from './resources/codec-routes.ts';
import { identityInside, identityOf, loopbackNamesOnly, type Signed, type SignedInside } from './http/identity.ts';
import { disclosureRoutes } from './resources/disclosure-routes.ts';
import { evenOf } from './http/even-refusals.ts';
import { historyRoutes } from './resources/history-routes.ts';
import { memoRoutes } from './resources/memo-routes.ts';
import { incidentRoutes } from './resources/incident-routes.ts';
import { problemOfFault } from './http/outage.ts';
import { policyRoutes } from './resources/policy-routes.ts';
import { openApiDocument } from './contract/openapi.ts';
import { oversightRoutes } from './resources/oversight-routes.ts';
import { pages } from './pages/routes.ts';
import type { AppPorts } from './ports.ts';
import { ProblemError, respondWithProblem } from './http/problem-response.ts';
import { BODY_BYTES_MAX } from './http/read-body.ts';
import { RELEASE } from '../schemas/release.ts';
import { rateLimit } from './http/rate-limit.ts';
import { reference } from './contract/reference.ts';
import { releaseRoutes } from './resources/release-routes.ts';
import { requestRoutes } from './resources/request-routes.ts';
import { seeFirst } from './resources/seen-first.ts';
import { readStatistics } from './resources/statistics.ts';
import { workOf } from './resources/work.ts';
import { taskRoutes } from './resources/task-routes.ts';

/**
 * The HTTP API and the pages as a value: `createApp(ports).request(…)` needs no port. Where identity is embedded (see identity.ts),
 * whoever serves this app binds it to the loopback interface.
 */
export function createApp(ports: AppPorts): Hono<Signed> {
  const app = new Hono<Signed>();
  app.use(secure, async (context, next) => {
    await next();
    // Answers hold protected information: no cache on the way keeps them. Styles and fonts say otherwise themselves.
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  });
  app.get('/livez', (context) => context.json({ live: true }));
  app.get('/openapi.json', (context) => context.json(OPEN_API));
  app.get('/reference', (context) => context.html(reference()));
  app.get('/readyz', async (context) =>
    (await ports.ready()) ? context.json({ ready: true }) : respondWithProblem(context, 'unavailable'),
  );

  if (ports.acceptsHandles) app.use(loopbackNamesOnly);
  const limits = limitsOf(ports);
  app.route('/codec', codecRoutes(ports, limits));
  if (ports.acceptsHandles) {
    app.get('/people', (context) => {
      const people = ports.people
        .list()
        .map(({ handle, displayName, person: { id: _id, ...person } }) => ({ handle, displayName, ...person }));
      return context.json({ people });
    });
  }
  // Pages are clients of the API like any other, except that they call it within this process, with the person of their session.
  if (ports.signIn !== undefined)
    app.route('/', pages(ports, ports.signIn, withResources(ports, [identityInside]), limits));
  addResources(app, ports, [identityOf(ports), ...limits]);
  answerProblems(app, ports);
  return app;
}

const OPEN_API = openApiDocument(RELEASE);

/** No frame, nothing inline and nothing from elsewhere: for answers that are no pages nothing at all. */
const SELF = ["'self'"];
const NONE = ["'none'"];
const API_HEADERS = secureHeaders({
  contentSecurityPolicy: { defaultSrc: NONE, frameAncestors: NONE, baseUri: NONE, formAction: NONE },
});
const PAGE_HEADERS = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: NONE,
    // One file of ours, which tells an open page that something has changed: see web/assets/changes.js.
    scriptSrc: SELF,
    connectSrc: SELF,
    styleSrc: SELF,
    fontSrc: SELF,
    imgSrc: [...SELF, 'data:'],
    formAction: SELF,
    frameAncestors: NONE,
    baseUri: NONE,
  },
  xFrameOptions: 'DENY',
  // With `no-referrer` browsers send no origin with a form, and forms are told by their origin.
  referrerPolicy: 'same-origin',
});
const PAGE_PATH = /^\/(web\/|assets\/|reference$)/;

const secure: MiddlewareHandler = (context, next) =>
  PAGE_PATH.test(context.req.path) ? PAGE_HEADERS(context, next) : API_HEADERS(context, next);

function withResources(ports: AppPorts, before: readonly MiddlewareHandler<SignedInside>[]): Hono<SignedInside> {
  const app = new Hono<SignedInside>();
  addResources(app, ports, before);
  answerProblems(app, ports);
  return app;
}

/**
 * One count for each person, whatever they ask for, by pages or by themselves: made once, and put before both. A page is one request,
 * however often it asks the API.
 */
const limitsOf = ({ rates, clock }: AppPorts): MiddlewareHandler[] =>
  rates === undefined ? [] : [rateLimit(rates, clock)];

function addResources<E extends Signed & Env>(
  app: Hono<E>,
  ports: AppPorts,
  before: readonly MiddlewareHandler<E>[],
): void {
  for (const path of [
    '/cases',
    '/tasks',
    '/requests',
    '/incidents',
    '/disclosures',
    '/statistics',
    '/work',
    '/audit',
    '/policies',
  ]) {
    app.use(`${path}/*`, ...evenOf(ports), commandLimit, ...before, upToDate(ports));
  }
  seeFirst(app, ports);
  app.route('/cases', caseRoutes(ports));
  app.route('/cases', historyRoutes(ports));
  app.route('/cases', memoRoutes(ports));
  app.route('/cases', oversightRoutes(ports));
  app.route('/cases', releaseRoutes(ports));
  app.route('/cases', assignmentRoutes(ports));
  app.route('/incidents', incidentRoutes(ports));
  app.route('/disclosures', disclosureRoutes(ports));
  app.get('/statistics', async (context) => context.json(await readStatistics(ports, context.get('person'))));
  app.get('/work', async (context) => context.json(await workOf(ports, context.get('person'))));
  app.route('/tasks', taskRoutes(ports));
  app.route('/requests', requestRoutes(ports));
  if (ports.audit !== undefined) app.route('/audit', auditRoutes(ports, ports.audit));
  if (ports.register !== undefined) app.route('/policies', policyRoutes(ports, ports.register));
}

const bodyOfCommand = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: (context) => respondWithProblem(context, 'too-large'),
});
/** Also of what pages send on. A policy file is larger than a command: its route has a limit of its own. */
const commandLimit: MiddlewareHandler = (context, next) =>
  isPolicyUpload(context) ? next() : bodyOfCommand(context, next);
const isPolicyUpload = ({ req }: Context): boolean => req.method === 'POST' && req.path === '/policies';

/** Another process may have put another policy version into force since the last request. */
const upToDate =
  ({ policy }: AppPorts): MiddlewareHandler =>
  async (_context, next) => {
    await policy.refresh();
    await next();
  };

function answerProblems<E extends Env>(app: Hono<E>, ports: AppPorts): void {
  app.notFound((context) => respondWithProblem(context, 'no-such-route'));
  app.onError((error, context) => {
    if (error instanceof ProblemError) return respondWithProblem(context, error.problem, error.extras);
    ports.onFault(error);
    return respondWithProblem(context, problemOfFault(error));
  });
}
