/** What a client may send about disclosures, incidents, releases and holds. Strict, as in commands.ts. */
import { z } from 'zod';
import { event, fields, instant, note, oneOf, staffId, UNION } from './commands.ts';
import {
  ASSIGNMENT_ENDS,
  ASSIGNMENT_REASONS,
  DISCRETIONARY,
  INCIDENT_CATEGORIES,
  INCIDENT_FINDINGS,
  INCIDENT_REFERRALS,
  MEASURES,
  OUTSIDE_GROUNDS,
  RELEASE_AUDIENCES,
  RESUMPTION_REASONS,
} from './privacy-words.ts';

/** Docket, authorisation or ticket number: a code, like all that is kept of an act. */
const reference = z
  .string({ error: () => 'must be a reference' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/, { error: 'must be a reference: letters, digits and . _ / - only' });
const digest = z
  .string({ error: () => 'must be a SHA-256 digest' })
  .regex(/^[0-9a-f]{64}$/, { error: 'must be the SHA-256 of what was sent: 64 characters 0-9 a-f' });
export const recipient = z
  .string({ error: () => 'must be a code' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'must be the code of an agency or organisation: never a name' });

/** A disclosure to anyone outside: its ground, who authorised it, and what was sent, by its digest alone. */
export const disclosureSchema = fields({
  ground: oneOf(OUTSIDE_GROUNDS),
  recipient,
  authorisedBy: staffId,
  reference,
  digest,
  /** The recorded exercise of discretion, which stays where it was made. */
  discretion: fields({ exercisedBy: staffId, exercisedAt: instant, reference, digest }).optional(),
}).superRefine(({ ground, discretion }, context) => {
  const needsOne = DISCRETIONARY.includes(ground);
  if (needsOne === (discretion !== undefined)) return;
  context.addIssue({
    code: 'custom',
    path: ['discretion'],
    message: needsOne
      ? 'is missing: this ground needs a recorded exercise of discretion'
      : 'must be left out: this ground is at nobody’s discretion',
  });
});
export type DisclosureCommand = z.infer<typeof disclosureSchema>;

/** Whoever reports need not be able to read the case: whether there is one of this id is not checked, and so not told. */
export const incidentSchema = fields({
  category: oneOf(INCIDENT_CATEGORIES),
  case: z
    .string({ error: () => 'must be the id of a case, or null' })
    .regex(/^c_[0-9a-z]{26}$/, { error: 'must be the id of a case' })
    .nullable()
    .default(null),
  occurredAt: instant,
  note,
});

export const incidentEventSchema = z.discriminatedUnion(
  'type',
  [
    event('incident.acknowledged', { reference }),
    event('incident.referred', { to: oneOf(INCIDENT_REFERRALS), reference }),
    event('incident.closed', { finding: oneOf(INCIDENT_FINDINGS), reference }),
  ],
  UNION,
);
export type IncidentEventCommand = z.infer<typeof incidentEventSchema>;

/** A redacted record for somebody who asked for it, by the number of the request. */
export const redactionSchema = fields({ reference });

/** A measure of custody; it takes effect when a second person sends the same. The reference is of the hold, or of the records schedule. */
export const custodyCommandSchema = fields({ measure: oneOf(MEASURES), reference });

export const releaseSchema = fields({ to: oneOf(RELEASE_AUDIENCES), reference });

export const resumptionSchema = fields({ reason: oneOf(RESUMPTION_REASONS), reference });

/** A colleague who is brought in to a case, or is on it no longer (R6). */
export const assignmentEventSchema = z.discriminatedUnion(
  'type',
  [
    event('case.assigned', { to: staffId, reason: oneOf(ASSIGNMENT_REASONS) }),
    event('assignment.ended', { to: staffId, reason: oneOf(ASSIGNMENT_ENDS) }),
  ],
  UNION,
);
