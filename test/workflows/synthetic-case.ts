import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import { factsDigestOf } from '../../machines/case-context.ts';
import { policyOf, termsOf } from '../../policy/registry.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import type { CaseFacts, Person, StatusFact } from '../../schemas/words.ts';

const POLICY = 'announcement-2025-01-31';
export const CANARY = 'canary-7f3a';

export const personOf = (handle: string): Person => SYNTHETIC_PEOPLE.find((person) => person.handle === handle)!.person;

export function caseInput(statuses: readonly StatusFact[], at = Date.now()): CaseInput {
  const facts: CaseFacts = {
    personReference: `p_${CANARY}`,
    statuses,
    placeClass: 'other',
    windowFrom: at,
    windowUntil: at + 1,
    regionCode: 'EAST-07',
  };
  const policy = policyOf(POLICY);
  return {
    at,
    office: 'OFFICE-EAST',
    terms: termsOf(policy),
    facts,
    schedule: scheduleFrom(policy, at, 'OFFICE-EAST'),
    submittedBy: personOf('supervisor-a'),
    proposedBy: { staffId: 'STAFF-PROPOSING-OFFICER-A', person: personOf('proposing-officer-a').id },
    excused: [],
    inheritsProtection: false,
    note: CANARY,
    reopens: null,
  };
}

/** A status that calls for a consultation (row 2). */
export const PROTECTED: StatusFact = {
  benefit: 'uNonimmigrant',
  role: 'primaryApplicant',
  stage: 'pending',
  provenance: 'agencyRecords',
};

export async function submitTo(
  client: Client,
  caseId: string,
  to: string,
  handle: string | Person,
  event: Record<string, unknown>,
  condition: { readonly after?: number } = {},
): Promise<void> {
  const by = typeof handle === 'string' ? personOf(handle) : handle;
  const updateId = `u_${randomUUID()}`;
  const run = client.workflow.getHandle(caseId);
  await run.executeUpdate('submit', { updateId, args: [{ updateId, to, event: { ...event, by }, ...condition }] });
}

/** A case from its start to `closed`, by way of a consultation where its statuses call for one. */
export async function runCaseToClosed(
  client: Client,
  taskQueue: string,
  statuses: readonly StatusFact[],
): Promise<string> {
  const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const input = caseInput(statuses);
  const factsDigest = factsDigestOf(input.facts);
  const submit = (to: string, by: string, event: Record<string, unknown>) => submitTo(client, caseId, to, by, event);
  await client.workflow.start('gate', {
    workflowId: caseId,
    taskQueue,
    args: [{ input, entriesBefore: 0, stepsPerRun: 100, deliversOpeningLocally: true }],
    typedSearchAttributes: new TypedSearchAttributes([
      { key: defineSearchAttributeKey('CasegateAwaiting', SearchAttributeType.KEYWORD), value: 'partner' },
    ]),
  });
  for (const partnerClass of ['internal', 'local', 'state', 'federal']) {
    await submit(`root/${partnerClass}`, `partner-${partnerClass}`, { type: 'request.answered', answer: 'noConflict' });
  }
  if (statuses.length > 0) {
    await submit('root/consultation', 'legal-a', { type: 'task.claimed' });
    await submit('root/consultation', 'legal-a', { type: 'task.started' });
    const advice = { type: 'task.completed', advice: 'consistent', factsDigest, conditions: [], text: CANARY };
    await submit('root/consultation', 'legal-a', advice);
  }
  await submit('root', 'supervisor-a', {
    type: 'decision.cleared',
    factsDigest,
    schedule: input.schedule,
    note: CANARY,
  });
  await submit('root', 'supervisor-a', { type: 'action.recorded', outcome: 'actionNotTaken', note: CANARY });
  await client.workflow.getHandle(caseId).result();
  return caseId;
}
