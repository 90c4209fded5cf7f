import type { Context } from 'hono';
import { idempotencyKeySchema } from '../../schemas/commands.ts';
import { ProblemError } from './problem-response.ts';

/** The client's own key of this command, if it gave one. @throws ProblemError for one that is none */
export function idempotencyKeyOf(context: Context): string | null {
  const key = soundKeyOf(context);
  if (key !== null || context.req.header('idempotency-key') === undefined) return key;
  throw new ProblemError('malformed', {
    errors: [{ pointer: 'Idempotency-Key', message: 'must be 1 to 200 visible ASCII characters' }],
  });
}

/** As `idempotencyKeyOf`, where it is too early to refuse one that is none. */
export const soundKeyOf = (context: Context): string | null =>
  idempotencyKeySchema.safeParse(context.req.header('idempotency-key')).data ?? null;
