import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AppendRequest } from '../../activities/contract.ts';
import { TERMINAL_FAILURES } from '../../activities/contract.ts';
import { takeMeasure } from '../../ledger/custody.ts';
import { openDatabase } from '../../ledger/database.ts';
import { CaseShredded, LedgerDivergence, LedgerFork, LedgerGap, LedgerMalformed } from '../../ledger/failures.ts';
import { createLedger } from '../../ledger/ledger.ts';
import { Sequencer } from '../../ledger/sequencer.ts';
import { leftBehindOf } from '../../machines/case-context.ts';
import { caseContextOf, caseProgram } from '../../machines/case-program.ts';
import { ROOT } from '../../machines/system.ts';
import { freePort } from '../../dev/free-port.ts';
import { DrivenCase, personOf } from './cases.ts';
import { references, RING, startStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());

const append = (request: AppendRequest) => stack.ledger.append(request);

async function opened(): Promise<DrivenCase> {
  const driven = new DrivenCase();
  await append(driven.opening());
  return driven;
}

/** Everything that the database holds about a case. */
async function rowsOf(caseId: string) {
  const { db } = stack;
  return {
    entries: await db.selectFrom('entries').selectAll().where('caseId', '=', caseId).orderBy('entry').execute(),
    cases: await db.selectFrom('cases').selectAll().where('caseId', '=', caseId).execute(),
    tasks: await db.selectFrom('tasks').selectAll().where('caseId', '=', caseId).orderBy('taskId').execute(),
    requests: await db.selectFrom('requests').selectAll().where('caseId', '=', caseId).orderBy('reference').execute(),
  };
}

test('an entry is kept with its state, and answered with its place and time', async () => {
  const driven = new DrivenCase();
  expect(await append(driven.opening())).toEqual({ entry: 1, at: driven.at });
  expect(await append(driven.claim())).toEqual({ entry: 2, at: driven.at });
  expect(await stack.ledger.caseOf(driven.caseId)).toMatchObject({ entry: 2, system: driven.system });
  // The very same text: machines walk objects in the order of their members.
  const { system } = (await stack.ledger.caseOf(driven.caseId))!;
  expect(JSON.stringify(system)).toBe(JSON.stringify(driven.system));
});

test('a retry gets the same answer and changes nothing', async () => {
  const driven = await opened();
  const claim = driven.claim();
  const first = await append(claim);
  await append(driven.answer('local'));
  const before = await rowsOf(driven.caseId);
  expect(await append(claim)).toEqual(first);
  expect(await rowsOf(driven.caseId)).toEqual(before);
});

describe('a fork', () => {
  test('another input at an entry that stands', async () => {
    const driven = await opened();
    const other = new DrivenCase(driven.caseId);
    other.opening();
    await append(driven.claim());
    const before = await rowsOf(driven.caseId);
    await expect(append(other.answer('local'))).rejects.toThrow(LedgerFork);
    expect(await rowsOf(driven.caseId)).toEqual(before);
  });

  test('the same input under another update id', async () => {
    const driven = await opened();
    const claim = driven.claim();
    await append(claim);
    await expect(append({ ...claim, updateId: 'u_other' })).rejects.toThrow(LedgerFork);
    await expect(append({ ...claim, updateId: null })).rejects.toThrow(LedgerFork);
  });

  test('one update that would take effect a second time', async () => {
    const driven = await opened();
    const claim = driven.claim();
    await append(claim);
    const answer = driven.answer('local');
    await expect(append({ ...answer, updateId: claim.updateId })).rejects.toThrow(LedgerFork);
    expect((await rowsOf(driven.caseId)).entries).toHaveLength(2);
  });

  test('a case started again with something else', async () => {
    const driven = await opened();
    await expect(append(new DrivenCase(driven.caseId).opening({ note: 'another' }))).rejects.toThrow(LedgerFork);
  });
});

describe('a divergence', () => {
  test('a state that does not follow', async () => {
    const driven = await opened();
    const claim = driven.claim();
    await expect(append({ ...claim, stateDigest: '0'.repeat(64) })).rejects.toThrow(LedgerDivergence);
    expect((await rowsOf(driven.caseId)).entries).toHaveLength(1);
    await append(claim);
    await expect(append({ ...claim, stateDigest: '0'.repeat(64) })).rejects.toThrow(LedgerDivergence);
  });

  test('an input that the machines refuse, whatever state it claims', async () => {
    const driven = await opened();
    const event = { type: 'task.claimed', by: personOf('supervisor-a') };
    const input = { kind: 'event', at: driven.at, to: `${ROOT}/consultation`, event } as never;
    const request = { ...driven.claim(), input };
    await expect(append(request)).rejects.toThrow(LedgerDivergence);
    expect((await rowsOf(driven.caseId)).entries).toHaveLength(1);
  });
});

