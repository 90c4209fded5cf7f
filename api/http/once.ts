/** Commands beside a case's own events, taken once under a client's key: a case's events have this from the case itself. */
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { digestOf } from '../../schemas/digest.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import type { Signed } from './identity.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError } from './problem-response.ts';

/** A command without a key is done as often as it is sent. @throws ProblemError `idempotency-key-reused`, `busy` */
export function once({ answers, references, clock }: AppPorts): MiddlewareHandler<Signed> {
  return async (context, next) => {
    const key = idempotencyKeyOf(context);
    if (key === null) return next();
    const { method, path } = context.req;
    const reference = references('k', context.get('person').id, method, path, key);
    const digest = digestOf([method, path, await textOf(context)]);
    const taken = await answers.take({ reference, digest, at: clock() });
    switch (taken.is) {
      case 'answered':
        return context.body(taken.body, taken.status as ContentfulStatusCode, { 'content-type': 'application/json' });
      case 'other':
        throw new ProblemError('idempotency-key-reused');
      case 'running':
        throw new ProblemError('busy');
      case 'new': {
        await next();
        const { res } = context;
        return res.ok ? answers.keep(reference, res.status, await res.clone().text()) : answers.forget(reference);
      }
    }
  };
}

/** The body stays readable for whoever parses it. */
const textOf = async (context: Context): Promise<string> => new TextDecoder().decode(await context.req.arrayBuffer());
