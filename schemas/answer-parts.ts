/** What several answers of the API are made of; strict, as in answers.ts. */
import { z } from 'zod';
import { INCIDENT_CATEGORIES, INCIDENT_FINDINGS, INCIDENT_STATES, MEASURES } from './privacy-words.ts';
import {
  CLAIMING_ROLES,
  ADVICE,
  HOLD_REASONS,
  PARTNER_CLASSES,
  PLACE_CLASSES,
  PROVENANCES,
  ROLES,
  type Json,
} from './words.ts';

export const time = z.iso.datetime().describe('Date and time in UTC (RFC 3339)');
export const caseId = z.string().describe('Opaque id of a case');
export const remedy = z.string().describe('Accepted, and not in the record yet: what to do');
export const digest = z.string().regex(/^[0-9a-f]{64}$/);

const statusSchema = z.strictObject({
  benefit: z.string(),
  role: z.string(),
  stage: z.string(),
  provenance: z.enum(PROVENANCES),
});

export const factsSchema = z.strictObject({
  statuses: z.array(statusSchema),
  placeClass: z.enum(PLACE_CLASSES),
  regionCode: z.string(),
  windowFrom: time,
  windowUntil: time,
  determinationSources: z.array(z.enum(PROVENANCES)).exactOptional(),
});

export const gateSchema = z.strictObject({
  gate: z.enum(['oplaConsultation', 'deconfliction', 'certification', 'counsel', 'review']),
  partnerClass: z.enum(PARTNER_CLASSES).exactOptional(),
  name: z.string(),
  met: z.boolean(),
  missing: z.string().nullable().describe('What is missing, in words; null where it is met'),
  how: z.string().exactOptional().describe('How the requirement of a partner was met, in words'),
  who: z.array(z.enum(ROLES)).describe('Roles that may do it'),
  whoNot: z.array(z.string()).describe('People who may not, by separation of duties'),
  dueAt: time.nullable(),
  overdue: z.boolean(),
  marks: z.array(z.string()).describe('Rules and rows of the policy'),
  because: z
    .array(
      z.strictObject({
        mark: z.string(),
        says: z.string(),
        label: z.enum(['document', 'statute', 'instruction', 'product default']),
        quote: z.string().exactOptional(),
        citation: z.string().exactOptional(),
        note: z.string().exactOptional(),
      }),
    )
    .describe('The sentences of the policy behind it, each with whose it is'),
});

export const actionSchema = z.strictObject({
  action: z.string().describe('The type of the event to send'),
  words: z.string(),
  partnerClass: z.enum(PARTNER_CLASSES).exactOptional(),
  condition: z.string().exactOptional(),
  question: z.int().exactOptional(),
  reason: z.enum(HOLD_REASONS).exactOptional(),
  whyNot: z.array(z.string()).describe('Empty: you can do it now'),
});

export const stepSchema = z.strictObject({
  step: z.string().describe('Its name while it waits'),
  words: z.string(),
  who: z.enum(ROLES).describe('Role that does it'),
  since: time,
  dueAt: time.describe('As long from then as a consultation has: a product default'),
  overdue: z.boolean(),
  reminded: z.boolean(),
  escalated: z.boolean().describe('Leadership was told'),
});

export const caseRow = {
  case: caseId,
  state: z.string(),
  words: z.string(),
  office: z.string(),
  openedAt: time,
  updatedAt: time,
  endedAt: time.nullable(),
};
export const standing = { state: z.string(), statements: z.array(z.string()), ended: z.boolean() };
export const next = z.string().nullable().describe('The next page’s `after`; null on the last');

export const taskRow = {
  task: z.string(),
  case: caseId,
  kind: z.literal('consultation'),
  state: z.string().describe('WS-HumanTask state'),
  owner: z.string().nullable(),
  ownerAway: z
    .strictObject({ until: time, substitute: z.string().describe('Who works on it meanwhile, by their own duties') })
    .nullable()
    .describe('Where the owner is out of office'),
  office: z.string().describe('Whose legal staff does it'),
  dueAt: time.nullable(),
  overdue: z.boolean(),
  urgency: z
    .enum(['ordinary', 'soon', 'urgent', 'escalated'])
    .describe('Rises with lateness, and where somebody made it urgent'),
  priority: z.int().min(0).max(10).describe('WS-HumanTask: 0 comes first, 10 last, 5 is ordinary'),
};

