/**
 * Reports of improper access, use or disclosure (R7), and what became of them. Each step is an act in the record; where a report stands is
 * kept beside, with what its reporter wrote, encrypted.
 */
import { randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { IncidentEventCommand } from '../schemas/privacy-commands.ts';
import type { IncidentCategory, IncidentFinding, IncidentState } from '../schemas/privacy-words.ts';
import type { InstantMs, PersonId } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import type { KeyWrapping } from './case-keys.ts';
import type { Database } from './database.ts';
import { LedgerUnreadable } from './failures.ts';
import { commitmentOf, SALT_BYTES } from './log/leaf.ts';
import { pageLimit } from './page.ts';
import type { Sequencer } from './sequencer.ts';
import type { Tables } from './tables.ts';

export interface IncidentRow {
  readonly incident: string;
  readonly category: IncidentCategory;
  /** As the reporter gave it: nobody has checked that there is such a case. */
  readonly caseId: string | null;
  readonly state: IncidentState;
  readonly finding: IncidentFinding | null;
  readonly occurredAt: InstantMs;
  readonly reportedBy: PersonId;
  readonly reportedAt: InstantMs;
  readonly changedAt: InstantMs;
}

export interface IncidentReport {
  readonly incident: string;
  readonly category: IncidentCategory;
  readonly caseId: string | null;
  readonly occurredAt: InstantMs;
  readonly note: string;
  readonly person: PersonId;
  /** The reporter's: its privacy staff is told. */
  readonly office: string;
  readonly at: InstantMs;
}

export interface IncidentStep {
  readonly incident: string;
  readonly event: IncidentEventCommand;
  readonly person: PersonId;
  readonly at: InstantMs;
}

/** `differs`: another report is kept under this id. `tooMany`: nobody has read the reporter's earlier ones yet. */
export type ReportOutcome = 'kept' | 'differs' | 'tooMany';
export type StepOutcome = 'done' | 'noSuchIncident' | 'notInThisState' | 'samePerson';

/** From which states a step leads, and where to. A report is acknowledged before it is referred or closed: somebody has read it. */
const STEPS: {
  readonly [type in IncidentEventCommand['type']]: {
    readonly from: readonly IncidentState[];
    readonly to: IncidentState;
  };
} = {
  'incident.acknowledged': { from: ['reported'], to: 'acknowledged' },
  'incident.referred': { from: ['acknowledged', 'referred'], to: 'referred' },
  'incident.closed': { from: ['acknowledged', 'referred'], to: 'closed' },
};

/** Where a step leads, or why it does not. Who reported an incident does not judge it. */
export function stepFrom(
  { state, reportedBy }: Pick<IncidentRow, 'state' | 'reportedBy'>,
  event: IncidentEventCommand,
  person: PersonId,
): { readonly state: IncidentState } | Exclude<StepOutcome, 'done' | 'noSuchIncident'> {
  const { from, to } = STEPS[event.type];
  if (!from.includes(state)) return 'notInThisState';
  if (event.type === 'incident.closed' && person === reportedBy) return 'samePerson';
  return { state: to };
}

export interface IncidentKeeping {
  readonly db: Database;
  readonly sequencer: Sequencer;
  readonly wrapping: KeyWrapping;
}

const COLUMNS = [
  'incident',
  'category',
  'caseId',
  'state',
  'finding',
  'occurredAt',
  'reportedBy',
  'reportedAt',
  'changedAt',
] as const;

/** More unread reports of one person than this would bury everybody else's, and are better told to somebody. */
export const UNREAD_REPORTS_MAX = 50;

/** In the record before it answers. The same report again, by its id, is kept once. */
export async function reportIncident(
  { db, sequencer, wrapping }: IncidentKeeping,
  { note, person, at, ...report }: IncidentReport,
): Promise<ReportOutcome> {
  const salt = randomBytes(SALT_BYTES);
  const sealed = wrapping.wrap(report.incident, Buffer.from(JSON.stringify({ salt: salt.toString('hex'), note })));
  const outcome = await db.transaction().execute(async (tx): Promise<ReportOutcome> => {
    const known = await tx.selectFrom('incidents').select('incident').where('incident', '=', report.incident).execute();
    if (known.length === 0 && (await unreadReportsOf(tx, person)) >= UNREAD_REPORTS_MAX) return 'tooMany';
    const row = {
      ...report,
      state: 'reported',
      finding: null,
      toldAt: null,
      reportedBy: person,
      reportedAt: at,
      changedAt: at,
    };
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('incidents')
      .values({ ...row, keyId: sealed.keyId, note: sealed.bytes })
      .onConflict((conflict) => conflict.column('incident').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n)
      return (await isSame(tx, wrapping, { note, person, at, ...report })) ? 'kept' : 'differs';
    const { incident, category, caseId, occurredAt } = report;
    const details = { incident, category, occurredAt, noteCommitment: commitmentOf(salt, note) };
    await recordAct(tx, { kind: 'incident', person, action: 'incident.reported', caseId, details, at });
    return 'kept';
  });
  await sequencer.integrate();
  return outcome;
}

async function unreadReportsOf(tx: Transaction<Tables>, person: PersonId): Promise<number> {
  const { count } = await tx
    .selectFrom('incidents')
    .select((row) => row.fn.countAll().as('count'))
    .where('reportedBy', '=', person)
    .where('state', '=', 'reported')
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function isSame(tx: Transaction<Tables>, wrapping: KeyWrapping, report: IncidentReport): Promise<boolean> {
  const kept = await tx
    .selectFrom('incidents')
    .selectAll()
    .where('incident', '=', report.incident)
    .executeTakeFirstOrThrow();
  return (
    kept.reportedBy === report.person &&
    kept.category === report.category &&
    kept.caseId === report.caseId &&
    kept.occurredAt === report.occurredAt &&
    noteOf(wrapping, kept) === report.note
  );
}

export async function stepIncident(
  { db, sequencer }: IncidentKeeping,
  { incident, event, person, at }: IncidentStep,
): Promise<StepOutcome> {
  const outcome = await db.transaction().execute(async (tx): Promise<StepOutcome> => {
    const row = await tx
      .selectFrom('incidents')
      .select(['state', 'reportedBy', 'caseId'])
      .where('incident', '=', incident)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return 'noSuchIncident';
    const next = stepFrom({ ...row, state: row.state as IncidentState }, event, person);
    if (typeof next === 'string') return next;
    const { type, ...details } = event;
    await tx
      .updateTable('incidents')
      .set({ state: next.state, changedAt: at, ...('finding' in event ? { finding: event.finding } : {}) })
      .where('incident', '=', incident)
      .execute();
    const said = { incident, ...details };
    await recordAct(tx, { kind: 'incident', person, action: type, caseId: row.caseId, details: said, at });
    return 'done';
  });
  await sequencer.integrate();
  return outcome;
}

export interface IncidentPage {
  readonly state?: IncidentState;
  /** Where the page begins: after this row. */
  readonly after?: { readonly reportedAt: InstantMs; readonly incident: string };
  readonly limit: number;
}

/** What was reported first, first: it has waited longest. */
export async function listIncidents(db: Database, { state, after, limit }: IncidentPage): Promise<IncidentRow[]> {
  let query = db.selectFrom('incidents').select(COLUMNS);
  if (state !== undefined) query = query.where('state', '=', state);
  if (after !== undefined)
    query = query.where((row) =>
      row.or([
        row('reportedAt', '>', after.reportedAt),
        row.and([row('reportedAt', '=', after.reportedAt), row('incident', '>', after.incident)]),
      ]),
    );
  const rows = await query.orderBy('reportedAt').orderBy('incident').limit(pageLimit(limit)).execute();
  return rows as IncidentRow[];
}

/** @throws LedgerUnreadable, MissingKeyError */
export async function incidentOf(
  db: Database,
  wrapping: KeyWrapping,
  incident: string,
): Promise<(IncidentRow & { readonly note: string }) | null> {
  const row = await db.selectFrom('incidents').selectAll().where('incident', '=', incident).executeTakeFirst();
  if (row === undefined) return null;
  const { keyId: _keyId, note: _note, office: _office, toldAt: _toldAt, ...shown } = row;
  return { ...(shown as IncidentRow), note: noteOf(wrapping, row) };
}

function noteOf(
  wrapping: KeyWrapping,
  { incident, keyId, note }: { readonly incident: string; readonly keyId: string; readonly note: Buffer },
): string {
  const kept = JSON.parse(wrapping.unwrap(incident, { keyId, bytes: note }).toString('utf8')) as { note?: unknown };
  if (typeof kept.note !== 'string') throw new LedgerUnreadable(`the note of ${incident} is none`);
  return kept.note;
}
