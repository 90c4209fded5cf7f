import type { Answer } from '../schemas/answers.ts';
import type { ActWays } from './act-buttons.ts';
import { actionsView, nextView } from './actions-view.ts';
import { caseFrame, changesOf, type Timeline } from './case-page.ts';
import { gateBoard } from './gate-board.ts';
import { chartView, type ChartModel } from './chart-view.ts';
import { factsPanel } from './facts.ts';
import { html, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, due, moment, pairs, saidView, urgencyView, type Said } from './parts.ts';
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
        ['Claimed by', task.owner ?? 'nobody'],
        ['Due', html`${due(task.dueAt, task.overdue)} ${urgencyView(task.urgency)}`],
        ...(task.startAt === null ? [] : [['Begin by', beginBy(task.startAt)] as const]),
        ['Priority', priorityView(task.priority)],
        ['Case', html`<a href="/web/cases/${task.case}">${code(task.case)}</a>`],
      ])}
      <p><a href="/web/cases/${task.case}/memo">Memo of the consultation, for printing</a></p>
      ${actionsView(turn, ways)}
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
