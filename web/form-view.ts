/** Fields of a form, from the schema of its command, with what was typed and what is wrong with it. */
import type { Fault } from '../schemas/problems.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { under } from './form-command.ts';
import { fieldOf } from './form-faults.ts';
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
import { focusedAlert, sentence } from './parts.ts';
import { hintOf, labelOf, wordsOf } from './words.ts';
import { ZONE_DEFAULT, ZONES } from './zones.ts';

export interface FormState {
  readonly values: Values;
  readonly faults: readonly Fault[];
  /** What the form does: some hints are of an act. */
  readonly act?: string;
  /** What a field may be filled with, by the last part of its name. Anything else may be typed all the same. */
  readonly suggestions?: Suggestions;
}

export type Suggestions = ReadonlyMap<string, readonly (readonly [value: string, words: string])[]>;

/** A text this long or longer is written in an area of lines. */
const AREA_FROM_CHARACTERS = 1_000;
/** As many choices as can be compared at a glance stand open; more are in a list. */
const OPEN_CHOICES_MAX = 5;

export const idOf = (name: string): string => `f-${name.replaceAll('.', '-')}`;

const faultsAt = (name: string, { faults }: FormState): readonly Fault[] =>
  faults.filter((fault) => fieldOf(fault) === name);

interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly optional: boolean;
  /** In place of the field's usual words. */
  readonly label?: string;
}

/** Every field of a command, but those whose names are in `given`. */
export const fields = (schema: JsonSchema, name: string, state: FormState, given: readonly string[] = []): Html =>
  each(
    fieldsOf(schema).filter(([field, inner]) => kindOf(inner) !== 'fixed' && !given.includes(field)),
    ([field, inner]) =>
      fieldView({ name: under(name, field), schema: inner, optional: !isRequired(schema, field) }, state),
  );

export function fieldView(field: Field, state: FormState): Html {
  switch (kindOf(field.schema)) {
    case 'group':
      return FOLDED.includes(field.name) ? foldedView(field, state) : groupView(field, state);
    case 'list':
      return listView(field, state);
    case 'choice':
      return choiceView(field, state);
    case 'choices':
      return choicesView(field, state);
    case 'flag':
      return group(field, state, checkbox(field.name, 'yes', titleOf(field), valueOf(state.values, field.name) !== ''));
    default:
      return inputView(field, state);
  }
}

/** Seldom filled in: folded until something is in them, or wrong. */
const FOLDED = ['telephone'];

const foldedView = (field: Field, state: FormState): Html => {
  const isIn = (name: string): boolean => name === field.name || name.startsWith(`${field.name}.`);
  const isOpen =
    state.faults.some((fault) => isIn(fieldOf(fault))) ||
    [...state.values].some(([name, texts]) => isIn(name) && texts.some((text) => text !== ''));
  return html`<details class="cg-details" ${isOpen ? html`open` : nothing}>
    <summary>${titleOf(field)}${optionalWord(true)}</summary>
    ${groupView(field, state)} ${zoneView(field.schema, state)}
  </details>`;
};

/** A group that may be left out stands in a frame of its own. */
const groupView = (field: Field, state: FormState): Html =>
  field.optional
    ? html`<fieldset class="usa-fieldset cg-item" id="${idOf(field.name)}">
        <legend class="usa-legend">${titleOf(field)}${optionalWord(true)}</legend>
        ${hint(field.name, state)} ${errorsOf(field.name, faultsAt(field.name, state))}
        ${fields(field.schema, field.name, state)}
      </fieldset>`
    : fields(field.schema, field.name, state);

/** The last part of a name that is no index. */
const shortOf = (name: string): string =>
  name
    .split('.')
    .filter((part) => !/^\d+$/.test(part))
    .at(-1)!;

const titleOf = ({ name, label }: Field): string => label ?? labelOf(shortOf(name));
const optionalWord = (optional: boolean): Html => when(optional, () => html` <span class="cg-soft">(optional)</span>`);

/** A field's frame: its error stands before the input, and both its hint and its error are read with it. */
function group(field: Field, state: FormState, input: Html): Html {
  const faults = faultsAt(field.name, state);
  return html`
    <div class="usa-form-group ${faults.length > 0 ? 'usa-form-group--error' : ''}">
      ${errorsOf(field.name, faults)} ${input}
    </div>
  `;
}

const errorsOf = (name: string, faults: readonly Fault[]): Html =>
  when(
    faults.length > 0,
    () =>
      html`<span class="usa-error-message" id="${idOf(name)}-error"
        >${faults.map(({ message }) => sentence(message)).join('; ')}</span
      >`,
  );

