/** What the API answers about policy versions; strict, as in answers.ts. */
import { z } from 'zod';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { policyFileSchema } from './policy-file.ts';
import { POLICY_PARTS, policyDocumentSchema } from './policy-document.ts';
import { PARTNER_CLASSES, TRANSITION_RULES } from './words.ts';

const time = z.iso.datetime();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const rule = z.enum(TRANSITION_RULES).describe('What becomes of open cases when it comes into force');

/** What the schema admits is a policy version. */
const policyVersion: z.ZodType<PolicyVersion> = policyDocumentSchema;

const version = {
  version: z.string(),
  title: z.string(),
  digest,
  rule,
  origin: z.enum(['build', 'file']),
  loaded: z
    .strictObject({ by: z.string(), at: time, keyId: z.string().describe('Of the key that signed the file') })
    .nullable()
    .describe('Null for a version of the build'),
};

const order = z.strictObject({
  order: z.int(),
  version: z.string(),
  digest,
  rule: rule.nullable(),
  proofDigest: digest.nullable(),
  by: z.string(),
  note: z.string(),
  at: time,
});

const standing = z.strictObject({ state: z.string(), statements: z.array(z.string()), isCleared: z.boolean() });
const requirements = z.array(
  z.strictObject({
    gate: z.enum(['oplaConsultation', 'deconfliction', 'certification', 'counsel', 'review']),
    partnerClass: z.enum(PARTNER_CLASSES).exactOptional(),
  }),
);
const differences = {
  added: requirements.describe('Requirements that the other version adds'),
  dropped: requirements.describe('Requirements that it leaves out'),
};

/** What stands in several of them. */
export const POLICY_ANSWER_PARTS = {
  ...POLICY_PARTS,
  PolicyVersion: policyDocumentSchema,
  PolicyOrder: order,
  Standing: standing,
} as const;

export const POLICY_ANSWERS = {
  PolicyRegister: z.strictObject({
    current: z.strictObject({
      version: z.string(),
      digest,
      byConfiguration: z.boolean().describe('No version was activated here yet'),
    }),
    machinesDigest: digest.describe('Of the code that decides here: a proof of other code is no proof'),
    activation: order.nullable(),
    suspension: order.nullable(),
    proposal: order.nullable().describe('Waits for a second person'),
    progress: z
      .strictObject({ changed: z.int(), unchanged: z.int(), remaining: z.int() })
      .nullable()
      .describe('How many open cases the order in force has reached'),
    versions: z.array(z.strictObject(version)).describe('A page of them: those of the build first'),
    next: z.string().nullable().describe('The next page’s `after`; null on the last'),
    distrusted: z
      .array(z.strictObject({ version: z.string(), why: z.string() }))
      .describe(
        'All that were loaded and are not believed any more, on every page: at most 200 versions come from files',
      ),
    rescinded: z
      .array(z.strictObject({ id: z.string(), title: z.string(), dated: z.string(), by: z.string() }))
      .describe('Known by these numbers, and never selected (R11)'),
  }),
  VersionLoaded: z.strictObject(version),
  Version: z.strictObject({ ...version, policy: policyVersion }),
  PolicyFile: z.strictObject({ ...policyFileSchema.shape, policy: policyVersion }),
  VersionDecided: z.strictObject({ order: z.int(), version: z.string(), digest }),
  VersionActivated: z.strictObject({ order: z.int(), version: z.string(), digest, rule }),
  Impact: z.strictObject({
    version: z.string(),
    rule,
    looked: z.int().describe('Open cases that were compared for this page'),
    cases: z
      .array(
        z.strictObject({
          case: z.string(),
          office: z.string(),
          ...differences,
          before: standing,
          after: standing.nullable().describe('Null where the case would not take it'),
          changes: z.literal(true),
        }),
      )
      .describe('Those that it would change'),
    next: z.string().nullable().describe('The next page’s `after`; null on the last'),
  }),
  WhatIf: z.strictObject({
    case: z.string(),
    version: z.string(),
    ...differences,
    recorded: standing,
    other: standing,
    skipped: z
      .array(
        z.strictObject({
          entry: z.int(),
          type: z.string(),
          why: z.enum(['noSuchActor', 'actorEnded', 'notAdmitted', 'notInThisState', 'noSuchTimer']),
        }),
      )
      .describe('What happened and could not have happened so under the other version'),
  }),
} as const;
