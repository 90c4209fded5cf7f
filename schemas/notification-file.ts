/** The file with which an operator says who gets notifications: groups of staff and their addresses. Checked when it is read; unknown fields are refused. */
import { z } from 'zod';
import { AUDIENCES } from './outbound.ts';

/** An agency's own groups, by office. */
const GROUPS_MAX = 10_000;
/** A distribution list is one address; whoever lists people one by one lists an office. */
const ADDRESSES_MAX = 50;

const office = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, { error: 'letters, digits and hyphens, at most 40' });
const address = z.email().max(254);

const group = z.strictObject({
  audience: z.enum(AUDIENCES),
  /** Left out: of every office that has no line of its own. */
  office: office.optional(),
  addresses: z.array(address).min(1).max(ADDRESSES_MAX),
});

const nameOf = ({ audience, office: of }: z.infer<typeof group>): string => `${audience} ${of ?? ''}`;

export const notificationFileSchema = z.strictObject({
  /** Who sends. Answers are read by nobody. */
  from: address,
  groups: z
    .array(group)
    .min(1)
    .max(GROUPS_MAX)
    .refine((groups) => new Set(groups.map(nameOf)).size === groups.length, {
      error: 'each audience stands once for each office',
    }),
});
export type NotificationFile = z.infer<typeof notificationFileSchema>;

/** `smtps://user:password@host:465`, or `smtp://…:587`, which must upgrade to TLS. Never logged: it has the password. */
export const smtpUrlSchema = z
  .string()
  .trim()
  .refine((text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol), {
    error: 'must be an address that begins with smtps:// or smtp://',
  })
  .transform((text) => new URL(text))
  .refine(({ hostname, pathname, search, hash }) => hostname !== '' && /^\/?$/.test(pathname) && search + hash === '', {
    error: 'must have a host, and no path or query',
  });
