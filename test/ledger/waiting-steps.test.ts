/** Since when what people do beside the consultation waits, and who is told that it is late (docs/adr/0014). */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AppendRequest, LateStepsAnswer, LateStepsRequest, StepPlace } from '../../activities/contract.ts';
import { createStepActivities } from '../../activities/step-activities.ts';
import type { CaseSubmission, SubmittedToCase } from '../../activities/submit-to-case.ts';
import { createKeyWrapping } from '../../ledger/case-keys.ts';
import { rebuildProjections } from '../../ledger/rebuild.ts';
import { datedIn } from '../../ledger/waiting-steps.ts';
import { caseContextOf, caseProgram } from '../../machines/case-program.ts';
import { ROOT } from '../../machines/system.ts';
import { waitingAfter, type WaitingStep } from '../../machines/waiting-steps.ts';
import { PARTNER_CLASSES, type InstantMs } from '../../schemas/words.ts';
import { BUILT_POLICIES, DrivenCase, personOf, scheduleAt } from './cases.ts';
import { references, RING, startStack, type Stack } from './stack.ts';

const MINUTE_MS = 60_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());
beforeEach(async () => {
  await stack.db.deleteFrom('waitingSteps').execute();
  await stack.db.deleteFrom('claimedWork').execute();
});

async function take(...requests: AppendRequest[]): Promise<void> {
  for (const request of requests) await stack.ledger.append(request);
}

const stepsOf = async ({ caseId }: DrivenCase): Promise<readonly WaitingStep[]> =>
  (await stack.ledger.caseOf(caseId))!.steps;

const workOf = ({ caseId }: DrivenCase) =>
  stack.db.selectFrom('claimedWork').selectAll().where('caseId', '=', caseId).executeTakeFirst();

async function inReview(): Promise<DrivenCase> {
  const driven = new DrivenCase();
  await take(driven.opening(), ...driven.consult());
  for (const partnerClass of PARTNER_CLASSES) await take(driven.answer(partnerClass));
  return driven;
}

test('a step waits since the entry with which it began, and no longer than until it is done', async () => {
  const driven = new DrivenCase();
  await take(driven.opening());
  expect(await stepsOf(driven), 'a consultation and requests have time limits of their own').toEqual([]);
  await take(driven.answer('local', 'conflict'));
  const since = driven.at;
  const conflict = { step: 'conflict/local', role: 'supervisor', office: 'OFFICE-EAST', since };
  expect(await stepsOf(driven)).toEqual([{ ...conflict, remindedAt: null, escalatedAt: null }]);
  await take(driven.claim(), driven.late('conflict/local', since, 'reminder'));
  const remindedAt = driven.at;
  await take(driven.late('conflict/local', since, 'reminder'), driven.late('conflict/local', 1, 'escalation'));
  expect(await stepsOf(driven)).toEqual([{ ...conflict, remindedAt, escalatedAt: null }]);
  const by = personOf('supervisor-a');
  await take(driven.event(ROOT, { type: 'work.referred', role: 'supervisor', office: 'OFFICE-WEST', note: '', by }));
  expect(await stepsOf(driven), 'elsewhere, and since then').toEqual([
    { ...conflict, office: 'OFFICE-WEST', remindedAt, escalatedAt: null },
  ]);
  await take(driven.withdraw());
  expect(await stepsOf(driven)).toEqual([]);
});

