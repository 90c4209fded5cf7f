/** Fields into which one thing is typed, or of which one or several are chosen. */
import {
  areaLimitOf,
  describedBy,
  errorsOf,
  faultsAt,
  group,
  groupClass,
  hint,
  idOf,
  isArea,
  isPicked,
  label,
  limitHint,
  optionalWord,
  shortOf,
  suggestionsView,
  titleOf,
  type Field,
  type FormState,
} from './form-field.ts';
import { kindOf, valueOf, type JsonSchema } from './form-schema.ts';
import { area, each, html, nothing, when, type Html } from './html.ts';
import { wordsOf } from './words.ts';

/** As many choices as can be compared at a glance stand open; more are in a list. */
const OPEN_CHOICES_MAX = 5;

export function inputView(field: Field, state: FormState): Html {
  const { name, schema } = field;
  const id = idOf(name);
  const value = valueOf(state.values, name);
  const invalid = when(faultsAt(name, state).length > 0, () => html`aria-invalid="true"`);
  const described = describedBy(field, state);
  const suggested = state.suggestions?.get(shortOf(name)) ?? [];
  const limit = areaLimitOf(schema);
  const limited = limit === null ? nothing : html`maxlength="${limit}"`;
  const input = isArea(schema)
    ? area(html`class="usa-textarea" id="${id}" name="${name}" rows="5" ${limited} ${described} ${invalid}`, value)
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
  return group(
    field,
    state,
    html`${label(field)} ${field.label === undefined ? hint(name, state) : nothing} ${limitHint(field)}`,
    html`${input} ${suggestionsView(`${id}-list`, suggested)}`,
  );
}

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
  const { name } = field;
  return group(
    field,
    state,
    html`${label(field)} ${isPicked(field) ? nothing : hint(name, state)}`,
    html`
      <select class="usa-select" id="${idOf(name)}" name="${name}" ${describedBy(field, state)}>
        <option value="">- Select -</option>
        ${each(codes, (one) => html`<option value="${one}" ${one === value ? html`selected` : nothing}>${wordsOf(one)}</option>`)}
      </select>
    `,
  );
}

/** One box. Where something is wrong with it, one is led to it by the id that any other field has. */
export function flagView(field: Field, state: FormState): Html {
  const { name } = field;
  const isTicked = valueOf(state.values, name) !== '';
  return html`
    <div class="${groupClass(name, state)}" id="${idOf(name)}" tabindex="-1">
      ${hint(name, state)} ${errorsOf(name, state)}
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
  return html`
    <fieldset
      class="usa-fieldset ${groupClass(name, state)}"
      id="${idOf(name)}"
      tabindex="-1"
      ${describedBy(field, state)}
    >
      <legend class="usa-legend">${titleOf(field)}${optionalWord(optional)}</legend>
      ${isPicked(field) ? nothing : hint(name, state)} ${errorsOf(name, state)} ${options}
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
