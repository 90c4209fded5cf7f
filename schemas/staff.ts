/** The files with which an operator says who the staff are and how tokens name them. Checked when they are read; unknown fields are refused. */
import { z } from 'zod';
import { PARTNER_CLASSES, ROLES } from './words.ts';

/** An agency's own directory, not a country's. */
const STAFF_MAX = 100_000;

/** Leaves of some years; older ones can go. */
const ABSENCES_MAX = 50;
/** Nights and holidays of some offices for a year. */
const ON_CALL_MAX = 10_000;

const period = { from: z.iso.datetime({ offset: true }), until: z.iso.datetime({ offset: true }) };
const isPeriod = ({ from, until }: { readonly from: string; readonly until: string }): boolean =>
  Date.parse(from) < Date.parse(until);
const PERIOD = { error: 'ends before it begins', path: ['until'] };

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
    /** Staff id of who answers for what they do: that person needs to know their cases (R6). */
    reportsTo: code.optional(),
    /** ISO 8601 date until which the training that the instruction asks for is current (R7). */
    trainedUntil: z.iso.date().optional(),
    /** Where this person alone is told that there is something to do, such as before training ends. */
    mail: z.email().max(254).optional(),
    /** When they are out of office, and who works on their tasks meanwhile, by their own duties (may.ts). */
    absences: z
      .array(z.strictObject({ ...period, substitute: code }).refine(isPeriod, PERIOD))
      .max(ABSENCES_MAX)
      .default([]),
  })
  .refine(({ roles }) => !roles.includes('service'), { error: 'the role "service" is no person\'s', path: ['roles'] });

/** Who is called outside of business hours. `reach`: how, as an extension or a number of the agency's own. */
const onCall = z
  .strictObject({ ...period, staffId: code, reach: z.string().regex(/^[0-9A-Za-z+ .()-]{1,40}$/) })
  .refine(isPeriod, PERIOD);

type Reporting = Pick<z.infer<typeof member>, 'staffId' | 'office' | 'roles' | 'reportsTo'>;

/** Whose superior is nobody, is of another office and no leadership, or comes round to themselves; by their places. */
function reportingFaults(staff: readonly Reporting[]): [index: number, message: string][] {
  const byId = new Map(staff.map((one) => [one.staffId, one] as const));
  return staff.flatMap((one, index): [number, string][] => {
    if (one.reportsTo === undefined) return [];
    const superior = byId.get(one.reportsTo);
    if (superior === undefined) return [[index, 'somebody in this file']];
    if (superior.office !== one.office && !superior.roles.includes('leadership'))
      return [[index, 'somebody of the same office, or of leadership']];
    return goesRound(byId, one) ? [[index, 'nobody answers for themselves, through however many others']] : [];
  });
}

function goesRound(byId: ReadonlyMap<string, Reporting>, from: Reporting): boolean {
  const seen = new Set<string>();
  for (let id = from.reportsTo; id !== undefined && !seen.has(id); id = byId.get(id)?.reportsTo) {
    if (id === from.staffId) return true;
    seen.add(id);
  }
  return false;
}

export const staffFileSchema = z
  .strictObject({
    onCall: z.array(onCall).max(ON_CALL_MAX).default([]),
    staff: z
      .array(member)
      .max(STAFF_MAX)
      .refine((staff) => new Set(staff.map(({ subject }) => subject)).size === staff.length, {
        error: 'each subject stands once',
      })
      .refine((staff) => new Set(staff.map(({ staffId }) => staffId)).size === staff.length, {
        error: 'each staff id stands once',
      }),
  })
  .superRefine(({ staff, onCall: duties }, context) => {
    const known = new Set(staff.map(({ staffId }) => staffId));
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    for (const [index, { staffId, absences }] of staff.entries())
      for (const [which, { substitute }] of absences.entries())
        if (!known.has(substitute) || substitute === staffId)
          refuse(['staff', index, 'absences', which, 'substitute'], 'somebody else in this file');
    const faults = reportingFaults(staff);
    for (const [index, message] of faults) refuse(['staff', index, 'reportsTo'], message);
    for (const [index, { staffId }] of duties.entries())
      if (!known.has(staffId)) refuse(['onCall', index, 'staffId'], 'somebody in this file');
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
