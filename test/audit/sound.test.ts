import { afterAll, beforeAll, expect, test } from 'vitest';
import { executors } from '../../audit/executors.ts';
import { bundleOf, startAudited, verified, type Audited, type RecordCopy } from './audited.ts';

let audited: Audited;
let record: RecordCopy;
beforeAll(async () => {
  audited = await startAudited();
  record = await audited.copy();
});
afterAll(() => audited.stop());

test('an untouched record is sound, and every case is re-executed', async () => {
  const report = await verified(await bundleOf(record), audited.machinesDigest, { copies: audited.copies });
  expect(report).toMatchObject({
    isSound: true,
    isKeyPinned: true,
    caseId: null,
    size: 22,
    leaves: 22,
    checkpoints: 2,
    copiesCompared: 2,
    findings: [],
  });
  expect(report.cases).toHaveLength(4);
  expect(report.cases).toEqual(
    expect.arrayContaining(
      audited.cases.map(({ caseId, entry }) => ({ caseId, entries: entry, verdict: 'reExecuted' })),
    ),
  );
});

test('the code of this installation is the code that it pins', async () => {
  const report = await verified(await bundleOf(record), '', { executorFor: await executors() });
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(Array(4).fill('reExecuted'));
});

test('sealed, it is proved without a word of what was said', async () => {
  const lines = await bundleOf(record, { isOpened: false });
  expect(lines.join('\n')).not.toMatch(/"content"|uNonimmigrant|synthetic case|STAFF-|urn:synthetic/);
  const report = await verified(lines, audited.machinesDigest);
  expect(report).toMatchObject({ isSound: true, size: 22 });
  expect(report.cases.map(({ verdict, why }) => [verdict, why])).toEqual(Array(4).fill(['proved', 'sealed']));
});

test('opened, its texts are for the recipient only', async () => {
  const lines = await bundleOf(record);
  expect(lines.join('\n')).not.toMatch(/uNonimmigrant|synthetic case|STAFF-|urn:synthetic/);
  const report = await verified(lines, audited.machinesDigest, { key: null });
  expect(report.isSound).toBe(true);
  expect(report.cases.map(({ why }) => why)).toEqual(Array(4).fill('sealed'));
});

test('of one case, each leaf has its proof', async () => {
  const { caseId } = audited.cases[0];
  const report = await verified(await bundleOf(record, { caseId }), audited.machinesDigest);
  expect(report).toMatchObject({
    isSound: true,
    caseId,
    size: 22,
    // Its attempt, too.
    leaves: 10,
    checkpoints: 2,
    cases: [{ caseId, entries: 9, verdict: 'reExecuted' }],
  });
});

test('without the code that decided, it is proved and says why it is not re-executed', async () => {
  const report = await verified(await bundleOf(record), 'other-code');
  expect(report.isSound).toBe(true);
  expect(report.cases.map(({ verdict, why }) => [verdict, why])).toEqual(Array(4).fill(['proved', 'otherCode']));
});

test('without a key from elsewhere it says so', async () => {
  const report = await verified(await bundleOf(record), audited.machinesDigest, { verifierKey: null });
  expect(report).toMatchObject({ isSound: true, isKeyPinned: false });
});
