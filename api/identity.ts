import type { MiddlewareHandler } from 'hono';
import type { Person } from '../schemas/words.ts';
import type { People } from './ports.ts';
import { ProblemError } from './problem-response.ts';

export interface Signed {
  readonly Variables: { readonly person: Person };
}

/**
 * Embedded mode: the header `Casegate-As` names one of the synthetic people, and nobody proves anything. It is for one machine only:
 * the process serves it on the loopback interface alone, and only where CASEGATE_IDENTITY=embedded. OpenID Connect takes its place
 * in production.
 */
export function embeddedIdentity(people: People): MiddlewareHandler<Signed> {
  const byHandle = new Map(people.list().map(({ handle, person }) => [handle, person]));
  return async (context, next) => {
    const person = byHandle.get(context.req.header('casegate-as') ?? '');
    if (person === undefined) throw new ProblemError('not-signed-in');
    context.set('person', person);
    await next();
  };
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A page in a browser on this machine can have its own name resolve to the loopback address (DNS rebinding) and would then speak to
 * this service as to itself; its requests carry that name.
 */
export const loopbackNamesOnly: MiddlewareHandler = async (context, next) => {
  if (!LOOPBACK_NAMES.includes(hostNameOf(context.req.url))) throw new ProblemError('wrong-host');
  await next();
};

const hostNameOf = (url: string): string => new URL(url).hostname;
