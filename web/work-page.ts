import type { Answer, RequestRowAnswer, TaskRowAnswer } from '../schemas/answers.ts';
import { onCallView } from './on-call.ts';
import { each, html, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { ownerView } from './owner-view.ts';
import { code, due, empty, officeMoment, recorded, sentence, table, taskDue } from './parts.ts';
import { plain } from './words.ts';

export interface WaitingCase {
  readonly case: string;
  /** The consultation, where that is what waits; null otherwise. */
  readonly task: string | null;
  /** What waits first, by its name; where one of several acts is asked for, how the case stands. */
  readonly asks: string;
  readonly missing: readonly string[];
  /** Who has claimed the consultation, where that is what waits, and else what the case asks of the viewer's role. */
  readonly claimedBy: string | null;
  /** When the planned action begins. */
  readonly windowFrom: string;
  readonly dueAt: string | null;
  readonly overdue: boolean;
}

export interface WorkModel {
  readonly tasks: readonly TaskRowAnswer[];
  readonly cases: {
    readonly waiting: readonly WaitingCase[];
    /** Whether there are more open cases than were looked at. */
    readonly isCut: boolean;
  };
  readonly requests: readonly RequestRowAnswer[];
  /** Of custody: how many wait for a second person. */
  readonly measures: number;
  readonly canStart: boolean;
  readonly hasQueue: boolean;
  /** Who is called now, for nights and holidays. */
  readonly onCall: Answer<'OnCall'>['onCall'];
  /** Where operators look at executions; null for everybody else. */
  readonly boardUrl: string | null;
  readonly recorded: string | null;
}

export function workPage(
  visitor: Visitor,
  { tasks, cases, requests, measures, canStart, hasQueue, onCall, boardUrl, recorded: said }: WorkModel,
): Html {
  const isIdle = tasks.length + cases.waiting.length + requests.length + measures === 0;
  return layout({
    title: 'My work',
    visitor,
    path: '/web/work',
    body: html`
      ${recorded(said)}
      <h1>My work</h1>
      ${when(boardUrl !== null, () => html`<p><a href="${boardUrl!}">Executions in Temporal UI</a></p>`)}
      ${when(isIdle, () => empty('Nothing waits for you.'))} ${when(tasks.length > 0, () => tasksView(tasks))}
      ${when(
        measures > 0,
        () =>
          html`<p>
            <a href="/web/custody"
              >${measures === 1 ? 'A measure of custody waits' : `${measures} measures of custody wait`} for a second
              person</a
            >
          </p>`,
      )}
      ${when(cases.waiting.length > 0, () => casesView(cases.waiting))}
      ${when(
        cases.isCut,
        () =>
          html`<p>
            Only the open cases that changed last were looked at: <a href="/web/cases">the list of cases</a> has them
            all.
          </p>`,
      )}
      ${when(requests.length > 0, () => requestsView(requests))}
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

const tasksView = (tasks: WorkModel['tasks']): Html =>
  table<TaskRowAnswer>(
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
        cell: ({ missing }) =>
          html`<ul class="cg-plain">
            ${each(missing, (one) => html`<li>${sentence(one)}</li>`)}
          </ul>`,
      },
      { title: 'Planned action', cell: ({ windowFrom }) => officeMoment(windowFrom) },
      { title: 'Claimed by', cell: ({ claimedBy }) => claimedBy ?? html`<span class="cg-soft">nobody</span>` },
      { title: 'Due', cell: ({ dueAt, overdue }) => due(dueAt, overdue) },
    ],
    cases,
  );

const requestsView = (requests: WorkModel['requests']): Html =>
  table<RequestRowAnswer>(
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
