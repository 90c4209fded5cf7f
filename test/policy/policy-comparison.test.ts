import { describe, expect, it } from 'vitest';
import { impactOn, whatIf, type RecordedEntry } from '../../machines/policy-comparison.ts';
import { start, type Input } from '../../machines/system.ts';
import { caseProgram } from '../../machines/case-program.ts';
import type { PolicyTerms } from '../../policy/policy-terms.ts';
import type { Json, TransitionRule } from '../../schemas/words.ts';
import { CaseDriver, caseInput, factsWith, KNOWN, PEOPLE, scheduleFrom, TERMS } from '../machines/case-driver.ts';

const { policyStaff } = PEOPLE;

const next = (more: Partial<PolicyTerms>): PolicyTerms => ({
  ...TERMS,
  version: 'next',
  digest: '1'.repeat(64),
  ...more,
});
/** Asks nobody for a consultation, and one partner more. */
const OTHER = next({ consultationBenefits: [], partnerClasses: ['local', 'federal', 'state'] });

const impact = ({ system, at }: CaseDriver, rule: TransitionRule, terms = OTHER) =>
  impactOn(system, { terms, rule, schedule: scheduleFrom(at), at: at + 1 }, policyStaff);

describe('impact on an open case', () => {
  it('names requirements that come and go, and where the case would stand', () => {
    const driver = CaseDriver.known().allAnswer();
    expect(impact(driver, 'reEvaluate')).toEqual({
      added: [{ gate: 'deconfliction', partnerClass: 'state' }],
      dropped: [{ gate: 'oplaConsultation' }],
      before: { state: 'gating', statements: ['awaiting OPLA consultation'], isCleared: false },
      after: { state: 'gating', statements: ['checking deconfliction with partner agencies'], isCleared: false },
      changes: true,
    });
  });

  it('of the same requirements under another version still voids a clearance where the rule is to judge anew', () => {
    const cleared = CaseDriver.known().allAnswer().begin().advise().clear();
    const { added, dropped, before, after, changes } = impact(cleared, 'reEvaluate', next({}));
    expect([added, dropped, changes]).toEqual([[], [], true]);
    expect(before.isCleared).toBe(true);
    expect(after).toMatchObject({ state: 'gating', isCleared: false });
  });

  it('is none where cases continue under their own version', () => {
    const cleared = CaseDriver.known().allAnswer().begin().advise().clear();
    expect(impact(cleared, 'continue')).toMatchObject({ added: [], dropped: [], changes: false });
  });

  it('of a hold stops the case', () => {
    const driver = CaseDriver.known().allAnswer().begin().advise();
    expect(impact(driver, 'hold').after!.state).not.toBe('awaitingReview');
    expect(impact(driver, 'hold').changes).toBe(true);
  });

  it('is null where the case would not take it', () => {
    const ended = CaseDriver.known().act(PEOPLE.supervisorB, { type: 'case.withdrawn', note: '' });
    expect(impact(ended, 'reEvaluate')).toMatchObject({ after: null, changes: true });
  });

  it('changes nothing', () => {
    const driver = CaseDriver.known();
    const before = JSON.stringify(driver.system);
    impact(driver, 'reEvaluate');
    expect(JSON.stringify(driver.system)).toBe(before);
  });
});

/** A case with the entries that its record would have. */
class RecordedCase extends CaseDriver {
  readonly entries: RecordedEntry[] = [];

  constructor(input = caseInput({ facts: factsWith({ statuses: [KNOWN] }) })) {
    super(input);
    const opening = { kind: 'start', at: input.at, input } as unknown as Json;
    this.entries.push({ entry: 1, at: input.at, input: opening });
  }
  override take(input: Input): this {
    super.take(input);
    this.entries.push({ entry: this.entries.length + 1, at: input.at, input: input as unknown as Json });
    return this;
  }
}

const under = (driver: RecordedCase, terms: PolicyTerms) =>
  whatIf(driver.system, driver.entries, { terms, scheduleAt: (at) => scheduleFrom(at) }, policyStaff);

