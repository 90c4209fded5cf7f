/**
 * What a client may send: strict, so that an unknown field is an error and never silently dropped. A client gives neither who acts,
 * nor when, nor any deadline or digest but that of the facts it saw: the service adds those.
 */
import { z } from 'zod';
import {
  ADVICE,
  BENEFIT_ROLES,
  BENEFIT_STAGES,
  BENEFITS,
  CLAIMING_ROLES,
  CONSULTED,
  FAILURE_CAUSES,
  HOLD_REASONS,
  OUTCOMES,
  PARTNER_ANSWERS,
  PARTNER_CLASSES,
  PLACE_CLASSES,
  PROVENANCES,
  REFERRED_ROLES,
  CONTACT_WAYS,
} from './words.ts';

/** Two pages of text. A longer one belongs in the file that the note refers to; each entry travels through Temporal as one payload. */
export const NOTE_CHARACTERS_MAX = 4_000;
/** There are eight benefits; somebody with several roles in each of them does not occur. */
export const STATUSES_MAX = 8;
/** Each is acknowledged by hand before review (row 26). */
export const CONDITIONS_MAX = 20;
/** The guidance is of 2025. An earlier or much later year is a slip of the keyboard. */
const YEAR_MIN = 2025;
const YEAR_MAX = 2100;
/** A planned action has a window of days or weeks; a partner cannot deconflict "some time". */
export const WINDOW_DAYS_MAX = 92;
const DAY_MS = 86_400_000;

/** C0 and C1 controls except tab and newline, and controls of text direction, which make a text read otherwise than it is stored. */
const CONTROLS = /[[\p{Cc}--[\t\n]]\p{Bidi_Control}]/v;

/** An object with these fields and no others. The message names the fields there are, and does not repeat what was sent. */
export function fields<Shape extends z.core.$ZodShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `there is a field that is not known here; known are: ${known}` : undefined,
  });
}

export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: () => `must be one of: ${words.join(', ')}` });

/** Optional where the record is complete without it; a decision that somebody may have to answer for names its reason. */
const optionalText = (maximum: number) => boundedText(maximum).default('');

const text = (maximum: number) =>
  boundedText(maximum).refine((value) => value.trim() !== '', { error: 'must not be empty' });

const boundedText = (maximum: number) =>
  z
    .string({ error: () => 'must be a text' })
    .max(maximum, { error: () => `must not be longer than ${maximum} characters` })
    .refine((value) => value.isWellFormed(), {
      error: 'must be well-formed Unicode: it has half of a surrogate pair',
      abort: true,
    })
    .refine((value) => !CONTROLS.test(value), {
      error: 'must have no control characters but tab and newline, and no controls of text direction',
    });

/** An office is a code of the agency's own: see the directory. */
export const officeCode = z
  .string({ error: () => 'must be the code of an office' })
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+){0,5}$/, { error: 'must be the code of an office such as OFFICE-WEST' })
  .max(40, { error: 'must be at most 40 characters' });

/** Far more entries than any case has. */
const entryNumber = z
  .int({ error: () => 'must be the number of an entry' })
  .min(1, { error: 'must be the number of an entry, from 1' })
  .max(1_000_000, { error: 'must be the number of an entry' });

export const note = text(NOTE_CHARACTERS_MAX);
const optionalNote = optionalText(NOTE_CHARACTERS_MAX);

/** ISO 8601 with an offset, since a local time means another instant in another office; milliseconds inside. */
export const instant = z.iso
  .datetime({
    offset: true,
    error: () => 'must be a date and time with an offset that exists, such as 2026-11-02T06:00:00-05:00',
  })
  .transform((value) => Date.parse(value))
  .refine((value) => value >= Date.UTC(YEAR_MIN, 0) && value < Date.UTC(YEAR_MAX, 0), {
    error: `must be in a year from ${YEAR_MIN} to ${YEAR_MAX - 1}`,
  });

