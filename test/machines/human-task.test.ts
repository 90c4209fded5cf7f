/** The consultation as a human task (WS-HumanTask): handing over, giving up, suspending, urgency, and its clock. */
import { describe, expect, it } from 'vitest';
import { gatesOf } from '../../machines/case-gates.ts';
import { CONSULTATION, consultationOf } from '../../machines/case-program.ts';
import { awaitsLeadership, concerns, consultationUrgencyOf } from '../../machines/case-reading.ts';
import { caseViewOf } from '../../machines/case-view.ts';
import { awaitedIn, workFor } from '../../machines/case-waiting.ts';
import { priorityOf, urgencyOf } from '../../machines/consultation-urgency.ts';
import type { Person } from '../../schemas/words.ts';
import { CaseDriver, factsWith, KNOWN, PEOPLE, scheduleFrom } from './case-driver.ts';

const { supervisorA, supervisorB, legalA, legalB, leader } = PEOPLE;
const HOUR_MS = 3_600_000;

const task = (driver: CaseDriver) => consultationOf(driver.system)!.context;
const claimed = (): CaseDriver => CaseDriver.known().consult(legalA, { type: 'task.claimed' });
const dueTimes = (driver: CaseDriver): number[] =>
  Object.entries(driver.system.timers)
    .filter(([key]) => key.startsWith(CONSULTATION))
    .map(([, { dueAt }]) => dueAt)
    .sort((one, other) => one - other);
const notices = (driver: CaseDriver): unknown[] =>
  driver.effects.flatMap((effect) => (effect.do === 'act' && effect.type === 'notify' ? [effect.params] : []));

describe('handing over', () => {
  it('an owner delegates to a colleague, who has to begin it again', () => {
    const driver = CaseDriver.known().begin().consult(legalA, { type: 'task.delegated', to: legalB, note: '' });
    expect(driver.consultationState).toEqual({ open: 'reserved' });
    expect(task(driver).owner).toBe(legalB.id);
    driver.refuses('notAdmitted', () => driver.consult(legalA, { type: 'task.started' }));
    driver.consult(legalB, { type: 'task.started' });
    driver.refuses('notInThisState', () => driver.consult(legalB, { type: 'task.delegated', to: legalB, note: '' }));
  });

  it.each<[string, Person, string]>([
    ['who submitted the case', { ...supervisorA, roles: ['legal'] }, 'separationOfDuties'],
    ['who is no legal staff', supervisorB, 'role'],
    ['who works in another office', { ...legalB, office: 'OFFICE-B' }, 'office'],
    ['whose training is not current', { ...legalB, trainedUntil: 0 }, 'training'],
  ])('not to somebody %s: delegation and assignment go round no rule', (_who, to, why) => {
    for (const [by, type] of [
      [legalA, 'task.delegated'],
      [leader, 'task.assigned'],
    ] as const) {
      const driver = claimed();
      const refused = driver.refuses('notAdmitted', () => driver.consult(by, { type, to, note: '' }));
      expect(refused.reasons).toContainEqual(expect.objectContaining({ why, recipient: true }));
    }
  });

  it('who gives a task up does not get it again: not by claim, delegation or assignment', () => {
    const driver = claimed().consult(legalA, { type: 'task.failed', cause: 'recusal', note: '' });
    expect(driver.consultationState).toEqual({ open: 'ready' });
    expect(task(driver)).toMatchObject({ owner: null, excludedOwners: [legalA.id] });
    const again = driver.refuses('notAdmitted', () => driver.consult(legalA, { type: 'task.claimed' }));
    expect(again.reasons).toMatchObject([{ why: 'excluded' }]);
    driver.refuses('notAdmitted', () => driver.consult(leader, { type: 'task.assigned', to: legalA, note: '' }));
    driver.consult(legalB, { type: 'task.claimed' });
    driver.refuses('notAdmitted', () => driver.consult(legalB, { type: 'task.delegated', to: legalA, note: '' }));
  });

  it('a substitute acts for an owner who is out of office, under their own name and their own duties', () => {
    const substitute: Person = { ...legalB, substitutesFor: [legalA.id] };
    const driver = CaseDriver.known().allAnswer().begin();
    driver.refuses('notAdmitted', () => driver.advise('consistent', [], legalB));
    driver.advise('consistent', [], substitute);
    expect(driver.context.advice?.by).toBe(legalB.id);
    expect(driver.context.duties.advised).toEqual([legalB.id]);

    const submitter: Person = { ...supervisorA, roles: ['legal'], substitutesFor: [legalA.id] };
    const other = CaseDriver.known().begin();
    const refused = other.refuses('notAdmitted', () => other.advise('consistent', [], submitter));
    expect(refused.reasons).toContainEqual(expect.objectContaining({ why: 'separationOfDuties' }));
  });

  it('what a substitute gives up, neither of the two takes again', () => {
    const driver = claimed().consult(
      { ...legalB, substitutesFor: [legalA.id] },
      { type: 'task.failed', cause: 'unable', note: '' },
    );
    expect(task(driver).excludedOwners).toEqual([legalA.id, legalB.id]);
  });
});

