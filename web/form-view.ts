/** Fields of a form, from the schema of its command, with what was typed and what is wrong with it. */
import { under } from './form-command.ts';
import { fieldOf } from './form-faults.ts';
import {
  errorsOf,
  faultsAt,
  hint,
  idOf,
  optionalWord,
  shortOf,
  titleOf,
  type Field,
  type FormState,
} from './form-field.ts';
import { choicesView, choiceView, flagView, inputView } from './form-inputs.ts';
import { fieldsOf, isRequired, itemsIn, kindOf, valueOf, ZONE_FIELD, type JsonSchema } from './form-schema.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { focusedAlert, sentence } from './parts.ts';
import { labelOf } from './words.ts';
import { ZONE_DEFAULT, ZONES } from './zones.ts';

/** Every field of a command, but those whose names are in `given`. */
export const fields = (schema: JsonSchema, name: string, state: FormState, given: readonly string[] = []): Html =>
  each(
    fieldsOf(schema).filter(([field, inner]) => kindOf(inner) !== 'fixed' && !given.includes(field)),
    ([field, inner]) =>
      fieldView({ name: under(name, field), schema: inner, optional: !isRequired(schema, field) }, state),
  );

export const fieldView = (field: Field, state: FormState): Html =>
  FOLDED.includes(field.name) ? foldedView(field, state) : unfoldedView(field, state);

function unfoldedView(field: Field, state: FormState): Html {
  switch (kindOf(field.schema)) {
    case 'group':
      return groupView(field, state);
    case 'list':
      return listView(field, state);
    case 'choice':
      return choiceView(field, state);
    case 'choices':
      return choicesView(field, state);
    case 'flag':
      return flagView(field, state);
    default:
      return inputView(field, state);
  }
}

/** Seldom filled in: folded until something is in them, an item has been added to them, or something is wrong. */
const FOLDED = ['telephone', 'conditions'];

const foldedView = (field: Field, state: FormState): Html => {
  const isIn = (name: string): boolean => name === field.name || name.startsWith(`${field.name}.`);
  const isOpen =
    state.faults.some((fault) => isIn(fieldOf(fault))) ||
    itemsIn(state.values, field.name) > 0 ||
    [...state.values].some(([name, texts]) => isIn(name) && texts.some((text) => text !== ''));
  return html`<details class="cg-details" ${isOpen ? html`open` : nothing}>
    <summary>${titleOf(field)}${optionalWord(true)}</summary>
    ${unfoldedView(field, state)} ${zoneView(field.schema, state)}
  </details>`;
};

/** A group that may be left out stands in a frame of its own, and so does one whose fields say too little without its title. */
const groupView = (field: Field, state: FormState): Html =>
  field.optional || FRAMED.includes(field.name)
    ? html`<fieldset class="usa-fieldset cg-item" id="${idOf(field.name)}" tabindex="-1">
        <legend class="usa-legend">${titleOf(field)}${optionalWord(field.optional)}</legend>
        ${hint(field.name, state)} ${errorsOf(field.name, state)} ${fields(field.schema, field.name, state)}
      </fieldset>`
    : fields(field.schema, field.name, state);

const FRAMED = ['contact'];

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
            ${errorsOf(`${name}.${index}`, state)} ${fields(item, `${name}.${index}`, state)}
            ${removeView(field, index)}
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
      ${hint(name, state)} ${errorsOf(name, state)}
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
