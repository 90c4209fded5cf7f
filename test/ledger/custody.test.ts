import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKeyWrapping } from '../../ledger/case-keys.ts';
import { takeMeasure, type CustodyRequest } from '../../ledger/custody.ts';
import { dueByOffice, dueForShredding, openProposals, standingHolds } from '../../ledger/custody-reads.ts';
import { UNREAD_REPORTS_MAX } from '../../ledger/incidents.ts';
import { CaseShredded } from '../../ledger/failures.ts';
import { rebuildProjections } from '../../ledger/rebuild.ts';
import { rewrapKeys } from '../../ledger/rewrap.ts';
import { Sequencer } from '../../ledger/sequencer.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { ringOf } from '../codec/rings.ts';
import { DrivenCase } from './cases.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
import { RING, references, startStack, type Stack } from './stack.ts';

const DAY_MS = 86_400_000;
const RETENTION_MS = 30 * DAY_MS;
const PAGE = { limit: 100 };
const ONE = 'urn:synthetic#privacy-one';
const TWO = 'urn:synthetic#privacy-two';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

let driven: DrivenCase;
beforeEach(async () => {
  driven = new DrivenCase();
  for (const request of [driven.opening(), ...driven.consult(), driven.withdraw()]) await stack.ledger.append(request);
});

const later = () => driven.at + RETENTION_MS;
const take = (
  over: Partial<CustodyRequest> & Pick<CustodyRequest, 'measure'>,
  retentionMs: number | null = RETENTION_MS,
) =>
  takeMeasure(
    { db: stack.db, sequencer: new Sequencer(stack.db), retentionMs },
    { caseId: driven.caseId, person: ONE, reference: 'SCHEDULE-1', at: later(), ...over },
  );
const refused = (why: string) => ({ is: 'refused', why });

const actsOf = async (caseId: string) =>
  (
    await stack.db
      .selectFrom('acts')
      .select(['kind', 'action', 'person'])
      .where('caseId', '=', caseId)
      .orderBy('act')
      .execute()
  ).map(({ kind, action, person }) => [kind, action, person]);

describe('shredding', () => {
  test('takes two people; then the texts are gone, and the record of it stays', async () => {
    expect(await take({ measure: 'shred' })).toEqual({ is: 'proposed' });
    expect(await stack.ledger.caseOf(driven.caseId)).not.toBeNull();
    expect(await take({ measure: 'shred' })).toEqual(refused('samePerson'));
    expect(await take({ measure: 'shred', person: TWO })).toEqual({ is: 'done' });
    expect(await stack.ledger.caseOf(driven.caseId)).toBeNull();
    await expect(stack.ledger.entriesOf(driven.caseId, { limit: 1 })).rejects.toThrow(CaseShredded);
    await expect(stack.ledger.append(driven.opening())).rejects.toThrow(CaseShredded);
    const rows = await stack.db.selectFrom('cases').select('system').where('caseId', '=', driven.caseId).execute();
    expect(rows).toEqual([{ system: Buffer.alloc(0) }]);
    expect(await actsOf(driven.caseId)).toEqual([
      ['approval', 'custody.shred', ONE],
      ['shredding', 'custody.shred', TWO],
    ]);
    expect(await take({ measure: 'shred' })).toEqual(refused('shredded'));
  });

  test('is refused before the schedule allows it, and where nobody has said how long', async () => {
    expect(await take({ measure: 'shred', at: later() - 1 })).toEqual(refused('retained'));
    expect(await take({ measure: 'shred' }, null)).toEqual(refused('retained'));
  });

  test('is refused for a case that goes on, and for one that is not there', async () => {
    const open = new DrivenCase();
    await stack.ledger.append(open.opening());
    expect(await take({ measure: 'shred', caseId: open.caseId })).toEqual(refused('notEnded'));
    expect(await take({ measure: 'shred', caseId: 'c_none' })).toEqual(refused('noSuchCase'));
  });

  test('a proposal is for a week and for its own reference', async () => {
    await take({ measure: 'shred' });
    expect(await take({ measure: 'shred', person: TWO, at: later() + 7 * DAY_MS })).toEqual({ is: 'proposed' });
    expect(await take({ measure: 'shred', person: ONE, reference: 'SCHEDULE-2', at: later() + 7 * DAY_MS })).toEqual({
      is: 'proposed',
    });
  });

  test('what two people do at once is done once', async () => {
    await take({ measure: 'shred' });
    const outcomes = await Promise.all([TWO, 'three', 'four'].map((person) => take({ measure: 'shred', person })));
    expect(outcomes.filter(({ is }) => is === 'done')).toHaveLength(1);
    expect(outcomes.filter(({ is }) => is === 'refused')).toHaveLength(2);
  });
});

