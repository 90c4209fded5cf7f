import type { Context } from 'hono';
import { ProblemError } from './problem-response.ts';

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
