/**
 * Every field that a case keeps, in one table: what for, from whom, how protected, whether a change makes the facts other facts, and for how
 * long. No zod, since machines read it. There is no field for a name, an address or a location, and none may be added.
 */
import { canonicalJson } from './canonical-json.ts';
import type { CaseFacts, Json, StatusFact } from './words.ts';

/**
 * `section1367a2`: relates to somebody whom 8 U.S.C. § 1367(a)(2) protects, or may; `section1367a1`: names a class of source of
 * § 1367(a)(1); `text`: free text, which may hold either, and is treated as both; `none`: the same for everybody.
 */
export type Protection = 'section1367a1' | 'section1367a2' | 'text' | 'none';

/**
 * `underCaseKey`: encrypted under the case's own key and unreadable once that is destroyed, which the agency's records schedule times;
 * `withRecord`: as long as the case's record; `notKept`: turned into something else at once. How long is not the policy's to say.
 */
export type Retention = 'underCaseKey' | 'withRecord' | 'notKept';

export interface CaseField {
  readonly purpose: string;
  readonly source: 'supervisor' | 'legal' | 'partner' | 'leadership' | 'anyActor' | 'service';
  readonly protection: Protection;
  /** Whether a change alters the facts' digest, and so voids advice and clearance (rows 6, 8, 24, 30). */
  readonly isMaterial: boolean;
  readonly retention: Retention;
}

/** A field of `CaseFacts` or `StatusFact` without a row in the table does not compile. */
type FactField = Exclude<keyof CaseFacts, 'statuses'> | `statuses.${keyof StatusFact}`;

type RecordField =
  | 'personKey'
  | 'office'
  | 'proposingOfficerStaffId'
  | 'submittedBy'
  | 'actor'
  | 'inheritsProtection'
  | 'excusedPartnerClasses'
  | 'note'
  | 'advice'
  | 'adviceText'
  | 'conditions'
  | 'informationText'
  | 'questionText'
  | 'partnerAnswer'
  | 'outcome'
  | 'certification'
  | 'referredOffice'
  | 'factsDigest'
  | 'deadlines'
  | 'policyTerms';

const fact = { source: 'supervisor', isMaterial: true, retention: 'underCaseKey' } as const;
const kept = { isMaterial: false, retention: 'underCaseKey' } as const;