describe('a legal hold', () => {
  const hold = (person: string) => take({ measure: 'hold', reference: 'LIT-7', person });
  const release = (person: string) => take({ measure: 'release', reference: 'LIT-7', person });

  test('takes two people, and stops shredding from its proposal to its release by two people', async () => {
    await take({ measure: 'shred' });
    expect(await hold(ONE)).toEqual({ is: 'proposed' });
    expect(await take({ measure: 'shred', person: TWO })).toEqual(refused('onHold'));
    expect(await hold(ONE)).toEqual(refused('samePerson'));
    expect(await hold(TWO)).toEqual({ is: 'done' });
    expect(await hold(TWO)).toEqual(refused('held'));
    expect(await take({ measure: 'shred', person: TWO })).toEqual(refused('onHold'));
    expect(await release(TWO)).toEqual({ is: 'proposed' });
    expect(await take({ measure: 'shred', person: TWO })).toEqual(refused('onHold'));
    expect(await release(ONE)).toEqual({ is: 'done' });
    expect(await release(ONE)).toEqual(refused('noSuchHold'));
    expect(await take({ measure: 'shred', person: TWO })).toEqual({ is: 'done' });
  });

  test('is listed once it stands; what waits for a second person is listed with who proposed it, until it lapses', async () => {
    const { caseId } = driven;
    const standing = async () => (await standingHolds(stack.db, PAGE)).filter((one) => one.caseId === caseId);
    const waiting = (at = later()) => openProposals(stack.db, at, { ...PAGE, caseId });
    await hold(ONE);
    await take({ measure: 'release', reference: 'LIT-8' });
    const [at, lapsesAt] = [later(), later() + 7 * DAY_MS];
    expect(await waiting()).toEqual([
      { caseId, measure: 'hold', reference: 'LIT-7', proposedBy: ONE, proposedAt: at, lapsesAt },
    ]);
    expect(await waiting(lapsesAt)).toEqual([]);
    expect(await standing()).toEqual([]);
    await hold(TWO);
    expect(await waiting()).toEqual([]);
    expect(await standing()).toEqual([{ caseId, reference: 'LIT-7', placedAt: at }]);
  });

  test('is seen among what is due', async () => {
    const due = async () =>
      (await dueForShredding(stack.db, RETENTION_MS, later(), PAGE)).find(({ caseId }) => caseId === driven.caseId);
    const reported = async () =>
      (await dueByOffice(stack.db, RETENTION_MS, later()))?.find(({ office }) => office === 'OFFICE-EAST')?.due ?? 0;
    const before = await reported();
    expect(before).toBeGreaterThan(0);
    expect(await due()).toEqual({ caseId: driven.caseId, endedAt: driven.at, isOnHold: false });
    await hold(ONE);
    await hold(TWO);
    expect(await due()).toMatchObject({ isOnHold: true });
    expect(await reported()).toBe(before - 1);
    expect(await dueForShredding(stack.db, null, later(), PAGE)).toEqual([]);
    expect(await dueByOffice(stack.db, null, later())).toBeNull();
    expect(await dueForShredding(stack.db, RETENTION_MS, driven.at - 1, PAGE)).toEqual([]);
  });
});

