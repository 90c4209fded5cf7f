/** The pages: server-rendered, of use without scripts, and clients of the API like any other. */
import { Hono, type MiddlewareHandler } from 'hono';
import { problemPage } from '../../web/problem-page.ts';
import { signedInPage } from '../../web/sign-in-page.ts';
import { termsPage } from '../../web/terms-page.ts';
import { problemOf, type Problem } from '../../schemas/problems.ts';
import { actionPages } from './actions.ts';
import { createPageApi, PageProblem } from './api.ts';
import { assetRoutes } from './assets.ts';
import { auditPages } from './audit.ts';
import { casePages } from './cases.ts';
import { changesOfPages } from './changes.ts';
import { custodyPages } from './custody.ts';
import { policyPages } from './policy.ts';
import { memoPages } from './memo.ts';
import { besidePages } from './beside.ts';
import { privacyPages } from './privacy.ts';
import { queuePages } from './queue.ts';
import { requestPages } from './requests.ts';
import { startPages } from './start.ts';
import { statisticsPages } from './statistics.ts';
import { keptForm, ownFormsOnly, visits, type Visited } from './visit.ts';
import { workPages } from './work.ts';
import type { SignedInside } from '../http/identity.ts';
import { evenOf } from '../http/even-refusals.ts';
import { formLimit } from '../http/form-limit.ts';
import { problemOfFault } from '../http/outage.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';
import { createCookies } from '../sign-in/session-cookie.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { signInRoutes } from './sign-in-routes.ts';

/** @param limits of requests: whatever somebody who has a session asks for is counted, a form that sends nothing on as well, and a sign-in */
export function pages(
  ports: AppPorts,
  signIn: SignIn,
  inside: Hono<SignedInside>,
  limits: readonly MiddlewareHandler[],
): Hono {
  const visitPorts = { ports, signIn, cookies: createCookies(signIn) };
  const pagePorts = { ports, api: createPageApi(inside) };

  const signedIn = new Hono<Visited>();
  signedIn.use(visits(visitPorts), ...limits, ownFormsOnly(visitPorts));
  signedIn.get('/signed-in', (context) => context.html(signedInPage(context.get('visitor'))));
  signedIn.get('/terms', (context) => context.html(termsPage(context.get('visitor'))));
  signedIn.route('/', workPages(pagePorts));
  signedIn.route('/', queuePages(pagePorts));
  signedIn.route('/', startPages(pagePorts));
  signedIn.route('/', actionPages(pagePorts));
  signedIn.route('/', casePages(pagePorts));
  signedIn.route('/', memoPages(pagePorts));
  signedIn.route('/', requestPages(pagePorts));
  signedIn.route('/', privacyPages(pagePorts));
  signedIn.route('/', besidePages(pagePorts));
  signedIn.route('/', statisticsPages(pagePorts));
  if (ports.audit !== undefined) {
    signedIn.route('/', auditPages(pagePorts));
    signedIn.route('/', custodyPages(pagePorts));
  }
  signedIn.route('/', policyPages(pagePorts));
  signedIn.all('/*', () => {
    throw new ProblemError('no-such-route');
  });

  const web = new Hono<Visited>();
  web.use(...evenOf(ports), async (context, next) => {
    // Cookies and the way back from the issuer belong to one name of this machine.
    const { host, pathname, search } = new URL(context.req.url);
    if (host === signIn.publicUrl.host) return next();
    if (!ports.acceptsHandles || context.req.method !== 'GET') throw new ProblemError('wrong-host');
    return context.redirect(new URL(pathname + search, signIn.publicUrl).href);
  });
  // Before anything of a form is read.
  web.use(formLimit);
  web.route('/', signInRoutes(visitPorts, limits));
  web.route('/', changesOfPages(visitPorts, limits) as unknown as Hono<Visited>);
  web.route('/', signedIn);

  const app = new Hono<Visited>();
  app.get('/', (context) => context.redirect('/web/work'));
  app.route('/assets', assetRoutes());
  app.route('/web', web);
  app.onError((error, context) => {
    const problem = problemFrom(error, ports);
    // Nothing where it was only read, or where the form was refused before it was read.
    const isForm = (context.get('values')?.size ?? 0) > 0;
    const page = isForm ? keptForm(context, problem) : problemPage(problem, context.get('visitor') ?? null);
    return context.html(page, problem.status);
  });
  return app as unknown as Hono;
}

function problemFrom(error: unknown, ports: AppPorts): Problem {
  if (error instanceof PageProblem) return error.problem;
  if (error instanceof ProblemError) return problemOf(error.problem, error.extras);
  ports.onFault(error);
  return problemOf(problemOfFault(error));
}
