/** The list of cases, and the search of it. */
import type { CaseRowAnswer } from '../schemas/answers.ts';
import { ROOT_STATES, STATE_WORDS } from '../machines/case-words.ts';
import { each, html, nothing, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, empty, moment, nextPage, sentence, table } from './parts.ts';

export interface CasesModel {
  readonly cases: readonly CaseRowAnswer[];
  readonly next: string | null;
  /** Code of the state that is looked for; empty for any. */
  readonly state: string;
}

export const casesPage = (visitor: Visitor, { cases, next, state }: CasesModel): Html =>
  layout({
    title: 'Cases',
    visitor,
    path: '/web/cases',
    body: html`
      <h1>Cases</h1>
      ${caseSearch(state)}
      ${
        cases.length === 0
          ? empty(state === '' ? 'There are no cases here yet.' : 'No case here is in this state.')
          : table<CaseRowAnswer>(
              'Cases that you may see, latest change first',
              [
                { title: 'Case', cell: ({ case: id }) => html`<a href="/web/cases/${id}">${code(id)}</a>` },
                { title: 'State', cell: ({ words }) => sentence(words ?? '') },
                { title: 'Office', cell: ({ office }) => office },
                { title: 'Opened', cell: ({ openedAt }) => moment(openedAt) },
                { title: 'Last change', cell: ({ updatedAt }) => moment(updatedAt) },
              ],
              cases,
            )
      }
      ${nextPage('/web/cases', next, state === '' ? {} : { state })}
    `,
  });

/** By its reference, or by a field of the list: never by what a case holds. */
const caseSearch = (state: string): Html => html`
  <form method="get" action="/web/cases" class="cg-filter" role="search" aria-label="Find cases">
    <div>
      <label class="usa-label" for="find-case">Reference of a case</label>
      <input class="usa-input" id="find-case" name="case" maxlength="40" autocomplete="off" spellcheck="false" />
    </div>
    <div>
      <label class="usa-label" for="find-state">State</label>
      <select class="usa-select" id="find-state" name="state">
        <option value="">any</option>
        ${each(
          ROOT_STATES,
          (one) =>
            html`<option value="${one}" ${one === state ? html`selected` : nothing}>
              ${sentence(STATE_WORDS[one])}
            </option>`,
        )}
      </select>
    </div>
    <button class="usa-button usa-button--outline">Show</button>
  </form>
`;
