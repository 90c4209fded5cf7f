/** Where a protected text could have got to, and what is found there. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { sql } from 'kysely';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import { REAL_POSTGRES_VARIABLE } from '../../dev/real-server-state.ts';
import { openDatabase, type Database } from '../../ledger/database.ts';
import { createSessionStore } from '../../api/sign-in/session-store.ts';
import { pagesOfTemporalUi } from './canary-dom.ts';
import type { CanaryStage } from './canary-stage.ts';
import type { Canaries } from './canaries.ts';
import type { Answer, PlayedCase, Played, Send } from './canary-play.ts';

export interface Place {
  readonly name: string;
  /** How much was looked at: where this is nothing, nothing was searched. */
  readonly bytes: number;
  readonly found: ReadonlySet<string>;
}

/** Keys are searched for nowhere and hold no text of a case. */
const KEY_FILES = ['keys.json', 'signing-keys.json', 'client-secret'];
/** Refusals a minute that one person has are counted (api/http/rate-limit.ts); beyond them the answer would be another. */
const ASKED_OF_EACH_MAX = 100;

export interface Search {
  readonly withBrowser: boolean;
  /** What everybody is answered says nothing about encryption. */
  readonly asksEverybody: boolean;
}

export async function searchEverywhere(
  stage: CanaryStage,
  canaries: Canaries,
  played: Played,
  send: Send,
  { withBrowser, asksEverybody }: Search,
): Promise<readonly Place[]> {
  const place = (name: string, contents: readonly (Buffer | string)[]): Place => ({
    name,
    bytes: contents.reduce((sum, content) => sum + Buffer.byteLength(content), 0),
    found: new Set(contents.flatMap((content) => [...canaries.foundIn(content)])),
  });
  const { folder } = stage;
  const db = openDatabase(stage.databaseUrl);
  try {
    // First, so that what it leaves behind is searched, too.
    const wrong = asksEverybody ? [await wrongReaders(stage, canaries, played, send, db)] : [];
    return [
      place("Temporal's database files", await filesIn(join(folder, 'temporal'))),
      place("Temporal's API without a key: ids, names, search attributes, histories", await temporalAnswers(stage)),
      place("PostgreSQL's data files and write-ahead log", await filesIn(await dataDirectoryOf(db))),
      place('every row of every table, decoded: record, acts, projections, sessions', await rowsOf(db)),
      place('logs of worker, API, identity provider, Temporal', await filesIn(join(folder, 'logs'))),
      place('outbox: notifications', await filesIn(join(folder, 'outbox', 'notifications'))),
      place('outbox: messages to partners', await filesIn(join(folder, 'outbox', 'partner-requests'))),
      place(
        'checkpoints, bundles and every other file of the installation',
        await filesIn(folder, ['temporal', 'logs', 'outbox']),
      ),
      place('answers to what was refused', played.refusals),
      ...(await metricsOf(stage)).map((metrics) => place("metrics of Temporal's server", [metrics])),
      ...(withBrowser
        ? [
            place(
              'Temporal UI in a browser: its DOM, and its own API’s answers',
              await pagesOfTemporalUi(
                stage,
                played.cases.map(({ id }) => id),
              ),
            ),
          ]
        : []),
      ...wrong,
    ];
  } finally {
    await db.destroy();
  }
}

async function filesIn(folder: string, without: readonly string[] = []): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile() && !KEY_FILES.includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !without.some((name) => path.startsWith(join(folder, name, '/'))));
  // A file that a server has removed meanwhile holds nothing any more.
  const read = await Promise.all(paths.map((path) => readFile(path).catch(() => Buffer.alloc(0))));
  return read.filter(({ length }) => length > 0);
}

async function dataDirectoryOf(db: Database): Promise<string> {
  const { rows } = await sql<{ directory: string }>`select current_setting('data_directory') as directory`.execute(db);
  return rows[0]!.directory;
}