describe('what if', () => {
  it('under its own version a case comes out as it is recorded, with nothing left out', () => {
    const driver = new RecordedCase()
      .fireNext()
      .allAnswer('conflict')
      .begin()
      .advise('consistentWithConditions', ['c1']);
    driver.resolve('local').resolve('federal');
    const result = under(driver, TERMS);
    expect(result).toMatchObject({ added: [], dropped: [], skipped: [] });
    expect(result.other).toEqual(result.recorded);
  });

  it('under a version without the consultation the rest happens as it did, and what was done in it is named', () => {
    const driver = new RecordedCase().allAnswer().begin().advise().clear();
    const result = under(driver, next({ consultationBenefits: [] }));
    expect(result.dropped).toEqual([{ gate: 'oplaConsultation' }]);
    expect(result.skipped).toEqual([
      { entry: 4, type: 'task.claimed', why: 'noSuchActor' },
      { entry: 5, type: 'task.started', why: 'noSuchActor' },
      { entry: 6, type: 'task.completed', why: 'noSuchActor' },
    ]);
    expect(result.recorded.state).toBe('cleared');
    expect(result.other.state).toBe('cleared');
  });

  it('under a version that asks one partner more the clearance would not have been given', () => {
    const driver = new RecordedCase().allAnswer().begin().advise().clear();
    const result = under(driver, next({ partnerClasses: ['local', 'federal', 'state'] }));
    expect(result.added).toEqual([{ gate: 'deconfliction', partnerClass: 'state' }]);
    expect(result.skipped).toEqual([{ entry: 7, type: 'decision.cleared', why: 'notInThisState' }]);
    expect(result.other).toMatchObject({ state: 'gating', isCleared: false });
  });

  it('under a version that separates more duties who decided would have been refused', () => {
    const driver = new RecordedCase().allAnswer().begin().advise().clear();
    // The driver has the proposing supervisor submit as well, and another one decide.
    const separated = next({
      separatedDuties: [
        ['decided', 'resolved'],
        ['proposed', 'submitted'],
      ],
    });
    driver.answer('local', 'conflict');
    driver.resolve('local');
    expect(under(driver, separated).skipped).toEqual([
      { entry: driver.entries.length, type: 'conflict.resolved', why: 'notAdmitted' },
    ]);
  });

  it('goes by names of time limits, and leaves out those that would not have passed', () => {
    const driver = new RecordedCase().allAnswer();
    driver.fireNext((key) => key.startsWith('root/consultation'));
    expect(under(driver, next({ consultationBenefits: [] })).skipped).toEqual([
      { entry: 4, type: 'timer', why: 'noSuchTimer' },
    ]);
    expect(under(driver, TERMS).skipped).toEqual([]);
  });

  it('takes deadlines from the other version', () => {
    const driver = new RecordedCase().allAnswer();
    const asked: [at: number, office: string][] = [];
    const scheduleAt = (at: number, office: string) => {
      asked.push([at, office]);
      return scheduleFrom(at);
    };
    whatIf(driver.system, driver.entries, { terms: TERMS, scheduleAt }, policyStaff);
    expect(asked[0]).toEqual([driver.entries[0]!.at, 'OFFICE-A']);
  });

  it('replaces what told the case of another version', () => {
    const driver = new RecordedCase().allAnswer().changePolicy('reEvaluate', { consultationBenefits: [] });
    const result = under(driver, TERMS);
    expect(result.recorded.state).toBe('awaitingReview');
    expect(result.added).toEqual([{ gate: 'oplaConsultation' }]);
    expect(result.other).toMatchObject({ state: 'gating', statements: ['awaiting OPLA consultation'] });
    expect(result.skipped).toEqual([]);
  });

  it('begins with the last epoch of a case', () => {
    const first = new RecordedCase();
    first.act(PEOPLE.supervisorB, { type: 'case.withdrawn', note: '' });
    const again = caseInput({ facts: factsWith(), at: first.at + 1 });
    const [system] = start(caseProgram, again as unknown as Json, again.at);
    const entries = [
      ...first.entries,
      { entry: 3, at: again.at, input: { kind: 'start', at: again.at, input: again } as unknown as Json },
    ];
    expect(whatIf(system, entries, { terms: TERMS, scheduleAt: (at) => scheduleFrom(at) }, policyStaff)).toMatchObject({
      dropped: [],
      skipped: [],
    });
  });
});
