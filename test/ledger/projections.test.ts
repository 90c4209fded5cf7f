import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppendRequest } from '../../activities/contract.ts';
import { leftBehindOf } from '../../machines/case-context.ts';
import { CONSULTATION, caseContextOf } from '../../machines/case-program.ts';
import { ROOT } from '../../machines/system.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
import { projectCase } from '../../ledger/projections.ts';
import { PARTNER_CLASSES } from '../../schemas/words.ts';
import { DrivenCase, personOf, scheduleAt, TERMS } from './cases.ts';
import { references, RING, startStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());

async function take(...requests: AppendRequest[]): Promise<void> {
  for (const request of requests) await stack.ledger.append(request);
}

const taskIdOf = ({ caseId }: DrivenCase, openedAt: number) => references('t', caseId, CONSULTATION, String(openedAt));
const requestIdOf = ({ caseId }: DrivenCase, partnerClass: string) =>
  references('r', caseId, `${ROOT}/${partnerClass}`);

test('what awaits a partner is found however much it has answered', async () => {
  const { ledger } = stack;
  const driven = new DrivenCase();
  await take(driven.opening());
  const local = `${ROOT}/local`;
  const reference = references('r', driven.caseId, local);
  const listed = async (asked: boolean) =>
    (await ledger.listRequests({ partnerClass: 'local', asked, limit: 100 })).map((row) => row.reference);
  expect(await listed(true)).toContain(reference);
  await take(driven.event(local, { type: 'request.answered', answer: 'noConflict', by: personOf('partner-local') }));
  expect(await listed(true)).not.toContain(reference);
  expect(await listed(false)).toContain(reference);
});

test('what concerns leadership is listed for it, of every office, with the consultation that it may assign', async () => {
  const { ledger } = stack;
  const driven = new DrivenCase();
  const cases = async () =>
    (await ledger.listCases({ onThem: null, forRole: 'leadership', limit: 100 })).map(({ caseId }) => caseId);
  const tasks = async () =>
    (await ledger.listTasks({ onThem: null, forLeadership: true, limit: 100 })).map(({ caseId }) => caseId);
  await take(driven.opening());
  expect(await cases()).not.toContain(driven.caseId);
  expect(await tasks()).not.toContain(driven.caseId);
  const by = personOf('supervisor-a');
  await take(driven.event(ROOT, { type: 'question.asked', of: 'leadership', note: 'synthetic', by }));
  expect(await cases()).toContain(driven.caseId);
  expect(await tasks()).toContain(driven.caseId);
  await take(driven.withdraw());
  expect(await cases()).toContain(driven.caseId);
  expect(await tasks()).not.toContain(driven.caseId);
});

test('who is handed the work of a role is on the case as long as they have it, and no longer', async () => {
  const { ledger } = stack;
  const driven = new DrivenCase();
  const colleague = personOf('supervisor-d');
  const theirs = async () =>
    (await ledger.listCases({ onThem: [colleague.id], office: 'OFFICE-EAST', limit: 100 })).map(({ caseId }) => caseId);
  const work = (type: string, handle: string, fields: object = {}): AppendRequest =>
    driven.event(ROOT, { type, role: 'supervisor', note: '', by: personOf(handle), ...fields } as never);
  await take(driven.opening(), work('work.claimed', 'supervisor-a'));
  expect(await theirs()).not.toContain(driven.caseId);
  await take(work('work.delegated', 'supervisor-a', { to: colleague }));
  expect(await theirs()).toContain(driven.caseId);
  await take(work('work.released', 'supervisor-d'));
  expect(await theirs()).not.toContain(driven.caseId);
  const submitter = personOf('supervisor-a').id;
  const listed = await ledger.listCases({ onThem: [submitter], office: 'OFFICE-EAST', limit: 100 });
  expect(
    listed.map(({ caseId }) => caseId),
    'who has a duty as well',
  ).toContain(driven.caseId);
});

