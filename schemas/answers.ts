/**
 * What the API answers, as schemas: the OpenAPI document is made of them, and the contract test holds real answers to them. Strict, so
 * that a field which slips into an answer is found.
 */
import { z } from 'zod';
import { ASSIGNMENT_REASONS, MEASURES, RELEASE_AUDIENCES } from './privacy-words.ts';
import { POLICY_ANSWER_PARTS, POLICY_ANSWERS } from './policy-answers.ts';
import { problemSchema } from './problems.ts';
import type { Unchanging } from './unchanging.ts';
import { WORK_ANSWERS } from './work-answers.ts';
import { PARTNER_ANSWERS, PARTNER_CLASSES, ROLES } from './words.ts';
import {
  time,
  caseId,
  remedy,
  digest,
  factsSchema,
  gateSchema,
  actionSchema,
  caseRow,
  standing,
  next,
  taskRow,
  dayClass,
  hours,
  shown,
  disclosureRow,
  requestRow,
  incidentRow,
  proposalRow,
  caseShown,
  timelineEntry,
} from './answer-parts.ts';

/** What stands in several answers, by the names that the OpenAPI document has for them. */
export const ANSWER_PARTS = {
  Facts: factsSchema,
  Gate: gateSchema,
  Action: actionSchema,
  TimelineEntry: timelineEntry,
  ...POLICY_ANSWER_PARTS,
} as const;