describe('advice given by telephone', () => {
  const recorded = (driver: CaseDriver, givenBy?: Person, by = legalA): CaseDriver =>
    driver.consult(by, {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest: task(driver).factsDigest,
      conditions: [],
      text: '',
      telephone: { givenAt: driver.at, givenTo: supervisorA.staffId, ...(givenBy === undefined ? {} : { givenBy }) },
    });

  it('row 20: who gave it and who recorded it have both advised, and neither decides', () => {
    const driver = recorded(CaseDriver.known().allAnswer().begin(), legalB);
    expect(driver.context.advice).toMatchObject({ by: legalA.id, givenBy: legalB.id });
    expect(driver.context.duties.advised).toEqual([legalA.id, legalB.id]);
    for (const { id } of [legalA, legalB]) {
      const refused = driver.refuses('notAdmitted', () => driver.act({ ...supervisorB, id }, driver.decision()));
      expect(refused.reasons).toMatchObject([{ why: 'separationOfDuties', duty: 'decided', had: 'advised' }]);
    }
    driver.clear();
  });

  it('without a word of who gave it, it is who recorded it, and the record is as it was', () => {
    const driver = recorded(CaseDriver.known().allAnswer().begin());
    expect(Object.keys(driver.context.advice!)).not.toContain('givenBy');
    expect(driver.context.duties.advised).toEqual([legalA.id]);
  });

  it.each<[string, Person, string]>([
    ['who submitted the case', { ...supervisorA, roles: ['legal'] }, 'separationOfDuties'],
    ['who is no legal staff', supervisorB, 'role'],
    ['who works in another office', { ...legalB, office: 'OFFICE-B' }, 'office'],
    ['whose training is not current', { ...legalB, trainedUntil: 0 }, 'training'],
  ])('not by somebody %s', (_who, givenBy, why) => {
    const driver = CaseDriver.known().begin();
    const refused = driver.refuses('notAdmitted', () => recorded(driver, givenBy));
    expect(refused.reasons).toContainEqual(expect.objectContaining({ why, adviser: true }));
  });

  it('not by who has given the task up', () => {
    const driver = claimed().consult(legalA, { type: 'task.failed', cause: 'recusal', note: '' }).begin(legalB);
    const refused = driver.refuses('notAdmitted', () => recorded(driver, legalA, legalB));
    expect(refused.reasons).toMatchObject([{ why: 'excluded', adviser: true }]);
  });

  it('on the facts as they are when it is recorded', () => {
    const driver = CaseDriver.known().begin();
    const before = task(driver).factsDigest;
    driver.amend(factsWith({ statuses: [KNOWN], regionCode: 'WEST-02' }));
    driver.refuses('notInThisState', () =>
      driver.consult(legalA, {
        type: 'task.completed',
        advice: 'consistent',
        factsDigest: before,
        conditions: [],
        text: '',
        telephone: { givenAt: driver.at, givenTo: supervisorA.staffId, givenBy: legalB },
      }),
    );
  });
});

