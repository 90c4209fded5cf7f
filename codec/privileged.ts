import type { Payload } from '@temporalio/common';
import type { Json } from '../schemas/words.ts';

/** What stands in place of a text that legal staff wrote. */
export const WITHHELD = 'withheld: written by legal staff, privileged';

/** Members of events that hold free text. */
const TEXTS = ['text', 'note'];

/**
 * A payload without the words of legal staff: their advice, conditions, questions and notes are privileged, and others read them only
 * once counsel has released them. Codes, times and identities stay.
 */
export function withheldFrom(payload: Payload): Payload {
  const { data, metadata } = payload;
  const encoding = metadata?.['encoding'];
  if (!data || !encoding || !Buffer.from(encoding).toString('utf8').startsWith('json/')) return payload;
  const value = parsed(Buffer.from(data).toString('utf8'));
  if (value === undefined || !isPrivileged(value)) return payload;
  return { ...payload, data: Buffer.from(JSON.stringify(withheldIn(value))) };
}

/** The same with what is privileged withheld. */
export const withheldIn = (value: Json): Json => withheld(value, false);

/** Whether there are words of legal staff in it. */
export function isPrivileged(value: Json): boolean {
  let found = false;
  withheld(value, false, () => (found = true));
  return found;
}

function withheld(value: Json, isLegal: boolean, onFound: () => void = () => undefined): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withheld(item, isLegal, onFound));
  const isLegalHere = isLegal || isByLegal(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isText = isLegalHere && TEXTS.includes(name) && typeof inner === 'string' && inner !== '';
      if (!isText) return [name, withheld(inner, isLegalHere, onFound)];
      onFound();
      return [name, WITHHELD];
    }),
  );
}

/** An event names who did it, with their roles, under `by`. */
function isByLegal({ by }: { readonly [name: string]: Json }): boolean {
  if (typeof by !== 'object' || by === null || Array.isArray(by)) return false;
  const { roles } = by;
  return Array.isArray(roles) && roles.includes('legal');
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not shown as what it says it is; there is nothing in it to take out.
    return undefined;
  }
}
