import type { Answer, RequestRowAnswer } from '../schemas/answers.ts';
import { formView, type ActionForm } from './action-page.ts';
import { html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, empty, moment, officeMoment, nextPage, pairs, saidView, table, type Said } from './parts.ts';
import { plain, wordsOf } from './words.ts';

export interface RequestsModel {
  readonly requests: readonly RequestRowAnswer[];
  readonly next: string | null;
  /** Whether only those are shown that await an answer. */
  readonly isAsked: boolean;
}

export const requestsPage = (visitor: Visitor, { requests, next, isAsked }: RequestsModel): Html =>
  layout({
    title: 'Requests',
    visitor,
    path: '/web/requests',
    body: html`
      <h1>Deconfliction requests</h1>
      <p class="usa-intro">
        What is due first stands first. Answered requests stay until their case ends: an answer may be changed.
      </p>
      <p>
        ${
          isAsked
            ? html`<a href="/web/requests">Those that you have answered, too</a>`
            : html`<a href="/web/requests?state=asked">Only those that await your answer</a>`
        }
      </p>
      ${
        requests.length === 0
          ? empty('Nothing is asked of you.')
          : table<RequestRowAnswer>(
              'Requests to your agency',
              [
                {
                  title: 'Request',
                  cell: ({ request }) => html`<a href="/web/requests/${request}">${code(request)}</a>`,
                },
                { title: 'State', cell: ({ state }) => plain(state) },
                { title: 'Planned action: from', cell: ({ windowFrom }) => moment(windowFrom) },
                { title: 'Until', cell: ({ windowUntil }) => moment(windowUntil) },
                { title: 'Region', cell: ({ regionCode }) => regionCode },
              ],
              requests,
            )
      }
      ${nextPage('/web/requests', next, isAsked ? { state: 'asked' } : {})}
    `,
  });

/** What is asked, as the partner may know it. */
export const questionView = ({ windowFrom, windowUntil, regionCode, answer }: Answer<'Request'>): Html => html`
  <p class="usa-intro">
    Would an action in this window and region compromise a criminal investigation or another enforcement action of
    yours?
  </p>
  ${pairs([
    ['Planned action: from', officeMoment(windowFrom)],
    ['Until', officeMoment(windowUntil)],
    ['Region', regionCode],
    ...(answer === null ? [] : [['Your answer', wordsOf(answer)] as const]),
  ])}
`;

export interface RequestModel {
  readonly shown: Answer<'Request'>;
  readonly canAnswer: boolean;
  /** Asked for at once; null where an answer is there already, or is not this person's to give. */
  readonly form: ActionForm | null;
  readonly said: Said | null;
}

const ANSWERED = html`
  <section class="cg-next" aria-labelledby="next">
    <h2 id="next">Next step</h2>
    <p>You have answered: nothing more is asked of you. The supervisor who asked goes on.</p>
  </section>
`;

export const requestPage = (visitor: Visitor, { shown, canAnswer, form, said }: RequestModel): Html =>
  layout({
    title: 'Request',
    visitor,
    above: canAnswer ? [{ path: '/web/requests', name: 'Requests' }] : [],
    body: html`
      ${saidView(said)}
      <h1>Deconfliction request</h1>
      ${when(canAnswer && form === null, () => ANSWERED)} ${questionView(shown)}
      ${pairs([
        ['Request', code(shown.request)],
        ['State', plain(shown.state)],
      ])}
      ${form === null ? nothing : formView(visitor, form)}
      ${when(
        canAnswer && form === null,
        () => html`
          <p>Until the case ends the answer may be changed:</p>
          <p>
            <a class="usa-button usa-button--outline" href="/web/requests/${shown.request}/do/request.answered"
              >Change the answer</a
            >
          </p>
        `,
      )}
    `,
  });