describe('a gap', () => {
  test('an entry after one that was never kept', async () => {
    const driven = await opened();
    driven.claim();
    await expect(append(driven.answer('local'))).rejects.toThrow(LedgerGap);
    expect((await rowsOf(driven.caseId)).entries).toHaveLength(1);
  });

  test('a case of which nothing was kept', async () => {
    const driven = new DrivenCase();
    driven.opening();
    await expect(append(driven.claim())).rejects.toThrow(LedgerGap);
  });
});

describe('malformed', () => {
  const event = { kind: 'event', at: 1, to: 'root', event: { type: 'case.withdrawn' } };
  test.each<[string, Partial<AppendRequest>]>([
    ['no object', { input: 'text' }],
    ['an unknown kind', { input: { ...event, kind: 'patch' } }],
    ['a kind of the prototype', { input: { kind: 'toString', at: 1 } }],
    ['a member too many', { input: { ...event, force: true } }],
    ['a member missing', { input: { kind: 'event', at: 1, to: 'root' } }],
    ['a time that is none', { input: { ...event, at: 1.5 } }],
    ['an event without a type', { input: { ...event, event: {} } }],
    ['a list for an event', { input: { ...event, event: [] } }],
    ['a lone surrogate', { input: { ...event, event: { type: '\ud800' } } }],
    ['more than an input can be', { input: { ...event, event: { type: 'x'.repeat(300_000) } } }],
    ['entry 0', { entry: 0 }],
    ['half an entry', { entry: 1.5 }],
    ['an update id with NUL', { updateId: 'u_\0' }],
    ['an empty case id', { caseId: '' }],
  ])('%s', async (_, wrong) => {
    await expect(append({ ...new DrivenCase().opening(), ...wrong })).rejects.toThrow(LedgerMalformed);
  });

  test('a value that the database cannot hold is for good', async () => {
    await expect(append(new DrivenCase().opening({ office: 'NUL\0' }))).rejects.toThrow(LedgerMalformed);
  });

  test('a first entry that is no start', async () => {
    await expect(append({ ...new DrivenCase().opening(), input: event })).rejects.toThrow(LedgerMalformed);
  });

  test('a start in the middle of an epoch', async () => {
    const driven = await opened();
    const again = new DrivenCase(driven.caseId).opening();
    await expect(append({ ...again, entry: 2 })).rejects.toThrow(LedgerMalformed);
  });
});

describe('an epoch after the end (row 22)', () => {
  async function ended(): Promise<DrivenCase> {
    const driven = await opened();
    await append(driven.claim());
    await append(driven.withdraw());
    return driven;
  }

  test('takes over the duties, and its entries go on counting', async () => {
    const driven = await ended();
    const reopens = leftBehindOf(caseContextOf(driven.system!));
    driven.at += 864e5;
    expect(await append(driven.opening({ reopens }))).toMatchObject({ entry: 4 });
    expect(await stack.ledger.caseOf(driven.caseId)).toMatchObject({
      entry: 4,
      epoch: 2,
      state: 'gating',
      endedAt: null,
    });
  });

  test('is refused while the last one lasts, even where it takes over all', async () => {
    const driven = await opened();
    const reopens = leftBehindOf(caseContextOf(driven.system!));
    await expect(append(driven.opening({ reopens }))).rejects.toThrow(LedgerMalformed);
    expect(await stack.ledger.caseOf(driven.caseId)).toMatchObject({ entry: 1, epoch: 1 });
  });

  test('is refused where a duty is shed', async () => {
    const driven = await ended();
    const reopens = { ...leftBehindOf(caseContextOf(driven.system!)), duties: {} };
    await expect(append(driven.opening({ reopens }))).rejects.toThrow(LedgerMalformed);
  });

  test('is refused where it says that nothing was before', async () => {
    const driven = await ended();
    await expect(append(driven.opening())).rejects.toThrow(LedgerMalformed);
  });

  test('is refused where nothing was before', async () => {
    const reopens = { ...leftBehindOf(caseContextOf((await opened()).system!)), epoch: 1 };
    await expect(append(new DrivenCase().opening({ reopens }))).rejects.toThrow(LedgerMalformed);
  });
});

describe('at once', () => {
  test('of 20 different inputs for one entry exactly one stands, and the others are forks', async () => {
    const driven = await opened();
    const { system } = driven;
    const requests = Array.from({ length: 20 }, () => {
      const rival = new DrivenCase(driven.caseId);
      rival.system = system;
      rival.entry = 1;
      return rival.claim();
    });
    const results = await Promise.allSettled(requests.map(append));
    const kept = results.flatMap((result, index) => (result.status === 'fulfilled' ? [requests[index]!.updateId] : []));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(kept).toHaveLength(1);
    expect(refused.every((reason) => reason instanceof LedgerFork)).toBe(true);
    const { entries } = await rowsOf(driven.caseId);
    expect(entries.map(({ updateId }) => updateId)).toEqual([null, kept[0]]);
  });

  test('20 times the same append, also from another process: one entry, 20 equal answers', async () => {
    const driven = await opened();
    const claim = driven.claim();
    const other = stack.ledgerWith(RING);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? other : stack.ledger).append(claim)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await rowsOf(driven.caseId)).entries).toHaveLength(2);
  });

  test('20 cases do not wait for each other for good', async () => {
    const all = Array.from({ length: 20 }, () => new DrivenCase());
    const requests = all.map((driven) => [driven.opening(), ...driven.consult()]);
    await Promise.all(
      requests.map(async (entries) => {
        for (const request of entries) await append(request);
      }),
    );
    const entries = await Promise.all(all.map(async ({ caseId }) => (await stack.ledger.caseOf(caseId))!.entry));
    expect(entries).toEqual(all.map(() => 4));
  });
});

