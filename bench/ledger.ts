/**
 * The record: what an append costs beside a plain insert of the same rows, whether it stays so from a thousand entries to a million, and
 * what verification costs beside SHA-256 of the same bytes.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { ephemeralPostgres } from '../dev/ephemeral-postgres.ts';
import { createReferences } from '../codec/references.ts';
import { createKeyFile, openKeyFile } from '../codec/key-file.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../ledger/database.ts';
import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { migrate } from '../ledger/migrations.ts';
import { caseProgram } from '../machines/case-program.ts';
import { fillTo } from './ledger-fill.ts';
import { requestsOfCase } from './ledger-load.ts';
import { makePlainTables, plainRowsOf, insertPlainly, type PlainRows } from './ledger-plain.ts';
import { hashPlainly, sealedBundle, verify } from './ledger-verify.ts';
import { figure, reportOf, spreadText, type Line } from './report.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

/** Entries of the small record. */
const SMALL = 1_000;
/** Entries of the bundle that is verified, which is held in memory: more would only take longer. */
const VERIFIED_MAX = 200_000;

interface Options {
  readonly rounds: number;
  readonly cases: number;
  readonly users: number;
  readonly entries: number;
}

function optionsFrom(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      cases: { type: 'string', default: '60' },
      users: { type: 'string', default: '8' },
      entries: { type: 'string', default: '1000000' },
    },
  });
  return {
    rounds: Number(values.rounds),
    cases: Number(values.cases),
    users: Number(values.users),
    entries: Number(values.entries),
  };
}

export async function run(args: string[]): Promise<void> {
  const options = optionsFrom(args);
  const folder = await mkdtemp(join(tmpdir(), 'casegate-bench-'));
  const postgres = await ephemeralPostgres();
  try {
    await migrate(postgres.databaseUrl);
    const keysFile = join(folder, 'keys.json');
    await createKeyFile(keysFile);
    const keyRing = await openKeyFile(keysFile);
    const db = openDatabase(postgres.databaseUrl);
    const ledger = createLedger({
      db,
      program: caseProgram,
      keyRing,
      references: createReferences(keyRing),
      machinesDigest: 'bench',
    });
    try {
      console.log(headOf(options));
      await makePlainTables(db);
      await fillTo(db, SMALL);
      const few = await measureRounds(db, ledger, options);
      await fillTo(db, Math.min(options.entries, VERIFIED_MAX));
      const lines = await sealedBundle(db, keyRing);
      await fillTo(db, options.entries);
      const many = await measureRounds(db, ledger, options);
      console.log(reportOf(['appends/s', 'inserts/s', 'ratio'], judgeAppends(few, many, options)));
      console.log('');
      console.log(reportOf(['leaves/s', 'hashed/s', 'ratio'], await measureVerification(lines, options)));
    } finally {
      await ledger.close();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function headOf({ rounds, cases, users, entries }: Options): string {
  return `medians of ${rounds} rounds of ${cases} cases with nine entries each, ${users} users at once; at 1,000 and at ${entries} entries; fsync on\n`;
}

// — appending ————————————————————————————————————————————————————————————————————————————————————————————————————

interface Rates {
  readonly ours: number[];
  readonly plain: number[];
}

function judgeAppends(few: Rates, many: Rates, options: Options): Line[] {
  const flat = spreadOf(many.ours).median / spreadOf(few.ours).median;
  const plainFlat = spreadOf(many.plain).median / spreadOf(few.plain).median;
  return [
    lineOf(`at ${SMALL} entries`, few, 0.5),
    lineOf(`at ${options.entries} entries`, many, 0.5),
    {
      what: 'the larger to the smaller',
      cells: [figure(flat), figure(plainFlat), ''],
      judged: { value: flat, goal: { is: 'atLeast', bound: 0.8 } },
    },
  ];
}

function lineOf(what: string, { ours, plain }: Rates, bound: number): Line {
  const ratios = ratiosOf(ours, plain);
  return {
    what,
    cells: [figure(spreadOf(ours).median), figure(spreadOf(plain).median), spreadText(ratios)],
    judged: { value: ratios.median, goal: { is: 'atLeast', bound } },
  };
}

async function measureRounds(db: Database, ledger: Ledger, { rounds, cases, users }: Options): Promise<Rates> {
  const rates: Rates = { ours: [], plain: [] };
  // The first round warms both up and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const requests = Array.from({ length: cases }, () => requestsOfCase(Date.now()));
    const ours = await rateOf(requests, users, (request) => ledger.append(request));
    const rows: PlainRows[][] = await plainRowsOf(db, requests);
    const plain = await rateOf(rows, users, (row) => insertPlainly(db, row));
    if (round === 0) continue;
    rates.ours.push(ours);
    rates.plain.push(plain);
  }
  return rates;
}

/** Each user takes one case after the other, and in each one entry after the other. */
async function rateOf<Item>(
  cases: readonly (readonly Item[])[],
  users: number,
  keep: (item: Item) => Promise<unknown>,
): Promise<number> {
  const waiting = [...cases];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: users }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        for (const item of next) await keep(item);
    }),
  );
  return cases.flat().length / ((performance.now() - begun) / 1_000);
}

// — verifying ————————————————————————————————————————————————————————————————————————————————————————————————————

async function measureVerification(lines: readonly string[], { rounds }: Options): Promise<Line[]> {
  const ours: number[] = [];
  const plain = { buffer: [] as number[], binary: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const rate = await verify(lines);
    const [buffer, binary] = [hashPlainly(lines, 'buffer'), hashPlainly(lines, 'binary')];
    // As above.
    if (round === 0) continue;
    ours.push(rate);
    plain.buffer.push(buffer);
    plain.binary.push(binary);
  }
  return [
    lineOf('verification, digests as buffers', { ours, plain: plain.buffer }, 0.5),
    lineOf('verification, digests as strings', { ours, plain: plain.binary }, 0.5),
  ];
}
