/** `docker-compose.yml` as a value: anchors and merges resolved as Compose does it, variables filled in from an environment. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
export const read = (path: string): string => readFileSync(`${PROJECT}${path}`, 'utf8');

/** What this project's tests look at; the whole is checked against the specification's own schema. */
const serviceSchema = z.object({
  image: z.string(),
  user: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.array(z.string()),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  restart: z.string(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  deploy: z.object({
    resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string(), pids: z.int().positive() }) }),
  }),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.object({})),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export type Compose = z.infer<typeof composeSchema>;

export interface Variable {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly isRequired: boolean;
}

/** https://docs.docker.com/reference/compose-file/interpolation/, of which the file uses these three forms. */
const VARIABLE = /\$\{(?<name>[A-Z][A-Z0-9_]*)(?:(?<how>:-|:\?)(?<text>[^}]*))?\}/g;

export const composeText = read('docker-compose.yml');

export function variablesIn(text: string): Variable[] {
  return [...text.matchAll(VARIABLE)].map(({ groups }) => ({
    name: groups!['name']!,
    fallback: groups!['how'] === ':-' ? groups!['text'] : undefined,
    isRequired: groups!['how'] === ':?',
  }));
}

/** With variables as `given`, and by default everywhere else. Filled in after parsing, as Compose does it: a value stays a text. */
export function composeValue(given: Readonly<Record<string, string>>): unknown {
  return filled(parse(composeText, { merge: true, uniqueKeys: true }), given);
}

function filled(value: unknown, given: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(VARIABLE, (_whole, name: string, _how, text: string) => given[name] ?? text);
  if (Array.isArray(value)) return value.map((item) => filled(item, given));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, given)]));
}

export function compose(given: Readonly<Record<string, string>> = REQUIRED): Compose {
  return composeSchema.parse(composeValue(given));
}

/** What has no default. */
export const REQUIRED: Readonly<Record<string, string>> = {
  CASEGATE_PUBLIC_URL: 'https://casegate.example/',
  CASEGATE_OIDC_ISSUER: 'https://issuer.example/',
  CASEGATE_OIDC_CLIENT_ID: 'casegate',
};