describe('page after page', () => {
  /** Every row of pages of one, as who goes on from each would have them. */
  async function turned<Row>(page: (after: Row | undefined) => Promise<readonly Row[]>): Promise<Row[]> {
    const rows: Row[] = [];
    for (;;) {
      const [row] = await page(rows.at(-1));
      if (row === undefined) return rows;
      rows.push(row);
    }
  }
  const onward = <Row>(after: Row | undefined) => ({ limit: 1, ...(after === undefined ? {} : { after }) });

  test('holds and proposals of one moment, and what is due, come once each, in the order of the whole list', async () => {
    const other = new DrivenCase();
    for (const request of [other.opening(), ...other.consult(), other.withdraw()]) await stack.ledger.append(request);
    const at = later();
    for (const reference of ['LIT-1', 'LIT-2', 'LIT-3'])
      for (const person of reference === 'LIT-3' ? [ONE] : [ONE, TWO]) {
        await take({ measure: 'hold', reference, person, at });
        await take({ measure: 'hold', reference, person, at, caseId: other.caseId });
      }
    const ofBoth = (row: { readonly caseId: string }) => [driven.caseId, other.caseId].includes(row.caseId);

    const holds = await standingHolds(stack.db, PAGE);
    expect(holds.filter(ofBoth)).toHaveLength(4);
    expect(await turned((after: (typeof holds)[number] | undefined) => standingHolds(stack.db, onward(after)))).toEqual(
      holds,
    );
    const proposals = await openProposals(stack.db, at, PAGE);
    expect(proposals.filter(ofBoth)).toHaveLength(2);
    expect(
      await turned((after: (typeof proposals)[number] | undefined) => openProposals(stack.db, at, onward(after))),
    ).toEqual(proposals);
    const due = await dueForShredding(stack.db, RETENTION_MS, at, PAGE);
    expect(due.filter(ofBoth)).toHaveLength(2);
    expect(
      await turned((after: (typeof due)[number] | undefined) =>
        dueForShredding(stack.db, RETENTION_MS, at, onward(after)),
      ),
    ).toEqual(due);
    for (const none of [0, 101]) expect(() => standingHolds(stack.db, { limit: none })).toThrow(RangeError);
    expect(await openProposals(stack.db, at, { ...PAGE, notBy: ONE })).toEqual(
      proposals.filter(({ proposedBy }) => proposedBy !== ONE),
    );
  });
});

