import type { Answer } from '../schemas/answers.ts';
import type { Measure } from '../schemas/privacy-words.ts';
import { onCallView } from './on-call.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { MEASURE_WORDS } from './custody-page.ts';
import { layout, type Visitor } from './layout.ts';
import { ownerView } from './owner-view.ts';
import { code, due, empty, moment, officeMoment, saidView, sentence, table, taskDue, type Said } from './parts.ts';
import { plain, wordsOf } from './words.ts';

type Work = Answer<'Work'>;
type WaitingCase = Work['cases']['rows'][number];

export interface WorkModel {
  readonly work: Work;
  readonly canStart: boolean;
  readonly hasQueue: boolean;
  /** Who is called now, for nights and holidays. */
  readonly onCall: Answer<'OnCall'>['onCall'];
  /** Where operators look at executions; null for everybody else. */
  readonly boardUrl: string | null;
  readonly said: Said | null;
}

export function workPage(visitor: Visitor, { work, canStart, hasQueue, onCall, boardUrl, said }: WorkModel): Html {
  const isIdle = isNothing(work);
  return layout({
    title: 'My work',
    visitor,
    path: '/web/work',
    body: html`
      ${saidView(said)}
      <h1>My work</h1>
      ${when(isIdle, () => empty('Nothing waits for you.'))} ${heldView(work.held)}
      ${when(boardUrl !== null, () => html`<p><a href="${boardUrl!}">Executions in Temporal UI</a></p>`)}
      ${section(work.tasks, tasksView, 'More are claimed', '/web/queue', 'the team queue')} ${versionView(work.version)}
      ${section(work.incidents, incidentsView, 'More are unread', '/web/incidents?state=reported', 'the reports')}
      ${section(work.measures, measuresView, 'More wait for a second person', '/web/custody', 'custody')}
      ${section(work.cases, casesView, 'More may wait for you than these', '/web/cases', 'the list of cases')}
      ${section(work.requests, requestsView, 'More are asked', '/web/requests?state=asked', 'the list of requests')}
      ${when(
        canStart || hasQueue,
        () =>
          html`<ul class="cg-actions">
            ${when(canStart, () => html`<li><a class="usa-button ${isIdle ? '' : 'usa-button--outline'}" href="/web/start">Start a case</a></li>`)}
            ${when(hasQueue, () => html`<li><a class="usa-button usa-button--outline" href="/web/queue">Look at the team queue</a></li>`)}
          </ul>`,
      )}
      ${onCallView(onCall)}
    `,
  });
}

const isNothing = ({ tasks, cases, requests, measures, incidents, version, held }: Work): boolean =>
  [tasks, cases, requests, measures, incidents].every(({ rows, more }) => rows.length === 0 && !more) &&
  version === null &&
  (held === null || held.count === 0);

/** A list that is cut off says so, and where the rest is. */
const section = <Row>(
  { rows, more }: { readonly rows: readonly Row[]; readonly more: boolean },
  view: (rows: readonly Row[]) => Html,
  moreWords: string,
  path: string,
  name: string,
): Html => html`
  ${when(rows.length > 0, () => view(rows))}
  ${when(more, () => html`<p>${moreWords}: <a href="${path}">${name}</a> has them all.</p>`)}
`;

function heldView(held: Work['held']): Html {
  if (held === null || held.count === 0) return nothing;
  const words =
    held.count === null
      ? 'How many cases are held after a fault cannot be said now'
      : held.count === 1
        ? 'A case is held after a fault'
        : `${held.count} cases are held after a fault`;
  return html`<p>${words}: <a href="/web/resumption">held cases</a>.</p>`;
}

const versionView = (proposed: Work['version']): Html =>
  proposed === null
    ? nothing
    : html`<p>
        <a href="/web/policies">Version ${proposed.version} of the policy waits for a second person</a>: proposed by
        ${proposed.proposedBy}, ${moment(proposed.proposedAt)}.
      </p>`;