test('a case from its opening to its end', async () => {
  const { ledger } = stack;
  const driven = new DrivenCase();
  const openedAt = driven.at;
  const taskId = taskIdOf(driven, openedAt);
  const at = () => ledger.caseOf(driven.caseId);
  const task = () => ledger.taskOf(taskId);

  await take(driven.opening());
  expect(await at()).toMatchObject({
    entry: 1,
    epoch: 1,
    office: 'OFFICE-EAST',
    state: 'gating',
    policyVersion: TERMS.version,
    openedAt,
    updatedAt: openedAt,
    endedAt: null,
  });
  const dueAt = scheduleAt(openedAt).consultation.dueAt;
  expect(await task()).toEqual({
    taskId,
    caseId: driven.caseId,
    actorKey: CONSULTATION,
    kind: 'consultation',
    state: 'ready',
    owner: null,
    office: 'OFFICE-EAST',
    openedAt,
    dueAt,
    overdue: false,
    endedAt: null,
    priority: 5,
    urgency: 'ordinary',
    forLeadership: false,
  });

  await take(driven.claim());
  expect(await task()).toMatchObject({ state: 'reserved', owner: personOf('legal-a').id });
  await take(driven.event(CONSULTATION, { type: 'task.started', by: personOf('legal-a') }));
  expect(await task()).toMatchObject({ state: 'inProgress' });
  await take(driven.event(CONSULTATION, { type: 'information.requested', text: 'which?', by: personOf('legal-a') }));
  expect(await task()).toMatchObject({ state: 'suspended' });
  await take(
    driven.event(CONSULTATION, { type: 'information.provided', text: 'this one', by: personOf('supervisor-a') }),
  );
  const { factsDigest } = driven;
  await take(
    driven.event(CONSULTATION, {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest,
      conditions: [],
      text: 'advice',
      by: personOf('legal-a'),
    }),
  );
  const completedAt = driven.at;
  expect(await task()).toMatchObject({ state: 'completed', endedAt: completedAt });

  const reference = requestIdOf(driven, 'local');
  expect(await ledger.requestOf(reference)).toMatchObject({
    state: 'asked',
    partnerClass: 'local',
    regionCode: 'EAST-07',
    overdue: false,
  });
  for (const partnerClass of PARTNER_CLASSES) await take(driven.answer(partnerClass));
  expect(await ledger.requestOf(reference)).toMatchObject({ state: 'answered', endedAt: null });
  expect(await at()).toMatchObject({ state: 'awaitingReview' });

  await take(driven.clear());
  expect(await at()).toMatchObject({ state: 'cleared', endedAt: null });
  await take(
    driven.event(ROOT, {
      type: 'action.recorded',
      outcome: 'actionNotTaken',
      note: 'synthetic',
      by: personOf('supervisor-a'),
    }),
  );
  expect(await at()).toMatchObject({ state: 'closed', endedAt: driven.at, updatedAt: driven.at });
  // Completed stays completed, at the time when it was; the requests close with the case.
  expect(await task()).toMatchObject({ state: 'completed', endedAt: completedAt });
  expect(await ledger.requestOf(reference)).toMatchObject({ state: 'closed', endedAt: driven.at });
});

test('a case that ends takes its open task with it, and keeps its id', async () => {
  const driven = new DrivenCase();
  const taskId = taskIdOf(driven, driven.at);
  await take(driven.opening(), driven.claim(), driven.withdraw());
  expect(await stack.ledger.taskOf(taskId)).toMatchObject({
    state: 'obsolete',
    owner: personOf('legal-a').id,
    endedAt: driven.at,
  });
  expect(await stack.ledger.caseOf(driven.caseId)).toMatchObject({ state: 'withdrawn', endedAt: driven.at });
});

test('another consultation is another task', async () => {
  const driven = new DrivenCase();
  const first = taskIdOf(driven, driven.at);
  await take(driven.opening(), ...driven.consult());
  await take(
    driven.event(ROOT, {
      type: 'advice.withdrawn',
      schedule: scheduleAt(driven.at),
      note: 'synthetic',
      by: personOf('legal-b'),
    }),
  );
  const second = taskIdOf(driven, driven.at);
  expect(second).not.toBe(first);
  expect(await stack.ledger.taskOf(first)).toMatchObject({ state: 'completed' });
  expect(await stack.ledger.taskOf(second)).toMatchObject({ state: 'ready', endedAt: null });
});