describe('what privacy staff keeps', () => {
  const privacy = () => createPrivacyRecord(stack.db, RING);
  const report = (over: object = {}) => ({
    incident: `i_${randomUUID()}`,
    category: 'improperAccess' as const,
    caseId: driven.caseId,
    occurredAt: driven.at,
    note: 'a synthetic note',
    person: ONE,
    office: 'OFFICE-EAST',
    at: later(),
    ...over,
  });

  test('an incident is kept once, its note encrypted, each step as an act with a leaf', async () => {
    const one = report();
    expect(await privacy().reportIncident(one)).toBe('kept');
    expect(await privacy().reportIncident({ ...one, at: later() + 1 })).toBe('kept');
    expect(await privacy().reportIncident({ ...one, note: 'another' })).toBe('differs');
    const step = (type: 'incident.acknowledged' | 'incident.closed', person: string) =>
      privacy().stepIncident({
        incident: one.incident,
        event: { type, reference: 'INC-1', finding: 'improper' } as never,
        person,
        at: later(),
      });
    expect(await step('incident.closed', TWO)).toBe('notInThisState');
    const both = await Promise.all([step('incident.acknowledged', TWO), step('incident.acknowledged', TWO)]);
    expect(both.sort()).toEqual(['done', 'notInThisState']);
    expect(await step('incident.closed', ONE)).toBe('samePerson');
    expect(await step('incident.closed', TWO)).toBe('done');
    expect(await privacy().incidentOf(one.incident)).toMatchObject({
      state: 'closed',
      finding: 'improper',
      note: one.note,
    });
    expect(await actsOf(driven.caseId)).toEqual([
      ['incident', 'incident.reported', ONE],
      ['incident', 'incident.acknowledged', TWO],
      ['incident', 'incident.closed', TWO],
    ]);
    const raw = await stack.db.selectFrom('incidents').selectAll().where('incident', '=', one.incident).execute();
    expect(JSON.stringify([raw, raw[0]!.note.toString('utf8')])).not.toContain('synthetic note');
    const leaves = await stack.db.selectFrom('logLeaves').select('act').where('caseId', '=', driven.caseId).execute();
    expect(leaves.filter(({ act }) => act !== null)).toHaveLength(3);
  });

  test('who has reported more than anybody has read reports no more, until somebody reads', async () => {
    const person = `urn:synthetic#${randomUUID()}`;
    const reports = Array.from({ length: UNREAD_REPORTS_MAX + 1 }, () => report({ person }));
    for (const one of reports.slice(1)) expect(await privacy().reportIncident(one)).toBe('kept');
    expect(await privacy().reportIncident(reports[0]!)).toBe('tooMany');
    expect(await privacy().incidentOf(reports[0]!.incident)).toBeNull();
    const event = { type: 'incident.acknowledged' as const, reference: 'INC-1' };
    await privacy().stepIncident({ incident: reports[1]!.incident, event, person: TWO, at: later() });
    expect(await privacy().reportIncident(reports[0]!)).toBe('kept');
  });

  test('the inbox goes on after an earlier page, the oldest first', async () => {
    const reports = [0, 1, 2].map((n) => report({ at: 1_000 + n }));
    for (const one of reports) await privacy().reportIncident(one);
    const first = await privacy().listIncidents({ limit: 2 });
    const rest = await privacy().listIncidents({ limit: 2, after: first[1]! });
    expect([...first, rest[0]!].map(({ incident }) => incident)).toEqual(reports.map(({ incident }) => incident));
  });

  test('a disclosure is kept once under its id, and is in the accounting of its case, as is one of the whole record', async () => {
    const said = {
      disclosure: `d_${randomUUID()}`,
      ground: 'b3' as const,
      recipient: 'AGENCY-1',
      authorisedBy: 'STAFF-1',
      reference: 'DOCKET-1',
      digest: 'a'.repeat(64),
    };
    const disclose = (over: object = {}) =>
      privacy().recordDisclosure({ ...said, caseId: driven.caseId, person: ONE, at: later(), ...over });
    expect(await Promise.all([disclose(), disclose()])).toEqual([true, true]);
    expect(await disclose({ recipient: 'AGENCY-2' })).toBe(false);
    const whole = { kind: 'disclosure', person: TWO, action: 'record.disclosed', caseId: null } as const;
    await privacy().recordAct({ ...whole, details: { purpose: 'audit' }, at: later() });
    const page = { kinds: ['disclosure'] as const, caseId: driven.caseId, withWhole: true };
    const [last, first] = await privacy().listActs({ ...page, limit: 2 });
    expect([first, last]).toMatchObject([{ details: said }, { caseId: null, details: { purpose: 'audit' } }]);
    expect(await privacy().listActs({ ...page, after: last!.act, limit: 1 })).toEqual([first]);
    expect(await privacy().listActs({ ...page, withWhole: false, limit: 2 })).toEqual([first]);
  });

  test('counts are of what was there before a moment; what ended later is open', async () => {
    const counted = async (before: number) =>
      Object.fromEntries(
        (await privacy().countEverything(before))
          .filter(({ tally }) => tally === 'casesByOutcome')
          .map(({ key, count }) => [key, count]),
      );
    const [cases] = await stack.db
      .selectFrom('cases')
      .select((row) => row.fn.countAll().as('count'))
      .execute();
    const ended = await stack.db.selectFrom('cases').select('caseId').where('endedAt', '<', later()).execute();
    const after = await counted(later());
    expect(after['withdrawn']).toBe(ended.length);
    expect(after['open']).toBe(Number(cases!.count) - ended.length);
    expect(await counted(0)).toEqual({});
    expect((await counted(driven.at))['withdrawn']).toBeUndefined();
  });

  test('a case is known as long as there is a record of it, and its requests are listed', async () => {
    expect(await privacy().hasCase(driven.caseId)).toBe(true);
    expect(await privacy().hasCase('c_none')).toBe(false);
    expect((await privacy().requestsOfCase(driven.caseId)).map(({ partnerClass }) => partnerClass)).toEqual([
      'federal',
      'internal',
      'local',
      'state',
    ]);
  });
});