test('made again from the entries the rows are the same, and the same that following the case by hand gives', async () => {
  const driven = new DrivenCase();
  let byHand: readonly WaitingStep[] = [];
  const follow = async (request: AppendRequest): Promise<void> => {
    await take(request);
    byHand = waitingAfter(byHand, { at: driven.at, input: request.input, system: driven.system! });
    expect(await stepsOf(driven)).toEqual(byHand);
  };
  const by = personOf('supervisor-b');
  await follow(driven.opening());
  await follow(driven.answer('local', 'conflict'));
  const since = driven.at;
  await follow(driven.event(ROOT, { type: 'question.asked', of: 'leadership', note: '', by }));
  await follow(driven.late('conflict/local', since, 'reminder'));
  await follow(driven.late('conflict/local', since, 'escalation'));
  await follow(driven.answer('state', 'conflict'));
  await follow(driven.work('work.claimed', { schedule: scheduleAt(driven.at) }));
  await follow(driven.work('work.suspended', { until: driven.at + MINUTE_MS * 2, schedule: scheduleAt(driven.at) }));
  await follow(driven.event(ROOT, { type: 'conflict.resolved', partnerClass: 'local', note: '', by }));
  expect(byHand.map(({ step }) => step)).toEqual(['question/1', 'conflict/state']);
  expect(await workOf(driven), 'taken up again by acting').toBeUndefined();
  await follow(driven.work('work.suspended', { until: driven.at + MINUTE_MS * 2, schedule: scheduleAt(driven.at) }));
  const rows = async () => [
    ...(await stack.db.selectFrom('waitingSteps').selectAll().orderBy('caseId').orderBy('step').execute()),
    ...(await stack.db.selectFrom('claimedWork').selectAll().orderBy('caseId').execute()),
  ];
  const before = await rows();
  const resumption = {
    role: 'supervisor',
    what: 'resumption',
    date: caseContextOf(driven.system!).work!.supervisor!.suspendedUntil,
  };
  expect(before.at(-1)).toEqual({ caseId: driven.caseId, ...resumption });
  await stack.db.updateTable('waitingSteps').set({ since: 1, escalatedAt: 2, office: 'OFFICE-NONE' }).execute();
  await stack.db.updateTable('claimedWork').set({ what: 'start', date: 1 }).execute();
  const stray = { caseId: driven.caseId, role: 'leadership', what: 'start', date: 1 } as const;
  await stack.db.insertInto('claimedWork').values(stray).execute();
  const wrapping = createKeyWrapping(RING);
  await rebuildProjections({ db: stack.db, program: caseProgram, wrapping, references });
  expect((await rows()).filter(({ caseId }) => caseId === driven.caseId)).toEqual(before);
});

test('leadership finds the case in its lists once a step of it was escalated, and not before', async () => {
  const driven = await inReview();
  const since = driven.at;
  const listed = async () =>
    (await stack.ledger.listCases({ onThem: null, forRole: 'leadership', limit: 100 })).map(({ caseId }) => caseId);
  await take(driven.late('review', since, 'reminder'));
  expect(await listed()).not.toContain(driven.caseId);
  await take(driven.late('review', since, 'escalation'));
  expect(await listed()).toContain(driven.caseId);
});

