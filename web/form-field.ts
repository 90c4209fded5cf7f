/** What every field of a form has: its place, its title, its hint, and what is wrong with it. */
import type { Fault } from '../schemas/problems.ts';
import { fieldOf } from './form-faults.ts';
import type { JsonSchema, Values } from './form-schema.ts';
import { html, nothing, when, type Html } from './html.ts';
import { sentence } from './parts.ts';
import { hintOf, labelOf } from './words.ts';

export interface FormState {
  readonly values: Values;
  readonly faults: readonly Fault[];
  /** What the form does: some hints are of an act. */
  readonly act?: string;
  /** What a field may be filled with, by the last part of its name. Anything else may be typed all the same. */
  readonly suggestions?: Suggestions;
}

export type Suggestions = ReadonlyMap<string, readonly (readonly [value: string, words: string])[]>;

export const idOf = (name: string): string => `f-${name.replaceAll('.', '-')}`;

export const faultsAt = (name: string, { faults }: FormState): readonly Fault[] =>
  faults.filter((fault) => fieldOf(fault) === name);

export interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly optional: boolean;
  /** In place of the field's usual words. */
  readonly label?: string;
}

/** The last part of a name that is no index. */
export const shortOf = (name: string): string =>
  name
    .split('.')
    .filter((part) => !/^\d+$/.test(part))
    .at(-1)!;

export const titleOf = ({ name, label }: Field): string => label ?? labelOf(shortOf(name));
export const optionalWord = (optional: boolean): Html =>
  when(optional, () => html` <span class="cg-soft">(optional)</span>`);

export const errorsOf = (name: string, faults: readonly Fault[]): Html =>
  when(
    faults.length > 0,
    () =>
      html`<span class="usa-error-message" id="${idOf(name)}-error"
        >${faults.map(({ message }) => sentence(message)).join('; ')}</span
      >`,
  );

export function describedBy(field: Field, state: FormState): Html {
  const ids = [
    ...(field.label !== undefined || isPicked(field) || hintOf(shortOf(field.name), state.act) === null
      ? []
      : [`${idOf(field.name)}-hint`]),
    ...(faultsAt(field.name, state).length === 0 ? [] : [`${idOf(field.name)}-error`]),
  ];
  return when(ids.length > 0, () => html`aria-describedby="${ids.join(' ')}"`);
}

/** Their hint says what to type, which helps nobody who chooses. */
const TYPED = ['to'];
export const isPicked = ({ name, schema }: Field): boolean =>
  schema.enum !== undefined && TYPED.includes(shortOf(name));

export const hint = (name: string, { act }: FormState): Html => {
  const words = hintOf(shortOf(name), act);
  return words === null ? nothing : html`<span class="usa-hint" id="${idOf(name)}-hint">${words}</span>`;
};
