import type { Context } from 'hono';
import { idempotencyKeySchema } from '../../schemas/commands.ts';
import { ProblemError } from './problem-response.ts';

/** The client's own key of this command, if it gave one. */
export function idempotencyKeyOf(context: Context): string | null {
  const header = context.req.header('idempotency-key');
  if (header === undefined) return null;
  const key = idempotencyKeySchema.safeParse(header);
  if (key.success) return key.data;
  throw new ProblemError('malformed', {
    errors: [{ pointer: 'Idempotency-Key', message: 'must be 1 to 200 visible ASCII characters' }],
  });
}
