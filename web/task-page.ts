import type { Answer } from '../schemas/answers.ts';
import type { ActWays } from './act-buttons.ts';
import { actionsView, nextView } from './actions-view.ts';
import { caseFrame, changesOf, type Timeline } from './case-page.ts';
import { gateBoard, roleWords } from './gate-board.ts';
import { chartView, type ChartModel } from './chart-view.ts';
import { factsPanel } from './facts.ts';
import { html, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { ownerView } from './owner-view.ts';
import { code, moment, pairs, saidView, taskDue, type Said } from './parts.ts';
import { timelineView } from './timeline-view.ts';
import type { Viewer } from './turn.ts';
import { plain } from './words.ts';

export interface TaskModel {
  readonly task: Answer<'Task'>;
  readonly shown: Answer<'Case'>;
  readonly timeline: Timeline;
  readonly chart: ChartModel;
  readonly ways: ActWays;
  readonly said: Said | null;
  readonly viewer: Viewer;
}

const stateOf = ({ state, suspendedUntil }: Answer<'Task'>): Html =>
  suspendedUntil === null ? html`${plain(state)}` : html`Suspended until ${moment(suspendedUntil)}`;

const beginBy = (startAt: string): Html =>
  html`${moment(startAt)} <span class="cg-soft">(not begun by then, it goes back to the queue)</span>`;

const awaitedView = ({ since, dueAt }: NonNullable<Answer<'Task'>['awaiting']>): Html =>
  html`asked of the supervisor ${moment(since)}, by ${moment(dueAt)}
    <span class="cg-soft">(what is lost waiting is given back to the consultation)</span>`;

/** By the names of WS-HumanTask: potential owners, excluded owners, business administrators. */
const peopleOf = ({ potentialOwners, excludedOwners, businessAdministrators }: Answer<'Task'>): Html =>
  when(
    potentialOwners.length > 0,
    () => html`
      <details class="cg-details">
        <summary>Who may take it</summary>
        ${pairs([
          ['Whoever is', potentialOwners.map(({ role, office }) => `${roleWords(role)} of ${office}`).join(', or ')],
          ['But not', excludedOwners.length === 0 ? 'nobody is excluded' : excludedOwners.join(', ')],
          ['Assigned by', businessAdministrators.map(roleWords).join(' or ')],
        ])}
      </details>
    `,
  );

const priorityView = (priority: number): Html =>
  html`${priority} <span class="cg-soft">(0 comes first, 10 last)</span>`;

export const taskPage = (visitor: Visitor, { task, shown, timeline, chart, ways, said, viewer }: TaskModel): Html => {
  const turn = { shown, actions: task.actions, viewer, owner: task.owner };
  return layout({
    title: plain(task.kind),
    visitor,
    above: [{ path: '/web/queue', name: 'Team queue' }],
    changes: changesOf(shown),
    body: html`
      ${saidView(said)}
      <h1>${plain(task.kind)}</h1>
      <p class="usa-intro">
        Advice is asked for on whether the planned action is consistent with applicable legal limitations. It is advice,
        not approval.
      </p>
      ${nextView(turn, ways)}
      ${pairs([
        ['State', stateOf(task)],
        ['Claimed by', ownerView(task)],
        ['Due', taskDue(task)],
        ...(task.awaiting === null ? [] : [['Information', awaitedView(task.awaiting)] as const]),
        ...(task.startAt === null ? [] : [['Begin by', beginBy(task.startAt)] as const]),
        ['Priority', priorityView(task.priority)],
        ['Case', html`<a href="/web/cases/${task.case}">${code(task.case)}</a>`],
      ])}
      ${peopleOf(task)}
      <p><a href="/web/cases/${task.case}/memo">Memo of the consultation, for printing</a></p>
      ${actionsView(turn, ways, task.state)}
      <div class="cg-columns">
        <section>${factsPanel(shown)}</section>
        <section>
          <h2>Case</h2>
          ${caseFrame(shown)}
        </section>
      </div>
      ${gateBoard(shown)} ${chartView(chart)} ${timelineView(timeline, shown.case)}
    `,
  });
};