/** As JSON, in which bytes stand in hex: what the database holds compressed is readable here. */
async function rowsOf(db: Database): Promise<string[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
  const texts: string[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(`${schema}.${name}`)} t`.execute(db);
    texts.push(...rows.map(({ row }) => row));
  }
  return texts;
}

/** Of the dev server, which says where it has them. Our own processes have none, and send no traces. */
async function metricsOf({ folder }: CanaryStage): Promise<string[]> {
  // The real server that stands in for it is not asked to have any.
  if (process.env[REAL_POSTGRES_VARIABLE] !== undefined) return [];
  const log = await readFile(join(folder, 'logs', 'temporal.log'), 'utf8');
  const url = /Metrics:\s+(http:\S+)/.exec(log)?.[1];
  if (url === undefined) throw new Error('the Temporal server does not say where its metrics are');
  return [await (await fetch(url)).text()];
}

/** What everybody who reaches Temporal's port can read. */
async function temporalAnswers({ temporalAddress }: CanaryStage): Promise<string[]> {
  const connection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  const texts: string[] = [];
  for await (const workflow of client.workflow.list()) {
    const { workflowId, runId } = workflow;
    const handle = client.workflow.getHandle(workflowId, runId);
    const { raw } = await handle.describe();
    // Histories hold bytes, which stand in JSON as base64.
    texts.push(JSON.stringify(raw), JSON.stringify((await handle.fetchHistory()).events, bytesAsBase64));
  }
  await connection.close();
  return texts;
}

const bytesAsBase64 = (_name: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  const isBuffer = typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'Buffer';
  return isBuffer ? Buffer.from((value as unknown as { data: number[] }).data).toString('base64') : value;
};

/** Every page and resource, asked for by everybody who has no need to know: nothing that comes back may hold a text of such a case. */
async function wrongReaders(
  stage: CanaryStage,
  canaries: Canaries,
  { cases }: Played,
  send: Send,
  db: Database,
): Promise<Place> {
  const found = new Set<string>();
  let bytes = 0;
  for (const { handle } of SYNTHETIC_PEOPLE) {
    const closed = cases.filter(({ readers }) => !readers.includes(handle));
    const isClosed = (start: string): boolean =>
      closed.some(({ number }) => canaries.planted.get(start)!.caseNumber === number);
    const cookie = await sessionCookieOf(stage, db, handle);
    const answers: Answer[] = [];
    for (const path of LISTS) answers.push(await send('GET', path, handle));
    for (const path of PAGES) answers.push(await send('GET', path, '', undefined, { cookie }));
    // In turn, so that with many cases every kind of address is asked for.
    const paths = closed.flatMap(pathsOf).slice(0, ASKED_OF_EACH_MAX / 2);
    for (const path of paths) {
      answers.push(await send('GET', path, handle));
      answers.push(await send('GET', `/web${path}`, '', undefined, { cookie }));
    }
    for (const { text, headers } of answers) {
      bytes += text.length + headers.length;
      for (const start of canaries.foundIn(text + headers)) if (isClosed(start)) found.add(start);
    }
  }
  return { name: 'every list, resource and page, as everybody without a need to know', bytes, found };
}

const LISTS = [
  '/work',
  '/cases',
  '/tasks',
  '/tasks/on-call',
  '/requests',
  '/disclosures',
  '/policies',
  '/audit/key',
  '/audit/due',
  '/audit/holds',
  '/incidents',
  '/statistics',
  '/people',
  '/openapi.json',
  '/reference',
];
const PAGES = [
  'work',
  'queue',
  'cases',
  'requests',
  'policy',
  'start',
  'oversight',
  'disclosures',
  'incidents',
  'custody',
  'statistics',
  'audit',
].map((page) => `/web/${page}`);

const pathsOf = ({ id, tasks, requests }: PlayedCase): string[] => [
  `/cases/${id}`,
  `/cases/${id}/timeline`,
  `/cases/${id}/why`,
  `/cases/${id}/history/1`,
  `/cases/${id}/accesses`,
  `/cases/${id}/disclosures`,
  ...tasks.slice(0, 1).map((task) => `/tasks/${task}`),
  ...requests.slice(0, 1).map(({ request }) => `/requests/${request}`),
];

async function sessionCookieOf({ url, issuer }: CanaryStage, db: Database, handle: string): Promise<string> {
  const secret = await createSessionStore(db).open({ issuer, subject: handle }, Date.now());
  return `casegate-${new URL(url).port}-session=${secret}`;
}
