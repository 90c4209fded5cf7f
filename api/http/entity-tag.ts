import type { Context } from 'hono';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { ProblemError } from './problem-response.ts';

/**
 * The entry after which a case stands as it does: a case changes with each entry and with nothing else (RFC 9110 §8.8.3). That a step is overdue
 * the clock alone makes so; its date stands beside it all the time.
 */
export const entityTagOf = ({ entry }: Pick<CaseRecord, 'entry'>): string => `"${entry}"`;

/** Longer would look like a service that hangs, to what is between it and its clients. */
const WAIT_SECONDS_MAX = 25;

/** `Prefer: wait=SECONDS` (RFC 7240 §4.3). What cannot be understood is ignored, as the RFC asks. */
function waitMsOf(context: Context): number {
  const [, seconds] = /(?:^|[,;\s])wait=([0-9]{1,6})(?:$|[,;\s])/.exec(context.req.header('prefer') ?? '') ?? [];
  return Math.min(Number(seconds ?? 0), WAIT_SECONDS_MAX) * 1_000;
}

/**
 * The case, once it stands otherwise than the client knows, at the latest after the time that the client prefers to wait.
 * @returns null where it still stands so: the answer is 304
 */
export async function changedCase(
  { ledger }: Pick<AppPorts, 'ledger'>,
  context: Context,
  read: () => Promise<CaseRecord>,
): Promise<CaseRecord | null> {
  let record = await read();
  const known = context.req.header('if-none-match');
  const waitMs = waitMsOf(context);
  if (known === entityTagOf(record) && waitMs > 0) {
    context.header('preference-applied', `wait=${waitMs / 1_000}`);
    // Whether the person may read it is asked again: it may have changed meanwhile.
    if (await ledger.awaitEntry(record.caseId, record.entry + 1, waitMs)) record = await read();
  }
  context.header('etag', entityTagOf(record));
  return known === entityTagOf(record) ? null : record;
}

/** `If-Match`: the client acts on a case as it saw it, or not at all (RFC 9110 §13.1.1). @throws ProblemError */
export function refuseUnlessMatching(context: Context, record: CaseRecord): void {
  const expected = context.req.header('if-match');
  if (expected === undefined || expected === '*') return;
  if (!expected.split(',').some((tag) => tag.trim() === entityTagOf(record)))
    throw new ProblemError('precondition-failed');
}
