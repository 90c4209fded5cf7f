/** How an order reaches cases, batch by batch, over a real register, with stand-ins for the cases. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyActivities } from '../../activities/policy-activities.ts';
import type { CaseSubmission, SubmittedToCase } from '../../activities/submit-to-case.ts';
import { createPolicyLibrary, type PolicyLibrary } from '../../ledger/policy-library.ts';
import {
  createPolicyRegister,
  VERSIONS_MAX,
  type OrderRow,
  type PolicyRegister,
} from '../../ledger/policy-register.ts';
import { policyDigestOf } from '../../policy/registry.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import { newSigningKey, signPolicyFile, trustedKeysOf } from '../../schemas/policy-signing.ts';
import { DrivenCase, OPENED_AT, personOf } from '../ledger/cases.ts';
import { references, startStack, type Stack } from '../ledger/stack.ts';
import { bytesOf, narrowerPolicy } from './policy-files.ts';

const policy = narrowerPolicy('synthetic-hold', 'hold');
const next = narrowerPolicy('synthetic-next', 'continue');
const signer = await newSigningKey('synthetic-signer');

let record: Stack;
let register: PolicyRegister;
let library: PolicyLibrary;
let sent: CaseSubmission[];
let answer: (submission: CaseSubmission) => SubmittedToCase;
const cases: string[] = [];

beforeAll(async () => {
  record = await startStack();
  register = createPolicyRegister(record.db);
  library = createPolicyLibrary({ register, trusted: trustedKeysOf(signer) });
  for (const one of [policy, next]) {
    const file = bytesOf(one);
    await library.load(file, await signPolicyFile(file, signer), { person: personOf('policy-a').id, at: OPENED_AT });
  }
  for (let index = 0; index < 3; index += 1) {
    const driven = new DrivenCase();
    await record.ledger.append(driven.opening());
    cases.push(driven.caseId);
  }
  cases.sort();
}, 120_000);
afterAll(() => record?.stop());
beforeEach(() => {
  sent = [];
  answer = () => ({ is: 'accepted', entry: 2 });
});

const reach = (after: string | null = null) =>
  new MockActivityEnvironment().run(
    createPolicyActivities({
      register,
      library,
      references,
      clock: () => OPENED_AT,
      submit: async (submission) => {
        sent.push(submission);
        return answer(submission);
      },
    }).reachCases,
    { after },
  );

async function activate(version: typeof policy): Promise<OrderRow> {
  const decision = { version: version.version, digest: policyDigestOf(version), note: 'synthetic', at: OPENED_AT };
  await register.propose({ ...decision, proofDigest: '0'.repeat(64), person: personOf('policy-a').id });
  return register.activate({ ...decision, rule: version.transition.value, person: personOf('policy-b').id });
}

describe('an order', () => {
  it('that there is none of reaches nobody', async () => {
    expect(await reach()).toEqual({ next: null, left: 0 });
    expect(sent).toEqual([]);
  });

  it('that is a plaintext of somebody without the key is refused', async () => {
    const activities = createPolicyActivities({ register, library, references, clock: () => OPENED_AT });
    const forged = { 'casegate/unauthentic': 'unencrypted' } as never;
    await expect(new MockActivityEnvironment().run(activities.reachCases, forged)).rejects.toThrow('malformed');
  });

  it('tells each open case the terms, the rule and the deadlines of its office, once', async () => {
    const order = await activate(policy);
    expect(await reach()).toEqual({ next: null, left: 0 });
    expect(sent.map(({ caseId }) => caseId).sort()).toEqual(cases);
    expect(sent[0]!.event).toMatchObject({
      type: 'policy.changed',
      rule: 'hold',
      activation: `order-${order.policyOrder}`,
      terms: { version: policy.version, digest: policyDigestOf(policy) },
      schedule: scheduleFrom(policy, OPENED_AT, 'OFFICE-EAST'),
      by: { roles: ['service'] },
    });
    expect(new Set(sent.map(({ updateId }) => updateId)).size).toBe(3);
    sent = [];
    expect(await reach()).toEqual({ next: null, left: 0 });
    expect(sent).toEqual([]);
    expect(await register.progressOf(order)).toEqual({ changed: 3, unchanged: 0, remaining: 0 });
  });

  it('leaves a case that cannot be told now to the next look, under the same update id, and holds up no other', async () => {
    const order = await activate(next);
    answer = ({ caseId }) => (caseId === cases[0] ? { is: 'unavailable' } : { is: 'accepted', entry: 3 });
    expect(await reach()).toEqual({ next: null, left: 1 });
    const first = sent.find(({ caseId }) => caseId === cases[0])!;
    expect(await register.progressOf(order)).toMatchObject({ changed: 2, remaining: 1 });
    sent = [];
    answer = () => ({ is: 'accepted', entry: 3 });
    expect(await reach()).toEqual({ next: null, left: 0 });
    expect(sent).toMatchObject([{ caseId: cases[0], updateId: first.updateId }]);
  });

  it('that a case refuses stays to be seen as remaining, instead of counting as done', async () => {
    const order = await activate(policy);
    answer = () => ({ is: 'refused' });
    expect(await reach()).toEqual({ next: null, left: 3 });
    expect(await register.progressOf(order)).toMatchObject({ changed: 0, remaining: 3 });
  });

  it('to suspend takes the place of the one in force, and a case that is suspended already counts as such', async () => {
    const order = await register.suspend({
      person: personOf('leadership-a').id,
      note: 'synthetic order',
      at: OPENED_AT,
    });
    answer = ({ caseId }) => (caseId === cases[0] ? { is: 'refused' } : { is: 'accepted', entry: 4 });
    expect(await reach()).toEqual({ next: null, left: 0 });
    expect(sent.map(({ event }) => event)).toEqual(
      cases.map(() => ({
        type: 'policy.suspended',
        note: 'synthetic order',
        by: expect.objectContaining({ roles: ['service'] }),
      })),
    );
    expect(await register.progressOf(order)).toEqual({ changed: 2, unchanged: 1, remaining: 0 });
  });

  it('finds in the record what a try that was cut off had told a case', async () => {
    const order = await activate(next);
    const updateId = references('u', 'policy-order', String(order.policyOrder), cases[0]!);
    const told = { ...register, entryOfUpdate: async (_case: string, id: string) => (id === updateId ? 7 : null) };
    const activities = createPolicyActivities({
      register: told,
      library,
      references,
      clock: () => OPENED_AT,
      submit: async (submission) => {
        sent.push(submission);
        return { is: 'accepted', entry: 8 };
      },
    });
    await new MockActivityEnvironment().run(activities.reachCases, { after: null });
    expect(sent.map(({ caseId }) => caseId).sort()).toEqual(cases.slice(1));
    const rows = await record.db
      .selectFrom('policyReached')
      .select(['caseId', 'entry'])
      .where('policyOrder', '=', order.policyOrder)
      .orderBy('caseId')
      .execute();
    expect(rows).toEqual(cases.map((caseId, index) => ({ caseId, entry: index === 0 ? 7 : 8 })));
  });

  it('goes on after a case, in the order of ids', async () => {
    await activate(policy);
    await reach(cases[0]!);
    expect(sent.map(({ caseId }) => caseId).sort()).toEqual(cases.slice(1));
  });
});

describe('the register', () => {
  it('is append-only: no order can be changed or taken away', async () => {
    await expect(record.db.updateTable('policyOrders').set({ person: 'somebody' }).execute()).rejects.toThrow(
      'append-only',
    );
    await expect(record.db.deleteFrom('policyReached').execute()).rejects.toThrow('append-only');
    await expect(record.db.deleteFrom('policyVersions').execute()).rejects.toThrow('append-only');
  });

  it('lets one of two who activate at once win', async () => {
    const decision = { version: next.version, digest: policyDigestOf(next), note: 'synthetic', at: OPENED_AT };
    await register.propose({ ...decision, proofDigest: '0'.repeat(64), person: personOf('policy-a').id });
    const both = await Promise.allSettled(
      ['policy-b', 'leadership-a'].map((handle) =>
        register.activate({ ...decision, rule: 'continue', person: personOf(handle).id }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('forgets a proposal once something else was decided', async () => {
    const decision = { note: 'synthetic', at: OPENED_AT };
    const older = { version: policy.version, digest: policyDigestOf(policy), ...decision };
    await register.propose({ ...older, proofDigest: '0'.repeat(64), person: personOf('policy-a').id });
    await activate(next);
    await expect(register.activate({ ...older, rule: 'hold', person: personOf('policy-b').id })).rejects.toThrow(
      'nobody has proposed',
    );
  });
});

describe('the register', () => {
  it('takes no more versions than it lists at once, of which those that are not believed are a part', async () => {
    const row = (index: number) => ({
      version: `synthetic-${index}`,
      digest: String(index).padStart(64, '0'),
      file: Buffer.from('{}'),
      signature: 'synthetic',
      keyId: 'synthetic-signer',
      person: personOf('policy-a').id,
      at: OPENED_AT,
    });
    const kept = (await register.versions()).length;
    const more = Array.from({ length: VERSIONS_MAX - kept }, (_, index) => row(index));
    await record.db.insertInto('policyVersions').values(more).execute();
    await expect(register.keepVersion(row(VERSIONS_MAX))).rejects.toMatchObject({ code: 'tooManyVersions' });
    await library.refresh();
    expect(library.distrusted()).toHaveLength(VERSIONS_MAX - kept);
  });
});
