/** Who looked at a case, and what was disclosed of it: for whom the record is their business, and the contents are not. */
import type { Answer } from '../schemas/answers.ts';
import { html, when, type Html } from './html.ts';
import { disclosureColumns } from './disclosures-page.ts';
import { layout, type Visitor } from './layout.ts';
import { code, empty, moment, nextPage, recorded, table } from './parts.ts';
import { actWords, wordsOf } from './words.ts';

export const oversightSearchPage = (visitor: Visitor): Html =>
  layout({
    title: 'Oversight',
    visitor,
    path: '/web/oversight',
    body: html`
      <h1>Oversight</h1>
      <p class="usa-intro">Who looked at a case, who was refused, and what of it went to whom, on which ground.</p>
      <form method="get" action="/web/oversight" class="cg-filter" role="search" aria-label="Find a case">
        <div>
          <label class="usa-label" for="find-case">Reference of the case</label>
          <input class="usa-input" id="find-case" name="case" required maxlength="40" autocomplete="off" />
        </div>
        <button class="usa-button">Show</button>
      </form>
      <p><a href="/web/disclosures">Disclosures of every case</a></p>
    `,
  });

export interface OversightModel {
  readonly accesses: Answer<'Accesses'>;
  readonly disclosures: Answer<'Disclosures'>;
  readonly canDisclose: boolean;
  readonly canRedact: boolean;
  readonly recorded: string | null;
}

export const oversightPage = (
  visitor: Visitor,
  { accesses, disclosures, canDisclose, canRedact, recorded: said }: OversightModel,
): Html =>
  layout({
    title: 'Case',
    visitor,
    above: [{ path: '/web/oversight', name: 'Oversight' }],
    body: html`
      ${recorded(said)}
      <h1>Oversight of case ${code(accesses.case)}</h1>
      <h2>Accounting of disclosures</h2>
      ${disclosuresView(disclosures)}
      ${when(
        canDisclose,
        () =>
          html`<p>
            <a class="usa-button" href="/web/cases/${accesses.case}/disclose">Record a disclosure</a>
          </p>`,
      )}
      ${when(
        canRedact,
        () =>
          html`<p>
            <a href="/web/oversight/${accesses.case}/redact">Make the redacted record, for a records request</a>
          </p>`,
      )}
      <h2>Who looked</h2>
      ${accessesView(accesses)}
    `,
  });

const disclosuresView = ({ case: id, disclosures, requests, next }: OversightModel['disclosures']): Html => html`
  ${
    disclosures.length === 0
      ? empty('Nothing of this case has been disclosed to anyone outside.')
      : table('Disclosures to anyone outside, the last first', disclosureColumns, disclosures)
  }
  ${nextPage(`/web/oversight/${id}`, next, {}, 'disclosuresAfter')}
  <p>
    Deconfliction requests are disclosures too: an opaque reference, a window and a region, the same for every case.
    ${
      requests.length === 0
        ? 'This case has sent none.'
        : requests
            .map(({ partnerClass, state }) => `${wordsOf(partnerClass)}: ${wordsOf(state).toLowerCase()}`)
            .join(' · ')
    }
  </p>
`;

type Access = OversightModel['accesses']['accesses'][number];

const accessesView = ({ case: id, accesses, next }: OversightModel['accesses']): Html => html`
  ${
    accesses.length === 0
      ? empty('Nobody has looked.')
      : table<Access>(
          'Everyone who was shown something of it, or was refused; the last first',
          [
            { title: 'When', cell: ({ at }) => moment(at) },
            { title: 'Who', cell: ({ by }) => by },
            { title: 'What', cell: ({ action, whom }) => actWords(action) + (whom === null ? '' : `: ${whom}`) },
            { title: 'Why', cell: ({ purpose }) => (purpose === null ? '–' : wordsOf(purpose)) },
            {
              title: 'Refused',
              cell: ({ refused, reasons }) =>
                refused
                  ? html`<span class="usa-tag cg-open">refused</span> ${reasons.map(wordsOf).join(', ')}`
                  : html`<span class="cg-soft">no</span>`,
            },
          ],
          accesses,
        )
  }
  ${nextPage(`/web/oversight/${id}`, next)}
`;