export const staffId = z
  .string({ error: () => 'must be a staff id' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, { error: 'must be a staff id: letters, digits and hyphens, at most 40' });

/** SHA-256 in hex of the facts that the client saw (row 24). */
const factsDigest = z
  .string({ error: () => 'must be the factsDigest that the case shows' })
  .regex(/^[0-9a-f]{64}$/, { error: 'must be the factsDigest that the case shows: 64 characters 0-9 a-f' });

const status = fields({
  benefit: oneOf(BENEFITS),
  role: oneOf(BENEFIT_ROLES),
  stage: oneOf(BENEFIT_STAGES),
  provenance: oneOf(PROVENANCES),
});

const factFields = {
  statuses: z
    .array(status, { error: () => 'must be a list of statuses; an empty one where none is known' })
    .max(STATUSES_MAX, { error: `must not have more than ${STATUSES_MAX} statuses` }),
  placeClass: oneOf(PLACE_CLASSES),
  /** Only where an adverse determination of admissibility or deportability is planned (R9). */
  determinationSources: z
    .array(oneOf(PROVENANCES), { error: () => 'must be a list of classes of source' })
    .min(1, { error: 'must name at least one class of source, or be left out' })
    .max(PROVENANCES.length, { error: 'must name each class of source at most once' })
    .refine((list) => new Set(list).size === list.length, { error: 'must name each class of source at most once' })
    .optional(),
  windowFrom: instant,
  windowUntil: instant,
  /** ISO 3166-2 without or with the country, or a code of the agency's own: no word and no address fits into it. */
  regionCode: z.string({ error: () => 'must be a region code' }).regex(/^[A-Z]{2,4}(-[A-Z0-9]{1,6}){0,2}$/, {
    error: 'must be a region code such as EAST-07: capital letters and digits in at most three short groups',
  }),
};

interface Window {
  readonly windowFrom: number;
  readonly windowUntil: number;
}
const isOrdered = ({ windowFrom, windowUntil }: Window): boolean => windowFrom < windowUntil;
const isShortEnough = ({ windowFrom, windowUntil }: Window): boolean =>
  windowUntil - windowFrom <= WINDOW_DAYS_MAX * DAY_MS;
const ORDER = { path: ['windowUntil'], error: 'must be later than the start' };
const LENGTH = { path: ['windowUntil'], error: `must be at most ${WINDOW_DAYS_MAX} days later than the start` };

/** Facts as a client amends them: about whom the case is cannot be amended. */
const amendedFacts = fields(factFields).refine(isOrdered, ORDER).refine(isShortEnough, LENGTH);

/**
 * Facts as a client gives them at the start. `personKey` is the key of the person concerned in the client's own system: it becomes an
 * opaque keyed reference at once and is kept nowhere.
 */
const firstFacts = fields({
  personKey: z.string({ error: () => 'must be a key' }).regex(/^[A-Za-z0-9][A-Za-z0-9-]{3,63}$/, {
    error: 'must be a key of 4 to 64 letters, digits and hyphens: never a name',
  }),
  ...factFields,
})
  .refine(isOrdered, ORDER)
  .refine(isShortEnough, LENGTH);

const opening = {
  /** Who proposes the action. */
  proposingOfficer: staffId,
  /** Classes of partner that are not appropriate to ask, each with the reason (R2). */
  excused: z
    .array(fields({ partnerClass: oneOf(PARTNER_CLASSES), note }), { error: () => 'must be a list' })
    .max(PARTNER_CLASSES.length, { error: 'must name each class of partner at most once' })
    .refine((list) => new Set(list.map(({ partnerClass }) => partnerClass)).size === list.length, {
      error: 'must name each class of partner at most once',
    })
    .default([]),
  note: optionalNote,
};

export const startSchema = fields({ facts: firstFacts, ...opening });
export type StartCommand = z.infer<typeof startSchema>;

/** Row 22: about whom the case is stays; everything else is given anew. */
export const reopenSchema = fields({ facts: amendedFacts, ...opening });
export type ReopenCommand = z.infer<typeof reopenSchema>;

/** As the service numbers them within one advice. */
const conditionId = z
  .string({ error: () => 'must be the id of a condition' })
  .regex(/^condition-[1-9][0-9]?$/, { error: 'must be the id of a condition such as condition-1' });

const yesOrNo = z.boolean({ error: () => 'must be true or false' });
/** Documents stay where they are; nothing is uploaded. More than this belong in a list that is itself a document. */
const DOCUMENTS_MAX = 20;
const documents = z
  .array(
    fields({
      reference: z.string({ error: () => 'must be a reference' }).regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/, {
        error: 'must be the reference of a document where it is kept: letters, digits and . _ : / - only',
      }),
      digest: z
        .string({ error: () => 'must be a SHA-256 digest' })
        .regex(/^[0-9a-f]{64}$/, { error: 'must be the SHA-256 of the document: 64 characters 0-9 a-f' }),
    }),
    { error: () => 'must be a list of documents' },
  )
  .max(DOCUMENTS_MAX, { error: `must not have more than ${DOCUMENTS_MAX} documents` })
  .default([]);
/** Whether removal proceedings follow the action (R8). */
const removalProceedings = yesOrNo.default(false);
const PRIORITY = 'must be a whole number from 0, which comes first, to 10';
const priority = z.int({ error: PRIORITY }).min(0, { error: PRIORITY }).max(10, { error: PRIORITY });

const questionNumber = z
  .int({ error: () => 'must be the number of a question' })
  .min(1, { error: 'must be the number of a question, from 1' })
  .max(99, { error: 'must be the number of a question' });

export const event = <const Type extends string, Shape extends z.core.$ZodShape>(type: Type, shape: Shape) =>
  fields({ type: z.literal(type), ...shape });

export const UNION = {
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === 'invalid_union' ? 'must be the type of an event that may be sent here' : undefined,
};

