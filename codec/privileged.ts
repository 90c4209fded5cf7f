import type { Payload } from '@temporalio/common';

/** What stands in place of a text that legal staff wrote. */
export const WITHHELD = 'withheld: written by legal staff, privileged';

/** Members of events that hold free text. */
const TEXTS = ['text', 'note'];

/**
 * A payload without the words of legal staff: their advice, conditions, questions and notes are privileged, and who may decode (auditors,
 * privacy staff) reads them only once counsel has released them, which this version has no verb for. Codes, times and identities stay.
 */
export function withheldFrom(payload: Payload): Payload {
  const { data, metadata } = payload;
  const encoding = metadata?.['encoding'];
  if (!data || !encoding || !Buffer.from(encoding).toString('utf8').startsWith('json/')) return payload;
  const value = parsed(Buffer.from(data).toString('utf8'));
  if (value === undefined) return payload;
  return { ...payload, data: Buffer.from(JSON.stringify(withheldIn(value, false))) };
}

function withheldIn(value: unknown, isLegal: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withheldIn(item, isLegal));
  const isLegalHere = isLegal || isByLegal(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      isLegalHere && TEXTS.includes(name) && typeof inner === 'string' && inner !== ''
        ? [name, WITHHELD]
        : [name, withheldIn(inner, isLegalHere)],
    ),
  );
}

/** An event names who did it, with their roles, under `by`. */
function isByLegal(value: object): boolean {
  const { by } = value as { readonly by?: { readonly roles?: unknown } | null };
  return typeof by === 'object' && by !== null && Array.isArray(by.roles) && by.roles.includes('legal');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not shown as what it says it is; there is nothing in it to take out.
    return undefined;
  }
}
