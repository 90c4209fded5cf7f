/** Figures over the record: of known cases, as they stand and as they stood, and when a request was asked and answered. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppendRequest } from '../../activities/contract.ts';
import { createKeyWrapping } from '../../ledger/case-keys.ts';
import { rebuildProjections } from '../../ledger/rebuild.ts';
import type { Figures, FiguresOf, Measure, Subject } from '../../ledger/work-figures.ts';
import { caseContextOf, caseProgram } from '../../machines/case-program.ts';
import { ROOT } from '../../machines/system.ts';
import { DrivenCase, OPENED_AT, personOf, scheduleAt } from './cases.ts';
import { references, RING, startStack, type Stack } from './stack.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());

async function take(...requests: AppendRequest[]): Promise<void> {
  for (const request of requests) await stack.ledger.append(request);
}

const of = (over: Partial<FiguresOf> = {}): FiguresOf => ({
  onThem: null,
  office: 'OFFICE-WEST',
  at: OPENED_AT + 2 * DAY_MS,
  since: 0,
  isPast: false,
  ...over,
});

/** By key. */
const counted = ({ cells }: Figures, subject: Subject, measure: Measure, office = 'OFFICE-WEST') =>
  Object.fromEntries(
    cells
      .filter((cell) => cell.subject === subject && cell.measure === measure && cell.office === office)
      .map(({ key, count }) => [key, count]),
  );

const amend = (driven: DrivenCase): AppendRequest => {
  const { facts } = caseContextOf(driven.system!);
  const schedule = scheduleAt(driven.at);
  const amended = { ...facts, regionCode: 'EAST-08' };
  return driven.event(ROOT, {
    type: 'facts.amended',
    facts: amended,
    schedule,
    note: 'synthetic',
    by: personOf('supervisor-a'),
  });
};

const timesOf = (driven: DrivenCase, partnerClass: string) =>
  stack.db
    .selectFrom('requests')
    .select(['state', 'office', 'askedAt', 'answeredAt'])
    .where('caseId', '=', driven.caseId)
    .where('partnerClass', '=', partnerClass as 'local')
    .executeTakeFirstOrThrow();

test('a request knows when it was asked last and answered first since then, through changes, amendments and a rebuild', async () => {
  const driven = new DrivenCase();
  const office = 'OFFICE-EAST';
  await take(driven.opening());
  const asked = { state: 'asked', office, askedAt: OPENED_AT, answeredAt: null };
  expect(await timesOf(driven, 'local')).toEqual(asked);
  await take(driven.answer('local', 'conflict'));
  const answered = { ...asked, state: 'answered', answeredAt: OPENED_AT + MINUTE_MS };
  expect(await timesOf(driven, 'local')).toEqual(answered);
  await take(driven.answer('local'));
  expect(await timesOf(driven, 'local')).toEqual(answered);
  await take(amend(driven));
  // It was asked again; one that nobody had answered has waited from the beginning.
  expect(await timesOf(driven, 'local')).toEqual({ ...asked, askedAt: driven.at });
  expect(await timesOf(driven, 'state')).toEqual(asked);
  const again = driven.at;
  await take(driven.answer('local'));
  const last = { ...answered, askedAt: again, answeredAt: again + MINUTE_MS };
  expect(await timesOf(driven, 'local')).toEqual(last);
  await rebuildProjections({ db: stack.db, program: caseProgram, wrapping: createKeyWrapping(RING), references });
  expect(await timesOf(driven, 'local')).toEqual(last);
  expect(await timesOf(driven, 'state')).toEqual(asked);
});

test('as it stands: what is open by age, lateness, partner class and state, and how long what is done took', async () => {
  const office = 'OFFICE-WEST';
  const [open, done] = [new DrivenCase(), new DrivenCase()];
  expect(await stack.ledger.workFigures(of())).toEqual({ cells: [], times: [] });
  await take(open.opening({ office }), open.answer('federal'));
  await take(done.opening({ office }), ...done.consult('consistent', 'legal-c'));
  for (const one of ['internal', 'local', 'state', 'federal'] as const) await take(done.answer(one));
  const figures = await stack.ledger.workFigures(of());
  expect(counted(figures, 'consultations', 'openByAge')).toEqual({ 1: 1 });
  expect(counted(figures, 'consultations', 'openByDue')).toEqual({ inTime: 1 });
  expect(counted(figures, 'consultations', 'doneByTime')).toEqual({ 0: 1 });
  expect(counted(figures, 'requests', 'openByAge')).toEqual({ 1: 3 });
  expect(counted(figures, 'requests', 'openByKind')).toEqual({ internal: 1, local: 1, state: 1 });
  expect(counted(figures, 'requests', 'doneByTime')).toEqual({ 0: 5 });
  expect(counted(figures, 'cases', 'openByKind')).toEqual({ gating: 1, awaitingReview: 1 });
  expect(counted(figures, 'cases', 'openByDue')).toEqual({});
  // Answered after 1, 4, 5, 6 and 7 minutes.
  const time = figures.times.find(({ subject, office: its }) => subject === 'requests' && its === office);
  expect(time!.medianMs).toBe(5 * MINUTE_MS);
  expect(time!.ninetiethMs).toBeCloseTo(6.6 * MINUTE_MS);
  const later = await stack.ledger.workFigures(of({ since: done.at + DAY_MS }));
  expect(counted(later, 'requests', 'doneByTime')).toEqual({});
  expect(later.times).toEqual([]);

  const whole = await stack.ledger.workFigures(of({ office: null }));
  expect(counted(whole, 'requests', 'openByKind')).toEqual(counted(figures, 'requests', 'openByKind'));
  expect(counted(whole, 'cases', 'openByKind', 'OFFICE-EAST')).toEqual({ gating: 1 });
  // Of all offices together, and of each.
  expect(whole.times.filter(({ subject }) => subject === 'requests').map((one) => one.office)).toEqual(
    expect.arrayContaining([null, office, 'OFFICE-EAST']),
  );
});

test('as it stood: what came later is taken back, and where a case has moved on since is not told', async () => {
  const stood = async (at: number) =>
    stack.ledger.workFigures(of({ at, isPast: true, office: null, since: at - 90 * DAY_MS }));
  const [beginning, middle] = [await stood(OPENED_AT), await stood(OPENED_AT + 90_000)];
  expect(beginning).toEqual({ cells: [], times: [] });
  // Two cases; the federal partner of one has answered.
  expect(counted(middle, 'consultations', 'openByAge')).toEqual({ 0: 2 });
  expect(counted(middle, 'requests', 'openByKind')).toEqual({ internal: 2, local: 2, state: 2, federal: 1 });
  expect(counted(middle, 'requests', 'doneByTime')).toEqual({ 0: 1 });
  expect(counted(middle, 'cases', 'openByKind')).toEqual({ gating: 1, movedOn: 1 });
  const gone = new DrivenCase();
  const by = { ...personOf('supervisor-a'), office: 'OFFICE-WEST' };
  await take(
    gone.opening({ office: 'OFFICE-WEST' }),
    gone.event(ROOT, { type: 'case.withdrawn', note: 'synthetic', by }),
  );
  expect(counted(await stood(OPENED_AT + 30_000), 'cases', 'openByAge')).toEqual({ 0: 3 });
  expect(counted(await stood(OPENED_AT + DAY_MS), 'cases', 'openByAge')).toEqual({ 1: 2 });
});