/** Fulfilled when a session waits for another one's lock. */
const aWaitForLock = () =>
  vi.waitFor(async () => {
    const { rows } = await sql<{ waiting: number }>`
      select count(*)::integer as waiting from pg_locks join pg_stat_activity using (pid)
        where not granted and datname = current_database()`.execute(stack.db);
    expect(rows[0]!.waiting).toBeGreaterThan(0);
  }, 30_000);

describe('between reading and writing', () => {
  async function withdrawn(): Promise<DrivenCase> {
    const driven = await opened();
    await append(driven.withdraw());
    return driven;
  }
  const reopening = (driven: DrivenCase) => driven.opening({ reopens: leftBehindOf(caseContextOf(driven.system!)) });

  test('the texts are destroyed: nothing is kept any more', async () => {
    const driven = await withdrawn();
    const { caseId } = driven;
    const shredding = await stack.db.startTransaction().execute();
    await shredding
      .updateTable('cases')
      .set({ system: Buffer.alloc(0) })
      .where('caseId', '=', caseId)
      .execute();
    const destroyed = { wrapped: null, destroyedAt: 1 };
    await shredding.updateTable('caseKeys').set(destroyed).where('caseId', '=', caseId).execute();
    const refused = append(reopening(driven)).catch((error: unknown) => error);
    await aWaitForLock();
    await shredding.commit().execute();
    expect(await refused).toBeInstanceOf(CaseShredded);
    expect((await rowsOf(caseId)).entries).toHaveLength(2);
  });

  test('the case is opened again: its texts are not destroyed', async () => {
    const driven = await withdrawn();
    const { caseId } = driven;
    const shred = { measure: 'shred', caseId, reference: 'SCHEDULE-1', at: driven.at } as const;
    const custody = { db: stack.db, sequencer: new Sequencer(stack.db), retentionMs: 0 };
    const [one, two] = [personOf('supervisor-a').id, personOf('supervisor-b').id];
    expect(await takeMeasure(custody, { ...shred, person: one })).toEqual({ is: 'proposed' });
    const appending = await stack.db.startTransaction().execute();
    await appending.updateTable('cases').set({ entry: 3, endedAt: null }).where('caseId', '=', caseId).execute();
    const outcome = takeMeasure(custody, { ...shred, person: two });
    await aWaitForLock();
    await appending.commit().execute();
    expect(await outcome).toEqual({ is: 'refused', why: 'notEnded' });
  });

  test('projections are made again: the entry is kept once, and they show it', async () => {
    const driven = await opened();
    const { caseId } = driven;
    const rebuilding = await stack.db.startTransaction().execute();
    const row = await rebuilding.selectFrom('cases').selectAll().where('caseId', '=', caseId).executeTakeFirstOrThrow();
    await rebuilding.deleteFrom('cases').where('caseId', '=', caseId).execute();
    await rebuilding.insertInto('cases').values(row).execute();
    const appended = append(driven.claim());
    await aWaitForLock();
    await rebuilding.commit().execute();
    expect(await appended).toMatchObject({ entry: 2 });
    expect(await stack.ledger.caseOf(caseId)).toMatchObject({ entry: 2 });
  });

  test('another process appends: each goes on where the other stopped', async () => {
    const driven = await opened();
    const other = stack.ledgerWith(RING);
    const by = personOf('legal-a');
    await other.append(driven.claim());
    await append(driven.event(`${ROOT}/consultation`, { type: 'task.started', by }));
    await other.append(driven.answer('local'));
    expect(await append(driven.answer('federal'))).toMatchObject({ entry: 5 });
    expect(await stack.ledger.caseOf(driven.caseId)).toMatchObject({ entry: 5, system: driven.system });
  });
});

test('an unreachable database is no terminal failure', async () => {
  const db = openDatabase(`postgres://casegate@127.0.0.1:${await freePort()}/casegate`);
  const ledger = createLedger({
    db,
    program: caseProgram,
    keyRing: RING,
    references,
    machinesDigest: 'machines-digest',
  });
  const failure: unknown = await ledger.append(new DrivenCase().opening()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(TERMINAL_FAILURES).not.toContain((failure as { code?: unknown }).code);
  await ledger.close();
});
