/** What waits for a role, in the order in which it is due; and pages that go on where the last one ended, whatever has changed since. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppendRequest } from '../../activities/contract.ts';
import type { WaitingPage } from '../../ledger/case-reads.ts';
import type { TaskPage } from '../../ledger/queues.ts';
import { rebuildProjections } from '../../ledger/rebuild.ts';
import { createKeyWrapping } from '../../ledger/case-keys.ts';
import { caseProgram, CONSULTATION } from '../../machines/case-program.ts';
import { ROOT } from '../../machines/system.ts';
import type { Person } from '../../schemas/words.ts';
import { DrivenCase, personOf, scheduleAt } from './cases.ts';
import { references, RING, startStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());

const HOUR_MS = 3_600_000;
const SERVICE: Person = { id: 'service', staffId: 'service', roles: ['service'], office: 'NONE' };

async function take(...requests: AppendRequest[]): Promise<void> {
  for (const request of requests) await stack.ledger.append(request);
}

async function opened(office: string, laterMs = 0): Promise<DrivenCase> {
  const driven = new DrivenCase();
  driven.at += laterMs;
  await take(driven.opening({ office, schedule: scheduleAt(driven.at) }));
  return driven;
}

const waiting = async (page: Omit<WaitingPage, 'limit' | 'onThem'>, limit = 100): Promise<readonly string[]> =>
  (await stack.ledger.listWaiting({ onThem: null, ...page, limit })).map(({ caseId }) => caseId);

test('what is due first, first, however much something else has changed; what nothing is due of comes after, the oldest first', async () => {
  const office = 'OFFICE-EAST';
  const later = await opened(office, 24 * HOUR_MS);
  const neglected = await opened(office);
  const [young, old] = [await opened(office, 2 * HOUR_MS), await opened(office, HOUR_MS)];
  for (const driven of [old, young]) {
    await take(driven.event(ROOT, { type: 'policy.suspended', note: '', by: SERVICE }));
    await take(
      ...driven.consult(),
      ...(['internal', 'local', 'state', 'federal'] as const).map((one) => driven.answer(one)),
    );
  }
  await take(later.event(ROOT, { type: 'question.asked', of: 'opla', note: '', by: personOf('supervisor-a') }));
  const all = [neglected, later, old, young].map(({ caseId }) => caseId);
  expect(await waiting({ awaited: 'legal', office })).toEqual(all);
  expect(await waiting({ awaited: 'legal', office }, 1)).toEqual([neglected.caseId]);
  expect(await waiting({ awaited: 'supervisor', office })).toEqual([]);
  expect(await waiting({ awaited: 'leadership', forRole: 'leadership' })).toEqual([]);
  expect((await stack.ledger.listWaiting({ awaited: 'legal', office, onThem: [], limit: 10 })).length).toBe(0);

  // A row that an older version wrote says neither, and is not lost by that; made again, it does.
  await stack.db
    .updateTable('cases')
    .set({ awaited: null, dueAt: null })
    .where('caseId', '=', neglected.caseId)
    .execute();
  expect(await waiting({ awaited: 'supervisor', office })).toEqual([neglected.caseId]);
  await rebuildProjections({ db: stack.db, program: caseProgram, wrapping: createKeyWrapping(RING), references });
  expect(await waiting({ awaited: 'supervisor', office })).toEqual([]);
  expect(await waiting({ awaited: 'legal', office })).toEqual(all);
  await take(neglected.withdraw());
  expect(await waiting({ awaited: 'legal', office })).toEqual(all.slice(1));
});

test.each(['soonest', 'latest', 'priority'] as const)(
  'by %s, a page goes on where the last one ended, also where its last task has another place by now',
  async (order) => {
    const office = `OFFICE-PAGES-${order}`;
    for (let hours = 0; hours < 4; hours += 1) await opened(office, hours * 24 * HOUR_MS);
    const page: TaskPage = { onThem: null, office, order, limit: 2 };
    const all = await stack.ledger.listTasks({ ...page, limit: 100 });
    const first = await stack.ledger.listTasks(page);
    const last = first.at(-1)!;
    const moved = order === 'latest' ? { dueAt: 1 } : { dueAt: 9e15, priority: 10 };
    await stack.db.updateTable('tasks').set(moved).where('taskId', '=', last.taskId).execute();
    const second = await stack.ledger.listTasks({ ...page, after: last });
    expect(second.map(({ taskId }) => taskId)).toEqual(all.slice(2).map(({ taskId }) => taskId));
    // Nor where there is none of that id.
    const unknown = await stack.ledger.listTasks({ ...page, after: { ...last, taskId: `${last.taskId}0` } });
    expect(unknown.length).toBe(2);
  },
);

test('a partner’s page goes on where the last one ended, also where its last request is due at another time by now', async () => {
  for (let hours = 0; hours < 3; hours += 1) await opened('OFFICE-REQUESTS', hours * 24 * HOUR_MS);
  const page = { partnerClass: 'state', asked: true, limit: 1 } as const;
  const all = await stack.ledger.listRequests({ ...page, limit: 100 });
  const [first] = await stack.ledger.listRequests(page);
  await stack.db.updateTable('requests').set({ dueAt: 9e15 }).where('reference', '=', first!.reference).execute();
  const [second] = await stack.ledger.listRequests({ ...page, after: first! });
  expect(second!.reference).toBe(all[1]!.reference);
});

test('a priority that somebody set is what the queue is read by', async () => {
  const office = 'OFFICE-RANKS';
  const [ordinary, ranked] = [await opened(office), await opened(office, 24 * HOUR_MS)];
  const by = { ...personOf('legal-a'), office };
  await take(ranked.event(CONSULTATION, { type: 'task.ranked', priority: 0, note: '', by }));
  const rows = await stack.ledger.listTasks({ onThem: null, office, order: 'priority', limit: 10 });
  expect(rows.map(({ caseId, priority }) => [caseId, priority])).toEqual([
    [ranked.caseId, 0],
    [ordinary.caseId, 5],
  ]);
});