describe('beginning by a time', () => {
  const claimedInTime = (by = legalA, driver = CaseDriver.known()): CaseDriver =>
    driver.consult(by, { type: 'task.claimed', schedule: scheduleFrom(driver.at) });

  it('what was claimed and not begun goes back to everybody who could do it, who are told; who had it may claim it again', () => {
    const driver = claimedInTime().allAnswer();
    const { startAt } = task(driver);
    driver.fireNext((key) => key.includes('untilStart'));
    expect(driver.at).toBe(startAt);
    expect(driver.consultationState).toEqual({ open: 'ready' });
    expect(task(driver)).toMatchObject({ owner: null, excludedOwners: [] });
    expect(notices(driver)).toEqual([expect.objectContaining({ audience: 'legal', reason: 'assigned' })]);
    claimedInTime(legalA, driver);
    expect(startTimers(driver)).toEqual([task(driver).startAt]);
  });

  it('whoever gets it by a handing over has as long as whoever claims it, and urgency halves what is left', () => {
    const driver = claimedInTime();
    const schedule = scheduleFrom(driver.at + HOUR_MS);
    driver.consult(legalA, { type: 'task.delegated', to: legalB, note: '', schedule });
    const { remindAt } = schedule.consultation;
    expect(startTimers(driver)).toEqual([remindAt]);
    driver.consult(legalA, { type: 'task.prioritised', note: '' });
    expect(startTimers(driver)).toEqual([driver.at + (remindAt - driver.at) / 2]);
  });

  it('nobody loses what they have begun, nor what waits for information', () => {
    const driver = claimedInTime().consult(legalA, { type: 'task.started' });
    expect(startTimers(driver)).toEqual([]);
    driver.consult(legalA, { type: 'information.requested', text: '', schedule: scheduleFrom(driver.at) });
    expect(startTimers(driver)).toEqual([]);
  });

  it('a claim of before there was such a time goes on as it did', () => {
    const driver = claimed();
    expect(startTimers(driver)).toEqual([]);
    expect(Object.keys(task(driver))).not.toContain('startAt');
  });
});

const startTimers = (driver: CaseDriver): number[] =>
  Object.entries(driver.system.timers)
    .filter(([key]) => key.includes('untilStart'))
    .map(([, { dueAt }]) => dueAt);

