/**
 * Tells the cases which of their steps wait too long: those that no task stands behind, and that have the time limits of a consultation, counted
 * from the moment since which the record has them waiting (docs/adr/0014). The case notifies, and is what decides whether the step waits still.
 */
import { heartbeat } from '@temporalio/activity';
import type { PolicyLibrary } from '../ledger/policy-library.ts';
import type { UntoldStep } from '../ledger/waiting-steps.ts';
import { scheduleFrom } from '../policy/schedule.ts';
import { isUnauthentic } from '../schemas/unauthentic.ts';
import type { InstantMs, Json, Lateness, Person } from '../schemas/words.ts';
import type { LateStepsAnswer, StepActivities, StepPlace } from './contract.ts';
import { asFailure, terminal } from './failure.ts';
import { submitToCase, type CaseSubmission, type SubmittedToCase } from './submit-to-case.ts';

/** Looked at in one go: even where each of them waits for an answer to the end, the batch is over within its time. */
const BATCH = 100;
/** Cases told at a time: more would only wait for each other in the database. */
const AT_ONCE = 8;
/** Several times within the silence after which the workflow takes a worker for dead. */
const BEAT_MS = 1_000;

/** No person: what follows from time alone. No issuer of tokens has this name. */
const REMINDERS: Person = {
  id: 'urn:casegate:service#reminders',
  staffId: 'SERVICE',
  roles: ['service'],
  office: 'SERVICE',
};

export interface StepActivityPorts {
  /** What waits longest first; nothing of which leadership was told already. */
  readonly untold: (page: { readonly after: StepPlace | null; readonly limit: number }) => Promise<UntoldStep[]>;
  readonly library: Pick<PolicyLibrary, 'refresh' | 'byName'>;
  /** Opaque keyed ids: see codec/references.ts. */
  readonly references: (kind: string, ...parts: string[]) => string;
  readonly clock: () => InstantMs;
  /** A test may stand in for the cases. */
  readonly submit?: (submission: CaseSubmission) => Promise<SubmittedToCase>;
}

export function createStepActivities(ports: StepActivityPorts): StepActivities {
  return {
    async tellLateSteps(request) {
      if (isUnauthentic(request)) throw terminal('malformed');
      const beat = setInterval(heartbeat, BEAT_MS);
      try {
        return await tellBatch(ports, request.after).catch(asFailure);
      } finally {
        clearInterval(beat);
      }
    },
  };
}

interface LateStep extends UntoldStep {
  readonly level: Lateness;
}

async function tellBatch(ports: StepActivityPorts, after: StepPlace | null): Promise<LateStepsAnswer> {
  await ports.library.refresh();
  const steps = await ports.untold({ after, limit: BATCH });
  const late: LateStep[] = [];
  let left = 0;
  for (const step of steps) {
    const level = latenessOf(ports, step);
    if (level === 'unknown') left += 1;
    else if (level !== null) late.push({ ...step, level });
  }
  let told = 0;
  for (let first = 0; first < late.length; first += AT_ONCE) {
    const answers = await Promise.all(late.slice(first, first + AT_ONCE).map((step) => tell(ports, step)));
    told += answers.filter((is) => is === 'accepted').length;
    // A case that could not be told now is left for the next look, and holds up no other.
    left += answers.filter((is) => is === 'unavailable').length;
  }
  return { next: steps.length < BATCH ? null : cursorOf(steps.at(-1)!), told, left };
}

const cursorOf = ({ since, caseId, step }: UntoldStep): StepPlace => ({ since, caseId, step });

/** `unknown` where the version is not known here. One that is past its escalation when it is looked at first is escalated, and not reminded of besides. */
function latenessOf(
  { library, clock }: StepActivityPorts,
  { policyVersion, since, office, remindedAt }: UntoldStep,
): Lateness | 'unknown' | null {
  const now = clock();
  try {
    const { remindAt, escalateAt } = scheduleFrom(library.byName(policyVersion).policy, since, office).consultation;
    if (now >= escalateAt) return 'escalation';
    return now >= remindAt && remindedAt === null ? 'reminder' : null;
  } catch {
    return 'unknown';
  }
}

/** Once: by the update's id while the case is told, and from then on by what the record has noted with the entry. */
async function tell(
  ports: StepActivityPorts,
  { caseId, step, since, level }: LateStep,
): Promise<SubmittedToCase['is']> {
  const updateId = ports.references('u', 'step', caseId, step, String(since), level);
  const event = { type: 'step.late', step, since, level, note: '', by: REMINDERS as unknown as Json };
  return (await (ports.submit ?? submitToCase)({ caseId, updateId, event })).is;
}
