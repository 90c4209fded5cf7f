/** Who looked at a case, and what was disclosed of it: for whom the record is their business, and the contents are not. */
import type { Answer } from '../schemas/answers.ts';
import { html, when, type Html } from './html.ts';
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
    `,
  });

export interface OversightModel {
  readonly accesses: Answer<'Accesses'>;
  readonly disclosures: Answer<'Disclosures'>;
  readonly canDisclose: boolean;
  readonly recorded: string | null;
}

export const oversightPage = (
  visitor: Visitor,
  { accesses, disclosures, canDisclose, recorded: said }: OversightModel,
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
      <h2>Who looked</h2>
      ${accessesView(accesses)}
    `,
  });

type Disclosure = OversightModel['disclosures']['disclosures'][number];

const disclosuresView = ({ disclosures, requests, next }: OversightModel['disclosures']): Html => html`
  ${
    disclosures.length === 0
      ? empty('Nothing of this case has been disclosed to anyone outside.')
      : table<Disclosure>(
          'Disclosures to anyone outside, the last first',
          [
            { title: 'When', cell: ({ at }) => moment(at) },
            { title: 'To whom', cell: ({ recipient }) => recipient ?? '–' },
            { title: 'Ground', cell: ({ ground, purpose }) => wordsOf(ground ?? purpose ?? '–') },
            { title: 'Recorded by', cell: ({ by }) => by },
            { title: 'Authorized by', cell: ({ authorisedBy }) => authorisedBy ?? '–' },
            { title: 'Reference', cell: ({ reference }) => reference ?? '–' },
            { title: 'What', cell: whatWasSent },
          ],
          disclosures,
        )
  }
  ${when(next !== null, () => html`<p>There are more: <code>casegate disclosures</code> has them all.</p>`)}
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

const whatWasSent = ({ isExport, isOfWholeRecord, digest, discretion }: Disclosure): Html => html`
  ${
    isExport
      ? isOfWholeRecord
        ? 'Contents of the whole record'
        : 'Contents of the record'
      : html`SHA-256 ${code(digest ?? '')}`
  }
  ${when(
    discretion !== null,
    () =>
      html`<br />Discretion: ${discretion!.exercisedBy}, ${moment(discretion!.exercisedAt)}, ${discretion!.reference}`,
  )}
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