describe('a look at what waits', () => {
  let sent: CaseSubmission[];
  let answerOf: (submission: CaseSubmission) => SubmittedToCase['is'] | 'taken';
  let driven: readonly DrivenCase[];
  let taking = Promise.resolve();

  const look = (at: InstantMs, after: StepPlace | null = null) => {
    sent = [];
    const { tellLateSteps } = createStepActivities({
      dated: (page) => datedIn(stack.db, page),
      library: BUILT_POLICIES,
      references,
      clock: () => at,
      submit: async (submission) => {
        sent.push(submission);
        const is = answerOf(submission);
        if (is !== 'taken') return is === 'accepted' ? { is, entry: 0 } : { is };
        const found = driven.find(({ caseId }) => caseId === submission.caseId)!;
        // One after the other, as a case takes what comes to it.
        taking = taking.then(async () => {
          found.at = at;
          await take(found.event(ROOT, submission.event as never));
        });
        await taking;
        return { is: 'accepted', entry: found.entry };
      },
    });
    return new MockActivityEnvironment().run<[LateStepsRequest], LateStepsAnswer, typeof tellLateSteps>(tellLateSteps, {
      after,
    });
  };
  const levels = () =>
    sent.map(({ event }) =>
      event.type === 'work.due'
        ? `${event['role'] as string} ${event['what'] as string}`
        : `${event['step'] as string} ${event['level'] as string}`,
    );
  const nobody = { next: null, told: 0, left: 0 };

  beforeEach(() => {
    answerOf = () => 'taken';
  });

  test('reminds once and escalates once, by the time limits of a consultation that had begun then', async () => {
    driven = [await inReview()];
    const { remindAt, dueAt, escalateAt } = scheduleAt(driven[0]!.at).consultation;
    expect(await look(remindAt - 1)).toEqual(nobody);
    expect(await look(remindAt)).toEqual({ ...nobody, told: 1 });
    expect(levels()).toEqual(['review reminder']);
    expect(await look(dueAt)).toEqual(nobody);
    expect(await look(escalateAt - 1)).toEqual(nobody);
    expect(await look(escalateAt)).toEqual({ ...nobody, told: 1 });
    expect(levels()).toEqual(['review escalation']);
    expect(await look(escalateAt + 30 * 24 * 60 * MINUTE_MS)).toEqual(nobody);
  });

  test('gives claimed work that nobody began back to its role, once, however many steps of it wait', async () => {
    const one = new DrivenCase();
    driven = [one];
    await take(one.opening(), one.answer('local', 'conflict'), one.answer('state', 'conflict'));
    await take(one.work('work.claimed', { schedule: scheduleAt(one.at) }));
    const { date: startBy } = (await workOf(one))!;
    await look(startBy - 1);
    expect(levels().filter((level) => level.startsWith('supervisor'))).toEqual([]);
    await look(startBy);
    expect(levels().filter((level) => level.startsWith('supervisor'))).toEqual(['supervisor start']);
    expect(await workOf(one)).toBeUndefined();
    await look(startBy + MINUTE_MS);
    expect(levels()).toEqual([]);
  });

  test('does so, too, where no step of the role waits meanwhile; and nothing is told of work in a case that has ended', async () => {
    const [waiting, ended] = [new DrivenCase(), new DrivenCase()];
    driven = [waiting, ended];
    for (const one of driven) {
      await take(one.opening(), one.work('work.claimed', { schedule: scheduleAt(one.at) }));
      expect(await stepsOf(one)).toEqual([]);
    }
    const { date: startBy } = (await workOf(waiting))!;
    await take(ended.withdraw());
    expect(await workOf(ended)).toBeUndefined();
    expect(await look(startBy + MINUTE_MS)).toEqual({ ...nobody, told: 1 });
    expect(levels()).toEqual(['supervisor start']);
  });

  test('says when what was set aside is to be taken up again, also past the escalation of its step', async () => {
    const one = await inReview();
    driven = [one];
    const { escalateAt } = scheduleAt(one.at).consultation;
    await look(escalateAt);
    expect(levels()).toEqual(['review escalation']);
    await take(one.work('work.claimed', { schedule: scheduleAt(one.at) }));
    const until = one.at + 30 * MINUTE_MS;
    await take(one.work('work.suspended', { until, schedule: scheduleAt(one.at) }));
    expect(await look(until - 1)).toEqual(nobody);
    expect(await look(until)).toEqual({ ...nobody, told: 1 });
    expect(levels()).toEqual(['supervisor resumption']);
    expect(await look(until + MINUTE_MS)).toEqual(nobody);
  });

  test('escalates what it comes to late, without a reminder besides', async () => {
    driven = [await inReview()];
    const { escalateAt } = scheduleAt(driven[0]!.at).consultation;
    await look(escalateAt);
    expect(levels()).toEqual(['review escalation']);
    expect(await look(escalateAt + MINUTE_MS)).toEqual(nobody);
  });

  test('reminds of what has lapsed, and tells leadership, before it expires (row 8)', async () => {
    const lapsed = await inReview();
    await take(lapsed.clear(), lapsed.timer());
    driven = [lapsed];
    const { remindAt, escalateAt } = scheduleAt(lapsed.at).consultation;
    const { lapseEndsAt } = caseContextOf(lapsed.system!).schedule;
    expect(await look(remindAt)).toEqual({ ...nobody, told: 1 });
    expect(levels()).toEqual(['renewal reminder']);
    expect(await look(escalateAt)).toEqual({ ...nobody, told: 1 });
    expect(levels()).toEqual(['renewal escalation']);
    expect(escalateAt).toBeLessThan(lapseEndsAt);
    await take(lapsed.timer());
    expect([lapsed.at, await stepsOf(lapsed)]).toEqual([lapseEndsAt, []]);
  });

  test('leaves alone what has time limits of its own, and what has ended', async () => {
    const waiting = new DrivenCase();
    await take(waiting.opening());
    const ended = await inReview();
    await take(ended.withdraw());
    driven = [waiting, ended];
    expect(await look(waiting.at + 365 * 24 * 60 * MINUTE_MS)).toEqual(nobody);
    expect(sent).toEqual([]);
  });

  test('goes on to the others where one cannot be told, and tries that one again under the same id', async () => {
    driven = [await inReview(), await inReview(), await inReview()];
    const [held, gone] = driven as [DrivenCase, DrivenCase];
    const { remindAt } = scheduleAt(held.at).consultation;
    answerOf = ({ caseId }) => (caseId === held.caseId ? 'unavailable' : caseId === gone.caseId ? 'ended' : 'taken');
    expect(await look(remindAt)).toEqual({ next: null, told: 1, left: 1 });
    const ids = new Map(sent.map(({ caseId, updateId }) => [caseId, updateId]));
    expect(new Set(ids.values()).size).toBe(3);
    for (const id of ids.values()) expect(id).toMatch(/^u_[0-9a-z]+$/);
    answerOf = () => 'taken';
    expect(await look(remindAt + MINUTE_MS)).toEqual({ next: null, told: 2, left: 0 });
    expect(sent.map(({ caseId }) => caseId).toSorted()).toEqual([held.caseId, gone.caseId].toSorted());
    for (const { caseId, updateId } of sent) expect(updateId).toBe(ids.get(caseId));
    expect(await look(remindAt + 2 * MINUTE_MS)).toEqual(nobody);
  });

  test('a version that is not known here holds up no other', async () => {
    driven = [await inReview(), await inReview()];
    const [unknown, known] = driven as [DrivenCase, DrivenCase];
    await stack.db
      .updateTable('cases')
      .set({ policyVersion: 'nowhere' })
      .where('caseId', '=', unknown.caseId)
      .execute();
    expect(await look(scheduleAt(known.at).consultation.remindAt)).toEqual({ next: null, told: 1, left: 1 });
    expect(sent.map(({ caseId }) => caseId)).toEqual([known.caseId]);
  });

  test('is done in batches, each going on where the one before stopped', async () => {
    driven = [await inReview()];
    const { since, role, office } = (await stepsOf(driven[0]!))[0]!;
    // As if the one case had waited for this many answers, each since another moment.
    const rows = Array.from({ length: 150 }, (_, index) => ({
      caseId: driven[0]!.caseId,
      step: `question/${index + 1}`,
      role,
      office,
      since: since + 1 + (index % 7),
      remindedAt: null,
      escalatedAt: null,
    }));
    await stack.db.insertInto('waitingSteps').values(rows).execute();
    answerOf = () => 'refused';
    const at = scheduleAt(since + 7).consultation.remindAt;
    const first = await look(at);
    expect(first).toMatchObject({ next: { caseId: driven[0]!.caseId }, told: 0, left: 0 });
    const names = sent.map(({ event }) => event['step']);
    const second = await look(at, first.next);
    expect(second.next).toBeNull();
    names.push(...sent.map(({ event }) => event['step']));
    expect(new Set(names)).toEqual(new Set(['review', ...rows.map(({ step }) => step)]));
    expect(names).toHaveLength(151);
  });

  test('that is a plaintext of somebody without the key is refused', async () => {
    const { tellLateSteps } = createStepActivities({
      dated: (page) => datedIn(stack.db, page),
      library: BUILT_POLICIES,
      references,
      clock: () => 0,
    });
    const run = new MockActivityEnvironment().run(tellLateSteps, { 'casegate/unauthentic': 'unencrypted' } as never);
    await expect(run).rejects.toThrow('malformed');
  });
});