test('silence makes requests and the task overdue; an answer mends the request', async () => {
  const driven = new DrivenCase();
  const taskId = taskIdOf(driven, driven.at);
  await take(driven.opening());
  const reference = requestIdOf(driven, 'state');
  const isOverdue = async () =>
    (await stack.ledger.requestOf(reference))!.overdue && (await stack.ledger.taskOf(taskId))!.overdue;
  while (!(await isOverdue())) await take(driven.timer());
  expect(await stack.ledger.requestOf(reference)).toMatchObject({ state: 'asked' });
  await take(driven.answer('state'));
  expect(await stack.ledger.requestOf(reference)).toMatchObject({ state: 'answered', overdue: false });
});

test('a reopened case asks under the same references and opens another task', async () => {
  const driven = new DrivenCase();
  const first = taskIdOf(driven, driven.at);
  await take(driven.opening(), driven.withdraw());
  const reopens = leftBehindOf(caseContextOf(driven.system!));
  driven.at += 864e5;
  await take(driven.opening({ reopens }));
  expect(await stack.ledger.requestOf(requestIdOf(driven, 'local'))).toMatchObject({ state: 'asked', endedAt: null });
  expect(await stack.ledger.taskOf(first)).toMatchObject({ state: 'obsolete' });
  expect(await stack.ledger.taskOf(taskIdOf(driven, driven.at))).toMatchObject({ state: 'ready' });
});

test('no task for a case without a known status (row 1), no request for an excused partner', async () => {
  const driven = new DrivenCase();
  const { facts } = (driven.opening().input as never as { input: { facts: object } }).input;
  const plain = new DrivenCase();
  const request = plain.opening({
    facts: { ...facts, statuses: [] } as never,
    excused: [{ partnerClass: 'local', note: 'synthetic' }],
  });
  await take(request);
  const projection = projectCase({ caseId: plain.caseId, entry: 1, at: plain.at, system: plain.system! }, references);
  expect(projection.tasks).toEqual([]);
  expect(projection.requests.map(({ partnerClass }) => partnerClass).toSorted()).toEqual([
    'federal',
    'internal',
    'state',
  ]);
  expect(await stack.ledger.requestOf(requestIdOf(plain, 'local'))).toBeNull();
});

/** References of all open requests to federal partners, three a page. */
async function listed(): Promise<string[]> {
  const open: string[] = [];
  for (let page = await stack.ledger.listRequests({ partnerClass: 'federal', limit: 3 }); page.length > 0;) {
    expect(page.every(({ partnerClass }) => partnerClass === 'federal')).toBe(true);
    open.push(...page.map(({ reference }) => reference));
    page = await stack.ledger.listRequests({ partnerClass: 'federal', after: page.at(-1)!, limit: 3 });
  }
  return open;
}

