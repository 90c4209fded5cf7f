/** Commands beside a case's own events, taken once under a client's key: a case's events have this from the case itself. */
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { KeptAnswer, KeyedCommand } from '../../ledger/kept-answers.ts';
import { digestOf } from '../../schemas/digest.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import type { Signed } from './identity.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError } from './problem-response.ts';

/** A command without a key is done as often as it is sent. @throws ProblemError `idempotency-key-reused`, `busy` */
export function once(ports: AppPorts): MiddlewareHandler<Signed> {
  const { answers } = ports;
  return async (context, next) => {
    const key = idempotencyKeyOf(context);
    if (key === null) return next();
    const command = await commandUnder(ports, context, key);
    const taken = await answers.take(command);
    switch (taken.is) {
      case 'answered':
        return answered(context, taken);
      case 'other':
        throw new ProblemError('idempotency-key-reused');
      case 'running':
        throw new ProblemError('busy');
      case 'new': {
        await next();
        const { res } = context;
        return res.ok
          ? answers.keep(command.reference, res.status, await res.clone().text())
          : answers.forget(command.reference);
      }
    }
  };
}

/** What this person was answered when they sent the same under this key before; null where it is not known to be done. */
export async function keptAnswerOf(ports: AppPorts, context: Context<Signed>, key: string): Promise<Response | null> {
  const kept = await ports.answers.find(await commandUnder(ports, context, key));
  return kept === null ? null : answered(context, kept);
}

async function commandUnder(
  { references, clock }: AppPorts,
  context: Context<Signed>,
  key: string,
): Promise<KeyedCommand> {
  const { method, path } = context.req;
  return {
    reference: references('k', context.get('person').id, method, path, key),
    digest: digestOf([method, path, await textOf(context)]),
    at: clock(),
  };
}

const answered = (context: Context, { status, body }: KeptAnswer): Response =>
  context.body(body, status as ContentfulStatusCode, { 'content-type': 'application/json' });

/** The body stays readable for whoever parses it. */
const textOf = async (context: Context): Promise<string> => new TextDecoder().decode(await context.req.arrayBuffer());
