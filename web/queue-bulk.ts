/** What is done with several tasks of the queue at once: buttons, and what has to be said for a hand-over. */
import { suggestionsView } from './form-field.ts';
import { area, each, html, nothing, when, type Html } from './html.ts';
import type { BulkOperation, QueueModel } from './queue-page.ts';

export function bulkView(model: QueueModel): Html {
  const others = model.operations.filter((operation) => operation !== 'forward');
  return html`
    ${each(others.filter(namesSomebody), (operation) => recipientFields(operation, model))}
    ${when(others.length > 0, () => buttons(others))}
    ${when(model.operations.includes('forward'), () => forwardFields(model))}
  `;
}

export const FORWARD_NOTE = 'Note for the other office';

const namesSomebody = (operation: BulkOperation): operation is 'delegate' | 'assign' =>
  operation === 'delegate' || operation === 'assign';

const buttons = (operations: readonly BulkOperation[]): Html =>
  html`<ul class="cg-actions">
    ${each(operations, (operation, index) => html`<li>${button(operation, index === 0)}</li>`)}
  </ul>`;

const button = (operation: BulkOperation, isFirst: boolean): Html =>
  html`<button class="usa-button ${isFirst ? '' : 'usa-button--outline'}" name="operation" value="${operation}">
    ${OPERATION_WORDS[operation]}
  </button>`;

const OPERATION_WORDS: { readonly [operation in BulkOperation]: string } = {
  claim: 'Claim the chosen ones',
  release: 'Give the chosen ones back',
  delegate: 'Hand the chosen ones over',
  assign: 'Assign the chosen ones',
  forward: 'Forward the chosen ones',
};

const recipientFields = (operation: 'delegate' | 'assign', { isLed, recipients, typed }: QueueModel): Html => html`
  <fieldset class="usa-fieldset cg-item">
    <legend class="usa-legend">${LEGENDS[operation]}</legend>
    <label class="usa-label" for="hand-over-to">To whom</label>
    <span class="usa-hint" id="hand-over-to-hint">
      ${isLed ? 'Legal staff of the offices whose tasks are listed.' : 'Legal staff of your office.'}
      ${when(recipients.isCut, () => html`There are more than are suggested: a staff id.`)}
    </span>
    ${
      recipients.isCut
        ? recipientInput(recipients.people, typed.to)
        : selection('hand-over-to', 'to', recipients.people, typed.to, html`aria-describedby="hand-over-to-hint"`)
    }
    ${noteField('hand-over', 'note', 'Hand-over note', typed.note)}
  </fieldset>
`;

const recipientInput = (people: QueueModel['recipients']['people'], typed: string): Html => html`
  <input
    class="usa-input"
    id="hand-over-to"
    name="to"
    value="${typed}"
    list="hand-over-to-list"
    autocomplete="off"
    aria-describedby="hand-over-to-hint"
  />
  ${suggestionsView('hand-over-to-list', people)}
`;

const LEGENDS = { delegate: 'To hand over', assign: 'To assign' };

/** Seldom needed: folded until it was tried. */
const forwardFields = ({ offices, typed }: QueueModel): Html => html`
  <details class="cg-details" ${when(typed.operation === 'forward', () => html`open`)}>
    <summary>Forward to another office</summary>
    <p>Its legal staff gets them, unclaimed. Time limits go on.</p>
    <label class="usa-label" for="forward-office">To which office</label>
    ${selection(
      'forward-office',
      'office',
      offices.map((office) => [office, office] as const),
      typed.office,
    )}
    ${noteField('forward', 'forwardNote', FORWARD_NOTE, typed.forwardNote)} ${buttons(['forward'])}
  </details>
`;

const selection = (
  id: string,
  name: string,
  choices: readonly (readonly [value: string, words: string])[],
  chosen: string,
  described: Html = nothing,
): Html => html`
  <select class="usa-select" id="${id}" name="${name}" ${described}>
    <option value="">- Select -</option>
    ${each(
      choices,
      ([value, words]) =>
        html`<option value="${value}" ${value === chosen ? html`selected` : nothing}>${words}</option>`,
    )}
  </select>
`;

const noteField = (id: string, name: string, label: string, note: string): Html => html`
  <label class="usa-label" for="${id}-note">${label}</label>
  <span class="usa-hint" id="${id}-hint"
    >For the record of each case. No name, address or location. At most 4,000 characters.</span
  >
  ${area(
    html`class="usa-textarea" id="${id}-note" name="${name}" maxlength="4000" aria-describedby="${id}-hint"`,
    note,
  )}
`;
