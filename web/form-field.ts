/** What every field of a form has: its place, its title, its hint, and what is wrong with it. */
import type { Fault } from '../schemas/problems.ts';
import { fieldOf } from './form-faults.ts';
import { kindOf, type JsonSchema, type Values } from './form-schema.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { sentence } from './parts.ts';
import { hintOf, labelAt } from './words.ts';

export interface FormState {
  readonly values: Values;
  readonly faults: readonly Fault[];
  /** What the form does: some hints are of an act. */
  readonly act?: string;
  /** What a field may be filled with, by the last part of its name. Anything else may be typed all the same. */
  readonly suggestions?: Suggestions;
}

export type Suggestions = ReadonlyMap<string, readonly (readonly [value: string, words: string])[]>;

/** What may be typed, of an input that names this list. */
export const suggestionsView = (id: string, suggested: readonly (readonly [value: string, words: string])[]): Html =>
  when(
    suggested.length > 0,
    () =>
      html`<datalist id="${id}">
        ${each(suggested, ([value, words]) => html`<option value="${value}">${words}</option>`)}
      </datalist>`,
  );

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

export const titleOf = ({ name, label }: Field): string => label ?? labelAt(name);
export const optionalWord = (optional: boolean): Html =>
  when(optional, () => html` <span class="cg-soft">(optional)</span>`);

/** A field's frame: what is before its error names it, and both its hint and its error are read with the input that follows. */
export const group = ({ name }: Pick<Field, 'name'>, state: FormState, before: Html, input: Html): Html => html`
  <div class="${groupClass(name, state)}">${before} ${errorsOf(name, state)} ${input}</div>
`;

export const groupClass = (name: string, state: FormState): string =>
  faultsAt(name, state).length > 0 ? 'usa-form-group usa-form-group--error' : 'usa-form-group';

/** The words over an input. */
export const label = (field: Field): Html =>
  html`<label class="usa-label" for="${idOf(field.name)}">${titleOf(field)}${optionalWord(field.optional)}</label>`;

export function errorsOf(name: string, state: FormState): Html {
  const faults = faultsAt(name, state);
  return when(
    faults.length > 0,
    () =>
      html`<span class="usa-error-message" id="${idOf(name)}-error"
        >${faults.map(({ message }) => sentence(message)).join('; ')}</span
      >`,
  );
}

export function describedBy(field: Field, state: FormState): Html {
  const ids = [
    ...(field.label !== undefined || isPicked(field) || hintOf(shortOf(field.name), state.act) === null
      ? []
      : [`${idOf(field.name)}-hint`]),
    ...(areaLimitOf(field.schema) === null ? [] : [`${idOf(field.name)}-limit`]),
    ...(faultsAt(field.name, state).length === 0 ? [] : [`${idOf(field.name)}-error`]),
  ];
  return when(ids.length > 0, () => html`aria-describedby="${ids.join(' ')}"`);
}

/** A text this long or longer is written in an area of lines. */
const AREA_FROM_CHARACTERS = 1_000;
/** More than this nobody types. */
const TYPED_CHARACTERS_MAX = 20_000;

export const isArea = ({ maxLength = 0 }: JsonSchema): boolean => maxLength >= AREA_FROM_CHARACTERS;

/** Where what is typed stops. Null for a file or a record that is pasted: cut off at its end it would be wrong in another way. */
export const areaLimitOf = (schema: JsonSchema): number | null =>
  isArea(schema) && schema.maxLength! <= TYPED_CHARACTERS_MAX && kindOf(schema) !== 'json' ? schema.maxLength! : null;

/** Said beside it: browsers cut off what is pasted, and say nothing. */
export function limitHint({ name, schema }: Field): Html {
  const limit = areaLimitOf(schema);
  if (limit === null) return nothing;
  return html`<span class="usa-hint" id="${idOf(name)}-limit"
    >At most ${limit.toLocaleString('en-US')} characters.</span
  >`;
}

/** Their hint says what to type, which helps nobody who chooses. */
const TYPED = ['to'];
export const isPicked = ({ name, schema }: Field): boolean =>
  schema.enum !== undefined && TYPED.includes(shortOf(name));

export const hint = (name: string, { act }: FormState): Html => {
  const words = hintOf(shortOf(name), act);
  return words === null ? nothing : html`<span class="usa-hint" id="${idOf(name)}-hint">${words}</span>`;
};
