import { z } from 'zod';

const named = z.string({ error: () => 'is missing' }).min(1, { error: 'is empty' });

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address is this machine's own: there, and nowhere else, plain HTTP will do. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK_NAMES.includes(hostname);

const address = z
  .url({ protocol: /^https?$/, error: () => 'must be an address that begins with https://' })
  .refine((text) => text.startsWith('https:') || isLoopback(new URL(text)), { error: 'must begin with https://' })
  .refine((text) => !/[?#@]/.test(text), { error: 'must have no user, query or fragment' });

/** What sign-in needs of the environment, all of it or nothing. */
const SIGN_IN_VARIABLES = [
  'CASEGATE_PUBLIC_URL',
  'CASEGATE_OIDC_ISSUER',
  'CASEGATE_OIDC_CLIENT_ID',
  'CASEGATE_OIDC_CLIENT_SECRET_FILE',
] as const;

/** The environment of the API process. Unknown variables are other programs' business. */
const apiVariables = z.object({
  /** `host:port` of the Temporal server. */
  TEMPORAL_ADDRESS: named,
  TEMPORAL_NAMESPACE: named,
  /** `postgres://…`, with its password: never logged. */
  DATABASE_URL: named,
  CASEGATE_API_PORT: z
    .string()
    .regex(/^[0-9]{1,5}$/, { error: 'must be a port, 1 to 65535' })
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, { error: 'must be a port, 1 to 65535' })
    .default(8080),
  /** Where to listen. Embedded identity proves nothing, and so is for the loopback interface alone. */
  CASEGATE_API_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,253}$/, { error: 'must be an address to listen on' })
    .default('127.0.0.1'),
  /**
   * Whose word is taken for who acts. `oidc`: the issuer's alone. `embedded`: synthetic people on this machine, who also sign in at
   * the issuer that `npm start` brings up.
   */
  CASEGATE_IDENTITY: z.enum(['embedded', 'oidc'], { error: () => 'must be "embedded" or "oidc"' }),
  /** The address under which browsers reach the pages: the origin of forms, cookies and the way back from the issuer. */
  CASEGATE_PUBLIC_URL: address
    .transform((text) => new URL(text))
    .refine(({ pathname }) => pathname === '/', { error: 'must have no path' })
    .optional(),
  /** The address under which browsers reach Temporal UI. With it the API is its codec server, for this origin alone: see docs/keys.md. */
  CASEGATE_TEMPORAL_UI_URL: address.transform((text) => new URL(text)).optional(),
  /** As it names itself in its tokens, to the letter. */
  CASEGATE_OIDC_ISSUER: address.optional(),
  CASEGATE_OIDC_CLIENT_ID: named.optional(),
  CASEGATE_OIDC_CLIENT_SECRET_FILE: named.optional(),
  /** Which claim names a person: see claimsMappingSchema. Default: `sub`. */
  CASEGATE_OIDC_CLAIMS_FILE: named.optional(),
  /** What access tokens for this API are made out to (`aud`). */
  CASEGATE_OIDC_AUDIENCE: named.default('urn:casegate:api'),
  /** The staff directory: see staffFileSchema. Embedded identity has the synthetic people instead. */
  CASEGATE_STAFF_FILE: named.optional(),
  /** The policy version under which new cases start. */
  CASEGATE_POLICY: named.default('announcement-2025-01-31'),
  /** Public keys whose holders may sign policy versions, as a JSON Web Key Set. Without it the versions of the build are all there are. */
  CASEGATE_POLICY_KEYS_FILE: named.optional(),
});

const apiConfigurationSchema = apiVariables.superRefine((variables, context) => {
  const lacks = (name: keyof typeof variables, message: string) => {
    if (variables[name] === undefined) context.addIssue({ code: 'custom', path: [name], message });
  };
  const isEmbedded = variables.CASEGATE_IDENTITY === 'embedded';
  const signsIn = SIGN_IN_VARIABLES.some((name) => variables[name] !== undefined);
  if (!isEmbedded || signsIn) for (const name of SIGN_IN_VARIABLES) lacks(name, 'is missing');
  if (!isEmbedded) lacks('CASEGATE_STAFF_FILE', 'is missing');
  if (isEmbedded && variables.CASEGATE_API_HOST !== '127.0.0.1')
    context.addIssue({
      code: 'custom',
      path: ['CASEGATE_API_HOST'],
      message: 'must be 127.0.0.1 where identity is embedded',
    });
});

export type ApiConfiguration = z.infer<typeof apiConfigurationSchema>;

/** @throws Error that names each variable that is wrong, and no value: some are secrets */
export function apiConfigurationFrom(environment: Readonly<Record<string, string | undefined>>): ApiConfiguration {
  const parsed = apiConfigurationSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`the environment is not right: ${wrong.join('; ')}`);
}
