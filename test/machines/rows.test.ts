/** Rows of the policy's decision table, each driven through the actor system alone. */
import { describe, expect, it } from 'vitest';
import { CONSULTATION, consultationOf, requestsOf } from '../../machines/case-program.ts';
import { hasEnded } from '../../machines/case-state.ts';
import { ROOT } from '../../machines/system.ts';
import { BENEFIT_ROLES } from '../../schemas/words.ts';
import {
  CaseDriver,
  caseInput,
  EVERY_PARTNER,
  factsWith,
  KNOWN,
  liaisonOf,
  OPENED_AT,
  PEOPLE,
  scheduleFrom,
} from './case-driver.ts';

const { supervisorA, supervisorB, legalA, legalB, leader } = PEOPLE;
const known = factsWith({ statuses: [KNOWN] });
const moved = factsWith({ statuses: [KNOWN], regionCode: 'WEST-02' });

const readyForReview = (): CaseDriver => CaseDriver.known().allAnswer().begin().advise();
const cleared = (): CaseDriver => readyForReview().clear();
const blocked = (): CaseDriver => CaseDriver.known().allAnswer().begin().advise('notConsistent');
const notices = (driver: CaseDriver): unknown[] =>
  driver.effects.flatMap((effect) => (effect.do === 'act' ? [effect.params] : []));