describe('while information is awaited (row 11)', () => {
  const asked = (driver = CaseDriver.known()): CaseDriver =>
    driver.begin().consult(legalA, { type: 'information.requested', text: '', schedule: scheduleFrom(driver.at) });
  const provide = (driver: CaseDriver): CaseDriver =>
    driver.consult(supervisorB, { type: 'information.provided', text: '', schedule: scheduleFrom(driver.at) });

  it.each<[string, Person, 'task.delegated' | 'task.assigned']>([
    ['its owner delegates it', legalA, 'task.delegated'],
    ['leadership assigns it', leader, 'task.assigned'],
  ])('%s: it stays suspended with another owner, who begins it when the information is there', (_how, by, type) => {
    const driver = asked();
    const since = task(driver).awaiting?.since;
    const timers = dueTimes(driver);
    driver.consult(by, { type, to: legalB, note: '' });
    expect(driver.consultationState).toEqual({ open: 'suspended' });
    expect(task(driver)).toMatchObject({ owner: legalB.id, awaiting: { since, handedOn: true } });
    expect(dueTimes(driver)).toEqual(timers);
    expect(notices(driver)).toEqual([expect.objectContaining({ audience: 'legal', reason: 'assigned' })]);
    const { dueAt } = task(driver).deadlines;
    provide(driver);
    expect(driver.consultationState).toEqual({ open: 'reserved' });
    expect(task(driver)).toMatchObject({ awaiting: null, deadlines: { dueAt: dueAt + driver.at - since! } });
    expect(startTimers(driver)).toEqual([task(driver).startAt]);
    driver.refuses('notAdmitted', () => driver.consult(legalA, { type: 'task.started' }));
    driver.consult(legalB, { type: 'task.started' });
  });

  it('not to who could not claim it, nor to who has it', () => {
    const driver = asked();
    const untrained = { ...legalB, trainedUntil: 0 };
    driver.refuses('notAdmitted', () => driver.consult(leader, { type: 'task.assigned', to: untrained, note: '' }));
    driver.refuses('notInThisState', () => driver.consult(leader, { type: 'task.assigned', to: legalA, note: '' }));
  });

  it('who gives it up is excluded, the question stays, and somebody else takes it or finds it ready', () => {
    const driver = asked().consult(legalA, { type: 'task.failed', cause: 'recusal', note: '' });
    expect(driver.consultationState).toEqual({ open: 'suspended' });
    expect(task(driver)).toMatchObject({ owner: null, excludedOwners: [legalA.id] });
    expect(task(driver).awaiting).not.toBeNull();
    driver.refuses('notAdmitted', () => driver.consult(legalA, { type: 'task.claimed' }));
    const free = provide(Object.assign(new CaseDriver(), { system: driver.system, at: driver.at }));
    expect(free.consultationState).toEqual({ open: 'ready' });
    driver.consult(legalB, { type: 'task.claimed' });
    expect(driver.consultationState).toEqual({ open: 'suspended' });
    driver.refuses('notInThisState', () => driver.consult(legalB, { type: 'task.started' }));
    expect(provide(driver).consultationState).toEqual({ open: 'reserved' });
  });

  it('given back, nobody has it: anybody may take it, and the supervisor still answers', () => {
    const driver = asked().consult(legalA, { type: 'task.released' });
    expect(task(driver)).toMatchObject({ owner: null, excludedOwners: [] });
    driver.consult(legalA, { type: 'task.claimed' });
    driver.refuses('notInThisState', () => driver.consult(legalB, { type: 'task.claimed' }));
    expect(provide(driver).consultationState).toEqual({ open: 'reserved' });
  });

  it('its owner takes the question back: the clock goes on, what was lost is given back, and the supervisor is told', () => {
    const driver = asked().allAnswer();
    const { deadlines, awaiting } = task(driver);
    driver.at = deadlines.escalateAt;
    while (dueTimes(driver).some((due) => due <= driver.at)) driver.fireNext((key) => key.startsWith(CONSULTATION));
    driver.refuses('notAdmitted', () => driver.consult(legalB, { type: 'task.resumed' }));
    driver.consult(legalA, { type: 'task.resumed' });
    expect(driver.consultationState).toEqual({ open: 'inProgress' });
    const lost = driver.at - awaiting!.since;
    const { remindAt, dueAt, escalateAt } = deadlines;
    expect(dueTimes(driver)).toEqual([remindAt + lost, dueAt + lost, escalateAt + lost]);
    expect(notices(driver)).toEqual([expect.objectContaining({ audience: 'supervisor', reason: 'changed' })]);
    driver.refuses('notInThisState', () => provide(driver));
  });

  it('what was recorded before it could be handed on goes on as it did', () => {
    const driver = asked().consult(supervisorB, { type: 'information.provided', text: '' });
    expect(driver.consultationState).toEqual({ open: 'inProgress' });
  });
});

describe('suspended until a time', () => {
  const suspended = (): CaseDriver => {
    const driver = CaseDriver.known().begin();
    return driver.consult(legalA, { type: 'task.suspended', until: driver.at + HOUR_MS, note: '' });
  };

  it.each<[string, (driver: CaseDriver) => CaseDriver, string, string | null]>([
    ['given back', (driver) => driver.consult(legalA, { type: 'task.released' }), 'ready', null],
    [
      'given up',
      (driver) => driver.consult(legalA, { type: 'task.failed', cause: 'recusal', note: '' }),
      'ready',
      null,
    ],
    [
      'delegated',
      (driver) => driver.consult(legalA, { type: 'task.delegated', to: legalB, note: '' }),
      'reserved',
      legalB.id,
    ],
  ])('%s, its owner’s suspension is over', (_how, act, state, owner) => {
    const driver = act(suspended());
    expect(driver.consultationState).toEqual({ open: state });
    expect(task(driver)).toMatchObject({ owner, suspendedUntil: null });
    expect(Object.keys(driver.system.timers).some((key) => key.includes('untilResumption'))).toBe(false);
  });
});

