import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { caseRoutes } from './case-routes.ts';
import { embeddedIdentity, loopbackNamesOnly, type Signed } from './identity.ts';
import { isOutage } from './outage.ts';
import type { AppPorts } from './ports.ts';
import { ProblemError, respondWithProblem } from './problem-response.ts';
import { BODY_BYTES_MAX } from './read-body.ts';
import { requestRoutes } from './request-routes.ts';
import { taskRoutes } from './task-routes.ts';

/**
 * The HTTP API as a value: `createApp(ports).request(…)` needs no port. Identity is embedded mode's (see identity.ts): whoever serves
 * this app binds it to the loopback interface.
 */
export function createApp(ports: AppPorts): Hono<Signed> {
  const app = new Hono<Signed>();
  app.use(secureHeaders(), async (context, next) => {
    await next();
    // Answers hold protected information: no cache on the way keeps them.
    context.header('cache-control', 'no-store');
  });
  app.get('/livez', (context) => context.json({ live: true }));
  app.get('/readyz', async (context) =>
    (await ports.ready()) ? context.json({ ready: true }) : respondWithProblem(context, 'unavailable'),
  );

  app.use(loopbackNamesOnly);
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (context) => respondWithProblem(context, 'too-large') }));
  app.get('/people', (context) => {
    const people = ports.people
      .list()
      .map(({ handle, displayName, person: { id: _id, ...person } }) => ({ handle, displayName, ...person }));
    return context.json({ people });
  });

  for (const path of ['/cases', '/tasks', '/requests']) {
    app.use(path, embeddedIdentity(ports.people));
    app.use(`${path}/*`, embeddedIdentity(ports.people));
  }
  app.route('/cases', caseRoutes(ports));
  app.route('/tasks', taskRoutes(ports));
  app.route('/requests', requestRoutes(ports));

  app.notFound((context) => respondWithProblem(context, 'no-such-route'));
  app.onError((error, context) => {
    if (error instanceof ProblemError) return respondWithProblem(context, error.problem, error.extras);
    ports.onFault(error);
    return respondWithProblem(context, isOutage(error) ? 'unavailable' : 'unexpected');
  });
  return app;
}
