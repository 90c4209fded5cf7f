/** Fields into which one thing is typed, or of which one or several are chosen. */
import {
  describedBy,
  errorsOf,
  faultsAt,
  hint,
  idOf,
  isPicked,
  optionalWord,
  shortOf,
  titleOf,
  type Field,
  type FormState,
} from './form-field.ts';
import { kindOf, valueOf, type JsonSchema } from './form-schema.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { wordsOf } from './words.ts';

/** A text this long or longer is written in an area of lines. */
const AREA_FROM_CHARACTERS = 1_000;
/** As many choices as can be compared at a glance stand open; more are in a list. */
const OPEN_CHOICES_MAX = 5;

export function inputView(field: Field, state: FormState): Html {
  const { name, schema, optional } = field;
  const id = idOf(name);
  const value = valueOf(state.values, name);
  const invalid = when(faultsAt(name, state).length > 0, () => html`aria-invalid="true"`);
  const described = describedBy(field, state);
  const suggested = state.suggestions?.get(shortOf(name)) ?? [];
  const isLong = (schema.maxLength ?? 0) >= AREA_FROM_CHARACTERS;
  const input = isLong
    ? html`<textarea class="usa-textarea" id="${id}" name="${name}" rows="5" ${described} ${invalid}>
${areaText(value)}</textarea>`
    : html`<input
        class="usa-input"
        id="${id}"
        name="${name}"
        value="${value}"
        type="${typeOf(schema)}"
        ${when(suggested.length > 0, () => html`list="${id}-list"`)}
        autocomplete="off"
        ${described}
        ${invalid}
      />`;
  const faults = faultsAt(name, state);
  return html`
    <div class="usa-form-group ${faults.length > 0 ? 'usa-form-group--error' : ''}">
      <label class="usa-label" for="${id}">${titleOf(field)}${optionalWord(optional)}</label>
      ${field.label === undefined ? hint(name, state) : nothing} ${errorsOf(name, faults)} ${input}
      ${suggestionsView(`${id}-list`, suggested)}
    </div>
  `;
}

const suggestionsView = (id: string, suggested: readonly (readonly [string, string])[]): Html =>
  when(
    suggested.length > 0,
    () =>
      html`<datalist id="${id}">
        ${each(suggested, ([value, words]) => html`<option value="${value}">${words}</option>`)}
      </datalist>`,
  );

/** A parser drops the first line end of an area. */
const areaText = (value: string): string => (/^[\r\n]/.test(value) ? `\n${value}` : value);

function typeOf(schema: JsonSchema): string {
  const kind = kindOf(schema);
  return kind === 'instant' ? 'datetime-local' : kind === 'number' ? 'number' : 'text';
}

export function choiceView(field: Field, state: FormState): Html {
  const codes = field.schema.enum ?? [];
  const value = valueOf(state.values, field.name);
  if (codes.length <= OPEN_CHOICES_MAX)
    return fieldset(
      field,
      state,
      each(codes, (one) => option('radio', field.name, one, wordsOf(one), one === value)),
    );
  const { name, optional } = field;
  const faults = faultsAt(name, state);
  return html`
    <div class="usa-form-group ${faults.length > 0 ? 'usa-form-group--error' : ''}">
      <label class="usa-label" for="${idOf(name)}">${titleOf(field)}${optionalWord(optional)}</label>
      ${isPicked(field) ? nothing : hint(name, state)} ${errorsOf(name, faults)}
      <select class="usa-select" id="${idOf(name)}" name="${name}" ${describedBy(field, state)}>
        <option value="">- Select -</option>
        ${each(codes, (one) => html`<option value="${one}" ${one === value ? html`selected` : nothing}>${wordsOf(one)}</option>`)}
      </select>
    </div>
  `;
}

/** One box. Where something is wrong with it, one is led to it by the id that any other field has. */
export function flagView(field: Field, state: FormState): Html {
  const { name } = field;
  const faults = faultsAt(name, state);
  const isTicked = valueOf(state.values, name) !== '';
  return html`
    <div class="usa-form-group ${faults.length > 0 ? 'usa-form-group--error' : ''}" id="${idOf(name)}" tabindex="-1">
      ${hint(name, state)} ${errorsOf(name, faults)}
      ${option('checkbox', name, 'yes', titleOf(field), isTicked, describedBy(field, state))}
    </div>
  `;
}

export function choicesView(field: Field, state: FormState): Html {
  const chosen = state.values.get(field.name) ?? [];
  return fieldset(
    { ...field, optional: true },
    state,
    each(field.schema.items?.enum ?? [], (one) =>
      option('checkbox', field.name, one, wordsOf(one), chosen.includes(one)),
    ),
  );
}

function fieldset(field: Field, state: FormState, options: Html): Html {
  const { name, optional } = field;
  const faults = faultsAt(name, state);
  return html`
    <fieldset
      class="usa-fieldset usa-form-group ${faults.length > 0 ? 'usa-form-group--error' : ''}"
      id="${idOf(name)}"
      tabindex="-1"
      ${describedBy(field, state)}
    >
      <legend class="usa-legend">${titleOf(field)}${optionalWord(optional)}</legend>
      ${isPicked(field) ? nothing : hint(name, state)} ${errorsOf(name, faults)} ${options}
    </fieldset>
  `;
}

function option(
  type: 'radio' | 'checkbox',
  name: string,
  value: string,
  words: string,
  isChosen: boolean,
  described: Html = nothing,
): Html {
  const id = `${idOf(name)}-${value}`;
  return html`
    <div class="usa-${type}">
      <input
        class="usa-${type}__input"
        type="${type}"
        id="${id}"
        name="${name}"
        value="${value}"
        ${isChosen ? html`checked` : nothing}
        ${described}
      />
      <label class="usa-${type}__label" for="${id}">${words}</label>
    </div>
  `;
}
