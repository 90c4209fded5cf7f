/**
 * Tells the cases which of their steps wait too long: those that no task stands behind, and that have the time limits of a consultation, counted
 * from the moment since which the record has them waiting (docs/adr/0014); and which claimed work has not been begun in time, or is to be taken
 * up again (docs/adr/0015). The case notifies, and is what decides whether it is so still.
 */
import { heartbeat } from '@temporalio/activity';
import type { PolicyLibrary } from '../ledger/policy-library.ts';
import type { Dated } from '../ledger/waiting-steps.ts';
import { scheduleFrom } from '../policy/schedule.ts';
import { isUnauthentic } from '../schemas/unauthentic.ts';
import type { InstantMs, Json, Lateness, Person, WorkDate } from '../schemas/words.ts';
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
  /** The oldest first; no step of which leadership was told already. */
  readonly dated: (page: { readonly after: StepPlace | null; readonly limit: number }) => Promise<Dated[]>;
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

/** What a case is told, and what it is told once. */
interface Telling {
  readonly caseId: string;
  readonly parts: readonly string[];
  readonly event: { readonly type: string; readonly [field: string]: Json };
}

async function tellBatch(ports: StepActivityPorts, after: StepPlace | null): Promise<LateStepsAnswer> {
  await ports.library.refresh();
  const dated = await ports.dated({ after, limit: BATCH });
  const tellings = dated.map((one) => tellingOf(ports, one));
  const all = tellings.filter((one) => one !== 'unknown').filter((one) => one !== null);
  let left = tellings.filter((one) => one === 'unknown').length;
  let told = 0;
  for (let first = 0; first < all.length; first += AT_ONCE) {
    const answers = await Promise.all(all.slice(first, first + AT_ONCE).map((one) => tell(ports, one)));
    told += answers.filter((is) => is === 'accepted').length;
    // A case that could not be told now is left for the next look, and holds up no other.
    left += answers.filter((is) => is === 'unavailable').length;
  }
  return { next: dated.length < BATCH ? null : cursorOf(dated.at(-1)!), told, left };
}

const cursorOf = ({ since, caseId, step }: Dated): StepPlace => ({ since, caseId, step });

function tellingOf(ports: StepActivityPorts, dated: Dated): Telling | 'unknown' | null {
  if (dated.what !== null) return ports.clock() >= dated.since ? workDue(dated, dated.what) : null;
  const level = latenessOf(ports, dated);
  return level === null || level === 'unknown' ? level : lateness(dated, level);
}

/** `unknown` where the version is not known here. One that is past its escalation when it is looked at first is escalated, and not reminded of besides. */
function latenessOf(
  { library, clock }: StepActivityPorts,
  { policyVersion, since, office, remindedAt }: Dated,
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

const lateness = ({ caseId, step, since }: Dated, level: Lateness): Telling => ({
  caseId,
  parts: ['step', caseId, step, String(since), level],
  event: { type: 'step.late', step, since, level, note: '' },
});

const workDue = ({ caseId, role, since: date }: Dated, what: WorkDate): Telling => ({
  caseId,
  parts: ['work', caseId, role, what, String(date)],
  event: { type: 'work.due', role, what, date, note: '' },
});

/** Once: by the update's id while the case is told, and from then on by what the record has noted with the entry. */
async function tell(ports: StepActivityPorts, { caseId, parts, event }: Telling): Promise<SubmittedToCase['is']> {
  const updateId = ports.references('u', ...parts);
  const by = REMINDERS as unknown as Json;
  return (await (ports.submit ?? submitToCase)({ caseId, updateId, event: { ...event, by } })).is;
}
