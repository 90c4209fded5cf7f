import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { poolOf } from './database.ts';
import { createRecord } from './migrations/0001-record.ts';
import { createLog } from './migrations/0002-log.ts';
import { createPersonLinks } from './migrations/0003-person-links.ts';
import { createPolicyRegister } from './migrations/0004-policy-register.ts';
import { createCustody } from './migrations/0005-custody.ts';
import { createIncidents } from './migrations/0006-incidents.ts';
import { createReaderRole } from './migrations/0007-reader-role.ts';
import { createQueueFilters } from './migrations/0008-queue-filters.ts';
import { createNeedToKnow } from './migrations/0009-need-to-know.ts';
import { createIncidentNotices } from './migrations/0010-incident-notices.ts';
import { createCompletedTasks } from './migrations/0011-completed-tasks.ts';
import { createForRoles } from './migrations/0012-for-roles.ts';
import { createKeptAnswers } from './migrations/0013-kept-answers.ts';
import { createAskedRequests } from './migrations/0014-asked-requests.ts';
import { createPriority } from './migrations/0015-priority.ts';
import { createWaitingCases } from './migrations/0016-waiting-cases.ts';
import { createWaitingSteps } from './migrations/0017-waiting-steps.ts';
import { createByUrgency } from './migrations/0019-by-urgency.ts';
import { createDisclosureRegister } from './migrations/0020-disclosure-register.ts';
import { createCustodyOrder } from './migrations/0021-custody-order.ts';
import { createRequestTimes } from './migrations/0022-request-times.ts';
import { addWorkDates } from './migrations/0023-work-dates.ts';
import { createOrdinaryPriority } from './migrations/0024-ordinary-priority.ts';
import { createClaimedWork } from './migrations/0025-claimed-work.ts';

export type Migrations = { readonly [numberAndName: string]: Migration };

/** Forward only, by number: one that has been released is never changed, and none is ever taken away. */
export const MIGRATIONS: Migrations = {
  '0001-record': { up: createRecord },
  '0002-log': { up: createLog },
  '0003-person-links': { up: createPersonLinks },
  '0004-policy-register': { up: createPolicyRegister },
  '0005-custody': { up: createCustody },
  '0006-incidents': { up: createIncidents },
  '0007-reader-role': { up: createReaderRole },
  '0008-queue-filters': { up: createQueueFilters },
  '0009-need-to-know': { up: createNeedToKnow },
  '0010-incident-notices': { up: createIncidentNotices },
  '0011-completed-tasks': { up: createCompletedTasks },
  '0012-for-roles': { up: createForRoles },
  '0013-kept-answers': { up: createKeptAnswers },
  '0014-asked-requests': { up: createAskedRequests },
  '0015-priority': { up: createPriority },
  '0016-waiting-cases': { up: createWaitingCases },
  '0017-waiting-steps': { up: createWaitingSteps },
  '0019-by-urgency': { up: createByUrgency },
  '0020-disclosure-register': { up: createDisclosureRegister },
  '0021-custody-order': { up: createCustodyOrder },
  '0022-request-times': { up: createRequestTimes },
  '0023-work-dates': { up: addWorkDates },
  '0024-ordinary-priority': { up: createOrdinaryPriority },
  '0025-claimed-work': { up: createClaimedWork },
};

const CONNECT_TIMEOUT_MS = 5_000;
/** Kysely's own table of what has run. */
const JOURNAL = 'kysely_migration';

/** The database has been migrated by newer code: this code would write what that one no longer understands. */
export class DatabaseNewerError extends Error {
  override readonly name = 'DatabaseNewerError';
  constructor(unknown: readonly string[]) {
    super(
      `the database is newer than this version of casegate: it has had ${unknown.join(', ')}; run the newer version`,
    );
  }
}

/**
 * Brings the database up to date, all in one transaction under an advisory lock: of several processes that start at once, one
 * migrates and the others wait. On connections of its own, since a migration may take longer than a query may.
 * @throws DatabaseNewerError; nothing has been changed then
 */
export async function migrate(url: string, migrations: Migrations = MIGRATIONS): Promise<void> {
  const pool = poolOf(url, { max: 2, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    const unknown = (await executed(db)).filter((name) => !Object.hasOwn(migrations, name));
    throw unknown.length > 0 ? new DatabaseNewerError(unknown) : error;
  } finally {
    await db.destroy();
  }
}

async function executed(db: Kysely<never>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(JOURNAL)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}
