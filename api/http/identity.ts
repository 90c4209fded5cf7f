import type { Context, MiddlewareHandler } from 'hono';
import type { Person } from '../../schemas/words.ts';
import type { AppPorts, CaseRecord, Overseen, RequestRow, TaskRow } from '../ports.ts';
import { ProblemError } from './problem-response.ts';

export interface Signed {
  readonly Variables: {
    readonly person: Person;
    // What a command is about, as it was found for this person: see resources/seen-first.ts.
    readonly case: CaseRecord;
    readonly overseen: Overseen;
    readonly task: { readonly row: TaskRow; readonly record: CaseRecord };
    readonly request: { readonly row: RequestRow; readonly record: CaseRecord };
  };
}

/** What calls the API from within this process, for somebody who has been identified already. */
export interface SignedInside extends Signed {
  readonly Bindings: { readonly person: Person };
}

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;

/**
 * Who sends a request to the API: the bearer of an access token (RFC 6750), or in embedded mode whom the header `Casegate-As` names.
 * The latter proves nothing and is for one machine only: it is read only where CASEGATE_IDENTITY=embedded, and is served on the
 * loopback interface alone. What a person may do is never read from a token: it is looked up at each request.
 */
export function identityOf(ports: AppPorts): MiddlewareHandler<Signed> {
  return async (context, next) => {
    const authorization = context.req.header('authorization');
    const handle = context.req.header('casegate-as');
    // Two that may name two people are no identity.
    if (authorization !== undefined && handle !== undefined) throw notSignedIn(context);
    const person =
      authorization === undefined ? embeddedPerson(ports, handle) : await bearerOf(ports, context, authorization);
    if (person === null) throw notSignedIn(context);
    context.set('person', person);
    await next();
  };
}

/** For calls from within: see `SignedInside`. */
export const identityInside: MiddlewareHandler<SignedInside> = async (context, next) => {
  context.set('person', context.env.person);
  await next();
};

function embeddedPerson({ acceptsHandles, people }: AppPorts, handle: string | undefined): Person | null {
  if (!acceptsHandles || handle === undefined) return null;
  return people.list().find((listed) => listed.handle === handle)?.person ?? null;
}

async function bearerOf({ signIn }: AppPorts, context: Context, authorization: string): Promise<Person | null> {
  const token = BEARER.exec(authorization)?.[1];
  if (signIn === undefined || token === undefined) return null;
  const identity = await signIn.accessTokens.verify(token);
  if (identity === null) {
    context.header('www-authenticate', 'Bearer error="invalid_token"');
    return null;
  }
  const listed = await signIn.personOf(identity);
  if (listed === null) throw new ProblemError('not-in-directory');
  return listed.person;
}

function notSignedIn(context: Context): ProblemError {
  if (context.res.headers.get('www-authenticate') === null) context.header('www-authenticate', 'Bearer');
  return new ProblemError('not-signed-in');
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A page in a browser on this machine can have its own name resolve to the loopback address (DNS rebinding) and would then speak to
 * this service as to itself; its requests carry that name.
 */
export const loopbackNamesOnly: MiddlewareHandler = async (context, next) => {
  if (!LOOPBACK_NAMES.includes(new URL(context.req.url).hostname)) throw new ProblemError('wrong-host');
  await next();
};
