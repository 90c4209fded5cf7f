/** zod's schemas as JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
import { z } from 'zod';
import { ANSWER_PARTS, ANSWERS, type AnswerName } from '../../schemas/answers.ts';

export type Schema = { readonly [keyword: string]: unknown };

const under = (name: string): string => `#/components/schemas/${name}`;
export const refTo = (name: AnswerName): Schema => ({ $ref: under(name) });

/** Said once in the document, and named wherever it stands. */
export function namedSchemas(): { readonly [name: string]: Schema } {
  const registry = z.registry<{ id?: string }>();
  for (const [id, schema] of Object.entries({ ...ANSWER_PARTS, ...ANSWERS })) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...OPTIONS, io: 'output', uri: under });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, without(schema as Schema)]));
}

export const bodySchema = (schema: z.ZodType): Schema =>
  without(z.toJSONSchema(schema, { ...OPTIONS, io: 'input' }) as Schema);

const OPTIONS = {
  unrepresentable: 'any',
  override: ({ jsonSchema: found }) => {
    // The format says it, and a reader can read it.
    if (found.format === 'date-time' || found.format === 'date') delete found.pattern;
    // What JavaScript can count to is no rule of ours.
    if (found.minimum === Number.MIN_SAFE_INTEGER) delete found.minimum;
    if (found.maximum === Number.MAX_SAFE_INTEGER) delete found.maximum;
  },
} as const satisfies Parameters<typeof z.toJSONSchema>[1];

/** The document says for all of them which dialect it is, and where each stands. */
const without = ({ $schema: _dialect, $id: _place, ...rest }: Schema): Schema => rest;