function describedBy(field: Field, state: FormState): Html {
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
const isPicked = ({ name, schema }: Field): boolean => schema.enum !== undefined && TYPED.includes(shortOf(name));

const hint = (name: string, { act }: FormState): Html => {
  const words = hintOf(shortOf(name), act);
  return words === null ? nothing : html`<span class="usa-hint" id="${idOf(name)}-hint">${words}</span>`;
};

function inputView(field: Field, state: FormState): Html {
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

function choiceView(field: Field, state: FormState): Html {
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

function choicesView(field: Field, state: FormState): Html {
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
      ${describedBy(field, state)}
    >
      <legend class="usa-legend">${titleOf(field)}${optionalWord(optional)}</legend>
      ${isPicked(field) ? nothing : hint(name, state)} ${errorsOf(name, faults)} ${options}
    </fieldset>
  `;
}

function option(type: 'radio' | 'checkbox', name: string, value: string, words: string, isChosen: boolean): Html {
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
      />
      <label class="usa-${type}__label" for="${id}">${words}</label>
    </div>
  `;
}

const checkbox = (name: string, value: string, words: string, isChosen: boolean): Html =>
  option('checkbox', name, value, words, isChosen);

/** Items with their fields, and a button for one more. It sends the form, which comes back at the new item with all that was typed. */
function listView(field: Field, state: FormState): Html {
  const { name, schema } = field;
  const count = itemsIn(state.values, name);
  const title = titleOf(field);
  const item = schema.items!;
  const itemView = (index: number): Html =>
    kindOf(item) === 'group'
      ? html`
          <fieldset class="usa-fieldset cg-item" id="${idOf(`${name}.${index}`)}" tabindex="-1">
            <legend class="usa-legend">${title} ${index + 1}</legend>
            ${errorsOf(`${name}.${index}`, faultsAt(`${name}.${index}`, state))}
            ${fields(item, `${name}.${index}`, state)} ${removeView(field, index)}
          </fieldset>
        `
      : html`${fieldView({ name: `${name}.${index}`, schema: item, optional: false, label: `${title} ${index + 1}` }, state)}
        ${removeView(field, index)}`;
  const faults = faultsAt(name, state);
  return html`
    <div
      class="cg-list ${faults.length > 0 ? 'usa-form-group--error' : ''}"
      id="${idOf(name)}"
      role="group"
      tabindex="-1"
      aria-labelledby="${idOf(name)}-title"
    >
      <h3 id="${idOf(name)}-title" class="cg-list-title">${title}${optionalWord(true)}</h3>
      ${hint(name, state)} ${errorsOf(name, faults)}
      ${each(
        Array.from({ length: count }, (_, index) => index),
        itemView,
      )}
      ${when(
        count < (schema.maxItems ?? Infinity),
        () =>
          html`<button
            class="usa-button usa-button--outline"
            name="add"
            value="${name}"
            formaction="#${idOf(`${name}.${count}`)}"
          >
            ${count === 0 ? 'Add' : 'Add another'}: ${title.toLowerCase()}
          </button>`,
      )}
    </div>
  `;
}

/** Like the button for one more, it sends the form, which comes back. */
const removeView = (field: Field, index: number): Html => html`
  <button
    class="usa-button usa-button--outline cg-small"
    name="drop"
    value="${field.name}.${index}"
    formaction="#${idOf(field.name)}"
  >
    Remove: ${titleOf(field).toLowerCase()} ${index + 1}
  </button>
`;

/** Asked once for all times of a form; nothing where it has none. */
export function zoneView(schema: JsonSchema, { values }: FormState): Html {
  if (!hasInstant(schema)) return nothing;
  const chosen = valueOf(values, ZONE_FIELD) || ZONE_DEFAULT;
  return html`
    <div class="usa-form-group">
      <label class="usa-label" for="f-zone">Time zone of the times in this form</label>
      <select class="usa-select" id="f-zone" name="${ZONE_FIELD}">
        ${each(
          ZONES,
          ([zone, words]) =>
            html`<option value="${zone}" ${zone === chosen ? html`selected` : nothing}>${words}</option>`,
        )}
      </select>
    </div>
  `;
}

/** Whether a time is asked for outside of what is folded, which asks for the zone of its own times. */
export const hasInstantUnfolded = (schema: JsonSchema): boolean =>
  fieldsOf(schema).some(([field, inner]) => !FOLDED.includes(field) && hasInstant(inner));

const hasInstant = (schema: JsonSchema): boolean =>
  kindOf(schema) === 'instant' || fieldsOf(schema).some(([, inner]) => hasInstant(inner));

/** Every fault, with a way to its field. */
export const errorSummary = ({ faults }: FormState): Html =>
  focusedAlert(
    'Something is missing or not right',
    html`
      <ul>
        ${each(
          faults,
          (fault) =>
            html`<li>
              <a href="#${idOf(fieldOf(fault))}">${labelOf(shortOf(fieldOf(fault)))}</a>: ${sentence(fault.message)}
            </li>`,
        )}
      </ul>
      <p>Nothing has been recorded, and what you entered is still here. Correct it below and send it again.</p>
    `,
  );
