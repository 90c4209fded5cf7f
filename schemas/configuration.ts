import { z } from 'zod';

const named = z.string({ error: () => 'is missing' }).min(1, { error: 'is empty' });

/** The environment of the API process. Unknown variables are other programs' business. */
export const apiConfigurationSchema = z.object({
  /** `host:port` of the Temporal server. */
  TEMPORAL_ADDRESS: named,
  TEMPORAL_NAMESPACE: named,
  /** `postgres://…`, with its password: never logged. */
  DATABASE_URL: named,
  CASEGATE_KEYS_FILE: named,
  CASEGATE_API_PORT: z
    .string()
    .regex(/^[0-9]{1,5}$/, { error: 'must be a port, 1 to 65535' })
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, { error: 'must be a port, 1 to 65535' })
    .default(8080),
  /** Whose word is taken for who acts. Only synthetic people on this machine so far. */
  CASEGATE_IDENTITY: z.literal('embedded', {
    error: () => 'must be "embedded": there is no other source of identities yet',
  }),
  /** The policy version under which new cases start. */
  CASEGATE_POLICY: named.default('announcement-2025-01-31'),
});

export type ApiConfiguration = z.infer<typeof apiConfigurationSchema>;

/** @throws Error that names each variable that is wrong, and no value: some are secrets */
export function apiConfigurationFrom(environment: Readonly<Record<string, string | undefined>>): ApiConfiguration {
  const parsed = apiConfigurationSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`the environment is not right: ${wrong.join('; ')}`);
}