test('a rotation wraps every key anew and touches no entry: the old key opens nothing any more', async () => {
  const rotated = ringOf('two', { one: 1, two: 2 });
  const entriesBefore = await stack.db.selectFrom('entries').selectAll().orderBy('caseId').orderBy('entry').execute();
  expect(await rewrapKeys(stack.db, createKeyWrapping(rotated))).toBeGreaterThan(0);
  expect(await rewrapKeys(stack.db, createKeyWrapping(rotated))).toBe(0);
  expect(await stack.db.selectFrom('entries').selectAll().orderBy('caseId').orderBy('entry').execute()).toEqual(
    entriesBefore,
  );
  const [incident] = await createPrivacyRecord(stack.db, RING).listIncidents({ limit: 1 });
  expect(await createPrivacyRecord(stack.db, ringOf('two', { two: 2 })).incidentOf(incident!.incident)).toMatchObject({
    note: 'a synthetic note',
  });
  const withoutOld = stack.ledgerWith(ringOf('two', { two: 2 }));
  expect(await withoutOld.caseOf(driven.caseId)).toMatchObject({ system: driven.system });
  await expect(stack.ledger.caseOf(driven.caseId)).rejects.toThrow(/two/);
  await rewrapKeys(stack.db, createKeyWrapping(ringOf('one', { one: 1, two: 2 })));
  expect(await stack.ledger.caseOf(driven.caseId)).not.toBeNull();
});

test('projections made again from the entries are equal, down to the last row', async () => {
  const busy = new DrivenCase();
  const requests = [busy.opening(), busy.claim(), busy.answer('local', 'conflict')];
  const since = busy.at;
  requests.push(busy.answer('local'), busy.late('conflict/local', since, 'reminder'), busy.timer());
  for (const request of requests) await stack.ledger.append(request);
  const withoutSystems = async () => ({
    cases: (await stack.db.selectFrom('cases').selectAll().orderBy('caseId').execute()).map(
      ({ system: _system, ...row }) => row,
    ),
    tasks: await stack.db.selectFrom('tasks').selectAll().orderBy('taskId').execute(),
    requests: await stack.db.selectFrom('requests').selectAll().orderBy('reference').execute(),
    people: await stack.db.selectFrom('casePeople').selectAll().orderBy('caseId').orderBy('person').execute(),
    links: await stack.db.selectFrom('personLinks').selectAll().orderBy('caseId').execute(),
    steps: await stack.db.selectFrom('waitingSteps').selectAll().orderBy('caseId').orderBy('step').execute(),
  });
  const [before, systemBefore] = [await withoutSystems(), await stack.ledger.caseOf(busy.caseId)];
  await stack.db.updateTable('tasks').set({ state: 'completed', owner: null }).execute();
  await stack.db.deleteFrom('casePeople').where('caseId', '=', busy.caseId).execute();
  await stack.db.deleteFrom('requests').where('caseId', '=', busy.caseId).execute();
  expect(before.steps).toMatchObject([
    { step: 'conflict/local', since, remindedAt: since + 120_000, escalatedAt: null },
  ]);
  await stack.db.updateTable('waitingSteps').set({ since: 1, remindedAt: null, escalatedAt: 2 }).execute();
  await stack.db.updateTable('cases').set({ state: 'cleared', entry: 99 }).where('caseId', '=', busy.caseId).execute();
  const options = { db: stack.db, program: caseProgram, wrapping: createKeyWrapping(RING), references };
  const rebuilt = await rebuildProjections(options);
  expect(rebuilt).toMatchObject({ diverging: [] });
  expect(rebuilt.shredded).toBeGreaterThan(0);
  // Rows of shredded cases cannot be made again and stay as they are.
  const shredded = new Set(
    (await stack.db.selectFrom('caseKeys').select('caseId').where('wrapped', 'is', null).execute()).map(
      ({ caseId }) => caseId,
    ),
  );
  const alive = (rows: readonly { readonly caseId: string }[]) => rows.filter(({ caseId }) => !shredded.has(caseId));
  const after = await withoutSystems();
  for (const table of ['cases', 'tasks', 'requests', 'people', 'links', 'steps'] as const)
    expect(alive(after[table]), table).toEqual(alive(before[table]));
  expect(await stack.ledger.caseOf(busy.caseId)).toEqual(systemBefore);
});
