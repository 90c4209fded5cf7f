import type { Context } from 'hono';
import type { z } from 'zod';
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

/** @returns undefined where the address does not have it. @throws ProblemError `malformed` for what the schema does not take */
export function narrowedBy<Value>(context: Context, name: string, schema: z.ZodType<Value>): Value | undefined {
  const text = context.req.query(name);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ message }) => ({ pointer: `?${name}`, message }));
  throw new ProblemError('malformed', { errors });
}