describe('rows of the decision table', () => {
  it('row 1: status not known — partners are asked, no consultation exists, then review', () => {
    const driver = new CaseDriver(caseInput({ terms: EVERY_PARTNER }));
    expect(requestsOf(driver.system)).toHaveLength(4);
    driver.allAnswer();
    expect(driver.state).toBe('awaitingReview');
    expect(consultationOf(driver.system)).toBeNull();
    expect(driver.clear().state).toBe('cleared');
  });

  it.each(BENEFIT_ROLES.flatMap((role) => (['approved', 'pending'] as const).map((stage) => ({ role, stage }))))(
    'row 2: known, $stage, $role — consultation beside deconfliction, then review',
    (status) => {
      const driver = new CaseDriver(caseInput({ facts: factsWith({ statuses: [{ ...KNOWN, ...status }] }) }));
      expect(driver.value).toEqual({
        gating: {
          consultation: 'awaitingOplaConsultation',
          deconfliction: 'checkingDeconfliction',
          counsel: 'unheld',
        },
      });
      driver.begin().advise();
      expect(driver.state).toBe('gating');
      driver.allAnswer();
      expect(driver.state).toBe('awaitingReview');
    },
  );

  it('row 6: a status learned mid-case voids the clearance and asks for a consultation, and never falls by itself', () => {
    const driver = new CaseDriver().allAnswer().clear();
    driver.amend(known);
    expect(driver.context.clearance).toBeNull();
    expect(driver.value).toEqual({
      gating: {
        consultation: 'awaitingOplaConsultation',
        deconfliction: 'checkingDeconfliction',
        counsel: 'unheld',
      },
    });
    driver.refuses('notInThisState', () => driver.amend(factsWith()));
    driver.refuses('notInThisState', () => driver.amend(factsWith({ statuses: [{ ...KNOWN, role: 'beneficiary' }] })));
    driver.refuses('notInThisState', () => driver.amend({ ...known, personReference: 'p_other' }));
    driver.allAnswer();
    expect(driver.state).toBe('gating');
  });

  it('row 8: at the time limit the clearance lapses; a renewal asks everybody again', () => {
    const driver = cleared().fireNext();
    expect(driver.state).toBe('lapsed');
    expect(driver.context.clearance).toBeNull();
    driver.refuses('notInThisState', () => driver.clear());
    driver.act(supervisorA, { type: 'clearance.renewed', schedule: scheduleFrom(driver.at), note: '' });
    expect(driver.value).toEqual({
      gating: {
        consultation: 'awaitingOplaConsultation',
        deconfliction: 'checkingDeconfliction',
        counsel: 'unheld',
      },
    });
    expect(driver.context.advice).toBeNull();
    expect(driver.context.standings).toEqual({ local: 'asked', federal: 'asked' });
  });

  it('row 8: nothing but a renewal or new facts leads out of a lapse towards a clearance', () => {
    const conflict = cleared().fireNext().answer('local', 'conflict');
    expect(conflict.state).toBe('lapsed');
    const withdrawn = cleared()
      .fireNext()
      .act(legalA, { type: 'advice.withdrawn', schedule: scheduleFrom(OPENED_AT), note: '' });
    expect(withdrawn.state).toBe('lapsed');
    const timedOut = cleared().fireNext().fireNext();
    expect(timedOut.state).toBe('expired');
  });

  it('row 8: advice on facts that were changed and changed back is not revived while legal staff looks again', () => {
    const driver = readyForReview().amend(moved).amend(known).allAnswer();
    expect(driver.state).toBe('gating');
    driver.begin(legalB).advise('notConsistent', [], legalB);
    expect(driver.state).toBe('blocked');
  });

  it('row 9: advice "consistent", with or without conditions, leads to review', () => {
    expect(readyForReview().state).toBe('awaitingReview');
    expect(CaseDriver.known().allAnswer().begin().advise('consistentWithConditions', ['c1']).state).toBe(
      'awaitingReview',
    );
  });

  it('row 10: advice "not consistent" blocks; no decision of a supervisor clears it', () => {
    const driver = blocked();
    expect(driver.state).toBe('blocked');
    driver.refuses('notInThisState', () => driver.clear());
    expect(blocked().act(supervisorB, { type: 'decision.declined', note: '' }).state).toBe('declined');
    const corrected = blocked();
    const before = corrected.context.factsDigest;
    corrected.amend(moved);
    expect(corrected.context.factsDigest).not.toBe(before);
    expect(corrected.context.advice?.advice).toBe('notConsistent');
    expect(corrected.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
  });

  it('row 11: advice needs information — back to the supervisor, then to the same consultation with the same owner', () => {
    const driver = CaseDriver.known().allAnswer().begin();
    driver.consult(legalA, { type: 'information.requested', text: 'synthetic' });
    expect(driver.consultationState).toEqual({ open: 'suspended' });
    expect(notices(driver)).toContainEqual(expect.objectContaining({ audience: 'supervisor', reason: 'assigned' }));
    driver.refuses('notInThisState', () => driver.advise());
    driver.consult(supervisorA, { type: 'information.provided', text: 'synthetic' });
    expect(driver.consultationState).toEqual({ open: 'inProgress' });
    expect(consultationOf(driver.system)?.context.owner).toBe(legalA.id);
    expect(driver.advise().state).toBe('awaitingReview');
  });

  it('row 12: a disagreement goes to leadership and to OPLA again; it stays blocked meanwhile', () => {
    const driver = blocked().act(supervisorB, { type: 'case.escalated', note: '' });
    expect(driver.state).toBe('escalated');
    expect(notices(driver)).toContainEqual(expect.objectContaining({ audience: 'leadership' }));
    driver.refuses('notInThisState', () => driver.clear());
    expect(driver.act(leader, { type: 'leadership.returned', note: '' }).state).toBe('blocked');
    driver.act(supervisorB, { type: 'case.escalated', note: '' });
    driver.act(leader, { type: 'leadership.referred', schedule: scheduleFrom(driver.at), note: '' });
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
    expect(driver.begin(legalB).advise('notConsistent', [], legalB).state).toBe('blocked');
  });

  it.each(['conflict', 'cannotTell'] as const)(
    'row 13: a partner answers "%s" — held until a person resolves it',
    (answer) => {
      const driver = new CaseDriver().answer('local', answer).answer('federal', 'noConflict');
      expect(driver.value).toMatchObject({ gating: { deconfliction: 'conflicting' } });
      driver.refuses('notInThisState', () => driver.clear());
      driver.refuses('notAdmitted', () =>
        driver.act(supervisorA, { type: 'conflict.resolved', partnerClass: 'local', note: '' }),
      );
      driver.refuses('notInThisState', () => driver.resolve('federal'));
      expect(driver.resolve('local').state).toBe('awaitingReview');
      expect(driver.context.duties.resolved).toEqual([supervisorB.id]);
    },
  );

  it('row 15: a silent partner is reminded and escalated; no timer becomes an answer', () => {
    const driver = new CaseDriver().answer('federal', 'noConflict');
    const occasions: unknown[] = [];
    while (Object.keys(driver.system.timers).length > 0) occasions.push(...notices(driver.fireNext()));
    expect(occasions).toEqual([
      expect.objectContaining({ occasion: 'reminder' }),
      expect.objectContaining({ occasion: 'reminder' }),
      expect.objectContaining({ audience: 'supervisor', reason: 'overdue' }),
      expect.objectContaining({ audience: 'leadership', reason: 'escalated' }),
    ]);
    expect(driver.context.standings.local).toBe('asked');
    expect(driver.state).toBe('gating');
    expect(driver.answer('local', 'noConflict').state).toBe('awaitingReview');
  });

  it('row 16: deconfliction is clear and the consultation open — it waits', () => {
    const driver = CaseDriver.known().allAnswer();
    expect(driver.value).toEqual({
      gating: { consultation: 'awaitingOplaConsultation', deconfliction: 'deconflicted', counsel: 'unheld' },
    });
    driver.refuses('notInThisState', () => driver.clear());
  });

  it('row 22: reopened — a new epoch, duties stay, an old clearance cannot be used', () => {
    const old = cleared().act(supervisorB, { type: 'action.recorded', outcome: 'actionNotTaken', note: '' });
    const { epoch, revision, duties, factsDigest } = old.context;
    const driver = CaseDriver.known({ at: old.at, submittedBy: supervisorB, reopens: { epoch, revision, duties } });
    expect(driver.context).toMatchObject({
      epoch: epoch + 1,
      revision: revision + 1,
      clearance: null,
      advice: null,
      factsDigest,
    });
    expect(driver.state).toBe('gating');
    driver.refuses('notInThisState', () => driver.clear());
    expect(driver.context.duties).toMatchObject({ ...duties, submitted: [supervisorA.id, supervisorB.id] });
  });

  it('row 23: a late message after the end makes no transition', () => {
    const driver = CaseDriver.known().begin();
    const pending = Object.entries(driver.system.timers)[0]!;
    driver.act(supervisorA, { type: 'case.withdrawn', note: '' });
    expect(hasEnded(driver.system)).toBe(true);
    expect(driver.system.timers).toEqual({});
    driver.refuses('actorEnded', () => driver.amend(moved));
    driver.refuses('noSuchActor', () => driver.take(driver.inputFor(CONSULTATION, legalA, { type: 'task.released' })));
    driver.refuses('noSuchActor', () => driver.answer('local', 'noConflict'));
    driver.refuses('stale', () =>
      driver.take({ kind: 'timer', at: driver.at, key: pending[0], generation: pending[1].generation }),
    );
  });

  it('row 24: a clearance that races a change of facts loses, and so does advice', () => {
    const driver = readyForReview();
    const decision = driver.inputFor(ROOT, supervisorB, driver.decision());
    driver.amend(moved).allAnswer().begin(legalB);
    const onOldFacts = {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest: readyForReview().context.factsDigest,
      conditions: [],
      text: '',
    } as const;
    driver.refuses('notInThisState', () => driver.consult(legalB, onOldFacts));
    driver.advise('consistent', [], legalB);
    expect(driver.state).toBe('awaitingReview');
    driver.refuses('notInThisState', () => driver.take(decision));
    expect(driver.clear().state).toBe('cleared');
  });

  it('row 26: every condition is acknowledged before a clearance, and they come only with advice that has them', () => {
    const driver = CaseDriver.known().allAnswer().begin();
    driver.refuses('notInThisState', () => driver.advise('consistent', ['c1']));
    driver.refuses('notInThisState', () => driver.advise('consistentWithConditions', []));
    driver.advise('consistentWithConditions', ['c1', 'c2']);
    driver.refuses('notInThisState', () => driver.clear());
    driver.act(supervisorB, { type: 'condition.acknowledged', condition: 'c1' });
    driver.refuses('notInThisState', () => driver.clear());
    driver.refuses('notInThisState', () =>
      driver.act(supervisorB, { type: 'condition.acknowledged', condition: 'c1' }),
    );
    driver.refuses('notInThisState', () =>
      driver.act(supervisorB, { type: 'condition.acknowledged', condition: 'c3' }),
    );
    driver.act(supervisorB, { type: 'condition.acknowledged', condition: 'c2' });
    expect(driver.clear().state).toBe('cleared');
    expect(driver.context.advice?.conditions.map(({ id }) => id)).toEqual(['c1', 'c2']);
  });

  it('row 27: silent legal staff is reminded and escalated; silence never becomes advice', () => {
    const driver = CaseDriver.known().allAnswer();
    const reasons: unknown[] = [];
    while (Object.keys(driver.system.timers).length > 0) reasons.push(...notices(driver.fireNext()));
    expect(reasons).toEqual(['reminder', 'overdue', 'escalated'].map((reason) => expect.objectContaining({ reason })));
    expect(consultationOf(driver.system)?.context.overdue).toBe(true);
    expect(driver.state).toBe('gating');
    expect(driver.context.advice).toBeNull();
  });

  it.each(['ready', 'inProgress'] as const)(
    'row 27: changed facts start the reminders of a consultation (%s) anew, and keep where it stands',
    (state) => {
      const driver = CaseDriver.known().allAnswer();
      if (state === 'inProgress') driver.begin();
      const ofConsultation = (key: string): boolean => key.startsWith(CONSULTATION);
      while (Object.keys(driver.system.timers).length > 0) driver.fireNext();
      driver.amend(moved);
      expect(driver.consultationState).toEqual({ open: state });
      const due = Object.entries(driver.system.timers)
        .filter(([key]) => ofConsultation(key))
        .map(([, { dueAt }]) => dueAt);
      const { remindAt, dueAt, escalateAt } = consultationOf(driver.system)!.context.deadlines;
      expect(due.sort((a, b) => a - b)).toEqual([remindAt, dueAt, escalateAt]);
      driver.fireNext(ofConsultation).fireNext(ofConsultation);
      expect(consultationOf(driver.system)?.context.overdue).toBe(true);
    },
  );

  it.each([
    [
      'a conflict',
      (driver: CaseDriver) => driver.answer('local', 'conflict'),
      { consultation: 'consulted', deconfliction: 'conflicting', counsel: 'unheld' },
    ],
    [
      'an answer changed',
      (driver: CaseDriver) => driver.answer('federal', 'cannotTell'),
      { consultation: 'consulted', deconfliction: 'conflicting', counsel: 'unheld' },
    ],
    [
      'a withdrawn advice',
      (driver: CaseDriver) =>
        driver.act(legalA, { type: 'advice.withdrawn', schedule: scheduleFrom(driver.at), note: '' }),
      { consultation: 'awaitingOplaConsultation', deconfliction: 'deconflicted', counsel: 'unheld' },
    ],
  ] as const)('row 28: %s after "cleared" voids the clearance and the case goes back', (_what, late, gating) => {
    const driver = late(cleared());
    expect(driver.context.clearance).toBeNull();
    expect(driver.value).toEqual({ gating });
    expect(driver.system.timers[`${ROOT}#xstate.after.untilExpiry.case.cleared`]).toBeUndefined();
    driver.refuses('notInThisState', () => driver.clear());
  });

  it('row 28: an answer that stays harmless leaves the clearance standing', () => {
    const driver = cleared().ofRequest(liaisonOf('local'), 'local', { type: 'request.answered', answer: 'notOurs' });
    expect(driver.state).toBe('cleared');
    expect(driver.context.clearance).not.toBeNull();
  });
});
