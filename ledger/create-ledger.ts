import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import type { AppendRequest } from '../activities/contract.ts';
import type { System } from '../machines/system.ts';
import type { Json, PartnerClass } from '../schemas/words.ts';
import { appendEntry, entryPlace, systemPlace, type AppendOptions } from './append.ts';
import type { Tables } from './database.ts';
import { openText } from './sealed-text.ts';

/** Reasons and action of an attempt are codes; what is longer is no code of ours and is cut. */
const ATTEMPT_CODE_LIMIT = 200;
/** A reader waits for its own write: half of this on average, and the query is one primary key. */
const POLL_INTERVAL_MS = 10;

export type Ledger = ReturnType<typeof createLedger>;

/** The record over PostgreSQL: every entry, the lists that pages read, and what was refused. */
export function createLedger(options: AppendOptions) {
  const { db, keyRing } = options;

  return {
    append: (request: AppendRequest) => appendEntry(options, request),

    async recordAttempt(attempt: { person: string; action: string; caseId: string | null; reasons: readonly string[]; at: number }): Promise<void> {
      const code = (text: string) => text.slice(0, ATTEMPT_CODE_LIMIT);
      await db
        .insertInto('attempts')
        .values({
          attempt: randomBytes(16).toString('hex'),
          person: code(attempt.person),
          action: code(attempt.action),
          case_id: attempt.caseId,
          reasons: code(attempt.reasons.join(' ')),
          at: attempt.at,
        })
        .execute();
    },

    async attemptsOf(caseId: string, limit: number) {
      const rows = await db.selectFrom('attempts').selectAll().where('case_id', '=', caseId).orderBy('at').limit(limit).execute();
      return rows.map(({ person, action, reasons, at }) => ({ person, action, reasons: reasons.split(' '), at }));
    },

    async caseOf(caseId: string) {
      const row = await db.selectFrom('cases').selectAll().where('case_id', '=', caseId).executeTakeFirst();
      if (row === undefined) return null;
      const text = openText(keyRing, systemPlace(caseId, row.entry), { keyId: row.key_id, bytes: row.system });
      return { ...caseRow(row), system: JSON.parse(text) as System };
    },

    async entriesOf(caseId: string, { after = 0, limit }: { after?: number; limit: number }) {
      const rows = await db
        .selectFrom('entries')
        .select(['entry', 'at', 'key_id', 'input', 'update_id'])
        .where('case_id', '=', caseId)
        .where('entry', '>', after)
        .orderBy('entry')
        .limit(limit)
        .execute();
      return rows.map(({ entry, at, key_id, input, update_id }) => ({
        entry,
        at,
        updateId: update_id,
        input: JSON.parse(openText(keyRing, entryPlace(caseId, entry), { keyId: key_id, bytes: input })) as Json,
      }));
    },

    /** Newest first. */
    async listCases({ office, state, after, limit }: { office?: string; state?: string; after?: { updatedAt: number; caseId: string }; limit: number }) {
      const rows = await db
        .selectFrom('cases')
        .select(['case_id', 'entry', 'epoch', 'office', 'state', 'opened_at', 'updated_at', 'ended_at'])
        .$if(office !== undefined, (query) => query.where('office', '=', office!))
        .$if(state !== undefined, (query) => query.where('state', '=', state!))
        .$if(after !== undefined, (query) =>
          query.where(({ eb, refTuple, tuple }) => eb(refTuple('updated_at', 'case_id'), '<', tuple(after!.updatedAt, after!.caseId))),
        )
        .orderBy('updated_at', 'desc')
        .orderBy('case_id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(caseRow);
    },

    async listTasks({ office, owner, after, limit }: { office?: string; owner?: string; after?: string; limit: number }) {
      const rows = await db
        .selectFrom('tasks')
        .selectAll()
        .where('state', 'not in', ['completed', 'obsolete'])
        .$if(office !== undefined, (query) => query.where('office', '=', office!))
        .$if(owner !== undefined, (query) => query.where('owner', '=', owner!))
        .$if(after !== undefined, (query) => query.where('task_id', '>', after!))
        .orderBy('task_id')
        .limit(limit)
        .execute();
      return rows.map(taskRow);
    },

    async taskOf(taskId: string) {
      const row = await db.selectFrom('tasks').selectAll().where('task_id', '=', taskId).executeTakeFirst();
      return row === undefined ? null : taskRow(row);
    },

    async listRequests({ partnerClass, after, limit }: { partnerClass: PartnerClass; after?: string; limit: number }) {
      const rows = await db
        .selectFrom('requests')
        .selectAll()
        .where('partner_class', '=', partnerClass)
        .where('state', '!=', 'closed')
        .$if(after !== undefined, (query) => query.where('reference', '>', after!))
        .orderBy('reference')
        .limit(limit)
        .execute();
      return rows.map(requestRow);
    },

    async requestOf(reference: string) {
      const row = await db.selectFrom('requests').selectAll().where('reference', '=', reference).executeTakeFirst();
      return row === undefined ? null : requestRow(row);
    },

    async awaitEntry(caseId: string, entry: number, timeoutMs: number): Promise<boolean> {
      const until = performance.now() + timeoutMs;
      for (;;) {
        const row = await db.selectFrom('cases').select('entry').where('case_id', '=', caseId).executeTakeFirst();
        if ((row?.entry ?? 0) >= entry) return true;
        if (performance.now() >= until) return false;
        await delay(POLL_INTERVAL_MS);
      }
    },

    close: () => db.destroy(),
  };
}

const caseRow = (row: Omit<Selectable<Tables['cases']>, 'key_id' | 'system'>) => ({
  caseId: row.case_id,
  entry: row.entry,
  epoch: row.epoch,
  office: row.office,
  state: row.state,
  openedAt: row.opened_at,
  updatedAt: row.updated_at,
  endedAt: row.ended_at,
});

const taskRow = (row: Selectable<Tables['tasks']>) => ({
  taskId: row.task_id,
  caseId: row.case_id,
  actorKey: row.actor_key,
  kind: row.kind,
  state: row.state,
  owner: row.owner,
  office: row.office,
  dueAt: row.due_at,
  overdue: row.overdue,
});

const requestRow = (row: Selectable<Tables['requests']>) => ({
  reference: row.reference,
  caseId: row.case_id,
  actorKey: row.actor_key,
  partnerClass: row.partner_class,
  state: row.state,
  windowFrom: row.window_from,
  windowUntil: row.window_until,
  regionCode: row.region_code,
});
