/** The files with which an operator says who the staff are and how tokens name them. Checked when they are read; unknown fields are refused. */
import { z } from 'zod';
import { PARTNER_CLASSES, ROLES } from './words.ts';

/** An agency's own directory, not a country's. */
const STAFF_MAX = 100_000;

const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, { error: 'letters, digits and hyphens, at most 40' });

const member = z
  .strictObject({
    /** The token's claim by which the directory knows this person; see the claims mapping. */
    subject: z.string().min(1).max(255),
    displayName: z.string().min(1).max(100),
    staffId: code,
    /** Empty: known, and may do nothing. */
    roles: z.array(z.enum(ROLES)),
    office: code,
    partnerClass: z.enum(PARTNER_CLASSES).optional(),
    /** ISO 8601 date until which the training that the instruction asks for is current (R7). */
    trainedUntil: z.iso.date().optional(),
  })
  .refine(({ roles }) => !roles.includes('service'), { error: 'the role "service" is no person\'s', path: ['roles'] });

export const staffFileSchema = z.strictObject({
  staff: z
    .array(member)
    .max(STAFF_MAX)
    .refine((staff) => new Set(staff.map(({ subject }) => subject)).size === staff.length, {
      error: 'each subject stands once',
    })
    .refine((staff) => new Set(staff.map(({ staffId }) => staffId)).size === staff.length, {
      error: 'each staff id stands once',
    }),
});

/**
 * Which claim names a person, and what a token must say beside it, for example `{"acr": ["phr"]}`. Roles and offices are never taken from
 * a token: they come from the directory at each request, so that taking one away takes effect at once.
 */
export const claimsMappingSchema = z.strictObject({
  subject: z.string().min(1).max(100).default('sub'),
  require: z.record(z.string().min(1).max(100), z.array(z.string()).min(1)).default({}),
});
export type ClaimsMapping = z.infer<typeof claimsMappingSchema>;
