/** Streams that tell an open page that it no longer shows how things stand. Nothing of a case is in them. */
import { Hono, type MiddlewareHandler } from 'hono';
import { readableCase } from '../access/case-access.ts';
import { streamChanges } from '../http/changes.ts';
import type { Signed } from '../http/identity.ts';
import type { VisitPorts } from './visit.ts';
import { ProblemError } from '../http/problem-response.ts';
import { orRefused, tasksListedOf } from '../access/listed.ts';
import { queueTagOf } from '../resources/queue-tag.ts';

export function changesOfPages(visitPorts: VisitPorts, limits: readonly MiddlewareHandler[]): Hono<Signed> {
  const { ports } = visitPorts;
  return new Hono<Signed>()
    .get('/queue/changes', watcher(visitPorts), ...limits, async (context) => {
      const person = context.get('person');
      await orRefused(ports, person, 'task.read', tasksListedOf(ports, person));
      return streamChanges(context, () => queueTagOf(ports, person), ports.onFault);
    })
    .get('/cases/:case/changes', watcher(visitPorts), ...limits, async (context) => {
      const look = async () =>
        String((await readableCase(ports, context.get('person'), context.req.param('case'))).entry);
      await look();
      return streamChanges(context, look, ports.onFault);
    });
}

/** Whose session it is, without that being a use of it: a page that lies open keeps no session from ending. */
const watcher =
  ({ ports, signIn, cookies }: VisitPorts): MiddlewareHandler<Signed> =>
  async (context, next) => {
    const secret = cookies.session(context);
    const identity = secret === undefined ? null : await signIn.sessions.look(secret, ports.clock());
    const listed = identity === null ? null : await signIn.personOf(identity);
    if (listed === null) throw new ProblemError('not-signed-in');
    context.set('person', listed.person);
    await next();
  };
