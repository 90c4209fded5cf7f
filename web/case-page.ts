import type { Answer, TimelineEntry } from '../schemas/answers.ts';
import { chartView, type ChartModel } from './chart-view.ts';
import { factsPanel } from './facts.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { peopleView } from './people-view.ts';
import { code, empty, moment, pairs, saidView, sentence, type Said } from './parts.ts';
import { timelineView } from './timeline-view.ts';
import type { Viewer } from './turn.ts';
import { plain, wordsOf } from './words.ts';
import type { ActWays } from './act-buttons.ts';
import { actionsView, nextView } from './actions-view.ts';
import { gateBoard, roleWords } from './gate-board.ts';

export interface Timeline {
  readonly entries: readonly TimelineEntry[];
  readonly next: string | null;
}

export interface CaseModel {
  readonly shown: Answer<'Case'>;
  readonly why: Answer<'Why'>;
  readonly timeline: Timeline;
  /** Entries of the present epoch, however many. */
  readonly epoch: readonly TimelineEntry[];
  readonly chart: ChartModel;
  /** What each condition of the advice says. */
  readonly conditions: ReadonlyMap<string, string>;
  readonly ways: ActWays;
  /** Whether this person may record that something of it went to somebody outside. */
  readonly canDisclose: boolean;
  readonly people: Answer<'Assignments'>;
  /** Whether this person may bring a colleague in. */
  readonly canAssign: boolean;
  /** Whether they release, as counsel, what legal staff wrote. */
  readonly canRelease: boolean;
  readonly said: Said | null;
  readonly viewer: Viewer;
  /** Who has claimed the consultation; null where nobody has. */
  readonly owner: string | null;
  /** State of the consultation; null where none is open. */
  readonly consultation: string | null;
}

export const casePage = (
  visitor: Visitor,
  { shown, why, timeline, epoch, chart, conditions, ways, said, viewer, owner, ...more }: CaseModel,
): Html => {
  const turn = { shown, actions: why.actions, viewer, owner };
  return layout({
    title: 'Case',
    visitor,
    above: [{ path: '/web/cases', name: 'Cases' }],
    changes: changesOf(shown),
    body: html`
      ${saidView(said)}
      <h1>Case ${code(shown.case)}</h1>
      <p class="usa-intro cg-state">${shown.statements.map(sentence).join(' · ')}</p>
      ${nextView(turn, ways)} ${doneView(epoch)} ${caseFrame(shown)} ${gateBoard(shown)}
      ${actionsView(turn, ways, more.consultation)}
      <div class="cg-columns">
        <section>${factsPanel(shown)} ${amendLink(shown)}</section>
        <section>
          ${adviceView(shown, conditions, epoch)} ${memoLink(shown, [...timeline.entries, ...epoch])}
          ${requestsView(shown)}
          ${when(more.canDisclose, () => html`<p><a href="/web/cases/${shown.case}/disclose">Record a disclosure of this case</a></p>`)}
          ${when(more.canRelease, () => html`<p><a href="/web/cases/${shown.case}/release-advice">Release what legal staff has written</a></p>`)}
          ${peopleView(more.people, more.canAssign)}
        </section>
      </div>
      ${chartView(chart)} ${timelineView(timeline, shown.case)}
    `,
  });
};

const doneView = (epoch: readonly TimelineEntry[]): Html =>
  each(saidLast(epoch, 'action.recorded', 'outcome'), (outcome) => pairs([['What was done', wordsOf(outcome)]]));

export const changesOf = ({ case: id, entry }: Answer<'Case'>) => ({
  path: `/web/cases/${id}/changes`,
  seen: String(entry),
});

export const caseFrame = (shown: Answer<'Case'>): Html =>
  pairs([
    ['Office', shown.office],
    ['Opened', moment(shown.openedAt)],
    ['Last change', moment(shown.updatedAt)],
    ...(shown.endedAt === null ? [] : [['Ended', moment(shown.endedAt)] as const]),
    ...shown.claims.map((claim) => ['Claimed by', claimWords(claim)] as const),
    ...(shown.recused.length === 0 ? [] : [['Has given it up', shown.recused.join(', ')] as const]),
    ['Policy', html`<a href="/web/policy">${code(shown.policy)}</a>`],
  ]);

