import { expect, test } from 'vitest';
import { caseKeyOf, newCaseSecret } from '../../ledger/case-keys.ts';
import { CaseStands, type CaseStand } from '../../ledger/case-stands.ts';
import { projectCase } from '../../ledger/projections.ts';
import { DrivenCase } from './cases.ts';
import { references } from './stack.ts';

const key = caseKeyOf(newCaseSecret());

function standOf({ caseId, entry, at, system }: DrivenCase): CaseStand {
  const projected = { caseId, entry, at, system: system! };
  return { entry, key, system: projected.system, projection: projectCase(projected, references) };
}

test('a case is known after its last entry, and after no other', () => {
  const stands = new CaseStands();
  const driven = new DrivenCase();
  driven.opening();
  const opened = standOf(driven);
  stands.keep(driven.caseId, opened);
  expect(stands.after(driven.caseId, 1)).toBe(opened);
  driven.claim();
  stands.keep(driven.caseId, standOf(driven));
  expect(stands.after(driven.caseId, 1)).toBeUndefined();
  stands.forget(driven.caseId);
  expect(stands.after(driven.caseId, 2)).toBeUndefined();
});

test('the key of an ended case, which may be destroyed, is not kept', () => {
  const stands = new CaseStands();
  const driven = new DrivenCase();
  driven.opening();
  stands.keep(driven.caseId, standOf(driven));
  driven.withdraw();
  stands.keep(driven.caseId, standOf(driven));
  expect([1, 2].map((entry) => stands.after(driven.caseId, entry))).toEqual([undefined, undefined]);
});

test('of more than 500 cases those are kept that took an entry last', () => {
  const stands = new CaseStands();
  const driven = new DrivenCase();
  driven.opening();
  const stand = standOf(driven);
  for (let number = 0; number < 500; number += 1) stands.keep(`c_${number}`, stand);
  stands.keep('c_0', stand);
  stands.keep('c_500', stand);
  const known = (caseId: string) => stands.after(caseId, 1) !== undefined;
  expect(['c_0', 'c_1', 'c_2', 'c_500'].map(known)).toEqual([true, false, true, true]);
});
