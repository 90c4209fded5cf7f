/** What the case asks of a role beside the consultation, as a human task: WS-HumanTask's operations, and who is kept from it. */
import { describe, expect, it, test } from 'vitest';
import { actionsOf } from '../../machines/case-actions.ts';
import { leftBehindOf } from '../../machines/case-context.ts';
import type { CaseEvent } from '../../machines/case-events.ts';
import { gatesOf } from '../../machines/case-gates.ts';
import { aboutOf, consultationOf } from '../../machines/case-program.ts';
import { namedIn } from '../../machines/case-reading.ts';
import { may, RULES, type Action } from '../../machines/may.ts';
import { taskPeopleOf } from '../../machines/task-people.ts';
import { datedWorkOf } from '../../machines/dated-work.ts';
import { ROOT, type Effect } from '../../machines/system.ts';
import { ROLES, type Person } from '../../schemas/words.ts';
import { CaseDriver, caseInput, PEOPLE, refusalOf, scheduleFrom } from './case-driver.ts';

const { supervisorA, supervisorB, legalA, legalB, leader, service } = PEOPLE;
const HOUR_MS = 3_600_000;
const WORK = { role: 'supervisor', note: 'synthetic' } as const;

const review = (): CaseDriver => CaseDriver.known().allAnswer().begin().advise();
const claimed = (driver = review(), by: Person = supervisorB): CaseDriver =>
  driver.act(by, { type: 'work.claimed', schedule: scheduleFrom(driver.at), ...WORK });
const suspend = (driver: CaseDriver, until = driver.at + HOUR_MS): CaseDriver =>
  driver.act(supervisorB, { type: 'work.suspended', until, schedule: scheduleFrom(driver.at), ...WORK });
const told = (effects: readonly Effect[]): unknown[] =>
  effects.map((effect) => ('params' in effect ? effect.params : effect));
const workOf = ({ context: { claims, work } }: CaseDriver): unknown[] => [claims?.supervisor, work?.supervisor];