export const caseEventSchema = z.discriminatedUnion(
  'type',
  [
    event('facts.amended', { facts: amendedFacts, factsDigest, note }),
    event('conflict.resolved', {
      partnerClass: oneOf(PARTNER_CLASSES),
      /** With a partner that cannot tell: when it was reached, and how. */
      contact: fields({ at: instant, how: oneOf(CONTACT_WAYS) }).optional(),
      note,
    }),
    event('condition.acknowledged', { condition: conditionId }),
    event('decision.cleared', { factsDigest, note: optionalNote }),
    event('decision.declined', { note }),
    event('case.escalated', { note }),
    event('leadership.returned', { note }),
    event('leadership.referred', { note }),
    event('leadership.declined', { note }),
    event('advice.withdrawn', { note }),
    event('clearance.renewed', { note: optionalNote }),
    event('action.recorded', { outcome: oneOf(OUTCOMES), removalProceedings, note: optionalNote }),
    event('status.disputed', { status: fields({ benefit: oneOf(BENEFITS), role: oneOf(BENEFIT_ROLES) }), note }),
    event('mistake.confirmed', { note }),
    event('mistake.rejected', { note }),
    event('protection.ended', { note }),
    event('exigency.claimed', { note }),
    event('exigency.approved', { note }),
    event('hold.released', { reason: oneOf(HOLD_REASONS), note }),
    event('expedite.requested', { note }),
    event('expedite.determined', { inBestInterests: yesOrNo, note }),
    event('compliance.certified', { note }),
    event('statement.recorded', { note }),
    event('question.asked', { of: oneOf(CONSULTED), note }),
    event('question.answered', { question: questionNumber, note }),
    event('entry.corrected', { entry: entryNumber, note }),
    event('comment.added', { documents, note }),
    event('action.reported', { removalProceedings, note }),
    event('report.closed', { note }),
    event('work.claimed', { note: optionalNote }),
    event('work.released', { note: optionalNote }),
    event('work.started', { note: optionalNote }),
    event('work.delegated', { to: staffId, note }),
    event('work.assigned', { role: oneOf(CLAIMING_ROLES), to: staffId, note }),
    event('work.suspended', { until: instant, note }),
    event('work.resumed', { note: optionalNote }),
    event('work.failed', { cause: oneOf(FAILURE_CAUSES), note }),
    event('work.referred', { role: oneOf(REFERRED_ROLES), office: officeCode, note }),
    event('case.withdrawn', { note: optionalNote }),
  ],
  UNION,
);
export type CaseEventCommand = z.infer<typeof caseEventSchema>;

/** WS-HumanTask: forward. Of the consultation it is always legal staff's work that another office gets (row 32), so no role is said. */
const forwarding = event('work.referred', { office: officeCode, note });

export const taskEventSchema = z.discriminatedUnion(
  'type',
  [
    event('task.claimed', {}),
    event('task.released', {}),
    event('task.started', {}),
    event('task.completed', {
      advice: oneOf(ADVICE),
      factsDigest,
      /** Texts only: the service numbers them `condition-1`, `condition-2`, … */
      conditions: z
        .array(note, { error: () => 'must be a list of texts' })
        .max(CONDITIONS_MAX, { error: `must not have more than ${CONDITIONS_MAX} conditions` })
        .default([]),
      text: optionalNote,
      /** Where the consultation was given by telephone and is recorded now. */
      telephone: fields({
        givenAt: instant,
        givenTo: staffId,
        /** Where it was not who records it. */
        givenBy: staffId.optional(),
      }).optional(),
    }),
    event('task.delegated', { to: staffId, note }),
    event('task.assigned', { to: staffId, note }),
    forwarding,
    event('task.failed', { cause: oneOf(FAILURE_CAUSES), note }),
    event('task.suspended', { until: instant, note }),
    event('task.resumed', {}),
    event('task.prioritised', { note }),
    event('task.ranked', { priority, note }),
    event('information.requested', { text: note }),
    event('information.provided', { text: note }),
  ],
  UNION,
);
export type TaskEventCommand = z.infer<typeof taskEventSchema>;

export const requestEventSchema = z.discriminatedUnion(
  'type',
  [
    event('request.answered', {
      answer: oneOf(PARTNER_ANSWERS),
      /** Given to the liaison by telephone, and entered by them. */
      byTelephone: yesOrNo.default(false),
    }),
    event('request.excused', { note }),
  ],
  UNION,
);
export type RequestEventCommand = z.infer<typeof requestEventSchema>;

/** A client's own key of one command, so that a repetition takes effect once (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** A page of a queue; a person who selects more has not looked at what they select. */
export const BULK_MAX = 100;
/** Of several tasks at once: each is its own command with its own result. */
export const bulkSchema = fields({
  tasks: z
    .array(z.string({ error: () => 'must be the id of a task' }), { error: () => 'must be a list of tasks' })
    .min(1, { error: 'must name at least one task' })
    .max(BULK_MAX, { error: `must not name more than ${BULK_MAX} tasks` })
    .refine((list) => new Set(list).size === list.length, { error: 'must name each task once' }),
  event: z.discriminatedUnion(
    'type',
    [
      event('task.claimed', {}),
      event('task.released', {}),
      event('task.delegated', { to: staffId, note }),
      event('task.assigned', { to: staffId, note }),
      forwarding,
    ],
    UNION,
  ),
});
