/** The register of disclosures: what went to whom, of any case, for those whose business the record is. */
import type { Answer } from '../schemas/answers.ts';
import { each, html, nothing, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, empty, moment, nextPage, table, type Column } from './parts.ts';
import { wordsOf } from './words.ts';

type Disclosure = Answer<'Disclosures'>['disclosures'][number];

/** As in the address; a field that is empty narrows nothing. */
export interface DisclosureFilter {
  readonly ground: string;
  readonly recipient: string;
  /** Days, as a form has them. */
  readonly from: string;
  readonly until: string;
}

export interface DisclosuresModel extends Answer<'DisclosureRegister'> {
  readonly filter: DisclosureFilter;
  readonly grounds: readonly string[];
}

type Registered = DisclosuresModel['disclosures'][number];

const PATH = '/web/disclosures';

export const disclosuresPage = (visitor: Visitor, { disclosures, next, filter, grounds }: DisclosuresModel): Html => {
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  return layout({
    title: 'Disclosures',
    visitor,
    path: PATH,
    body: html`
      <h1>Disclosures</h1>
      <p class="usa-intro">
        What went to anyone outside, of any case, on which ground. That you look is in the record. Deconfliction
        requests are not here: every case sends the same ones.
      </p>
      ${filterForm(filter, grounds)}
      ${
        disclosures.length === 0
          ? empty(
              Object.keys(asked).length === 0
                ? 'Nothing has been disclosed to anyone outside.'
                : 'No disclosure is as you ask for.',
            )
          : table<Registered>(
              'Disclosures to anyone outside, the last first',
              [...disclosureColumns, { title: 'Case', cell: caseCell }],
              disclosures,
            )
      }
      ${nextPage(PATH, next, asked)}
    `,
  });
};

/** As the accounting of a case has them. */
export const disclosureColumns: readonly Column<Disclosure>[] = [
  { title: 'When', cell: ({ at }) => moment(at) },
  { title: 'To whom', cell: ({ recipient }) => recipient ?? '–' },
  { title: 'Ground', cell: ({ ground, purpose }) => wordsOf(ground ?? purpose ?? '–') },
  { title: 'Recorded by', cell: ({ by }) => by },
  { title: 'Authorized by', cell: ({ authorisedBy }) => authorisedBy ?? '–' },
  { title: 'Reference', cell: ({ reference }) => reference ?? '–' },
  { title: 'What', cell: whatWasSent },
];

function whatWasSent({ isExport, isOfWholeRecord, digest, discretion }: Disclosure): Html {
  const contents = isOfWholeRecord ? 'Contents of the whole record' : 'Contents of the record';
  return html`
    ${isExport ? contents : html`SHA-256 ${code(digest ?? '')}`}
    ${
      discretion === null
        ? nothing
        : html`<br />Discretion: ${discretion.exercisedBy}, ${moment(discretion.exercisedAt)}, ${discretion.reference}`
    }
  `;
}

const caseCell = ({ case: id }: Registered): Html =>
  id === null
    ? html`<span class="cg-soft">every case</span>`
    : html`<a href="/web/oversight/${id}"><span class="usa-sr-only">Accounting of</span> ${code(id)}</a>`;

const filterForm = ({ ground, recipient, from, until }: DisclosureFilter, grounds: readonly string[]): Html => html`
  <form method="get" action="${PATH}" class="cg-filter" role="search" aria-label="Filter the disclosures">
    <div class="cg-wide">
      <label class="usa-label" for="disclosed-ground">Ground</label>
      <select class="usa-select" id="disclosed-ground" name="ground">
        <option value="">any</option>
        ${each(
          grounds,
          (one) => html`<option value="${one}" ${one === ground ? html`selected` : nothing}>${wordsOf(one)}</option>`,
        )}
      </select>
    </div>
    <div>
      <label class="usa-label" for="disclosed-to">Code of the recipient</label>
      <input
        class="usa-input"
        id="disclosed-to"
        name="recipient"
        value="${recipient}"
        maxlength="64"
        autocomplete="off"
      />
    </div>
    ${dayField('from', 'From (UTC)', from)} ${dayField('until', 'Until the end of (UTC)', until)}
    <button class="usa-button usa-button--outline">Show</button>
  </form>
`;

const dayField = (name: string, label: string, value: string): Html => html`
  <div>
    <label class="usa-label" for="disclosed-${name}">${label}</label>
    <input class="usa-input" id="disclosed-${name}" name="${name}" type="date" value="${value}" />
  </div>
`;