function claimWords({ role, by, begun, beginsBy, suspendedUntil }: Answer<'Case'>['claims'][number]): Html {
  const stands =
    suspendedUntil !== null
      ? html`; set aside until ${moment(suspendedUntil)}`
      : begun
        ? '; begun'
        : when(beginsBy !== null, () => html`; to be begun by ${moment(beginsBy!)}, or it goes back to the role`);
  return html`${by}, for what is asked of: ${roleWords(role)}${stands}`;
}

/** What the lists above do not name: nobody is led to change facts. */
const amendLink = ({ case: id, ended, facts }: Answer<'Case'>): Html =>
  ended
    ? html`<p><a href="/web/cases/${id}/reopen">Reopen the case</a></p>`
    : html`<ul class="cg-plain">
        <li><a href="/web/cases/${id}/do/facts.amended">Record a fact that became known, or correct one</a></li>
        ${when(
          Array.isArray(facts['statuses']) && facts['statuses'].length > 0,
          () => html`<li><a href="/web/cases/${id}/do/status.disputed">Say that a known status is a mistake</a></li>`,
        )}
        <li><a href="/web/cases/${id}/do/comment.added">Add a comment</a></li>
        <li><a href="/web/cases/${id}/do/entry.corrected">Correct an entry of yours</a></li>
      </ul>`;

export const adviceView = (
  { advice, clearance }: Answer<'Case'>,
  texts: ReadonlyMap<string, string>,
  epoch: readonly TimelineEntry[],
): Html => html`
  <h2>Advice and decision</h2>
  ${
    advice === null
      ? empty('No advice that counts for the facts as they are.')
      : pairs([
          ['Advice', wordsOf(advice.advice)],
          ...saidLast(epoch, 'task.completed', 'text').map(
            (text) => ['In words', html`<span class="cg-text">${text}</span>`] as const,
          ),
          ...conditionRows(advice, texts),
        ])
  }
  ${
    clearance === null
      ? nothing
      : pairs([
          ['Process requirements met', moment(clearance.at)],
          ['Until', moment(clearance.expiresAt)],
        ])
  }
`;

/** Each condition with its text, where the viewer is shown it, and whether it is acknowledged. */
export const conditionRows = (
  { conditions }: NonNullable<Answer<'Case'>['advice']>,
  texts: ReadonlyMap<string, string>,
): readonly (readonly [string, Html])[] =>
  conditions.map(({ id, acknowledged }) => [
    sentence(id.replace('-', ' ')),
    html`<span class="cg-text">${texts.get(id) ?? ''}</span>
      <span class="cg-soft">${acknowledged ? 'acknowledged' : 'to be acknowledged'}</span>`,
  ]);

/** What was said in a field of the last act of this kind; empty where it was not. */
function saidLast(entries: readonly TimelineEntry[], type: string, field: string): readonly string[] {
  const details = entries.findLast((entry) => entry.type === type)?.details as { readonly [name: string]: unknown };
  const said = details?.[field];
  return typeof said === 'string' && said !== '' ? [said] : [];
}

/** Nobody is led to a consultation that a case does not have. */
const memoLink = ({ case: id, tasks }: Answer<'Case'>, entries: readonly TimelineEntry[]): Html =>
  when(
    tasks.length > 0 || entries.some(({ type }) => type.startsWith('task.')),
    () => html`<p><a href="/web/cases/${id}/memo">Memo of the consultation, for printing</a></p>`,
  );

export const requestsView = ({ requests, tasks }: Answer<'Case'>): Html => html`
  <h2>Requests and tasks</h2>
  ${
    requests.length + tasks.length === 0
      ? empty('None is open.')
      : html`<ul>
          ${each(tasks, ({ task, kind }) => html`<li><a href="/web/tasks/${task}">${sentence(plain(kind))}</a></li>`)}
          ${each(
            requests,
            ({ request, partnerClass }) =>
              html`<li><a href="/web/requests/${request}">Deconfliction: ${wordsOf(partnerClass)}</a></li>`,
          )}
        </ul>`
  }
`;
