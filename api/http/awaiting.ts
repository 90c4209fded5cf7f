/** What a case has taken in and the record has not: answered with 202, since the record decides whether it takes effect. */
import type { Context } from 'hono';

export const AWAITING_REMEDY =
  'Accepted, awaiting its record, with which it takes effect: look again in a moment. Sent again under the same idempotency key it takes effect once.';

/** @param about what the answer says that has a record, too */
export const answerAwaiting = (context: Context, about: object): Response =>
  context.json({ ...about, remedy: AWAITING_REMEDY }, 202);
