/** The rows and rules about who protects, holds, corrects and reports: each driven through the actor system alone. */
import { describe, expect, it } from 'vitest';
import { leftBehindOf } from '../../machines/case-context.ts';
import { CONSULTATION, consultationOf } from '../../machines/case-program.ts';
import { canReadCase } from '../../machines/case-reading.ts';
import { inTurn } from '../../machines/case-gates.ts';
import { caseViewOf } from '../../machines/case-view.ts';
import { ROOT } from '../../machines/system.ts';
import { BENEFIT_STAGES, BENEFITS, type StatusFact } from '../../schemas/words.ts';
import { CaseDriver, caseInput, factsWith, KNOWN, PEOPLE, scheduleFrom, TERMS, WITH_EXIGENCY } from './case-driver.ts';

const { supervisorA, supervisorB, legalA, legalB, leader, privacy, policyStaff, service } = PEOPLE;
const DENIED: StatusFact = { ...KNOWN, stage: 'finallyDenied' };
const LISTED = factsWith({ statuses: [KNOWN], placeClass: 'courthouseProtectedMatter' });
const PROHIBITED = factsWith({ determinationSources: ['prohibitedSource'] });

const readyForReview = (): CaseDriver => CaseDriver.known().allAnswer().begin().advise();
const cleared = (): CaseDriver => readyForReview().clear();
const blocked = (): CaseDriver => CaseDriver.known().allAnswer().begin().advise('notConsistent');
const audiences = (driver: CaseDriver): unknown[] =>
  driver.effects.flatMap((effect) =>
    effect.do === 'act' && effect.type === 'notify' ? [(effect.params as { audience: string }).audience] : [],
  );
const gateOf = (driver: CaseDriver, gate: string, person = supervisorB) =>
  caseViewOf(driver.system, person, driver.at).gates.find((one) => one.gate === gate);

/** On the case is nobody whom anybody answers for: what is asked is what a role or a referral gives. */
const NOBODY = { onCase: [], through: [], onDuty: false };

