/** What the service found wrong, in the words of the form that asked. */
import type { Fault } from '../schemas/problems.ts';
import { readJson } from './form-command.ts';
import { kindOf, schemaAt, valueOf, type JsonSchema, type Values } from './form-schema.ts';

/** `/facts/windowFrom` is the field `facts.windowFrom`. */
export const fieldOf = ({ pointer }: Fault): string => pointer.slice(1).replaceAll('/', '.');

/** A client of the API is told the codes there are; a form shows them, and says that nothing was entered. */
export function faultsInWords(schema: JsonSchema, values: Values, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((given) => {
    const fault = atText(schema, given);
    const field = schemaAt(schema, fieldOf(fault));
    if (field === null) return fault;
    const value = valueOf(values, fieldOf(fault));
    if (value.trim() === '') return { ...fault, message: MISSING[kindOf(field)] ?? fault.message };
    const read = kindOf(field) === 'json' ? readJson(field, value) : null;
    return read !== null && 'fault' in read ? { ...fault, message: read.fault } : fault;
  });
}

/** What is wrong inside of a value that one text holds is said at this text: it has no fields of its own. */
function atText(schema: JsonSchema, fault: Fault): Fault {
  const parts = fault.pointer.split('/').slice(1);
  for (let length = 1; length < parts.length; length += 1) {
    const field = schemaAt(schema, parts.slice(0, length).join('.'));
    if (field === null) return fault;
    if (kindOf(field) !== 'json') continue;
    const inside = parts.slice(length).join('/');
    return { pointer: `/${parts.slice(0, length).join('/')}`, message: `${inside} ${fault.message}` };
  }
  return fault;
}

const MISSING: { readonly [kind: string]: string } = {
  choice: 'Choose one.',
  instant: 'Enter a date and a time.',
  text: 'Enter something here.',
  json: 'Enter something here.',
  number: 'Enter a number.',
};