describe('priority', () => {
  it('orders the queue and touches no time limit', () => {
    const driver = CaseDriver.known();
    const { deadlines } = task(driver);
    expect(priorityOf(task(driver))).toBe(5);
    driver.consult(legalA, { type: 'task.ranked', priority: 0, note: '' });
    expect(priorityOf(task(driver))).toBe(0);
    expect(task(driver).deadlines).toEqual(deadlines);
    driver.refuses('notAdmitted', () => driver.consult(supervisorB, { type: 'task.ranked', priority: 1, note: '' }));
  });
});

describe('the clock', () => {
  it('stands still while information is awaited, and what was lost is given back', () => {
    const driver = CaseDriver.known().begin();
    const before = task(driver).deadlines;
    driver.consult(legalA, { type: 'information.requested', text: '', schedule: scheduleFrom(driver.at) });
    const askedAt = driver.at;
    driver.at = before.escalateAt + HOUR_MS;
    while (dueTimes(driver).some((due) => due <= driver.at)) driver.fireNext((key) => key.startsWith(CONSULTATION));
    expect(task(driver)).toMatchObject({ reminded: false, overdue: false, escalated: false });
    driver.consult(supervisorB, { type: 'information.provided', text: '' });
    const lost = driver.at - askedAt;
    expect(task(driver).deadlines).toEqual({
      remindAt: before.remindAt + lost,
      dueAt: before.dueAt + lost,
      escalateAt: before.escalateAt + lost,
    });
    const { remindAt, dueAt, escalateAt } = task(driver).deadlines;
    expect(dueTimes(driver)).toEqual([remindAt, dueAt, escalateAt]);
  });

  it("a supervisor's silence is reminded and escalated, and never becomes information", () => {
    const driver = CaseDriver.known().allAnswer().begin();
    driver.consult(legalA, { type: 'information.requested', text: '', schedule: scheduleFrom(driver.at) });
    const told: unknown[] = [];
    while (dueTimes(driver).length > 0) told.push(...notices(driver.fireNext((key) => key.startsWith(CONSULTATION))));
    expect(told).toEqual([
      expect.objectContaining({ audience: 'supervisor', reason: 'reminder' }),
      expect.objectContaining({ audience: 'leadership', reason: 'escalated' }),
    ]);
    expect(driver.consultationState).toEqual({ open: 'suspended' });
    expect([concerns(driver.system, 'leadership'), awaitsLeadership(driver.system)]).toEqual([true, true]);
    expect(consultationUrgencyOf(driver.system)).toBe('escalated');
    driver.consult(legalA, { type: 'task.delegated', to: legalB, note: '' });
    expect([concerns(driver.system, 'leadership'), consultationUrgencyOf(driver.system)]).toEqual([true, 'escalated']);
    driver.consult(legalB, { type: 'task.resumed' });
    expect([concerns(driver.system, 'leadership'), consultationUrgencyOf(driver.system)]).toEqual([false, 'ordinary']);
  });

  it('a supervisor’s silence is overdue once their date has passed, as of the moment for which it is asked, whatever legal staff’s own limits are', () => {
    const driver = CaseDriver.known().allAnswer().begin();
    driver.consult(legalA, { type: 'information.requested', text: '', schedule: scheduleFrom(driver.at) });
    const { dueAt } = task(driver).awaiting!.deadlines;
    const gateAt = (at: number) =>
      caseViewOf(driver.system, supervisorA, at).gates.find(({ gate }) => gate === 'oplaConsultation');
    expect(gateAt(dueAt - 1)).toMatchObject({ dueAt, overdue: false });
    const late = gateAt(dueAt);
    expect(late).toMatchObject({ dueAt, overdue: true });
    expect(late!.marks).toContain('row 11');
    expect(late!.marks).not.toContain('row 27');
    expect(workFor(driver.system, supervisorA, dueAt)).toMatchObject({ dueAt, overdue: true });
    // What is kept with each entry knows of no clock.
    expect(gatesOf(driver.system, supervisorA).map((gate) => gate.overdue)).not.toContain(true);
    expect(awaitedIn(driver.system)).toEqual({ roles: ['supervisor'], dueAt });
    driver.consult(legalA, { type: 'task.resumed' });
    expect(gateAt(dueAt)).toMatchObject({ overdue: false });
  });

  it('an ended case has nothing for leadership to do, whatever was awaited in it', () => {
    const driver = CaseDriver.known().begin().consult(legalA, { type: 'information.requested', text: '' });
    driver.act(supervisorB, { type: 'case.withdrawn', note: '' });
    expect([concerns(driver.system, 'leadership'), consultationUrgencyOf(driver.system)]).toEqual([false, null]);
  });

  it('suspended until a time it resumes by itself, and never outlasts its escalation', () => {
    const driver = CaseDriver.known().begin();
    const { escalateAt } = task(driver).deadlines;
    for (const until of [driver.at, escalateAt + 1])
      driver.refuses('notInThisState', () => driver.consult(legalA, { type: 'task.suspended', until, note: '' }));
    driver.consult(legalA, { type: 'task.suspended', until: driver.at + HOUR_MS, note: '' });
    driver.fireNext();
    expect(driver.consultationState).toEqual({ open: 'inProgress' });
    expect(task(driver).suspendedUntil).toBeNull();
    expect(notices(driver)).toEqual([expect.objectContaining({ audience: 'legal', reason: 'reminder' })]);
  });

  it('becomes more pressing by itself with lateness, and at once where somebody makes it urgent', () => {
    const urgency = (driver: CaseDriver) => urgencyOf(consultationOf(driver.system)!.context);
    const driver = CaseDriver.known().allAnswer();
    const seen = [urgency(driver)];
    while (Object.keys(driver.system.timers).length > 0) seen.push(urgency(driver.fireNext()));
    expect(seen).toEqual(['ordinary', 'soon', 'urgent', 'escalated']);
    const urgent = CaseDriver.known().consult(legalA, { type: 'task.prioritised', note: '' });
    expect(urgency(urgent)).toBe('urgent');
    expect(notices(urgent)).toEqual([expect.objectContaining({ audience: 'legal', reason: 'urgent' })]);
  });

  it('urgency halves the time that is left, once, and removes no gate', () => {
    const driver = CaseDriver.known().allAnswer();
    const before = task(driver).deadlines;
    driver.consult(supervisorB, { type: 'task.prioritised', note: '' });
    const left = (limit: number): number => driver.at + Math.floor((limit - driver.at) / 2);
    expect(dueTimes(driver)).toEqual([left(before.remindAt), left(before.dueAt), left(before.escalateAt)]);
    driver.refuses('notInThisState', () => driver.consult(supervisorB, { type: 'task.prioritised', note: '' }));
    expect(driver.state).toBe('gating');
    driver.refuses('notInThisState', () => driver.clear());
  });

  it('changed facts start it anew; an open question for information stays open', () => {
    const driver = CaseDriver.known().begin();
    driver.consult(legalA, { type: 'information.requested', text: '', schedule: scheduleFrom(driver.at) });
    driver.amend(factsWith({ statuses: [KNOWN], regionCode: 'WEST-02' }));
    expect(driver.consultationState).toEqual({ open: 'suspended' });
    const { deadlines } = task(driver);
    driver.consult(supervisorB, { type: 'information.provided', text: '' });
    expect(task(driver).deadlines.dueAt - deadlines.dueAt).toBe(60_000);
  });
});