describe('claimed work', () => {
  it('is begun by saying so, once, or by doing some of it', () => {
    const driver = claimed();
    const startBy = driver.context.work!.supervisor!.startBy!;
    expect(workOf(driver)).toEqual([supervisorB.id, { startBy }]);
    expect(startBy).toBeGreaterThan(driver.at);
    driver.act(supervisorB, { type: 'work.started', ...WORK });
    expect(workOf(driver)).toEqual([supervisorB.id, { started: true }]);
    expect(refusalOf(() => driver.act(supervisorB, { type: 'work.started', ...WORK }))).toMatchObject({
      code: 'notInThisState',
    });

    const conflict = claimed(CaseDriver.known().answer('local', 'conflict'));
    conflict.act(supervisorB, { type: 'conflict.resolved', partnerClass: 'local', note: '' });
    expect(workOf(conflict)).toEqual([supervisorB.id, { started: true }]);
  });

  it.each<readonly [string, () => CaseDriver, Person, (driver: CaseDriver) => void]>([
    [
      'decides',
      review,
      supervisorA,
      (driver) =>
        driver.act(supervisorA, {
          type: 'decision.cleared',
          factsDigest: driver.context.factsDigest,
          schedule: scheduleFrom(driver.at),
          note: '',
        }),
    ],
    [
      'escalates',
      () => CaseDriver.known().allAnswer().begin().advise('notConsistent'),
      supervisorB,
      (driver) => driver.act(supervisorB, { type: 'case.escalated', note: '' }),
    ],
    [
      'excuses a partner',
      () => CaseDriver.known(),
      supervisorB,
      (driver) => driver.take(driver.inputFor('root/local', supervisorB, { type: 'request.excused', note: '' })),
    ],
  ])('is begun by who %s', (_what, start, by, act) => {
    const driver = claimed(start(), by);
    act(driver);
    expect(workOf(driver)).toEqual([by.id, { started: true }]);
  });

  it('of leadership is begun by who returns the case, or answers a question', () => {
    const claims = (driver: CaseDriver): CaseDriver =>
      driver.act(leader, { type: 'work.claimed', schedule: scheduleFrom(driver.at), role: 'leadership', note: '' });
    const against = CaseDriver.known().allAnswer().begin().advise('notConsistent');
    const escalated = claims(against.act(supervisorB, { type: 'case.escalated', note: '' }));
    escalated.act(leader, { type: 'leadership.returned', note: '' });
    expect(escalated.context.work).toEqual({ leadership: { started: true } });
    const asked = claims(review().act(supervisorB, { type: 'question.asked', of: 'leadership', note: '' }));
    asked.act(leader, { type: 'question.answered', question: 1, note: '' });
    expect(asked.context.work).toEqual({ leadership: { started: true } });
  });

  it('is not begun by what somebody else does', () => {
    const driver = claimed(CaseDriver.known().answer('local', 'conflict'), supervisorA);
    driver.act(supervisorB, { type: 'conflict.resolved', partnerClass: 'local', note: '' });
    expect(workOf(driver)).toEqual([supervisorA.id, { startBy: expect.any(Number) as number }]);
  });

  it('that is not begun goes back to its role, which is told; what is begun, or claimed by another since, does not', () => {
    const driver = claimed();
    const startBy = driver.context.work!.supervisor!.startBy!;
    const lapse = (date: number): CaseDriver => driver.act(service, { type: 'work.due', what: 'start', date, ...WORK });
    expect(refusalOf(() => lapse(startBy - 1))).toMatchObject({ code: 'notInThisState' });
    expect(
      refusalOf(() => driver.act(supervisorB, { type: 'work.due', what: 'start', date: startBy, ...WORK })),
    ).toMatchObject({ code: 'notAdmitted' });
    lapse(startBy);
    expect(workOf(driver)).toEqual([undefined, undefined]);
    expect(told(driver.effects)).toEqual([{ audience: 'supervisor', office: 'OFFICE-A', reason: 'assigned' }]);
    claimed(driver).act(supervisorB, { type: 'work.started', ...WORK });
    expect(refusalOf(() => lapse(startBy))).toMatchObject({ code: 'notInThisState' });
    expect(driver.context.claims).toEqual({ supervisor: supervisorB.id });
  });

  it('is set aside until a time, no longer than an escalation takes, and taken up again by hand, by that time or by doing some of it', () => {
    const driver = claimed();
    const longest = scheduleFrom(driver.at + 60_000).consultation.escalateAt;
    expect(refusalOf(() => suspend(driver, longest * 2))).toMatchObject({ code: 'notInThisState' });
    expect(refusalOf(() => suspend(driver, driver.at - 1))).toMatchObject({ code: 'notInThisState' });
    suspend(driver);
    const { suspendedUntil } = driver.context.work!.supervisor!;
    expect(workOf(driver)).toEqual([supervisorB.id, { started: true, suspendedUntil }]);
    expect(datedWorkOf(driver.system)).toEqual([{ role: 'supervisor', what: 'resumption', date: suspendedUntil }]);
    const due = (date: number): CaseDriver =>
      driver.act(service, { type: 'work.due', what: 'resumption', date, ...WORK });
    expect(refusalOf(() => due(suspendedUntil! + 1))).toMatchObject({ code: 'notInThisState' });
    due(suspendedUntil!);
    expect(workOf(driver)).toEqual([supervisorB.id, { started: true }]);
    expect(told(driver.effects)).toEqual([{ audience: 'supervisor', office: 'OFFICE-A', reason: 'reminder' }]);

    suspend(driver).act(supervisorB, { type: 'work.resumed', ...WORK });
    expect(workOf(driver)).toEqual([supervisorB.id, { started: true }]);
    expect(refusalOf(() => driver.act(supervisorB, { type: 'work.resumed', ...WORK }))).toMatchObject({
      code: 'notInThisState',
    });
    const doing = suspend(claimed(CaseDriver.known().answer('local', 'conflict')));
    doing.act(supervisorB, { type: 'conflict.resolved', partnerClass: 'local', note: '' });
    expect(workOf(doing)).toEqual([supervisorB.id, { started: true }]);
  });

  it('goes to a colleague unbegun, who is told and is on the case from then on', () => {
    for (const [by, type] of [
      [supervisorB, 'work.delegated'],
      [leader, 'work.assigned'],
    ] as const) {
      const driver = claimed().act(supervisorB, { type: 'work.started', ...WORK });
      driver.act(by, { type, to: supervisorA, schedule: scheduleFrom(driver.at), ...WORK });
      expect(workOf(driver)).toEqual([supervisorA.id, { startBy: expect.any(Number) as number }]);
      expect(told(driver.effects)).toEqual([{ audience: 'supervisor', office: 'OFFICE-A', reason: 'assigned' }]);
      expect(namedIn(driver.system)).toContain(supervisorA.id);
    }
  });

  test.each([
    ['of another role', { ...supervisorA, roles: ['legal'] }, 'role'],
    ['of another office', { ...supervisorA, office: 'OFFICE-B' }, 'office'],
    ['untrained', { ...supervisorA, trainedUntil: 0 }, 'training'],
  ] as const)('goes to nobody %s', (_which, to, why) => {
    const driver = claimed();
    const refusal = refusalOf(() => driver.act(supervisorB, { type: 'work.delegated', to: to as never, ...WORK }));
    expect(refusal).toMatchObject({ code: 'notAdmitted', reasons: [{ why, recipient: true }] });
  });

  it('is claimed anew in the office that it is referred to (row 32)', () => {
    const driver = suspend(claimed());
    driver.act(supervisorB, { type: 'work.referred', role: 'supervisor', office: 'OFFICE-B', note: '' });
    expect(workOf(driver)).toEqual([undefined, undefined]);
  });

  it('leaves what was recorded before as it stood: a claim without a date has nothing beside whose it is', () => {
    const driver = review().act(supervisorB, { type: 'work.claimed', ...WORK });
    driver.act(supervisorB, { type: 'comment.added', note: '' });
    expect(driver.context).not.toHaveProperty('work');
    expect(driver.context).not.toHaveProperty('recused');
    expect(datedWorkOf(driver.system)).toEqual([]);
  });
});

