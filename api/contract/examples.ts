/** One example of a body for each command that has one: what the compiler and the schemas take. All of it is synthetic. */
import type { BodyOf } from './call.ts';
import type { OperationName } from './operations.ts';

type Examples = {
  readonly [name in OperationName as [BodyOf<name>] extends [never] ? never : name]: BodyOf<name>;
};

const CASE = 'c_0123456789abcdefghijklmnop';
const TASK = 't_0123456789abcdefghijklmnop';
/** Of nothing: an answer says which there is. */
const DIGEST = '0'.repeat(64);
const REFERENCE = 'SYN-2026-7';
const NOTE = 'A synthetic reason.';

const FACTS = {
  statuses: [{ benefit: 'uNonimmigrant', role: 'primaryApplicant', stage: 'pending', provenance: 'agencyRecords' }],
  placeClass: 'other',
  windowFrom: '2026-12-01T06:00:00-05:00',
  windowUntil: '2026-12-03T20:00:00-05:00',
  regionCode: 'EAST-07',
} as const;
const OPENING = { proposingOfficer: 'STAFF-PROPOSING-OFFICER-A', note: NOTE };

const OF_COMMANDS: Examples = {
  startCase: { facts: { personKey: 'SYN-PERSON-0002', ...FACTS }, ...OPENING },
  reopenCase: { facts: FACTS, ...OPENING },
  actInCase: { type: 'decision.cleared', factsDigest: DIGEST, note: NOTE },
  assign: { type: 'case.assigned', to: 'STAFF-SUPERVISOR-D', reason: 'cover' },
  recordDisclosure: {
    ground: 'b8',
    recipient: 'AGENCY-1',
    authorisedBy: 'STAFF-LEADERSHIP-A',
    reference: REFERENCE,
    digest: DIGEST,
    discretion: {
      exercisedBy: 'STAFF-LEADERSHIP-A',
      exercisedAt: '2026-11-01T12:00:00Z',
      reference: REFERENCE,
      digest: DIGEST,
    },
  },
  redactCase: { reference: REFERENCE },
  releaseAdvice: { to: 'auditor', reference: REFERENCE },
  resumeCase: { reason: 'mended', reference: REFERENCE },
  actOnTasks: { tasks: [TASK], event: { type: 'task.claimed' } },
  actOnTask: {
    type: 'task.completed',
    advice: 'consistentWithConditions',
    factsDigest: DIGEST,
    conditions: ['A synthetic condition.'],
    text: 'Synthetic advice.',
  },
  actOnRequest: { type: 'request.answered', answer: 'noConflict' },
  reportIncident: { category: 'improperAccess', case: CASE, occurredAt: '2026-11-01T12:00:00Z', note: NOTE },
  actOnIncident: { type: 'incident.acknowledged', reference: REFERENCE },
  loadVersion: { file: '{"format":"casegate-policy/1", …}', signature: 'eyJhbGciOiJFZERTQSJ9..c3ludGhldGlj' },
  suspendVersion: { note: NOTE },
  proposeVersion: {
    digest: DIGEST,
    proof: {
      format: 'casegate-proof/1',
      policyDigest: DIGEST,
      machinesDigest: DIGEST,
      states: 51_000,
      transitions: 1_800_000,
      violations: 0,
    },
    note: NOTE,
  },
  activateVersion: { digest: DIGEST, note: NOTE },
  exportBundle: { caseId: CASE, content: null },
  reconcile: { caseId: null },
  takeMeasure: { measure: 'hold', reference: REFERENCE },
};

export const EXAMPLES: { readonly [name in OperationName]?: object } = OF_COMMANDS;