const tasksView = (tasks: Work['tasks']['rows']): Html =>
  table<Work['tasks']['rows'][number]>(
    'Tasks that you have claimed, or look after for somebody who is out of office',
    [
      {
        title: 'Task',
        cell: ({ task, kind }) => html`<a href="/web/tasks/${task}">${plain(kind)}</a><br />${code(task)}`,
      },
      { title: 'State', cell: ({ state }) => plain(state) },
      { title: 'Claimed by', cell: ownerView },
      { title: 'Due', cell: taskDue },
    ],
    tasks,
  );

const casesView = (cases: readonly WaitingCase[]): Html =>
  table<WaitingCase>(
    'Cases that wait for you, or for a colleague of your role',
    [
      {
        title: 'What waits',
        cell: ({ case: id, task, asks }) =>
          html`<a href="${task === null ? `/web/cases/${id}` : `/web/tasks/${task}`}">${sentence(asks)}</a
            ><br />${code(id)}`,
      },
      {
        title: 'Missing',
        cell: ({ missing, steps }) =>
          html`<ul class="cg-plain">
            ${each(missing, (one) => html`<li>${sentence(one)}</li>`)}
            ${each(steps, ({ words, since }) => html`<li>${sentence(words)}, waits since ${moment(since)}</li>`)}
          </ul>`,
      },
      { title: 'Planned action', cell: ({ windowFrom }) => officeMoment(windowFrom) },
      {
        title: 'Claimed by',
        cell: ({ claimedBy, suspendedUntil }) =>
          html`${claimedBy ?? html`<span class="cg-soft">nobody</span>`}
          ${when(suspendedUntil !== null, () => html`<br />set aside until ${officeMoment(suspendedUntil!)}`)}`,
      },
      { title: 'Due', cell: ({ dueAt, overdue }) => due(dueAt, overdue) },
    ],
    cases,
  );

const requestsView = (requests: Work['requests']['rows']): Html =>
  table<Work['requests']['rows'][number]>(
    'Requests that await your answer',
    [
      {
        title: 'Request',
        cell: ({ request }) => html`<a href="/web/requests/${request}">Answer the request</a><br />${code(request)}`,
      },
      { title: 'Planned action: from', cell: ({ windowFrom }) => officeMoment(windowFrom) },
      { title: 'Until', cell: ({ windowUntil }) => officeMoment(windowUntil) },
      { title: 'Region', cell: ({ regionCode }) => regionCode },
    ],
    requests,
  );

const incidentsView = (incidents: Work['incidents']['rows']): Html =>
  table<Work['incidents']['rows'][number]>(
    'Reports that nobody of the privacy staff has acknowledged',
    [
      {
        title: 'Report',
        cell: ({ incident, category }) =>
          html`<a href="/web/incidents/${incident}">${wordsOf(category)}</a><br />${code(incident)}`,
      },
      { title: 'Reported', cell: ({ reportedAt }) => moment(reportedAt) },
      { title: 'To be read by', cell: ({ acknowledgeBy, overdue }) => due(acknowledgeBy, overdue) },
    ],
    incidents,
  );

const measuresView = (measures: Work['measures']['rows']): Html =>
  table<Work['measures']['rows'][number]>(
    'Measures of custody that wait for a second person',
    [
      {
        title: 'Measure',
        cell: ({ case: id, measure, reference }) =>
          html`<a href="${confirmPath(id, measure, reference)}">${sentence(MEASURE_WORDS[measure])}</a
            ><br />${code(id)}`,
      },
      { title: 'Proposed by', cell: ({ proposedBy }) => proposedBy },
      { title: 'Lapses', cell: ({ lapsesAt }) => moment(lapsesAt) },
    ],
    measures,
  );

const confirmPath = (id: string, measure: Measure, reference: string): string =>
  `/web/custody/${id}/${measure}?${new URLSearchParams({ reference }).toString()}`;
