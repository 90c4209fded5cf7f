/** Pieces that several pages have. */
import type { TaskRowAnswer } from '../schemas/answers.ts';
import type { Problem } from '../schemas/problems.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { ZONE_DEFAULT } from './zones.ts';

/** ISO 8601 in words, to the minute and in UTC: deadlines are days, and offices lie in different zones. */
export function moment(iso: string | null): Html {
  if (iso === null) return html`<span class="cg-soft">none</span>`;
  return html`<time datetime="${iso}">${INSTANT.format(new Date(iso))}</time>`;
}

/** A time that somebody typed, first as forms take it where no other zone is chosen, then as everything else on a page. */
export const officeMoment = (iso: string): Html =>
  html`<time datetime="${iso}">${OFFICE_INSTANT.format(new Date(iso))}</time> (${moment(iso)})`;

const instantFormat = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  });
const INSTANT = instantFormat('UTC');
const OFFICE_INSTANT = instantFormat(ZONE_DEFAULT);

export const due = (iso: string | null, overdue: boolean): Html =>
  html`${moment(iso)} ${when(overdue, () => html`<span class="usa-tag cg-overdue">overdue</span>`)}`;

/** By when a task is to be done, and how pressing it is. While the supervisor is asked, its clock stands still. */
export const taskDue = ({ dueAt, overdue, urgency, state }: TaskRowAnswer): Html =>
  html`${due(dueAt, overdue)} ${urgencyView(urgency)}
  ${when(state === 'suspended', () => html`<span class="cg-soft">stands still: information is awaited</span>`)}`;

/** How pressing a task is, where it is more than ordinary; that it is overdue is said by its date. */
const urgencyView = (urgency: string): Html =>
  URGENCY_WORDS[urgency] === undefined ? nothing : html`<span class="usa-tag cg-open">${URGENCY_WORDS[urgency]}</span>`;

const URGENCY_WORDS: Readonly<Record<string, string>> = { soon: 'due soon', urgent: 'urgent', escalated: 'escalated' };

/** A letter, a line and 26 more. */
const ID_LENGTH = 28;

/** Shown whole: what is longer than an id, such as a digest, is broken anywhere, and an id only where it has no room. */
export const code = (text: string): Html =>
  html`<code class="${text.length > ID_LENGTH ? 'cg-code' : 'cg-code cg-whole'}">${text}</code>`;

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether a page shows how something stands, or how it stood. */
export type Tense = 'present' | 'past';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Html | string;
}

/** Each cell repeats its column's title, for the narrow form in which a row is a card. */
export const table = <Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html => html`
  <table class="usa-table usa-table--borderless cg-table">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${each(columns, ({ title }) => html`<th scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${each(
        rows,
        (row) =>
          html`<tr>
            ${each(columns, ({ title, cell }, index) =>
              index === 0
                ? html`<th scope="row" data-title="${title}"><div>${cell(row)}</div></th>`
                : html`<td data-title="${title}"><div>${cell(row)}</div></td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>
`;

export const pairs = (rows: readonly (readonly [term: string, value: Html | string])[]): Html => html`
  <dl class="cg-pairs">
    ${each(
      rows,
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>
`;

export const alert = (
  kind: 'info' | 'warning' | 'error' | 'success',
  heading: string,
  body: Html | string,
): Html => html`
  <div class="usa-alert usa-alert--${kind}" role="${kind === 'error' ? 'alert' : 'status'}">
    <div class="usa-alert__body">
      <h2 class="usa-alert__heading">${heading}</h2>
      <div class="usa-alert__text">${body}</div>
    </div>
  </div>
`;

/** Of what was not done, as the answer to having sent something: read first, and from there one goes on. */
export const focusedAlert = (heading: string, body: Html): Html => html`
  <div class="usa-alert usa-alert--error" role="alert" id="problem" tabindex="-1" autofocus>
    <div class="usa-alert__body">
      <h2 class="usa-alert__heading">${heading}</h2>
      <div class="usa-alert__text">${body}</div>
    </div>
  </div>
`;

/** What must not be passed over. */
export const notice = (text: string): Html => html`
  <div class="usa-alert usa-alert--warning usa-alert--slim">
    <div class="usa-alert__body"><p class="usa-alert__text">${text}</p></div>
  </div>
`;

export const empty = (text: string): Html => html`<p class="cg-empty">${text}</p>`;

/** Shown after something was recorded, on the page that follows. */
export const recorded = (what: string | null): Html =>
  what === null ? nothing : alert('info', 'Recorded', html`<p>${sentence(what)}.</p>`);

/** What became of an act, on the page that follows. */
export interface Said {
  readonly what: string;
  /** Taken in by the case, and not in the record yet. */
  readonly awaitsRecord: boolean;
}

export const saidView = (said: Said | null): Html =>
  said?.awaitsRecord === true
    ? alert(
        'warning',
        'Accepted, awaiting its record',
        html`<p>${sentence(said.what)}.</p>
          <p>
            It takes effect when it is in the record, which takes moments. Until then this page shows the case as it
            stood: load it again.
          </p>`,
      )
    : recorded(said?.what ?? null);

/** What happened, why, and what to do. It has the focus when the page comes. Where something is wrong is said by `form-view.ts`. */
export const problemAlert = ({ title, reasons = [], remedy }: Problem): Html =>
  focusedAlert(
    title,
    html`${when(
        reasons.length > 0,
        () =>
          html`<ul>
            ${each(reasons, (reason) => html`<li>${typeof reason === 'string' ? sentence(reason) : JSON.stringify(reason)}</li>`)}
          </ul>`,
      )}
      <p>${remedy}</p>`,
  );

/**
 * @param query what the address has beside the page
 * @param name of the parameter, where a page has several lists
 */
export const nextPage = (path: string, next: string | null, query: object = {}, name = 'after'): Html =>
  next === null
    ? nothing
    : html`<p>
        <a
          class="usa-button usa-button--outline"
          href="${path}?${new URLSearchParams({ ...query, [name]: next }).toString()}"
          >Next page</a
        >
      </p>`;
