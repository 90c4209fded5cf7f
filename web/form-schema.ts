/**
 * Forms are made from the JSON Schema of a command: what the service takes, a page can ask for, and a command that is added later has a
 * form at once. Only what our commands use of JSON Schema is here.
 */
import type { Json } from '../schemas/words.ts';

export interface JsonSchema {
  readonly type?: string;
  readonly const?: Json;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly maxLength?: number;
  /** `application/json` where a text holds what the command has as a value. */
  readonly contentMediaType?: string;
  readonly maxItems?: number;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
}

/** What a form sent, by the names of its fields: `facts.statuses.0.benefit`. */
export type Values = ReadonlyMap<string, readonly string[]>;

export const valueOf = (values: Values, name: string): string => values.get(name)?.[0] ?? '';

/** The form's own field: in which zone its times are meant. */
export const ZONE_FIELD = 'zone';

export type FieldKind =
  | 'group'
  | 'fixed'
  | 'instant'
  | 'choice'
  | 'choices'
  | 'text'
  | 'json'
  | 'list'
  | 'number'
  | 'flag';

export function kindOf({ type, const: fixed, enum: codes, format, items, contentMediaType }: JsonSchema): FieldKind {
  if (fixed !== undefined) return 'fixed';
  if (contentMediaType === 'application/json') return 'json';
  if (type === 'object') return 'group';
  if (type === 'array') return items?.enum === undefined ? 'list' : 'choices';
  if (type === 'boolean') return 'flag';
  if (type === 'integer' || type === 'number') return 'number';
  if (codes !== undefined) return 'choice';
  return format === 'date-time' ? 'instant' : 'text';
}

/** The branch of a union whose `type` this is; null where there is none. */
export function branchOf({ oneOf = [] }: JsonSchema, type: string): JsonSchema | null {
  return oneOf.find(({ properties }) => properties?.['type']?.const === type) ?? null;
}

export const fieldsOf = ({ properties = {} }: JsonSchema): (readonly [name: string, schema: JsonSchema])[] =>
  Object.entries(properties);

export const isRequired = ({ required = [] }: JsonSchema, name: string): boolean => required.includes(name);

/** How many items of a list the form has fields for. */
export function itemsIn(values: Values, name: string): number {
  const indexes = [...values.keys()].flatMap((key) => {
    const index = key.startsWith(`${name}.`) ? /^\d{1,2}/.exec(key.slice(name.length + 1))?.[0] : undefined;
    return index === undefined ? [] : [Number(index)];
  });
  return indexes.length === 0 ? 0 : Math.max(...indexes) + 1;
}

/** The schema of one field; null where the form has no such field. */
export function schemaAt(schema: JsonSchema, name: string): JsonSchema | null {
  let at: JsonSchema | undefined = schema;
  for (const part of name === '' ? [] : name.split('.')) at = /^\d+$/.test(part) ? at?.items : at?.properties?.[part];
  return at ?? null;
}
