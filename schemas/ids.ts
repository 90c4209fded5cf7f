/**
 * Ids that leave the service: opaque and of one form, so that none tells what it names beyond its kind, in a URL, a log or Temporal UI.
 * A kind letter, `_`, and 26 characters of Crockford's base32 in lower case (130 bits).
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CHARACTERS = 26;

const opaque = (kind: string) => z.string().regex(new RegExp(`^${kind}_[${ALPHABET}]{${CHARACTERS}}$`));

/** A case; also the id of its workflow. */
export const caseIdSchema = opaque('c').brand<'CaseId'>();
/** A human task of a case. */
export const taskIdSchema = opaque('t').brand<'TaskId'>();
/** A deconfliction request, as a partner knows it. */
export const requestReferenceSchema = opaque('r').brand<'RequestReference'>();

/** A report of improper access, use or disclosure. */
export const incidentIdSchema = opaque('i').brand<'IncidentId'>();

export type CaseId = z.infer<typeof caseIdSchema>;

/** Random, so that a case's id tells neither when nor where nor about whom it was opened. */
export function newCaseId(): CaseId {
  return `c_${newOpaqueText()}` as CaseId;
}

export const newIncidentId = (): string => `i_${newOpaqueText()}`;

/** A recorded disclosure to somebody outside. */
export const newDisclosureId = (): string => `d_${newOpaqueText()}`;

/** An update without an Idempotency-Key gets an id of its own. */
export function newUpdateId(): string {
  return `u_${newOpaqueText()}`;
}

const newOpaqueText = (): string => [...randomBytes(CHARACTERS)].map((byte) => ALPHABET[byte & 31]).join('');
