import type { Answer, CaseRowAnswer, TimelineEntry } from '../schemas/answers.ts';
import { caseMachine } from '../machines/case.machine.ts';
import { ROLE_WORDS, ROOT_STATES, STATE_WORDS } from '../machines/case-words.ts';
import { chartView, type ChartModel } from './chart-view.ts';
import { factsPanel } from './facts.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { peopleView } from './people-view.ts';
import { code, due, empty, moment, nextPage, pairs, saidView, sentence, table, type Said } from './parts.ts';
import { sentenceBehind, type AnyStated } from './policy-quote.ts';
import { timelineView } from './timeline-view.ts';
import { turnView, type Viewer } from './turn.ts';
import { plain, wordsOf } from './words.ts';

export type ActionView = Answer<'Why'>['actions'][number];
type GateView = Answer<'Case'>['gates'][number];

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
  readonly linkTo: (action: ActionView) => string | null;
  /** Whether this person may record that something of it went to somebody outside. */
  readonly canDisclose: boolean;
  readonly people: Answer<'Assignments'>;
  /** Whether this person may bring a colleague in. */
  readonly canAssign: boolean;
  /** Whether they release, as counsel, what legal staff wrote. */
  readonly canRelease: boolean;
  readonly said: Said | null;
  readonly viewer: Viewer;
}