describe('who has recused themselves', () => {
  const recused = (driver: CaseDriver, by: Person = supervisorB): CaseDriver =>
    driver.act(by, { type: 'work.failed', cause: 'recusal', role: by.roles[0] as 'supervisor', note: '' });

  it('gives up what they have claimed, and their role is told; what a colleague has claimed stays', () => {
    const own = recused(claimed());
    expect([own.context.claims, own.context.recused]).toEqual([{}, [supervisorB.id]]);
    expect(told(own.effects)).toEqual([{ audience: 'supervisor', office: 'OFFICE-A', reason: 'assigned' }]);
    const others = recused(claimed(review(), supervisorA));
    expect([others.context.claims, others.context.recused]).toEqual([{ supervisor: supervisorA.id }, [supervisorB.id]]);
  });

  it('as a substitute gives up for the owner, too: neither takes it again', () => {
    const driver = recused(claimed(review(), supervisorA), { ...supervisorB, substitutesFor: [supervisorA.id] });
    expect(driver.context.recused).toEqual([supervisorA.id, supervisorB.id].sort());
    expect(driver.context.claims).toEqual({});
  });

  it('decides nothing, claims nothing, is handed nothing, and a colleague goes on', () => {
    const driver = recused(review());
    const refused = (by: Person, event: object): unknown => refusalOf(() => driver.act(by, event as CaseEvent));
    const excluded = { code: 'notAdmitted', reasons: [expect.objectContaining({ why: 'excluded' })] };
    const { factsDigest } = driver.context;
    const cleared = { type: 'decision.cleared', factsDigest, schedule: scheduleFrom(driver.at), note: '' };
    expect(refused(supervisorB, cleared)).toMatchObject(excluded);
    expect(refused(supervisorB, { type: 'decision.declined', note: '' })).toMatchObject(excluded);
    expect(refused(supervisorB, { type: 'work.claimed', ...WORK })).toMatchObject(excluded);
    expect(refused(leader, { type: 'work.assigned', to: supervisorB, ...WORK })).toMatchObject(excluded);
    expect(gatesOf(driver.system, supervisorA).find(({ gate }) => gate === 'review')!.excludedPersons).toContain(
      supervisorB.id,
    );
    const gates = gatesOf(driver.system, supervisorB);
    const decides = actionsOf(driver.system, supervisorB, driver.at, gates).find(
      ({ action }) => action === 'decision.cleared',
    );
    expect(decides!.whyNot).not.toEqual([]);
    driver.act(supervisorB, { type: 'comment.added', note: 'may still be told' });
  });

  it('is named where the case asks for what they may not do, and not beside a partner’s answer', () => {
    const gates = gatesOf(recused(CaseDriver.known()).system, supervisorA);
    const excludedFrom = (gate: string) => gates.find((one) => one.gate === gate)!.excludedPersons;
    expect(excludedFrom('deconfliction')).toEqual([]);
    expect(excludedFrom('review')).toEqual([supervisorB.id]);
  });

  it('has nothing in hand after the end, like everybody', () => {
    const driver = claimed();
    expect(namedIn(driver.system)).toContain(supervisorB.id);
    driver.act(supervisorA, { type: 'case.withdrawn', note: '' });
    expect(driver.context.claims).toEqual({ supervisor: supervisorB.id });
    expect(namedIn(driver.system)).not.toContain(supervisorB.id);
  });

  it('under whatever role they have claimed it: gives up each', () => {
    const both: Person = { ...supervisorB, roles: ['supervisor', 'leadership'] };
    const driver = claimed(review(), both).act(leader, {
      type: 'work.assigned',
      to: { ...both, office: leader.office },
      role: 'leadership',
      schedule: scheduleFrom(0),
      note: '',
    });
    expect(driver.context.claims).toEqual({ supervisor: both.id, leadership: both.id });
    expect(recused(driver, both).context.claims).toEqual({});
  });

  it('does it once', () => {
    expect(refusalOf(() => recused(recused(review())))).toMatchObject({ code: 'notAdmitted' });
  });

  it('has the consultation no longer, which a colleague takes; that information is awaited stays', () => {
    const driver = recused(CaseDriver.known().begin(legalA), legalA);
    const { value, context } = consultationOf(driver.system)!;
    expect([value, context.owner, context.excludedOwners]).toEqual([{ open: 'ready' }, null, [legalA.id]]);
    expect(told(driver.effects)).toContainEqual({ audience: 'legal', office: 'OFFICE-A', reason: 'assigned' });
    expect(driver.begin(legalB).advise('consistent', [], legalB).context.advice).not.toBeNull();
    const awaiting = recused(
      CaseDriver.known().begin(legalA).consult(legalA, { type: 'information.requested', text: '' }),
      legalA,
    );
    const { value: state, context: task } = consultationOf(awaiting.system)!;
    expect([state, task.owner, task.awaiting === null]).toEqual([{ open: 'suspended' }, null, false]);
    const others = recused(CaseDriver.known().begin(legalA), legalB);
    expect(consultationOf(others.system)!.context.owner).toBe(legalA.id);
  });

  it('of legal staff takes no consultation either, begins and completes none, and has given no advice by telephone', () => {
    const driver = recused(CaseDriver.known(), legalA);
    const to = consultationOf(driver.system)!;
    expect(to.status).toBe('active');
    expect(taskPeopleOf(driver.system).excludedOwners).toContain(legalA.id);
    expect(refusalOf(() => driver.begin(legalA))).toMatchObject({ code: 'notAdmitted' });
    const begun = recused(CaseDriver.known().begin(legalA), legalA);
    expect(refusalOf(() => begun.advise('consistent', [], legalA))).toMatchObject({ code: 'notAdmitted' });
    const telephone = { givenAt: begun.at, givenTo: supervisorB.staffId, givenBy: legalA };
    begun.consult(leader, { type: 'task.assigned', to: legalB, note: '' }).consult(legalB, { type: 'task.started' });
    const { factsDigest } = begun.context;
    const given = {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest,
      conditions: [],
      text: '',
      telephone,
    } as const;
    expect(refusalOf(() => begun.consult(legalB, given))).toMatchObject({
      reasons: [{ why: 'excluded', adviser: true }],
    });
  });

  it('is so in the next epoch as well (row 22)', () => {
    const driver = recused(review()).act(supervisorA, { type: 'case.withdrawn', note: '' });
    const reopens = leftBehindOf(driver.context);
    expect(reopens.recused).toEqual([supervisorB.id]);
    expect(leftBehindOf(review().context)).not.toHaveProperty('recused');
    const next = new CaseDriver(caseInput({ reopens }));
    expect(next.context.recused).toEqual([supervisorB.id]);
    expect(refusalOf(() => claimed(next))).toMatchObject({ code: 'notAdmitted' });
  });

  it('is kept from all that can be claimed, and from what decides beside it', () => {
    const about = aboutOf(recused(review()).system, ROOT, 0, 'judgedAtTheDoor');
    const keptFrom = (Object.keys(RULES) as Action[]).filter((action) =>
      may({ ...supervisorB, roles: ROLES }, action, about).some(({ why }) => why === 'excluded'),
    );
    expect(keptFrom.sort()).toEqual(
      [
        ...(Object.keys(RULES) as Action[]).filter((action) => RULES[action].claimable === true),
        'task.claimed',
        'task.started',
        'task.completed',
        'task.suspended',
        'task.resumed',
        'task.delegated',
        'task.assigned',
        'information.requested',
        'information.provided',
        'advice.withdrawn',
        'case.withdrawn',
        'protection.ended',
        'exigency.claimed',
        'question.answered',
        'work.claimed',
        'work.assigned',
        'work.failed',
        'supervision.taken',
        'counsel.taken',
        'leadership.taken',
      ].sort(),
    );
  });
});
