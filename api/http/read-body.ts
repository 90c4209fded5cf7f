import type { Context } from 'hono';
import type { z } from 'zod';
import { faultsOf } from '../../schemas/problems.ts';
import { ProblemError } from './problem-response.ts';
import { parseStrictJson } from '../../schemas/strict-json.ts';

/** The largest command (21 texts of 4,000 characters) is not realistic; 64 KiB takes a full note with every condition at ordinary length. */
export const BODY_BYTES_MAX = 64 * 1024;

/** The body of a command, checked. @throws ProblemError that says what is wrong, where, and what to do */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  if (!isJson(context.req.header('content-type'))) throw new ProblemError('wrong-media-type');
  const parsed = parseStrictJson(new Uint8Array(await context.req.arrayBuffer()));
  if ('fault' in parsed) throw new ProblemError('not-json', { errors: [{ pointer: '', message: parsed.fault }] });
  const result = schema.safeParse(parsed.value);
  if (!result.success) throw new ProblemError('malformed', { errors: faultsOf(result.error) });
  return result.data;
}

/** RFC 8259 has no charset but UTF-8. */
const isJson = (contentType: string | undefined): boolean =>
  /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '');
