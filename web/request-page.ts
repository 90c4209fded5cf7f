import type { Answer, RequestRowAnswer } from '../schemas/answers.ts';
import { GONE_REQUEST_STATE, type PartnerAnswer } from '../schemas/words.ts';
import { formView, type ActionForm } from './action-page.ts';
import { html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, empty, officeMoment, nextPage, pairs, saidView, table, type Said } from './parts.ts';
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
                { title: 'Planned action: from', cell: ({ windowFrom }) => officeMoment(windowFrom) },
                { title: 'Until', cell: ({ windowUntil }) => officeMoment(windowUntil) },
                { title: 'Region', cell: ({ regionCode }) => regionCode },
              ],
              requests,
            )
      }
      ${nextPage('/web/requests', next, isAsked ? { state: 'asked' } : {})}
    `,
  });

/** What is asked, as the partner may know it. @param isOwn whether who looks is who answers */
export const questionView = (
  { windowFrom, windowUntil, regionCode, answer }: Answer<'Request'>,
  isOwn: boolean,
): Html => html`
  <p class="usa-intro">
    Would an action in this window and region compromise a criminal investigation or another enforcement action of
    yours?
  </p>
  ${pairs([
    ['Planned action: from', officeMoment(windowFrom)],
    ['Until', officeMoment(windowUntil)],
    ['Region', regionCode],
    ...(answer === null ? [] : [[isOwn ? 'Your answer' : 'Answer', wordsOf(answer)] as const]),
  ])}
`;

export interface RequestModel {
  readonly shown: Answer<'Request'>;
  readonly canAnswer: boolean;
  /** Asked for at once; null where an answer is there already, or is not this person's to give. */
  readonly form: ActionForm | null;
  readonly said: Said | null;
}

const SETTLED = 'You have answered: nothing more is asked of you. The supervisor who asked goes on.';
/** True also when a supervisor has resolved it, of which a partner is told nothing here. */
const ANSWERED_WORDS: { readonly [answer in PartnerAnswer]: string } = {
  noConflict: SETTLED,
  notOurs: SETTLED,
  conflict:
    'You have answered that there is a conflict. The planned action waits until a supervisor has resolved it with you: they get in touch, and there is nothing to do here.',
  cannotTell:
    'You have answered that you can’t tell. The planned action waits until a supervisor has reached you and resolved it with you: they get in touch. Should you be able to tell meanwhile, change the answer.',
};

const nextView = (words: string): Html => html`
  <section class="cg-next" aria-labelledby="next">
    <h2 id="next">Next step</h2>
    <p>${words}</p>
  </section>
`;

/** What is asked of who looks, beside the form; null where the form says it. */
function nextWords({ shown: { state, answer }, canAnswer, form }: RequestModel): string | null {
  if (state === GONE_REQUEST_STATE) return 'This request has ended: no answer is needed.';
  return canAnswer && form === null && answer !== null ? ANSWERED_WORDS[answer] : null;
}

export function requestPage(visitor: Visitor, model: RequestModel): Html {
  const { shown, canAnswer, form, said } = model;
  const next = nextWords(model);
  return layout({
    title: 'Request',
    visitor,
    above: canAnswer ? [{ path: '/web/requests', name: 'Requests' }] : [],
    body: html`
      ${saidView(said)}
      <h1>Deconfliction request</h1>
      ${next === null ? nothing : nextView(next)} ${questionView(shown, canAnswer)}
      ${pairs([
        ['Request', code(shown.request)],
        ['State', plain(shown.state)],
      ])}
      ${form === null ? nothing : formView(visitor, form)}
      ${when(
        canAnswer && form === null && shown.state !== GONE_REQUEST_STATE,
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
}
