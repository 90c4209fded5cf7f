/** Which reports privacy staff has still to be told of: where a report stands is kept with it, so that no notice is lost or made up. */
import type { InstantMs } from '../schemas/words.ts';
import type { Database } from './database.ts';

/** Reports that nobody was told of, in one look: the next look takes what is left. */
const UNTOLD_MAX = 500;

export interface UntoldReport {
  readonly incident: string;
  readonly office: string;
}

export const untoldReports = (db: Database): Promise<UntoldReport[]> =>
  db
    .selectFrom('incidents')
    .select(['incident', 'office'])
    .where('toldAt', 'is', null)
    .orderBy('reportedAt')
    .orderBy('incident')
    .limit(UNTOLD_MAX)
    .execute();

/** Told once: a second worker that tells it again changes nothing. */
export async function noteTold(db: Database, incident: string, at: InstantMs): Promise<void> {
  await db
    .updateTable('incidents')
    .set({ toldAt: at })
    .where('incident', '=', incident)
    .where('toldAt', 'is', null)
    .execute();
}
