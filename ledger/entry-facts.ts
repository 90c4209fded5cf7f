import { keyFrom } from './append.ts';
import type { KeyWrapping } from './case-keys.ts';
import { contentFrom } from './content.ts';
import type { Database } from './database.ts';
import { openText } from './sealing.ts';
import type { Json } from '../schemas/words.ts';

/** An entry as it can be compared; `input` and `stateDigest` null where the case's texts were destroyed. */
export interface EntryFacts {
  readonly entry: number;
  readonly updateId: string | null;
  readonly input: Json | null;
  readonly stateDigest: string | null;
}

/** All entries of a case, in order. @throws LedgerUnreadable, MissingKeyError */
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
  return rows.map(({ entry, updateId, content }) => {
    if (key === null) return { entry, updateId, input: null, stateDigest: null };
    const { input, stateDigest } = contentFrom(openText(key, { column: 'entries.content', caseId, entry }, content));
    return { entry, updateId, input, stateDigest };
  });
}
