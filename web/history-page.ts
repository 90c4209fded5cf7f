import type { Answer } from '../schemas/answers.ts';
import { adviceView, caseFrame, requestsView, type Timeline } from './case-page.ts';
import { gateBoard } from './gate-board.ts';
import type { Drawing } from './chart-layout.ts';
import { chartView } from './chart-view.ts';
import { factsPanel } from './facts.ts';
import { html, nothing, type Html } from './html.ts';
import { aboveCase, layout, type Visitor } from './layout.ts';
import { code, moment, sentence } from './parts.ts';
import { detailsView, timelineView } from './timeline-view.ts';

export interface HistoryModel {
  readonly stood: Answer<'CaseAfterEntry'>;
  readonly drawing: Drawing;
  /** The last entries until then. */
  readonly timeline: Timeline;
  /** All of the epoch until then. */
  readonly epoch: Timeline['entries'];
  readonly conditions: ReadonlyMap<string, string>;
}

/** A case as it stood after one entry, with a way to the ones before and after. */
export function historyPage(visitor: Visitor, { stood, drawing, timeline, epoch, conditions }: HistoryModel): Html {
  const { case: id, entry, entries, happened } = stood;
  return layout({
    title: `As it stood after entry ${entry}`,
    visitor,
    above: aboveCase(id),
    body: html`
      <h1>Case ${code(id)}, as it stood after entry ${entry} of ${entries}</h1>
      ${stepper(id, entry, entries)}
      <p class="usa-intro">
        ${sentence(happened.words)}${happened.by === null ? nothing : html`, by ${happened.by}`}: ${moment(happened.at)}
      </p>
      ${detailsView(happened.details)}
      <p class="cg-state">${stood.statements.map(sentence).join(' · ')}</p>
      ${caseFrame(stood)} ${gateBoard(stood, 'past')}
      ${chartView({ drawing, active: stood.states, title: 'Where the case stood', tense: 'past' })} ${factsPanel(stood)}
      ${adviceView(stood, conditions, epoch)} ${requestsView(stood)} ${timelineView(timeline, id)}
    `,
  });
}

const stepper = (id: string, entry: number, entries: number): Html => html`
  <nav aria-label="History">
    <ul class="cg-actions">
      ${step(id, 1, 'First', entry > 1)} ${step(id, entry - 1, 'Before', entry > 1)}
      ${step(id, entry + 1, 'After', entry < entries)} ${step(id, entries, 'Latest', entry < entries)}
    </ul>
  </nav>
`;

const step = (id: string, entry: number, name: string, exists: boolean): Html =>
  exists
    ? html`<li><a class="usa-button usa-button--outline" href="/web/cases/${id}/history/${entry}">${name}</a></li>`
    : nothing;