describe('reads', () => {
  test('what is not there', async () => {
    expect(await stack.ledger.caseOf('c_none')).toBeNull();
    expect(await stack.ledger.taskOf('t_none')).toBeNull();
    expect(await stack.ledger.requestOf('r_none')).toBeNull();
    expect(await stack.ledger.entriesOf('c_none', { limit: 1 })).toEqual([]);
  });

  test('entries come in order, with what was said, page by page', async () => {
    const driven = new DrivenCase();
    const requests = [driven.opening(), ...driven.consult(), driven.timer()];
    await take(...requests);
    const pages = [];
    for (let after = 0; ; after += 2) {
      const page = await stack.ledger.entriesOf(driven.caseId, { after, limit: 2 });
      if (page.length === 0) break;
      pages.push(...page);
    }
    expect(pages.map(({ entry, updateId, input }) => ({ entry, updateId, input }))).toEqual(
      requests.map(({ entry, updateId, input }) => ({ entry, updateId, input })),
    );
    expect(pages.every((row) => row.policyDigest === TERMS.digest && row.machinesDigest === 'machines-digest')).toBe(
      true,
    );
  });

  test('lists give each row once, in order, also among equal keys', async () => {
    const office = 'OFFICE-LISTS';
    const all = Array.from({ length: 7 }, () => new DrivenCase());
    // Three times, so that pages begin inside a run of equal ones.
    for (const [index, driven] of all.entries()) {
      driven.at += (index % 3) * 1_000;
      await take(driven.opening({ office }));
    }
    const cases = [];
    for (let page = await stack.ledger.listCases({ onThem: null, office, limit: 2 }); page.length > 0;) {
      cases.push(...page);
      const { updatedAt, caseId } = page.at(-1)!;
      page = await stack.ledger.listCases({
        onThem: null,
        office,
        state: 'gating',
        after: { updatedAt, caseId },
        limit: 2,
      });
    }
    const byTime = all.toSorted((one, other) => other.at - one.at || (one.caseId < other.caseId ? -1 : 1));
    expect(cases.map(({ caseId }) => caseId)).toEqual(byTime.map(({ caseId }) => caseId));

    const tasks = [];
    for (let page = await stack.ledger.listTasks({ onThem: null, office, limit: 2 }); page.length > 0;) {
      tasks.push(...page);
      page = await stack.ledger.listTasks({ onThem: null, office, after: page.at(-1)!, limit: 2 });
    }
    const byDue = tasks.toSorted((one, other) => one.dueAt - other.dueAt || (one.taskId < other.taskId ? -1 : 1));
    expect(tasks).toEqual(byDue);
    expect(new Set(tasks.map(({ caseId }) => caseId))).toEqual(new Set(all.map(({ caseId }) => caseId)));

    const backwards = [];
    const latest = { onThem: null, office, order: 'latest', limit: 2 } as const;
    for (let page = await stack.ledger.listTasks(latest); page.length > 0;) {
      backwards.push(...page);
      page = await stack.ledger.listTasks({ ...latest, after: page.at(-1)! });
    }
    expect(backwards).toEqual(tasks.toReversed());

    const last = tasks.at(-1)!;
    const pressing = (urgency: 'ordinary' | 'urgent') =>
      stack.ledger.listTasks({ onThem: null, office, urgency, limit: 10 });
    await stack.db.updateTable('tasks').set({ urgency: 'urgent' }).where('taskId', '=', last.taskId).execute();
    // As a worker of the release before writes it.
    await stack.db.updateTable('tasks').set({ urgency: null }).where('taskId', '=', tasks[0]!.taskId).execute();
    expect((await pressing('urgent')).map(({ taskId }) => taskId)).toEqual([last.taskId]);
    expect((await pressing('ordinary')).map(({ taskId }) => taskId)).toEqual(
      tasks.slice(0, -1).map(({ taskId }) => taskId),
    );
    const its = all.find(({ caseId }) => caseId === last.caseId)!;
    const by = { ...personOf('legal-a'), office };
    await take(its.event(CONSULTATION, { type: 'task.ranked', priority: 0, note: '', by }));
    const ranked = { onThem: null, office, order: 'priority', limit: 2 } as const;
    const byPriority = [];
    for (let page = await stack.ledger.listTasks(ranked); page.length > 0;) {
      byPriority.push(...page.map(({ taskId }) => taskId));
      page = await stack.ledger.listTasks({ ...ranked, after: page.at(-1)! });
    }
    expect(byPriority).toEqual([last, ...tasks.slice(0, -1)].map(({ taskId }) => taskId));
  });

  test('requests of one class only, each once, until their case ends', async () => {
    const driven = new DrivenCase();
    await take(driven.opening());
    const open = await listed();
    expect(new Set(open).size).toBe(open.length);
    expect(open).toContain(requestIdOf(driven, 'federal'));
    await take(driven.withdraw());
    expect(await listed()).not.toContain(requestIdOf(driven, 'federal'));
  });

  test('tasks by owner; ended ones are not listed', async () => {
    const office = 'OFFICE-EAST';
    const owner = personOf('legal-b').id;
    const driven = new DrivenCase();
    await take(driven.opening(), driven.claim('legal-b'));
    const casesOf = async (filter: object) =>
      (await stack.ledger.listTasks({ onThem: null, office, owner, limit: 100, ...filter })).map(
        ({ caseId }) => caseId,
      );
    expect(await casesOf({})).toEqual([driven.caseId]);
    expect(await casesOf({ state: 'reserved', overdue: false })).toEqual([driven.caseId]);
    for (const filter of [{ state: 'ready' }, { unclaimed: true }, { overdue: true }])
      expect(await casesOf(filter)).toEqual([]);
    await take(driven.withdraw());
    expect(await stack.ledger.listTasks({ onThem: null, office, owner, limit: 100 })).toEqual([]);
  });

  test('what only some people are on: by a duty, or because they were brought in, and no longer than that', async () => {
    const office = 'OFFICE-WEST';
    const [own, other] = [new DrivenCase(), new DrivenCase()];
    await take(own.opening({ office, submittedBy: personOf('supervisor-b') }), ...own.consult('consistent', 'legal-c'));
    await take(other.opening({ office, submittedBy: personOf('supervisor-c') }));
    const privacy = createPrivacyRecord(stack.db, RING);
    const of = async (...handles: string[]) => {
      const page = { onThem: handles.map((handle) => personOf(handle).id), office, limit: 100 };
      const cases = (await stack.ledger.listCases(page)).map(({ caseId }) => caseId);
      const tasks = (await stack.ledger.listTasks(page)).map(({ caseId }) => caseId);
      const { cells } = await stack.ledger.workFigures({ ...page, at: own.at, since: 0, isPast: false });
      const counted = (measure: string) =>
        cells
          .filter((cell) => cell.subject === 'consultations' && cell.measure === measure)
          .reduce((sum, { count }) => sum + count, 0);
      return { cases: cases.toSorted(), tasks, open: counted('openByAge'), completed: counted('doneByTime') };
    };
    const both = [own.caseId, other.caseId].toSorted();
    expect(await of('supervisor-b')).toEqual({ cases: [own.caseId], tasks: [], open: 0, completed: 1 });
    expect(await of('supervisor-c')).toEqual({ cases: [other.caseId], tasks: [other.caseId], open: 1, completed: 0 });
    expect(await of('supervisor-b', 'supervisor-c')).toMatchObject({ cases: both, open: 1, completed: 1 });
    // Who advised is on it by that duty, although the case was opened without them.
    expect((await of('legal-c')).cases).toContain(own.caseId);
    expect((await of('legal-c')).cases).not.toContain(other.caseId);
    expect(await of('supervisor-d')).toEqual({ cases: [], tasks: [], open: 0, completed: 0 });
    expect(await of()).toEqual({ cases: [], tasks: [], open: 0, completed: 0 });

    const step = { caseId: other.caseId, to: personOf('supervisor-d').id, person: personOf('supervisor-c').id, at: 1 };
    expect(await privacy.assign({ ...step, reason: 'cover' })).toBe('done');
    expect(await privacy.assign({ ...step, reason: 'review' })).toBe('stood');
    expect(await of('supervisor-d')).toEqual({ cases: [other.caseId], tasks: [other.caseId], open: 1, completed: 0 });
    expect((await stack.ledger.caseOf(other.caseId))!.assigned).toEqual([step.to]);
    expect((await stack.ledger.caseOf(own.caseId))!.assigned).toEqual([]);
    expect(await privacy.unassign({ ...step, reason: 'workDone' })).toBe('done');
    expect(await privacy.unassign({ ...step, reason: 'workDone' })).toBe('notAssigned');
    expect(await of('supervisor-d')).toEqual({ cases: [], tasks: [], open: 0, completed: 0 });
    const acts = await privacy.listActs({ kinds: ['assignment'], caseId: other.caseId, withWhole: false, limit: 10 });
    expect(acts.map(({ action, person, details }) => [action, person, details])).toEqual([
      ['assignment.ended', step.person, { to: step.to, reason: 'workDone' }],
      ['case.assigned', step.person, { to: step.to, reason: 'cover' }],
    ]);
  });

  test.each([0, 101, 1.5, Number.NaN])('no page of %s rows', async (limit) => {
    const { ledger } = stack;
    const reads = [
      async () => ledger.listCases({ onThem: null, limit }),
      async () => ledger.listTasks({ onThem: null, limit }),
      async () => ledger.listRequests({ partnerClass: 'local', limit }),
      async () => ledger.entriesOf('c_none', { limit }),
    ];
    for (const read of reads) await expect(read()).rejects.toThrow(RangeError);
  });

  test('awaitEntry answers when the entry is there, and no later than it may', async () => {
    const driven = new DrivenCase();
    const waiting = stack.ledger.awaitEntry(driven.caseId, 2, 60_000);
    await take(driven.opening());
    expect(await stack.ledger.awaitEntry(driven.caseId, 1, 0)).toBe(true);
    expect(await stack.ledger.awaitEntry(driven.caseId, 2, 0)).toBe(false);
    await take(driven.claim());
    expect(await waiting).toBe(true);
  });
});
