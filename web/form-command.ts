/** What a form sent, as the command that a client of the API would send: checked there, and nowhere else. */
import { parseStrictJson, type StrictJson } from '../schemas/strict-json.ts';
import type { Json } from '../schemas/words.ts';
import {
  fieldsOf,
  isRequired,
  itemsIn,
  kindOf,
  valueOf,
  ZONE_FIELD,
  type JsonSchema,
  type Values,
} from './form-schema.ts';
import { instantIn } from './zones.ts';

/** More than any list of ours has. */
const LIST_NAME = /^[A-Za-z.0-9]{1,100}$/;

/**
 * What a form sends to get another item of a list, or to lose one: it comes back with all that was typed, and is not taken. Null where it
 * was sent to be taken: then an item in which nothing was entered is a mistake that the service names, since somebody meant to say something.
 */
export function reshaped(typed: Values): Values | null {
  const values = new Map(typed);
  if (typed.has('add')) return withOneMore(values, valueOf(typed, 'add'));
  return typed.has('drop') ? withoutItem(values, valueOf(typed, 'drop')) : null;
}

function withOneMore(values: Map<string, readonly string[]>, list: string): Values {
  values.delete('add');
  if (LIST_NAME.test(list)) values.set(`${list}.${itemsIn(values, list)}`, ['']);
  return values;
}

/** Those behind it move up. */
function withoutItem(values: Map<string, readonly string[]>, name: string): Values {
  values.delete('drop');
  const [, list, dropped] = /^([A-Za-z.0-9]{1,100})\.(\d{1,2})$/.exec(name) ?? [];
  if (list === undefined) return values;
  const count = itemsIn(values, list);
  for (const [key] of entriesUnder(values, name)) values.delete(key);
  for (let index = Number(dropped) + 1; index < count; index += 1) {
    for (const [key, texts] of entriesUnder(values, `${list}.${index}`)) {
      values.delete(key);
      values.set(`${list}.${index - 1}${key.slice(`${list}.${index}`.length)}`, texts);
    }
  }
  return values;
}

const entriesUnder = (values: Values, item: string): [string, readonly string[]][] =>
  [...values].filter(([key]) => key === item || key.startsWith(`${item}.`));

export const under = (name: string, field: string): string => (name === '' ? field : `${name}.${field}`);

/** Undefined where nothing was entered: the service says where something is needed. */
export function commandFrom(schema: JsonSchema, name: string, values: Values): Json | undefined {
  const value = textOf(valueOf(values, name));
  switch (kindOf(schema)) {
    case 'fixed':
      return schema.const!;
    case 'group':
      return groupFrom(schema, name, values);
    case 'list':
      return Array.from({ length: itemsIn(values, name) }, (_, index) =>
        commandFrom(schema.items!, `${name}.${index}`, values),
      ).map((item) => item ?? '');
    case 'choices':
      return [...(values.get(name) ?? [])];
    case 'flag':
      return value !== '';
    case 'number':
      return value === '' ? undefined : Number(value);
    case 'instant':
      return value === '' ? undefined : instantIn(valueOf(values, ZONE_FIELD), value);
    case 'json':
      return value.trim() === '' ? undefined : jsonOrText(schema, value);
    case 'choice':
    case 'text':
      return value === '' ? undefined : value;
  }
}

function groupFrom(schema: JsonSchema, name: string, values: Values): Json {
  const fields = fieldsOf(schema).flatMap(([field, inner]) => {
    const optional = !isRequired(schema, field);
    // A group that may be left out is left out as a whole: half of one is a mistake that the service names.
    if (optional && kindOf(inner) === 'group' && isBlank(values, under(name, field))) return [];
    const value = commandFrom(inner, under(name, field), values);
    const isLeftOut = value === undefined || (optional && Array.isArray(value) && value.length === 0);
    return isLeftOut ? [] : [[field, value] as const];
  });
  return Object.fromEntries(fields);
}

/** A text that should hold JSON, read as strictly as the body of a command; a fault names a place and quotes nothing. */
export function readJson({ maxLength = Infinity }: JsonSchema, text: string): StrictJson {
  if (text.length > maxLength) return { fault: `has more than ${maxLength} characters` };
  const read = parseStrictJson(new TextEncoder().encode(text));
  return 'fault' in read ? { fault: read.fault.replace('the body is', 'is') } : read;
}

/** A text that is not JSON is sent as it is, so that the service refuses it in its place, after all that it looks at first. */
function jsonOrText(schema: JsonSchema, text: string): Json {
  const read = readJson(schema, text);
  return 'value' in read ? read.value : text;
}

const isBlank = (values: Values, group: string): boolean =>
  entriesUnder(values, group).every(([, texts]) => texts.every((text) => text.trim() === ''));

/** Browsers send line ends as CR LF. */
const textOf = (text: string): string => text.replaceAll('\r\n', '\n');
