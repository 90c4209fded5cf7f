/** What a list is narrowed and ordered by: the fields that it shows, never what a case holds. */
import type { Context } from 'hono';
import { ProblemError } from './problem-response.ts';

/** What a partner's requests are narrowed by: those that await an answer. */
export const REQUEST_FILTERS = { state: ['asked'] } as const;

/** Of a case's entries, as they happened or the latest first. */
export const TIMELINE_ORDERS = { order: ['first', 'latest'] } as const;

/** @returns undefined where the address does not have it. @throws ProblemError `malformed` for a value that is none of these */
export function filterOf<const Value extends string>(
  context: Context,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const text = context.req.query(name);
  if (text === undefined) return undefined;
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  const message = `must be one of: ${values.join(', ')}`;
  throw new ProblemError('malformed', { errors: [{ pointer: `?${name}`, message }] });
}
