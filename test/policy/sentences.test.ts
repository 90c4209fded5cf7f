import { describe, expect, it } from 'vitest';
import type { GateView } from '../../machines/case-gates.ts';
import { caseViewOf } from '../../machines/case-view.ts';
import { POLICIES } from '../../policy/registry.ts';
import { sentencesFor } from '../../policy/sentences.ts';
import { CaseDriver, PEOPLE, refusalOf } from '../machines/case-driver.ts';

const MARKS = [
  ...Array.from({ length: 12 }, (_, index) => `R${index + 1}`),
  ...Array.from({ length: 32 }, (_, index) => `row ${index + 1}`),
];

describe.each(POLICIES)('$version', (policy) => {
  it.each(MARKS)('has a sentence behind %s, and says whose it is', (mark) => {
    const sentences = sentencesFor(policy, mark);
    expect(sentences.length).toBeGreaterThan(0);
    for (const one of sentences) {
      expect(one.mark).toBe(mark);
      expect(one.says).toMatch(/\S/);
      expect(one.quote ?? one.citation ?? one.note).toMatch(/\S/);
      if (one.label === 'document') expect(one.quote).toMatch(/\S/);
    }
  });

  it('labels rows of the decision table that are ours as ours', () => {
    const ours = [10, 12, 13, 14, 15, 17, 20, 25, 27, 29, 30, 31, 32];
    for (const row of ours) expect(sentencesFor(policy, `row ${row}`)[0]!.label).toBe('product default');
  });

  it.each(['R13', 'row 33', 'constructor', ''])('has none behind %j', (mark) => {
    expect(sentencesFor(policy, mark)).toEqual([]);
  });
});

const gate = (driver: CaseDriver, name: GateView['gate']): GateView =>
  caseViewOf(driver.system, PEOPLE.supervisorB, driver.at).gates.find((one) => one.gate === name)!;

describe('what is missing, who may do it, by when, and the marks of the sentences behind it', () => {
  it('advice that is not consistent: a supervisor escalates', () => {
    expect(gate(CaseDriver.known().allAnswer().begin().advise('notConsistent'), 'oplaConsultation')).toMatchObject({
      met: false,
      roles: ['supervisor'],
      marks: ['R1', 'row 2', 'row 10', 'row 12'],
    });
  });

  it('a question of legal staff: a supervisor answers', () => {
    const driver = CaseDriver.known().begin().consult(PEOPLE.legalA, { type: 'information.requested', text: '' });
    expect(gate(driver, 'oplaConsultation')).toMatchObject({ roles: ['supervisor'], marks: ['R1', 'row 2', 'row 11'] });
    expect(refusalOf(() => driver.consult(PEOPLE.supervisorB, { type: 'information.provided', text: '' }))).toBeNull();
  });

  it('silence past the due date: the rows that say what silence is', () => {
    const driver = CaseDriver.known();
    const { dueAt } = gate(driver, 'oplaConsultation');
    while (driver.at < dueAt!) driver.fireNext();
    // Timers of one instant fire one after the other.
    while (!gate(driver, 'oplaConsultation').overdue || !gate(driver, 'deconfliction').overdue) driver.fireNext();
    expect(gate(driver, 'oplaConsultation').marks).toContain('row 27');
    expect(gate(driver, 'deconfliction').marks).toContain('row 15');
  });

  it('a time limit that has passed: a supervisor renews, before the case ends', () => {
    const driver = CaseDriver.known().allAnswer().begin().advise().clear().fireNext();
    expect(driver.state).toBe('lapsed');
    expect(gate(driver, 'review')).toMatchObject({
      met: false,
      missing: 'a supervisor renews, or the case ends as expired',
      dueAt: driver.context.schedule.lapseEndsAt,
      marks: ['R6', 'row 8'],
    });
  });
});