/** By the name under which the OpenAPI document has them. */
export const ANSWERS = {
  Live: z.strictObject({ live: z.literal(true) }),
  Ready: z.strictObject({ ready: z.literal(true) }),
  People: z.strictObject({
    people: z.array(
      z.strictObject({
        handle: z.string(),
        displayName: z.string(),
        staffId: z.string(),
        roles: z.array(z.enum(ROLES)),
        office: z.string(),
        partnerClass: z.enum(PARTNER_CLASSES).exactOptional(),
        trainedUntil: z.int().exactOptional(),
        substitutesFor: z.array(z.string()).exactOptional(),
      }),
    ),
  }),
  Cases: z.strictObject({ cases: z.array(z.strictObject(caseRow)), next }),
  Opened: z.strictObject({ case: caseId, entry: z.int() }),
  Accepted: z.strictObject({ case: caseId, entry: z.null(), remedy }),
  Case: caseShown,
  Why: z.strictObject({
    case: caseId,
    ...standing,
    policy: z.string(),
    gates: z.array(gateSchema),
    actions: z.array(actionSchema),
  }),
  Timeline: z.strictObject({
    case: caseId,
    entries: z.array(timelineEntry),
    next,
  }),
  CaseAfterEntry: z.strictObject({
    ...caseShown.shape,
    entries: z.int().describe('How many there are by now'),
    happened: timelineEntry,
    states: z.array(z.string()).describe('States of its statechart that it was in, outer ones too'),
  }),
  Memo: z.strictObject({
    case: caseShown,
    policyDigest: digest,
    entries: z.array(timelineEntry).describe('Those of the consultation'),
    printedAt: time,
  }),
  Accesses: z.strictObject({
    case: caseId,
    accesses: z.array(
      z.strictObject({
        access: z.int(),
        at: time,
        by: z.string(),
        action: z.string(),
        refused: z.boolean(),
        purpose: z.string().nullable(),
        reasons: z.array(z.string()),
        whom: z.string().nullable().describe('Who was brought in, or is on it no longer'),
      }),
    ),
    next,
  }),
  Disclosures: z.strictObject({
    case: caseId,
    disclosures: z.array(z.strictObject(disclosureRow)),
    requests: z
      .array(z.strictObject({ partnerClass: z.string(), state: z.string() }))
      .describe('Requests to partners: an opaque reference, a window and a region each'),
    next,
  }),
  DisclosureRegister: z.strictObject({
    disclosures: z.array(
      z.strictObject({ case: caseId.nullable().describe('Null: of the whole record'), ...disclosureRow }),
    ),
    next,
  }),
  Disclosed: z.strictObject({ case: caseId, disclosure: z.string() }),
  Assignments: z.strictObject({
    case: caseId,
    assigned: z.array(
      z.strictObject({
        name: z.string(),
        staffId: z.string().nullable().describe('Null where the directory has them no longer'),
        reason: z.enum(ASSIGNMENT_REASONS),
        by: z.string(),
        at: time,
      }),
    ),
  }),
  Assigned: z.strictObject({ case: caseId, to: z.string(), at: time }),
  Redacted: z.strictObject({
    document: z.strictObject({
      format: z.literal('casegate-redacted-record/1'),
      case: caseId,
      withheld: z.string(),
      entries: z.array(z.strictObject({ on: z.iso.date(), words: z.string() })),
    }),
    digest,
  }),
  Released: z.strictObject({ case: caseId, to: z.enum(RELEASE_AUDIENCES), entry: z.int(), at: time }),
  Resumed: z.strictObject({ case: caseId, at: time }),
  Incidents: z.strictObject({ incidents: z.array(z.strictObject(incidentRow)), next }),
  Incident: z.strictObject({ ...incidentRow, note: z.string() }),
  Reported: z.strictObject({ incident: z.string() }),
  IncidentActed: z.strictObject({ incident: z.string(), at: time }),
  Statistics: z.strictObject({
    before: time.describe('What was there before this moment'),
    smallCell: z.int().describe('Counts below it are withheld'),
    tables: z.array(
      z.strictObject({
        table: z.string(),
        total: z.int().nullable(),
        cells: z.array(z.strictObject({ key: z.string(), count: z.int().nullable() })),
      }),
    ),
  }),
  Acted: z.strictObject({ case: caseId, entry: z.int(), at: time }),
  Tasks: z.strictObject({ tasks: z.array(z.strictObject(taskRow)), next }),
  OnCall: z.strictObject({
    office: z.string(),
    at: time,
    onCall: z.array(
      z.strictObject({
        name: z.string(),
        staffId: z.string(),
        roles: z.array(z.enum(ROLES)),
        reach: z.string(),
        until: time,
      }),
    ),
  }),
  WorkFigures: z.strictObject({
    office: z.string().nullable().describe('Null: all offices'),
    offices: z.array(z.string()).describe('Those that you may ask for'),
    at: time.describe('How it stands then; for leadership the end of the last month'),
    since: time.describe('Of what was completed or answered: from then on'),
    smallCell: z.int().nullable().describe('Counts below it are withheld; null where all are shown'),
    open: shown.describe('Consultations'),
    overdue: shown,
    openByAge: z.array(dayClass),
    completed: shown,
    medianHours: hours.describe('From opening to completion; null where none was completed, or it is withheld'),
    ninetiethPercentileHours: hours,
    completedByCycleTime: z.array(dayClass),
    requests: z
      .strictObject({
        open: shown,
        overdue: shown,
        openByAge: z.array(dayClass),
        openByPartnerClass: z.array(z.strictObject({ partnerClass: z.enum(PARTNER_CLASSES), count: shown })),
        answered: shown,
        medianHours: hours.describe('From the last time that it was asked to the answer'),
        ninetiethPercentileHours: hours,
        answeredByTime: z.array(dayClass),
      })
      .describe('Deconfliction requests'),
    cases: z.strictObject({
      open: shown,
      openByAge: z.array(dayClass),
      openByState: z.array(z.strictObject({ state: z.string(), words: z.string(), count: shown })),
    }),
  }),
  Task: z.strictObject({
    ...taskRow,
    entry: z.int().describe('Of its case, after which it stands so: its entity tag'),
    suspendedUntil: time.nullable(),
    awaiting: z
      .strictObject({ since: time, dueAt: time })
      .nullable()
      .describe(
        'While the supervisor is asked for information: since when, and by when. The time limits of the task stand still meanwhile, and what was lost waiting is given back',
      ),
    startAt: time
      .nullable()
      .describe(
        'By when whoever has claimed it begins, or it goes back to the queue; null where it is not claimed, or begun',
      ),
    potentialOwners: z
      .array(z.strictObject({ role: z.enum(ROLES), office: z.string() }))
      .describe('WS-HumanTask: whoever has this role in this office may claim it; none where it has ended'),
    excludedOwners: z
      .array(z.string())
      .describe('WS-HumanTask: people who may not, by separation of duties, or since they have given it up'),
    businessAdministrators: z.array(z.enum(ROLES)).describe('WS-HumanTask: roles that may assign it, whoever has it'),
    factsDigest: digest,
    actions: z.array(actionSchema),
  }),
  TaskActed: z.strictObject({ task: z.string(), case: caseId, entry: z.int(), at: time }),
  TaskAccepted: z.strictObject({ task: z.string(), case: caseId, entry: z.null(), remedy }),
  Bulk: z.strictObject({
    results: z.array(
      z.union([
        z.strictObject({ task: z.string(), done: z.literal(true), entry: z.int(), at: time }),
        z.strictObject({ task: z.string(), done: z.literal(false), problem: problemSchema }),
        z.strictObject({ task: z.string(), done: z.literal(false), remedy }),
      ]),
    ),
  }),
  Requests: z.strictObject({ requests: z.array(z.strictObject(requestRow)), next }),
  Request: z.strictObject({
    ...requestRow,
    answer: z.enum(PARTNER_ANSWERS).nullable(),
    tag: digest.describe('Its entity tag, without quotes'),
  }),
  RequestActed: z.strictObject({ request: z.string(), at: time }),
  RequestAccepted: z.strictObject({ request: z.string(), remedy }),
  Holds: z.strictObject({
    holds: z.array(z.strictObject({ case: caseId, reference: z.string(), placedAt: time })),
    next,
  }),
  Proposals: z.strictObject({
    proposals: z.array(z.strictObject(proposalRow)),
    next,
  }),
  Due: z.strictObject({
    due: z.array(z.strictObject({ case: caseId, endedAt: time, onHold: z.boolean() })),
    next,
  }),
  Measured: z.strictObject({
    case: caseId,
    measure: z.enum(MEASURES),
    outcome: z.enum(['proposed', 'done']).describe('Proposed: it takes effect when a second person does the same'),
  }),
  Problem: problemSchema,
  AuditKey: z.strictObject({ verifierKey: z.string().describe('The log’s key, as `name+id+key`') }),
  Reconciled: z.strictObject({
    cases: z.int().describe('That Temporal still has'),
    entries: z.int(),
    discrepancies: z.array(z.strictObject({ caseId, entry: z.int(), kind: z.enum(['missing', 'differs', 'unknown']) })),
  }),
  Rebuilt: z.strictObject({
    cases: z.int(),
    entries: z.int(),
    shredded: z.int().describe('Left, since their texts were destroyed'),
    diverging: z.array(caseId).describe('Left, since this version’s machines come to other states'),
  }),
  Rewrapped: z.strictObject({ rewrapped: z.int().describe('Keys that were wrapped anew') }),
  Lines: z.string().describe('One JSON object on each line'),
  EventStream: z.string(),
  OpenApi: z.looseObject({ openapi: z.string() }).describe('OpenAPI 3.1'),
  ...POLICY_ANSWERS,
  ...WORK_ANSWERS,
} as const;
export type AnswerName = keyof typeof ANSWERS;

export type Answer<Name extends AnswerName> = Unchanging<z.output<(typeof ANSWERS)[Name]>>;

export type CaseRowAnswer = Answer<'Cases'>['cases'][number];
export type TaskRowAnswer = Answer<'Tasks'>['tasks'][number];
export type RequestRowAnswer = Answer<'Requests'>['requests'][number];
export type TimelineEntry = Answer<'Timeline'>['entries'][number];