export const CASE_FIELDS = {
  // What a decision relies on.
  personReference: {
    ...fact,
    purpose:
      'carries protection into another case of the same person concerned (row 29): opaque, keyed, cannot be searched',
    source: 'service',
    protection: 'section1367a2',
  },
  'statuses.benefit': { ...fact, purpose: 'whether a consultation is required (R1)', protection: 'section1367a2' },
  'statuses.role': {
    ...fact,
    purpose: 'in which role the person concerned has the benefit (R1)',
    protection: 'section1367a2',
  },
  'statuses.stage': { ...fact, purpose: 'how far the benefit has come (rows 2–4)', protection: 'section1367a2' },
  'statuses.provenance': {
    ...fact,
    // The same status from another source is another fact to rely on: it can make the case one for counsel.
    purpose: 'how the status became known, by class of source (R9)',
    protection: 'section1367a1',
  },
  placeClass: { ...fact, purpose: 'whether the planned action is at a listed place (R8)', protection: 'section1367a2' },
  windowFrom: { ...fact, purpose: 'what partners deconflict (R2): start of the planned action', protection: 'none' },
  windowUntil: { ...fact, purpose: 'what partners deconflict (R2): end of the planned action', protection: 'none' },
  regionCode: {
    ...fact,
    purpose: 'what partners deconflict (R2): a region as a code, never an address',
    protection: 'none',
  },

  determinationSources: {
    ...fact,
    purpose: 'whether a determination would rest solely on prohibited sources (R9): classes of source, never a person',
    protection: 'section1367a1',
  },

  // What surrounds them.
  personKey: {
    purpose: "the key of the person concerned in the client's own system, from which the reference is made",
    source: 'supervisor',
    protection: 'section1367a2',
    isMaterial: false,
    retention: 'notKept',
  },
  office: {
    ...kept,
    purpose: 'whose work the case is',
    source: 'service',
    protection: 'none',
    retention: 'withRecord',
  },
  proposingOfficerStaffId: {
    ...kept,
    purpose: 'who proposes the action (R1, row 20)',
    source: 'supervisor',
    protection: 'none',
  },
  submittedBy: { ...kept, purpose: 'through whom it came (R1, row 20)', source: 'service', protection: 'none' },
  actor: { ...kept, purpose: 'who did each step, by identity (row 20)', source: 'service', protection: 'none' },
  inheritsProtection: {
    ...kept,
    purpose: 'that protection came from another case of the same person concerned (row 29)',
    source: 'service',
    protection: 'section1367a2',
  },
  excusedPartnerClasses: {
    ...kept,
    purpose: 'which partners were not appropriate to ask (R2)',
    source: 'supervisor',
    protection: 'none',
  },
  note: {
    ...kept,
    purpose: 'the reason for a step, in the words of who took it',
    source: 'anyActor',
    protection: 'text',
  },
  advice: { ...kept, purpose: "OPLA's advice, as a code (R1)", source: 'legal', protection: 'section1367a2' },
  adviceText: { ...kept, purpose: "OPLA's advice, in words (R1)", source: 'legal', protection: 'text' },
  conditions: {
    ...kept,
    purpose: 'what the advice makes the action depend on (row 26)',
    source: 'legal',
    protection: 'text',
  },
  informationText: {
    ...kept,
    purpose: 'what legal staff asked for, and the answer (row 11)',
    source: 'anyActor',
    protection: 'text',
  },
  questionText: {
    ...kept,
    purpose: 'a question up the chain, and its answer (R12)',
    source: 'anyActor',
    protection: 'text',
  },
  partnerAnswer: {
    ...kept,
    purpose: "a partner's answer, as a code, without a description of its work (R2)",
    source: 'partner',
    protection: 'none',
  },
  certification: {
    ...kept,
    purpose: 'who certified the planned compliance, and the statement in the Notice to Appear (R8)',
    source: 'supervisor',
    protection: 'section1367a2',
  },
  referredOffice: {
    ...kept,
    purpose: 'which other office does the work where nobody here is eligible (row 32)',
    source: 'anyActor',
    protection: 'none',
    retention: 'withRecord',
  },
  outcome: { ...kept, purpose: 'what was done (row 31)', source: 'supervisor', protection: 'none' },
  factsDigest: {
    ...kept,
    purpose: 'on which facts advice and clearance rest (row 24)',
    source: 'service',
    // The facts have few possible values: who can see the digest and knows the reference could try them all.
    protection: 'section1367a2',
  },
  deadlines: {
    ...kept,
    purpose: 'when reminder, overdue notice, escalation and expiry fall due',
    source: 'service',
    protection: 'none',
  },
  policyTerms: {
    ...kept,
    purpose: 'under which version, by its digest, the case is judged (R10)',
    source: 'service',
    protection: 'none',
    retention: 'withRecord',
  },
} as const satisfies { readonly [field in FactField | RecordField]: CaseField };

type Fields = { readonly [field: string]: CaseField };

/**
 * The facts that a decision relies on, and so what the facts' digest is made of. Statuses are a set: their order says nothing.
 * @param fields the table that says which are material
 */
export function materialFactsOf({ statuses, ...facts }: CaseFacts, fields: Fields = CASE_FIELDS): Json {
  const material = statuses.map((status) => pick(status, 'statuses.', fields));
  material.sort((one, other) => compare(canonicalJson(one), canonicalJson(other)));
  return { ...pick(facts, '', fields), statuses: material };
}

/** A field that the table does not know counts: it can void a clearance, and it cannot slip in under one. */
function pick(facts: object, prefix: '' | 'statuses.', fields: Fields): { [field: string]: Json } {
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => fields[`${prefix}${name}`]?.isMaterial ?? true),
  ) as { [field: string]: Json };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