describe('protection', () => {
  it.each(['finallyDenied', 'withdrawn'] as const)('row 4: %s goes to legal review', (stage) => {
    const driver = new CaseDriver(caseInput({ facts: factsWith({ statuses: [{ ...KNOWN, stage }] }) }));
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
    expect(gateOf(driver, 'oplaConsultation')?.marks).toContain('row 4');
  });

  it('row 4: protection ends by a recorded legal decision on final denial, and on nothing else', () => {
    for (const stage of BENEFIT_STAGES.filter((one) => one !== 'finallyDenied')) {
      const alive = new CaseDriver(
        caseInput({ facts: factsWith({ statuses: [DENIED, { ...KNOWN, stage, role: 'petitioner' }] }) }),
      );
      alive.refuses('notInThisState', () => alive.act(legalA, { type: 'protection.ended', note: '' }));
    }
    const driver = new CaseDriver(caseInput({ facts: factsWith({ statuses: [DENIED] }) }));
    expect(leftBehindOf(driver.context).protects).toBe(true);
    driver.refuses('notAdmitted', () => driver.act(supervisorB, { type: 'protection.ended', note: '' }));
    driver.act(legalA, { type: 'protection.ended', note: '' });
    expect(driver.context.protectionEndedBy).toBe(legalA.id);
    expect(leftBehindOf(driver.context).protects).toBeUndefined();
    driver.amend(factsWith({ statuses: [DENIED, { ...DENIED, role: 'petitioner' }] }));
    expect(leftBehindOf(driver.context).protects).toBe(true);
  });

  it('row 5: of several benefits and roles the strictest counts', () => {
    const terms = { ...TERMS, consultationBenefits: ['uNonimmigrant'] as const };
    const statuses = BENEFITS.filter((benefit) => benefit !== 'uNonimmigrant').map((benefit) => ({
      ...KNOWN,
      benefit,
    }));
    const none = new CaseDriver(caseInput({ terms, facts: factsWith({ statuses }) }));
    expect(none.value).toMatchObject({ gating: { consultation: 'consulted' } });
    const one = new CaseDriver(caseInput({ terms, facts: factsWith({ statuses: [...statuses, DENIED] }) }));
    expect(one.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
  });

  it('row 7: a mistake takes a supervisor and legal staff; only then is the consultation obsolete', () => {
    const driver = CaseDriver.known().allAnswer().begin();
    driver.refuses('notInThisState', () =>
      driver.act(supervisorB, { type: 'status.disputed', status: { ...KNOWN, role: 'petitioner' }, note: '' }),
    );
    driver.act(supervisorB, { type: 'status.disputed', status: KNOWN, note: '' });
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
    expect(audiences(driver)).toEqual(['legal']);
    const mistaken = { type: 'mistake.confirmed', schedule: scheduleFrom(driver.at), note: '' } as const;
    const both = { ...supervisorB, roles: ['supervisor', 'legal'] as const };
    driver.refuses('notAdmitted', () => driver.act(supervisorB, mistaken));
    driver.refuses('notInThisState', () => driver.act(both, mistaken));
    const before = driver.context.factsDigest;
    driver.act(legalB, mistaken);
    expect(driver.context).toMatchObject({ disputed: null, consultationOpen: false, facts: { statuses: [] } });
    expect(driver.context.factsDigest).not.toBe(before);
    expect(consultationOf(driver.system)).toBeNull();
    expect(Object.keys(driver.system.timers).some((key) => key.startsWith(CONSULTATION))).toBe(false);
    expect(driver.allAnswer().state).toBe('awaitingReview');
  });

  it('row 7: another status still calls for the consultation, and a rejected dispute changes nothing', () => {
    const other = { ...KNOWN, benefit: 'tNonimmigrant' } as const;
    const driver = new CaseDriver(caseInput({ facts: factsWith({ statuses: [KNOWN, other] }) })).allAnswer();
    driver.act(supervisorB, { type: 'status.disputed', status: KNOWN, note: '' });
    driver.act(legalB, { type: 'mistake.rejected', note: '' });
    expect(driver.context.facts.statuses).toEqual([KNOWN, other]);
    driver.act(supervisorB, { type: 'status.disputed', status: KNOWN, note: '' });
    driver.act(legalB, { type: 'mistake.confirmed', schedule: scheduleFrom(driver.at), note: '' });
    expect(driver.context.facts.statuses).toEqual([other]);
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
  });

  it.each(['mistake', 'protection'] as const)(
    'row 20: who ends a %s as legal staff decides nothing after it',
    (what) => {
      const facts = factsWith({ statuses: [what === 'mistake' ? KNOWN : DENIED] });
      const driver = new CaseDriver(caseInput({ facts }));
      const both = { ...legalB, roles: ['legal', 'supervisor'] as const };
      if (what === 'mistake') {
        driver.act(supervisorB, { type: 'status.disputed', status: KNOWN, note: '' });
        driver.act(both, { type: 'mistake.confirmed', schedule: scheduleFrom(driver.at), note: '' });
      } else driver.act(both, { type: 'protection.ended', note: '' }).begin().advise();
      driver.allAnswer();
      expect(driver.state).toBe('awaitingReview');
      driver.refuses('notAdmitted', () => driver.act(both, driver.decision()));
      expect(driver.clear().state).toBe('cleared');
    },
  );

  const inherit = { type: 'protection.inherited', schedule: scheduleFrom(0), note: '' } as const;

  it('row 29: protection from another case voids the clearance and asks for a consultation; no person can send it', () => {
    const driver = new CaseDriver().allAnswer().clear();
    for (const person of [supervisorB, legalA, leader, privacy, policyStaff])
      driver.refuses('notAdmitted', () => driver.act(person, inherit));
    driver.act(service, inherit);
    expect(driver.context.clearance).toBeNull();
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
    driver.refuses('notInThisState', () => driver.act(service, inherit));
    expect(driver.begin().advise().state).toBe('awaitingReview');
  });

  it('row 29: who starts the case learns that it is held for legal review, and no more', () => {
    const driver = new CaseDriver(caseInput({ inheritsProtection: true }));
    const view = caseViewOf(driver.system, supervisorA, driver.at);
    expect(view.statements).toContain('held for legal review');
    expect(gateOf(driver, 'oplaConsultation', supervisorA)).toMatchObject({ name: 'legal review', marks: ['R1'] });
    expect(JSON.stringify(view)).not.toContain('row 29');
    expect(JSON.stringify(view.statements)).not.toMatch(/OPLA/);
    expect(gateOf(driver, 'oplaConsultation', legalA)).toMatchObject({
      name: 'OPLA consultation',
      marks: ['R1', 'row 29'],
    });
  });

  it('row 29: where the case knows a status itself, what another case knows moves nothing, and outlives a mistake', () => {
    const driver = cleared().act(service, inherit);
    expect(driver.state).toBe('cleared');
    driver.act(supervisorB, { type: 'status.disputed', status: KNOWN, note: '' });
    driver.act({ ...legalB }, { type: 'mistake.confirmed', schedule: scheduleFrom(driver.at), note: '' });
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
  });

  it.each(['lapsed', 'blocked', 'escalated'] as const)('row 29: %s keeps it for when the case moves again', (state) => {
    const driver =
      state === 'lapsed'
        ? new CaseDriver().allAnswer().clear().fireNext()
        : state === 'blocked'
          ? blocked()
          : blocked().act(supervisorB, { type: 'case.escalated', note: '' });
    driver.act(service, inherit);
    expect(driver.state).toBe(state);
    expect(driver.context.inheritsProtection).toBe(true);
  });

  it('row 22, 29: an epoch leaves its protection to the next', () => {
    const old = cleared().act(supervisorB, { type: 'action.recorded', outcome: 'actionNotTaken', note: '' });
    const driver = new CaseDriver(caseInput({ reopens: leftBehindOf(old.context) }));
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
  });
});

describe('partners', () => {
  it('row 13: a partner that takes its report back does not resolve it; a person does', () => {
    const driver = new CaseDriver().allAnswer('noConflict').answer('local', 'conflict').answer('local', 'noConflict');
    expect(driver.value).toMatchObject({ gating: { deconfliction: 'conflicting' } });
    expect(gateOf(driver, 'deconfliction')?.missing).toMatch(/taken its report back/);
    driver.refuses('notInThisState', () => driver.clear());
    expect(driver.resolve('local').state).toBe('awaitingReview');
  });

  it('row 14: of answers that disagree the strictest stands, and who proposed does not resolve it', () => {
    const driver = new CaseDriver().answer('federal', 'noConflict').answer('local', 'conflict');
    expect(driver.value).toMatchObject({ gating: { deconfliction: 'conflicting' } });
    const refused = driver.refuses('notAdmitted', () =>
      driver.act(supervisorA, { type: 'conflict.resolved', partnerClass: 'local', note: '' }),
    );
    expect(refused.reasons).toContainEqual(expect.objectContaining({ why: 'separationOfDuties', had: 'proposed' }));
  });
});

describe('row 17: exigency', () => {
  const claim = { type: 'exigency.claimed', note: '' } as const;
  const approve = { type: 'exigency.approved', note: '' } as const;
  const exigent = (): CaseDriver =>
    CaseDriver.known({ terms: WITH_EXIGENCY }).act(supervisorB, claim).act(leader, approve);

  it('is refused under a policy without the exception', () => {
    const driver = CaseDriver.known();
    driver.refuses('notInThisState', () => driver.act(supervisorB, claim));
    driver.refuses('notInThisState', () => driver.act(leader, approve));
  });

  it('takes two people', () => {
    const driver = CaseDriver.known({ terms: WITH_EXIGENCY });
    driver.refuses('notInThisState', () => driver.act(leader, approve));
    const both = { ...supervisorB, roles: ['supervisor', 'leadership'] as const };
    driver.act(both, claim);
    expect(driver.value).toMatchObject({ gating: { consultation: 'awaitingOplaConsultation' } });
    driver.refuses('notInThisState', () => driver.act(both, approve));
    driver.act(leader, approve);
    expect(driver.value).toMatchObject({ gating: { consultation: 'deferred' } });
  });

  it('lets the case be cleared while the consultation stays open and due, marked on the gate', () => {
    const driver = exigent().allAnswer();
    expect(driver.state).toBe('awaitingReview');
    expect(gateOf(driver, 'oplaConsultation')).toMatchObject({ met: true, marks: expect.arrayContaining(['row 17']) });
    driver.clear();
    expect(consultationOf(driver.system)?.status).toBe('active');
    expect(driver.begin().advise().state).toBe('cleared');
  });

  it('advice against it voids the clearance and blocks', () => {
    const driver = exigent().allAnswer().clear().begin().advise('notConsistent');
    expect(driver.state).toBe('blocked');
    expect(driver.context.clearance).toBeNull();
  });

  it('advice with conditions voids the clearance until each is acknowledged', () => {
    const driver = exigent().allAnswer().clear().begin().advise('consistentWithConditions', ['c1']);
    expect(driver.state).toBe('awaitingReview');
    expect(driver.context.clearance).toBeNull();
    driver.refuses('notInThisState', () => driver.clear());
    driver.act(supervisorB, { type: 'condition.acknowledged', condition: 'c1' });
    expect(driver.clear().state).toBe('cleared');
  });

  it('does not survive other facts', () => {
    const driver = exigent()
      .amend(factsWith({ statuses: [KNOWN], regionCode: 'WEST-02' }))
      .allAnswer();
    expect(driver.context.exigency).toBeNull();
    expect(driver.state).toBe('gating');
  });
});

describe('holds for counsel', () => {
  it('row 18: continue — the case stays under its version', () => {
    const driver = cleared().changePolicy('continue');
    expect(driver.state).toBe('cleared');
    expect(driver.context.terms.version).toBe(TERMS.version);
    driver.refuses('notInThisState', () => driver.changePolicy('reEvaluate'));
  });

  it('row 18: re-evaluate — the clearance and the advice fall, answers stand, new partners are asked', () => {
    const driver = cleared().changePolicy('reEvaluate', { partnerClasses: ['local', 'federal', 'state'] });
    expect(driver.context).toMatchObject({ clearance: null, advice: null, terms: { version: 'next' } });
    expect(driver.context.standings).toEqual({ local: 'noConflict', federal: 'noConflict', state: 'asked' });
    expect(driver.value).toMatchObject({
      gating: { consultation: 'awaitingOplaConsultation', deconfliction: 'checkingDeconfliction' },
    });
    driver.begin(legalB).advise('consistent', [], legalB).answer('state', 'noConflict');
    expect(driver.state).toBe('awaitingReview');
  });

  it('row 18: hold — counsel releases the case to the new version', () => {
    const driver = cleared().changePolicy('hold', { consultationBenefits: [] });
    expect(driver.value).toMatchObject({ gating: { counsel: 'heldForCounsel' } });
    expect(driver.context.terms.version).toBe(TERMS.version);
    driver.refuses('notInThisState', () => driver.clear());
    driver.refuses('notAdmitted', () => driver.release('policySuperseded', supervisorB));
    driver.refuses('notInThisState', () => driver.release('policySuspended'));
    driver.release('policySuperseded');
    expect(driver.context).toMatchObject({ terms: { version: 'next' }, holds: [], pendingTerms: null });
    expect(driver.state).toBe('awaitingReview');
  });

  it('row 18: a second activation is another one; the same one takes effect once', () => {
    const driver = readyForReview().changePolicy('reEvaluate');
    driver.refuses('notInThisState', () => driver.changePolicy('reEvaluate'));
    driver.changePolicy('reEvaluate', { version: 'after-next', digest: '2'.repeat(64) }, 'activation-2');
    expect(driver.context.terms.version).toBe('after-next');
  });

  it('row 19: suspended — held for counsel, from wherever it stood, and nothing clears meanwhile', () => {
    for (const driver of [CaseDriver.known(), readyForReview(), cleared()]) {
      driver.act(service, { type: 'policy.suspended', note: '' });
      expect(driver.value).toMatchObject({ gating: { counsel: 'heldForCounsel' } });
      expect(driver.context.clearance).toBeNull();
      expect(audiences(driver)).toContain('legal');
      driver.refuses('notInThisState', () => driver.act(service, { type: 'policy.suspended', note: '' }));
    }
    const driver = cleared().act(service, { type: 'policy.suspended', note: '' });
    expect(driver.release('policySuspended', legalB).state).toBe('awaitingReview');
    const refused = driver.refuses('notAdmitted', () =>
      driver.act({ ...legalB, roles: ['supervisor'] }, driver.decision()),
    );
    expect(refused.reasons).toMatchObject([{ why: 'separationOfDuties', had: 'advised' }]);
  });

  it.each(['blocked', 'escalated', 'lapsed'] as const)('row 19: %s stays, and is held when it moves again', (state) => {
    const at = {
      blocked,
      escalated: () => blocked().act(supervisorB, { type: 'case.escalated', note: '' }),
      lapsed: () => cleared().fireNext(),
    };
    const driver = at[state]().act(service, { type: 'policy.suspended', note: '' });
    expect(driver.state).toBe(state);
    if (state === 'lapsed')
      driver.act(supervisorB, { type: 'clearance.renewed', schedule: scheduleFrom(driver.at), note: '' });
    else driver.amend(factsWith({ statuses: [KNOWN], regionCode: 'WEST-02' }));
    expect(driver.value).toMatchObject({ gating: { counsel: 'heldForCounsel' } });
  });

  it('R9: a determination on prohibited sources alone is held for counsel; another source beside them is not', () => {
    const driver = new CaseDriver(caseInput({ facts: PROHIBITED })).allAnswer();
    expect(driver.value).toMatchObject({ gating: { counsel: 'heldForCounsel' } });
    expect(gateOf(driver, 'counsel')?.marks).toEqual(['R9']);
    expect(driver.release('soleSource').state).toBe('awaitingReview');
    driver.amend({ ...PROHIBITED, determinationSources: ['prohibitedSource', 'agencyRecords'] });
    expect(driver.context.holds).toEqual([]);
    driver.amend({ ...PROHIBITED, regionCode: 'WEST-02' }).allAnswer();
    expect(driver.value).toMatchObject({ gating: { counsel: 'heldForCounsel' } });
    const { holdsSoleSource: _holdsSoleSource, ...without } = TERMS;
    expect(new CaseDriver(caseInput({ terms: without, facts: PROHIBITED })).value).toMatchObject({
      gating: { counsel: 'unheld' },
    });
  });
});

describe('records that move nothing', () => {
  it('R3, R4: with status not known nothing is asked for beyond the partners and the review', () => {
    const view = caseViewOf(new CaseDriver().system, supervisorB, 0);
    expect(view.gates.map(({ gate }) => gate)).toEqual(['deconfliction', 'deconfliction', 'review']);
    const offered = view.actions.filter(({ whyNot }) => whyNot.length === 0);
    expect(offered.length).toBeGreaterThan(0);
    expect(JSON.stringify([view.statements, view.gates, offered])).not.toMatch(/status|victim|benefit|indicia/i);
  });

  it('R5: a request to expedite is refused unless leadership determines it for this case', () => {
    const driver = CaseDriver.known();
    driver.refuses('notInThisState', () =>
      driver.act(leader, { type: 'expedite.determined', inBestInterests: true, note: '' }),
    );
    driver.act(supervisorB, { type: 'expedite.requested', note: '' });
    expect(driver.context.expedite).toBe('requested');
    driver.refuses('notAdmitted', () =>
      driver.act(supervisorB, { type: 'expedite.determined', inBestInterests: true, note: '' }),
    );
    driver.act(leader, { type: 'expedite.determined', inBestInterests: false, note: '' });
    expect(driver.context.expedite).toBe('refused');
    driver.act(supervisorB, { type: 'expedite.requested', note: '' });
    driver.act(leader, { type: 'expedite.determined', inBestInterests: true, note: '' });
    expect(driver.context.expedite).toBe('inBestInterests');
  });

  it('R8: at a listed place the planned compliance is certified on the facts as they are, before the clearance', () => {
    const driver = CaseDriver.known({ facts: LISTED }).allAnswer().begin().advise();
    expect(gateOf(driver, 'certification')).toMatchObject({ met: false, marks: ['R8'] });
    driver.refuses('notInThisState', () => driver.clear());
    driver.act(supervisorB, { type: 'compliance.certified', note: '' });
    driver.refuses('notInThisState', () => driver.act(supervisorB, { type: 'compliance.certified', note: '' }));
    expect(driver.clear().state).toBe('cleared');
    driver
      .amend({ ...LISTED, regionCode: 'WEST-02' })
      .allAnswer()
      .begin(legalB)
      .advise('consistent', [], legalB);
    driver.refuses('notInThisState', () => driver.clear());
    const elsewhere = CaseDriver.known();
    elsewhere.refuses('notInThisState', () => elsewhere.act(supervisorB, { type: 'compliance.certified', note: '' }));
  });

  it.each([
    ['actionTaken', true, 'awaitingStatement'],
    ['actionTaken', false, 'closed'],
    ['actionNotTaken', true, 'closed'],
  ] as const)('R8: %s at a listed place, removal proceedings %s → %s', (outcome, removalProceedings, expected) => {
    const driver = CaseDriver.known({ facts: LISTED })
      .allAnswer()
      .begin()
      .advise()
      .act(supervisorB, { type: 'compliance.certified', note: '' })
      .clear()
      .act(supervisorB, { type: 'action.recorded', outcome, removalProceedings, note: '' });
    expect(driver.state).toBe(expected);
    if (expected === 'closed') return;
    expect(driver.context.clearance).toBeNull();
    expect(driver.system.timers[`${ROOT}#xstate.after.untilExpiry.case.cleared`]).toBeUndefined();
    driver.refuses('notInThisState', () => driver.act(supervisorB, { type: 'case.withdrawn', note: '' }));
    expect(driver.act(supervisorB, { type: 'statement.recorded', note: '' }).state).toBe('closed');
  });

  it('rows 8, 31, R8: beyond the review it is nobody’s turn but theirs, whatever else is still open', () => {
    const whose = (driver: CaseDriver) =>
      inTurn(caseViewOf(driver.system, supervisorB, driver.at).gates).map(({ gate, roles }) => [gate, ...roles]);
    expect(whose(readyForReview())).toEqual([['review', 'supervisor']]);
    const reported = CaseDriver.known().act(supervisorB, {
      type: 'action.reported',
      note: '',
      removalProceedings: false,
    });
    expect(whose(reported)).toEqual([['review', 'privacy']]);
    const open = whose(CaseDriver.known());
    expect(open).toContainEqual(['oplaConsultation', 'legal']);
    expect(open).not.toContainEqual(expect.arrayContaining(['review']));
  });

  it('R12: a question goes up the chain and is answered by those whom it was asked of', () => {
    const driver = CaseDriver.known().act(supervisorB, { type: 'question.asked', of: 'orap', note: '' });
    expect(canReadCase(driver.system, policyStaff, driver.at, NOBODY)).toBe(true);
    expect(canReadCase(driver.system, leader, driver.at, NOBODY)).toBe(false);
    driver.refuses('notInThisState', () => driver.act(legalA, { type: 'question.answered', question: 1, note: '' }));
    driver.refuses('notInThisState', () =>
      driver.act(policyStaff, { type: 'question.answered', question: 2, note: '' }),
    );
    driver.act(policyStaff, { type: 'question.answered', question: 1, note: '' });
    driver.refuses('notInThisState', () =>
      driver.act(policyStaff, { type: 'question.answered', question: 1, note: '' }),
    );
    for (let asked = 1; asked < 20; asked += 1)
      driver.act(supervisorB, { type: 'question.asked', of: 'opla', note: '' });
    driver.refuses('notInThisState', () => driver.act(supervisorB, { type: 'question.asked', of: 'opla', note: '' }));
  });

  it.each([
    ['leadership', 'leadership'],
    ['opla', 'legal'],
    ['orap', 'policyStaff'],
  ] as const)('R12: whoever is asked is told: %s', (of, audience) => {
    const driver = CaseDriver.known();
    expect(audiences(driver.act(supervisorB, { type: 'question.asked', of, note: '' }))).toEqual([audience]);
  });

  it('row 30: an entry is corrected by its author alone; what is not material changes no digest', () => {
    const driver = cleared();
    const before = driver.context.factsDigest;
    driver.refuses('notInThisState', () =>
      driver.act(supervisorA, { type: 'entry.corrected', entry: 1, author: supervisorB.id, note: '' }),
    );
    driver.act(supervisorB, { type: 'entry.corrected', entry: 1, author: supervisorB.id, note: '' });
    expect(driver.state).toBe('cleared');
    expect(driver.context.factsDigest).toBe(before);
    const reordered = [KNOWN, DENIED].map(
      (status, index) => ({ ...status, role: index ? 'petitioner' : 'beneficiary' }) as const,
    );
    const two = new CaseDriver(caseInput({ facts: factsWith({ statuses: reordered }) }));
    two.refuses('notInThisState', () => two.amend(factsWith({ statuses: reordered.toReversed() })));
  });

  it('row 24: of two amendments on the same facts the second is refused', () => {
    const driver = CaseDriver.known();
    const amend = (regionCode: string) =>
      driver.inputFor(ROOT, supervisorA, {
        type: 'facts.amended',
        facts: factsWith({ statuses: [KNOWN], regionCode }),
        factsDigest: CaseDriver.known().context.factsDigest,
        schedule: scheduleFrom(driver.at),
        note: '',
      });
    const [one, other] = [amend('WEST-02'), amend('WEST-03')];
    driver.take(one);
    driver.refuses('notInThisState', () => driver.take(other));
  });

  it('row 32: work without an eligible colleague goes to another office, unclaimed', () => {
    const driver = CaseDriver.known().consult(legalA, { type: 'task.claimed' });
    const elsewhere = { ...legalB, office: 'OFFICE-B' };
    expect(canReadCase(driver.system, elsewhere, driver.at, NOBODY)).toBe(false);
    driver.act(legalA, { type: 'work.referred', role: 'legal', office: 'OFFICE-B', note: '' });
    expect(consultationOf(driver.system)).toMatchObject({
      value: { open: 'ready' },
      context: { owner: null, office: 'OFFICE-B' },
    });
    expect(canReadCase(driver.system, elsewhere, driver.at, NOBODY)).toBe(true);
    expect(canReadCase(driver.system, { ...elsewhere, roles: ['supervisor'] }, driver.at, NOBODY)).toBe(false);
    driver.refuses('notInThisState', () =>
      driver.act(legalA, { type: 'work.referred', role: 'legal', office: 'OFFICE-B', note: '' }),
    );
    driver.allAnswer().begin(elsewhere).advise('consistent', [], elsewhere);
    expect(driver.state).toBe('awaitingReview');
  });

  it('row 32: a consultation that is opened later goes to the office that has the work', () => {
    const driver = new CaseDriver().act(legalA, { type: 'work.referred', role: 'legal', office: 'OFFICE-B', note: '' });
    driver.amend(factsWith({ statuses: [KNOWN] }));
    expect(consultationOf(driver.system)?.context.office).toBe('OFFICE-B');
  });
});

describe('row 31: an action without a live clearance', () => {
  const report = { type: 'action.reported', removalProceedings: false, note: '' } as const;

  it.each([
    ['gating', () => CaseDriver.known()],
    ['awaitingReview', readyForReview],
    ['lapsed', () => cleared().fireNext()],
    ['blocked', blocked],
  ] as const)('reported from %s: legal and privacy staff are told, nothing clears it afterwards', (_state, from) => {
    const driver = from();
    expect(canReadCase(driver.system, privacy, driver.at, NOBODY)).toBe(false);
    driver.act(legalB, report);
    expect(driver.state).toBe('reported');
    expect(audiences(driver)).toEqual(['legal', 'privacy']);
    expect(canReadCase(driver.system, privacy, driver.at, NOBODY)).toBe(true);
    driver.refuses('notInThisState', () => driver.clear());
    driver.refuses('notInThisState', () => driver.amend(factsWith({ statuses: [KNOWN], regionCode: 'WEST-02' })));
    driver.refuses('notInThisState', () => driver.act(supervisorB, { type: 'case.withdrawn', note: '' }));
    driver.allAnswer('conflict');
    expect(driver.state).toBe('reported');
    expect(driver.act(privacy, { type: 'report.closed', note: '' }).state).toBe('closed');
  });

  it('a live clearance is recorded, not reported', () => {
    const driver = cleared();
    driver.refuses('notInThisState', () => driver.act(supervisorB, report));
  });

  it('R8: at a listed place with removal proceedings it closes only with the statement', () => {
    const driver = CaseDriver.known({ facts: LISTED }).act(supervisorB, { ...report, removalProceedings: true });
    driver.refuses('notInThisState', () => driver.act(privacy, { type: 'report.closed', note: '' }));
    driver.act(supervisorB, { type: 'statement.recorded', note: '' });
    expect(driver.act(privacy, { type: 'report.closed', note: '' }).state).toBe('closed');
  });

  it('a reopened case is never cleared either', () => {
    const old = CaseDriver.known().act(supervisorB, report).act(privacy, { type: 'report.closed', note: '' });
    const driver = new CaseDriver(caseInput({ reopens: leftBehindOf(old.context) })).allAnswer().begin().advise();
    expect(driver.state).toBe('awaitingReview');
    driver.refuses('notInThisState', () => driver.clear());
  });
});
