/** What a case waits for from people beside the consultation and the partners, and what happens when that takes too long (docs/adr/0014). */
import { describe, expect, it, test } from 'vitest';
import { awaitsLeadership, canReadCase, concerns } from '../../machines/case-reading.ts';
import { gatesOf, inTurn } from '../../machines/case-gates.ts';
import { ROOT_STATES, stepWords } from '../../machines/case-words.ts';
import { CONSULTATION, requestKeyOf } from '../../machines/case-program.ts';
import { ROOT, type Effect, type Input } from '../../machines/system.ts';
import { stepsOf, waitingAfter, type WaitingStep } from '../../machines/waiting-steps.ts';
import type { Json, Lateness } from '../../schemas/words.ts';
import { CaseDriver, factsWith, KNOWN, liaisonOf, PEOPLE, refusalOf, scheduleFrom } from './case-driver.ts';

const { supervisorB, legalA, legalB, leader, privacy, service } = PEOPLE;
const PLACE = { facts: factsWith({ statuses: [KNOWN], placeClass: 'courthouseProtectedMatter' }) } as const;

const review = (): CaseDriver => CaseDriver.known().allAnswer().begin().advise();
const blocked = (): CaseDriver => CaseDriver.known().allAnswer().begin().advise('notConsistent');
const cleared = (): CaseDriver => review().clear();

const WAITING: readonly (readonly [what: string, driver: () => CaseDriver, steps: readonly string[]])[] = [
  ['awaits OPLA and the partners, who have time limits of their own', () => CaseDriver.known(), []],
  [
    'awaits information for OPLA, which has them too',
    () => CaseDriver.known().begin().consult(legalA, { type: 'information.requested', text: '' }),
    [],
  ],
  ['a conflict', () => CaseDriver.known().answer('local', 'conflict'), ['conflict/local supervisor']],
  ['the certification (R8)', () => CaseDriver.known(PLACE), ['certification supervisor']],
  [
    'certification before the review (R8)',
    () => CaseDriver.known(PLACE).allAnswer().begin().advise(),
    ['certification supervisor'],
  ],
  [
    'counsel (row 19)',
    () => CaseDriver.known().act(service, { type: 'policy.suspended', note: '' }),
    ['counsel/policySuspended legal'],
  ],
  ['the review', review, ['review supervisor']],
  ['nothing, while the requirements are met', cleared, []],
  ['the renewal, past the time limit (row 8)', () => cleared().fireNext(), ['renewal supervisor']],
  [
    'nothing that was renewed: it is asked for again',
    () => {
      const driver = cleared().fireNext();
      return driver.act(supervisorB, { type: 'clearance.renewed', schedule: scheduleFrom(driver.at), note: '' });
    },
    [],
  ],
  ['a blocked case (row 10)', blocked, ['blocked supervisor']],
  [
    'leadership (row 12)',
    () => blocked().act(supervisorB, { type: 'case.escalated', note: '' }),
    ['escalated leadership'],
  ],
  [
    'the statement (R8)',
    () =>
      CaseDriver.known(PLACE)
        .allAnswer()
        .begin()
        .advise()
        .act(supervisorB, { type: 'compliance.certified', note: '' })
        .clear()
        .act(supervisorB, { type: 'action.recorded', outcome: 'actionTaken', removalProceedings: true, note: '' }),
    ['statement supervisor'],
  ],
  [
    'a reported action (row 31), and its statement (R8)',
    () => CaseDriver.known(PLACE).act(supervisorB, { type: 'action.reported', removalProceedings: true, note: '' }),
    ['statement supervisor', 'report privacy'],
  ],
  [
    'a disputed status (row 7)',
    () => CaseDriver.known().act(supervisorB, { type: 'status.disputed', status: KNOWN, note: '' }),
    ['dispute legal'],
  ],
  [
    'an expedite request (R5)',
    () => CaseDriver.known().act(supervisorB, { type: 'expedite.requested', note: '' }),
    ['expedite leadership'],
  ],
  [
    'whoever was asked (R12), as long as they have not answered',
    () =>
      CaseDriver.known()
        .act(supervisorB, { type: 'question.asked', of: 'opla', note: '' })
        .act(supervisorB, { type: 'question.asked', of: 'orap', note: '' })
        .act(supervisorB, { type: 'question.asked', of: 'leadership', note: '' })
        .act(legalA, { type: 'question.answered', question: 1, note: '' }),
    ['question/2 policyStaff', 'question/3 leadership'],
  ],
  ['nobody after the end', () => review().act(supervisorB, { type: 'decision.declined', note: '' }), []],
];

test.each(WAITING)('waits for: %s', (_what, driver, steps) => {
  expect(stepsOf(driver().system).map(({ step, role }) => `${step} ${role}`)).toEqual(steps);
});

test('whatever is in turn and has no date of its own waits under the name that its gate has', () => {
  for (const [, driver] of WAITING) {
    const { system, state } = driver();
    // Where advice is against it, nothing else can be done; and a clearance of before waits for nothing.
    if (state === 'blocked' || state === 'escalated' || !ROOT_STATES.slice(0, 8).includes(state)) continue;
    const named = inTurn(gatesOf(system, legalB)).flatMap(({ step, dueAt }) => (dueAt === null && step ? [step] : []));
    expect(stepsOf(system).map(({ step }) => step)).toEqual(expect.arrayContaining(named));
  }
  for (const [, driver] of WAITING)
    for (const { step } of stepsOf(driver().system)) expect(stepWords(step)).not.toBe(step);
});

test('what was referred waits for the other office (row 32)', () => {
  const driver = review().act(supervisorB, { type: 'work.referred', role: 'supervisor', office: 'OFFICE-B', note: '' });
  expect(stepsOf(driver.system)).toMatchObject([{ step: 'review', office: 'OFFICE-B' }]);
});

