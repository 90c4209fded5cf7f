/** Makes the projections again from the entries: what people look up is never more than what is recorded. */
import type { Transaction } from 'kysely';
import type { ReferenceOf } from '../codec/references.ts';
import type { Program, System } from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import type { Json } from '../schemas/words.ts';
import { keyFrom, lockCase } from './append.ts';
import type { CaseKey, KeyWrapping } from './case-keys.ts';
import { contentFrom } from './content.ts';
import type { Database } from './database.ts';
import { execute, recordedInputFrom } from './execution.ts';
import { LedgerDivergence } from './failures.ts';
import { project } from './project.ts';
import { projectCase, type Projection } from './projections.ts';
import { linking } from './related-cases.ts';
import { openText, sealText } from './sealing.ts';
import type { Tables } from './tables.ts';
import { marking } from './waiting-steps.ts';

export interface Rebuilding {
  readonly db: Database;
  readonly program: Program;
  readonly wrapping: KeyWrapping;
  readonly references: ReferenceOf;
}

export interface Rebuilt {
  readonly cases: number;
  readonly entries: number;
  /** Left as they were: their texts were destroyed. */
  readonly shredded: number;
  /** Left as they were: this code does not come to the recorded states. */
  readonly diverging: readonly string[];
}

type Tx = Transaction<Tables>;

const CASES_PER_PAGE = 100;
/** Enough to look at. */
const DIVERGING_MAX = 1_000;

/** One transaction for each case: readers see it as it was or as it is made, and appends to it wait meanwhile. */
export async function rebuildProjections(rebuilding: Rebuilding): Promise<Rebuilt> {
  let [cases, entries, shredded, after] = [0, 0, 0, ''];
  const diverging: string[] = [];
  for (;;) {
    const page = await rebuilding.db
      .selectFrom('caseKeys')
      .select('caseId')
      .where('caseId', '>', after)
      .orderBy('caseId')
      .limit(CASES_PER_PAGE)
      .execute();
    for (const { caseId } of page) {
      const rebuilt = await rebuildCase(rebuilding, caseId);
      if (rebuilt === 'shredded') shredded += 1;
      else if (rebuilt === 'diverging') diverging.push(caseId);
      else [cases, entries] = [cases + 1, entries + rebuilt];
    }
    if (page.length < CASES_PER_PAGE) return { cases, entries, shredded, diverging: diverging.slice(0, DIVERGING_MAX) };
    after = page.at(-1)!.caseId;
  }
}

async function rebuildCase(rebuilding: Rebuilding, caseId: string): Promise<number | 'shredded' | 'diverging'> {
  try {
    return await rebuilding.db.transaction().execute(async (tx) => {
      await lockCase(tx, caseId);
      const row = await tx
        .selectFrom('caseKeys')
        .select(['keyId', 'wrapped'])
        .where('caseId', '=', caseId)
        .executeTakeFirstOrThrow();
      if (row.wrapped === null) return 'shredded';
      return replay(tx, rebuilding, caseId, keyFrom(rebuilding.wrapping, caseId, row));
    });
  } catch (error) {
    if (error instanceof LedgerDivergence) return 'diverging';
    throw error;
  }
}

async function replay(tx: Tx, { program, references }: Rebuilding, caseId: string, key: CaseKey): Promise<number> {
  // The case's own row first: an append waits for it from here on, or was before and is among the entries below.
  for (const table of [
    'cases',
    'tasks',
    'requests',
    'casePeople',
    'waitingSteps',
    'claimedWork',
    'personLinks',
  ] as const)
    await tx.deleteFrom(table).where('caseId', '=', caseId).execute();
  const rows = await tx
    .selectFrom('entries')
    .select(['entry', 'at', 'content'])
    .where('caseId', '=', caseId)
    .orderBy('entry')
    .execute();
  let system: System | null = null;
  let before: Projection | null = null;
  for (const { entry, at, content } of rows) {
    const { input, stateDigest } = contentFrom(openText(key, { column: 'entries.content', caseId, entry }, content));
    const recorded = recordedInputFrom(input);
    [system] = execute(program, system, recorded);
    if (digestOf(system as unknown as Json) !== stateDigest)
      throw new LedgerDivergence(`entry ${entry} of ${caseId} leads to another state than recorded`);
    const sealed = sealText(key, { column: 'cases.system', caseId, entry }, JSON.stringify(system));
    const after = projectCase({ caseId, entry, at, system }, references);
    await project(tx, before, after, sealed, [
      ...(recorded.kind === 'start' ? [linking(references, system)] : []),
      ...marking(input, at),
    ]);
    before = after;
  }
  return rows.length;
}
