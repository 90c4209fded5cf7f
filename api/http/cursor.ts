import type { Context } from 'hono';
import { z } from 'zod';
import { ProblemError } from './problem-response.ts';

/** A page that a person or a script can still use; more come with the next cursor. */
export const PAGE_MAX = 100;
const PAGE_DEFAULT = 50;

export interface Page<Key> {
  readonly limit: number;
  readonly after?: Key;
}

/** `?limit=…&after=…`: keyset pagination, so that rows which change meanwhile make a page neither repeat nor skip others. */
export function pageOf<Key>(context: Context, key: z.ZodType<Key>): Page<Key> {
  const limit = context.req.query('limit');
  const after = context.req.query('after');
  return {
    limit: limit === undefined ? PAGE_DEFAULT : limitFrom(limit),
    ...(after === undefined ? {} : { after: keyFrom(after, key) }),
  };
}

function limitFrom(text: string): number {
  const limit = /^[1-9][0-9]{0,2}$/.test(text) ? Number(text) : Infinity;
  if (limit > PAGE_MAX) throw inQuery('limit', `must be a number from 1 to ${PAGE_MAX}`);
  return limit;
}

function keyFrom<Key>(text: string, key: z.ZodType<Key>): Key {
  const parsed = key.safeParse(decoded(text));
  if (!parsed.success) throw inQuery('after', 'must be the next of an earlier page');
  return parsed.data;
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const inQuery = (name: string, message: string) =>
  new ProblemError('malformed', { errors: [{ pointer: `?${name}`, message }] });

/** What a client gives back as `after`; null where this page was the last. */
export function nextOf<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => unknown): string | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit
    ? null
    : Buffer.from(JSON.stringify(keyOf(last))).toString('base64url');
}