const late = (driver: CaseDriver, step: string, level: Lateness): CaseDriver =>
  driver.act(service, { type: 'step.late', step, since: driver.at, level, note: '' });
const told = (effects: readonly Effect[]): unknown[] =>
  effects.map((effect) => ('params' in effect ? effect.params : effect));

describe('a step that is late', () => {
  it('is told to its people, and past its escalation to leadership, which may read the case from then on', () => {
    const driver = CaseDriver.known().answer('local', 'conflict');
    const { office } = driver.context;
    const reads = () => canReadCase(driver.system, leader, driver.at, 'judgedAtTheDoor');
    late(driver, 'conflict/local', 'reminder');
    expect(told(driver.effects)).toEqual([{ audience: 'supervisor', office, reason: 'reminder' }]);
    expect([concerns(driver.system, 'leadership'), awaitsLeadership(driver.system), reads()]).toEqual([
      false,
      false,
      false,
    ]);
    expect(driver.context).not.toHaveProperty('escalatedSteps');
    late(driver, 'conflict/local', 'escalation');
    expect(told(driver.effects)).toEqual([
      { audience: 'supervisor', office, reason: 'overdue' },
      { audience: 'leadership', office, reason: 'escalated' },
    ]);
    expect([concerns(driver.system, 'leadership'), awaitsLeadership(driver.system), reads()]).toEqual([
      true,
      true,
      true,
    ]);
    driver.resolve('local');
    expect([concerns(driver.system, 'leadership'), awaitsLeadership(driver.system)]).toEqual([true, false]);
  });

  it('that is leadership’s own is told to it once', () => {
    const driver = blocked().act(supervisorB, { type: 'case.escalated', note: '' });
    late(driver, 'escalated', 'escalation');
    expect(told(driver.effects)).toEqual([
      { audience: 'leadership', office: driver.context.office, reason: 'escalated' },
    ]);
  });

  it('changes nothing that is met, and no time limit', () => {
    const driver = review();
    const { [ROOT]: before, ...others } = driver.system.actors;
    const { timers } = driver.system;
    late(driver, 'review', 'escalation');
    const { [ROOT]: after, ...now } = driver.system.actors;
    expect(now).toEqual(others);
    expect(driver.system.timers).toEqual(timers);
    expect(after).toEqual({ ...before, context: { ...before!.context, escalatedSteps: ['review'] } });
    expect(driver.clear().state).toBe('cleared');
  });

  it('is the renewal of what has lapsed too: told to supervisors before it expires, which it does when it would have', () => {
    const driver = cleared().fireNext();
    const { office, schedule } = driver.context;
    late(driver, 'renewal', 'reminder');
    expect(told(driver.effects)).toEqual([{ audience: 'supervisor', office, reason: 'reminder' }]);
    late(driver, 'renewal', 'escalation');
    expect(awaitsLeadership(driver.system)).toBe(true);
    expect(driver.fireNext()).toMatchObject({ state: 'expired', at: schedule.lapseEndsAt });
  });

  it('is refused where it does not wait (any more), and from everybody but the service', () => {
    const driver = review();
    for (const step of ['conflict/local', 'question/1', 'blocked', 'constructor', 'review/1'])
      expect(refusalOf(() => late(driver, step, 'reminder'))).toMatchObject({ code: 'notInThisState' });
    driver.clear();
    expect(refusalOf(() => late(driver, 'review', 'escalation'))).toMatchObject({ code: 'notInThisState' });
    for (const person of [supervisorB, legalA, leader, privacy])
      expect(
        refusalOf(() =>
          review().act(person, { type: 'step.late', step: 'review', since: 0, level: 'escalation', note: '' }),
        ),
      ).toMatchObject({ code: 'notAdmitted' });
  });
});

test('what waits goes on waiting since then, whatever else happens, and a second time it begins anew', () => {
  const driver = CaseDriver.known();
  let steps: readonly WaitingStep[] = [];
  const waits = (input: Input): readonly WaitingStep[] => {
    driver.take(input);
    return (steps = waitingAfter(steps, { at: input.at, input: input as unknown as Json, system: driver.system }));
  };
  const answer = (): Input =>
    driver.inputFor(requestKeyOf('local'), liaisonOf('local'), { type: 'request.answered', answer: 'conflict' });
  const lateSince = (since: number, level: Lateness): Input =>
    driver.inputFor(ROOT, service, { type: 'step.late', step: 'conflict/local', since, level, note: '' });

  const [{ since }] = waits(answer()) as [WaitingStep];
  expect(steps).toEqual([
    {
      step: 'conflict/local',
      role: 'supervisor',
      office: 'OFFICE-A',
      since: driver.at,
      remindedAt: null,
      escalatedAt: null,
    },
  ]);
  expect(waits(driver.inputFor(CONSULTATION, legalA, { type: 'task.claimed' }))).toMatchObject([{ since }]);
  waits(lateSince(since, 'reminder'));
  const remindedAt = driver.at;
  expect(waits(lateSince(since, 'reminder')), 'once').toMatchObject([{ since, remindedAt, escalatedAt: null }]);
  expect(waits(lateSince(1, 'escalation')), 'of another time').toMatchObject([{ escalatedAt: null }]);
  expect(waits(lateSince(since, 'escalation'))).toMatchObject([{ remindedAt, escalatedAt: driver.at }]);
  const resolved = { type: 'conflict.resolved', partnerClass: 'local', note: '' } as const;
  expect(waits(driver.inputFor(ROOT, supervisorB, resolved))).toEqual([]);
  expect(waits(answer())).toMatchObject([{ since: driver.at, remindedAt: null, escalatedAt: null }]);
});
