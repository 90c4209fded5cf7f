import { keyFrom } from './append.ts';
import type { KeyWrapping } from './case-keys.ts';
import { contentFrom } from './content.ts';
import type { Database } from './database.ts';
import { LedgerUnreadable } from './failures.ts';
import { openText } from './sealing.ts';
import type { Json } from '../schemas/words.ts';

/** An entry as it can be compared; what of it was destroyed with its case's key, or was changed so that it cannot be opened, cannot. */
export interface EntryFacts {
  readonly entry: number;
  readonly updateId: string | null;
  readonly content: { readonly input: Json; readonly stateDigest: string } | 'shredded' | 'unreadable';
}

/** All entries of a case, in order. @throws MissingKeyError */
export async function entryFactsOf(db: Database, wrapping: KeyWrapping, caseId: string): Promise<EntryFacts[]> {
  const row = await db
    .selectFrom('caseKeys')
    .select(['keyId', 'wrapped'])
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  if (row === undefined) return [];
  const key = row.wrapped === null ? null : keyFrom(wrapping, caseId, row);
  const rows = await db
    .selectFrom('entries')
    .select(['entry', 'updateId', 'content'])
    .where('caseId', '=', caseId)
    .orderBy('entry')
    .execute();
  return rows.map(({ entry, updateId, content }) => ({
    entry,
    updateId,
    content:
      key === null ? 'shredded' : openedOr(() => openText(key, { column: 'entries.content', caseId, entry }, content)),
  }));
}

function openedOr(open: () => string): EntryFacts['content'] {
  try {
    const { input, stateDigest } = contentFrom(open());
    return { input, stateDigest };
  } catch (error) {
    if (error instanceof LedgerUnreadable) return 'unreadable';
    throw error;
  }
}