export const casePage = (
  visitor: Visitor,
  { shown, why, timeline, epoch, chart, conditions, linkTo, said, viewer, ...more }: CaseModel,
): Html =>
  layout({
    title: 'Case',
    visitor,
    above: [{ path: '/web/cases', name: 'Cases' }],
    changes: changesOf(shown),
    body: html`
      ${saidView(said)}
      <h1>Case ${code(shown.case)}</h1>
      <p class="usa-intro cg-state">${shown.statements.map(sentence).join(' · ')}</p>
      ${turnView({ shown, actions: why.actions, viewer, owner: null })} ${caseFrame(shown)}
      <h2 id="gates">What is missing, who, by when</h2>
      ${gateBoard(shown)} ${actionsView(why.actions, linkTo)}
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
    ...shown.claims.map(({ role, by }) => ['Claimed by', `${by}, for what is asked of: ${roleWords(role)}`] as const),
    ['Policy', html`<a href="/web/policy">${code(shown.policy)}</a>`],
  ]);

const roleWords = (role: string): string => (ROLE_WORDS as Readonly<Record<string, string>>)[role] ?? plain(role);

export const gateBoard = ({ gates, facts }: Pick<Answer<'Case'>, 'gates' | 'facts'>): Html =>
  table<GateView>(
    'Requirements of this case',
    [
      { title: 'Requirement', cell: ({ name }) => sentence(name) },
      {
        title: 'Met',
        cell: ({ met }) => html`<span class="usa-tag ${met ? 'cg-met' : 'cg-open'}">${met ? 'met' : 'open'}</span>`,
      },
      {
        title: 'Missing',
        cell: ({ missing }) => (missing === null ? html`<span class="cg-soft">nothing</span>` : sentence(missing)),
      },
      { title: 'Who', cell: (gate) => (gate.met ? html`<span class="cg-soft">–</span>` : whoView(gate)) },
      {
        title: 'By',
        cell: ({ dueAt, overdue }) =>
          dueAt === null
            ? html`<span class="cg-soft">no date</span>`
            : html`${due(dueAt, overdue)} ${when(isAfterAction(dueAt, facts), () => AFTER_ACTION)}`,
      },
      { title: 'Why', cell: whyView },
    ],
    gates,
  );

/** The sentences behind it, verbatim; a rule stands whole on the page of the policy. */
const whyView = ({ marks, because }: GateView): Html => html`
  <details class="cg-why">
    <summary>${marks.join(', ')}</summary>
    ${each(
      because,
      ({ mark, says, ...source }) => html`
        <p>${RULE.test(mark) ? html`<a href="/web/policy#${mark}">${mark}</a>` : mark}</p>
        ${sentenceBehind({ value: says, mark, ...source } as AnyStated)}
      `,
    )}
  </details>
`;

const RULE = /^R\d+$/;

/** Both as the API writes instants, which sort by time. */
const isAfterAction = (dueAt: string, { windowFrom }: Answer<'Case'>['facts']): boolean =>
  typeof windowFrom === 'string' && dueAt > windowFrom;

const AFTER_ACTION = html`<span class="cg-soft">after the planned action would begin: it waits</span>`;

const whoView = ({ who, whoNot }: GateView): Html => html`
  ${who.map(roleWords).join(' or ')}${when(whoNot.length > 0, () => html`; not ${whoNot.join(', ')}`)}
`;

const aboutOf = ({
  partnerClass,
  condition,
  words: _words,
  action: _action,
  whyNot: _whyNot,
  ...codes
}: ActionView): string =>
  [
    partnerClass === undefined ? '' : wordsOf(partnerClass),
    condition ?? '',
    ...Object.values(codes).map((one) => wordsOf(String(one))),
  ]
    .filter((part) => part !== '')
    .join(', ');

const titleOf = (action: ActionView): string =>
  sentence(action.words) + (aboutOf(action) === '' ? '' : `: ${aboutOf(action)}`);

/** What brings the work further comes first; what is always possible second; why not the rest is one click away. */
export function actionsView(actions: readonly ActionView[], linkTo: CaseModel['linkTo']): Html {
  const can = actions.filter((action) => action.whyNot.length === 0 && linkTo(action) !== null);
  const cannot = actions.filter(({ whyNot }) => whyNot.length > 0);
  const several = can.filter((action) => can.some((other) => other !== action && other.action === action.action));
  const single = can.filter((action) => !several.includes(action));
  const [always, now] = [single.filter(isBeside), single.filter((action) => !isBeside(action))];
  return html`
    <section aria-labelledby="actions">
      <h2 id="actions">What you can do now</h2>
      ${when(can.length === 0, () => empty('Nothing for you to do here now.'))}
      ${when(now.length > 0, () => actionList(now, linkTo, titleOf, ''))}
      ${each([...new Set(several.map(({ words }) => words))], (words) =>
        severalView(
          words,
          several.filter((action) => action.words === words),
          linkTo,
        ),
      )}
      ${when(always.length > 0, () => actionList(always, linkTo, titleOf, 'usa-button--outline'))}
      ${when(
        cannot.length > 0,
        () =>
          html`<details class="cg-details">
            <summary>What you cannot do now, and why (${cannot.length})</summary>
            <ul>
              ${each(
                cannot,
                (action) => html`<li><strong>${titleOf(action)}</strong>: ${action.whyNot.join('; ')}</li>`,
              )}
            </ul>
          </details>`,
      )}
    </section>
  `;
}

/** It brings the work no further: the case takes it in any state, since the definition has it at the root, or it is about whose task it is, and when. */
const isBeside = ({ action }: ActionView): boolean =>
  caseMachine.root.transitions.has(action) || HANDLING.includes(action);

/** WS-HumanTask: what is done with a task, and not in it. */
const HANDLING: readonly string[] = [
  'task.released',
  'task.delegated',
  'task.suspended',
  'task.failed',
  'task.prioritised',
  'task.ranked',
];

const severalView = (words: string, actions: readonly ActionView[], linkTo: CaseModel['linkTo']): Html => html`
  <div class="cg-several">
    <p>${sentence(words)}:</p>
    ${actionList(actions, linkTo, (action) => sentence(aboutOf(action)), 'usa-button--outline cg-small')}
  </div>
`;

const actionList = (
  actions: readonly ActionView[],
  linkTo: CaseModel['linkTo'],
  name: (action: ActionView) => string,
  style: string,
): Html => html`
  <ul class="cg-actions">
    ${each(
      actions,
      (action) => html`<li><a class="usa-button ${style}" href="${linkTo(action)}">${name(action)}</a></li>`,
    )}
  </ul>
`;

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
  ${each(saidLast(epoch, 'action.recorded', 'outcome'), (outcome) => pairs([['What was done', wordsOf(outcome)]]))}
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
      ? empty('None.')
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
