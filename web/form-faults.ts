/** What the service found wrong, in the words of the form that asked. */
import type { Fault } from '../schemas/problems.ts';
import { kindOf, schemaAt, valueOf, type JsonSchema, type Values } from './form-schema.ts';

/** `/facts/windowFrom` is the field `facts.windowFrom`. */
export const fieldOf = ({ pointer }: Fault): string => pointer.slice(1).replaceAll('/', '.');

/** A client of the API is told the codes there are; a form shows them, and says that nothing was entered. */
export function faultsInWords(schema: JsonSchema, values: Values, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => {
    const field = schemaAt(schema, fieldOf(fault));
    if (field === null || valueOf(values, fieldOf(fault)).trim() !== '') return fault;
    return { ...fault, message: MISSING[kindOf(field)] ?? fault.message };
  });
}

const MISSING: { readonly [kind: string]: string } = {
  choice: 'Choose one.',
  instant: 'Enter a date and a time.',
  text: 'Enter something here.',
  number: 'Enter a number.',
};