export const shown = z.int().nullable().describe('Null: withheld');
export const hours = z.number().nullable();

export const dayClass = z.strictObject({
  upToDays: z.int().nullable().describe('Null: longer than the class before'),
  count: shown,
});

export const requestRow = {
  request: z.string(),
  state: z.string(),
  windowFrom: time,
  windowUntil: time,
  regionCode: z.string(),
};

export const disclosureRow = {
  at: time,
  by: z.string(),
  isExport: z.boolean().describe('Contents of the record that left for a recipient'),
  isOfWholeRecord: z.boolean(),
  disclosure: z.string().nullable(),
  ground: z.string().nullable(),
  purpose: z.string().nullable(),
  recipient: z.string().nullable(),
  authorisedBy: z.string().nullable(),
  reference: z.string().nullable(),
  digest: digest.nullable(),
  discretion: z.strictObject({ exercisedBy: z.string(), exercisedAt: time, reference: z.string(), digest }).nullable(),
};

export const incidentRow = {
  incident: z.string(),
  category: z.enum(INCIDENT_CATEGORIES),
  case: caseId.nullable(),
  state: z.enum(INCIDENT_STATES),
  finding: z.enum(INCIDENT_FINDINGS).nullable(),
  occurredAt: time,
  reportedBy: z.string(),
  reportedAt: time,
  changedAt: time,
  acknowledgeBy: time,
  overdue: z.boolean(),
};

export const proposalRow = {
  case: caseId,
  measure: z.enum(MEASURES),
  reference: z.string(),
  proposedBy: z.string(),
  own: z.boolean().describe('Whether you proposed it: then it waits for somebody else'),
  proposedAt: time,
  lapsesAt: time.describe('From then on it has to be proposed again'),
};

export const caseShown = z.strictObject({
  ...caseRow,
  ...standing,
  entry: z.int(),
  claims: z
    .array(
      z.strictObject({
        role: z.enum(CLAIMING_ROLES),
        by: z.string(),
        begun: z.boolean(),
        beginsBy: time.nullable().describe('By then it is begun, or goes back to its role'),
        suspendedUntil: time.nullable(),
      }),
    )
    .describe('Who of a role has claimed what the case asks of it, and how that stands'),
  recused: z.array(z.string()).describe('Who does nothing of what the case asks for any more'),
  epoch: z.int(),
  revision: z.int(),
  policy: z.string(),
  facts: factsSchema,
  factsDigest: digest,
  advice: z
    .strictObject({
      advice: z.enum(ADVICE),
      conditions: z.array(z.strictObject({ id: z.string(), acknowledged: z.boolean() })),
    })
    .nullable(),
  clearance: z.strictObject({ at: time, expiresAt: time }).nullable(),
  gates: z.array(gateSchema),
  steps: z.array(stepSchema).describe('What waits for people beside the consultation and the partners'),
  tasks: z.array(z.strictObject({ task: z.string(), kind: z.literal('consultation') })),
  requests: z.array(z.strictObject({ request: z.string(), partnerClass: z.enum(PARTNER_CLASSES) })),
  related: z
    .array(z.strictObject({ case: caseId, ended: z.boolean(), sameWindow: z.boolean() }))
    .exactOptional()
    .describe('Other cases of the person concerned that you may read; for legal staff alone'),
});

export const timelineEntry = z.strictObject({
  entry: z.int(),
  at: time,
  type: z.string(),
  words: z.string(),
  by: z.string().nullable(),
  details: z.record(z.string(), z.custom<Json>()).describe('What was said with it: texts and codes'),
  privileged: z.boolean().describe('Has words of legal staff; withheld from others until counsel releases them'),
});
