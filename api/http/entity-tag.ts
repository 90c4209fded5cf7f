/** Entity tags (RFC 9110 §8.8.3): reads are answered anew only where something has changed, and acts are refused where it has. */
import type { Context } from 'hono';
import { digestOf } from '../../schemas/digest.ts';
import type { Json } from '../../schemas/words.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { readWaitMs } from './preferred-wait.ts';

type Entered = Pick<CaseRecord, 'caseId' | 'entry'>;

/**
 * The entry after which a case and its task stand as they do: they change with each entry and with nothing else. That a step is overdue the clock
 * alone makes so, and who is out of office the directory; dates stand beside it all the time.
 */
export const entityTagOf = ({ entry }: Pick<CaseRecord, 'entry'>): string => `"${entry}"`;

/** Of what is shown, and of nothing else: for whoever must not learn that something happened in a case, or how much. */
export const contentTagOf = (shown: object): string => digestOf(shown as Json);

/**
 * What is read, once its case stands otherwise than the client knows, at the latest after the time that the client prefers to wait.
 * @returns null where it still stands so: the answer is 304
 */
export async function changedSince<Found extends Entered>(
  { ledger }: Pick<AppPorts, 'ledger'>,
  context: Context,
  read: () => Promise<Found>,
): Promise<Found | null> {
  let found = await read();
  if (context.req.header('if-none-match') === entityTagOf(found)) {
    const waitMs = readWaitMs(context);
    // Whether the person may read it is asked again: it may have changed meanwhile.
    if (waitMs > 0 && (await ledger.awaitEntry(found.caseId, found.entry + 1, waitMs))) found = await read();
  }
  return isKnown(context, entityTagOf(found)) ? null : found;
}

/** Says the tag, and whether the client has it. */
export function isKnown(context: Context, tag: string): boolean {
  context.header('etag', tag);
  return context.req.header('if-none-match') === tag;
}

/** What a client makes its act depend on: it acts on what it saw, or not at all. */
export interface Condition {
  readonly isMet: boolean;
  /** The entry that the tag stands for, where it stands for one: after the door, too, another one may come in. */
  readonly after?: number;
}

/** `If-Match` (RFC 9110 §13.1.1); null where the client sends none that asks for anything. */
export function conditionOf(context: Context, present: string, after?: number): Condition | null {
  const expected = context.req.header('if-match');
  if (expected === undefined || expected === '*') return null;
  const isMet = expected.split(',').some((tag) => tag.trim() === present);
  return { isMet, ...(after === undefined ? {} : { after }) };
}
