import type { Answer, TaskRowAnswer } from '../schemas/answers.ts';
import { onCallView } from './on-call.ts';
import type { Problem } from '../schemas/problems.ts';
import { formHead } from './action-page.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { bulkView, FORWARD_NOTE } from './queue-bulk.ts';
import { ownerView } from './owner-view.ts';
import {
  alert,
  focusedAlert,
  code,
  empty,
  nextPage,
  problemAlert,
  sentence,
  table,
  taskDue,
  type Column,
} from './parts.ts';
import { plain } from './words.ts';

export interface BulkResult {
  readonly task: string;
  /** Null where it was taken. */
  readonly problem: Problem | null;
  /** Where it is accepted, and not in the record yet. */
  readonly remedy: string | null;
  /** Whether nobody knows what became of it, or it was not tried: sent again under its key it takes effect once. */
  readonly isToBeRepeated: boolean;
}

export type BulkOperation = 'claim' | 'release' | 'delegate' | 'assign' | 'forward';

/** As in the address: names and values of `schemas/list-filters.ts`. */
export interface QueueFilter {
  readonly state?: string;
  readonly claimed?: string;
  readonly overdue?: string;
  readonly urgency?: string;
  readonly order?: keyof typeof ORDER_WORDS;
}

interface Typed {
  readonly tasks: readonly string[];
  readonly to: string;
  readonly note: string;
  readonly office: string;
  readonly forwardNote: string;
  /** Which button was pressed. */
  readonly operation: string;
}

export interface QueueModel {
  readonly tasks: readonly TaskRowAnswer[];
  readonly next: string | null;
  readonly filter: QueueFilter;
  /** What this person may do with several of these at once. */
  readonly operations: readonly BulkOperation[];
  /** Whether this is leadership's queue: what was escalated, of every office. */
  readonly isLed: boolean;
  /** Who a task may be given to; where the list is cut off, a staff id that is not in it may be typed. */
  readonly recipients: {
    readonly people: readonly (readonly [staffId: string, name: string])[];
    readonly isCut: boolean;
  };
  /** Codes of offices that a task may be forwarded to. */
  readonly offices: readonly string[];
  /** Who is called now, for nights and holidays. */
  readonly onCall: Answer<'OnCall'>['onCall'];
  readonly key: string;
  readonly results: readonly BulkResult[];
  readonly problem: Problem | null;
  /** What was chosen and typed, where it is to be sent again. */
  readonly typed: Typed;
  /** How the queue stood when this was made. */
  readonly seen: string;
}

export function queuePage(visitor: Visitor, model: QueueModel): Html {
  const { tasks, next, filter, isLed, results, problem, seen } = model;
  const query = new URLSearchParams({ ...filter }).toString();
  return layout({
    title: 'Team queue',
    visitor,
    path: '/web/queue',
    changes: { path: '/web/queue/changes', seen },
    body: html`
      <h1>Team queue</h1>
      ${resultsView(results)} ${problem === null ? nothing : faultsView(problem, model.typed)}
      ${when(isLed, () => ledIntro)} ${filterForm(isLed, filter)}
      ${when(model.operations.includes('claim'), () => OWN_HINT)}
      ${
        tasks.length === 0
          ? empty(query === '' ? NOTHING_OPEN[isLed ? 'led' : 'office'] : 'No open consultation is like that.')
          : html`
              <form method="post" action="/web/queue${query === '' ? '' : `?${query}`}">
                ${formHead(visitor, model.key)} ${table(captionOf(model), columns(model), tasks)} ${bulkView(model)}
              </form>
            `
      }
      ${nextPage('/web/queue', next, filter)} ${onCallView(model.onCall)}
    `,
  });
}

const NOTHING_OPEN = {
  office: 'No consultation is open in your office.',
  led: 'No open consultation was escalated to leadership.',
};

const ledIntro = html`
  <p class="usa-intro">
    Open consultations of cases that were escalated to leadership, or in which leadership was asked something. Whoever
    you give one to is told; separation of duties is judged for them.
  </p>
`;

/** Where what one has not claimed is listed too, there is nothing that could be done with all of it. */
const OWN_HINT = html`
  <p>
    Only what nobody has claimed can be chosen here. To hand over or give back several of yours:
    <a href="/web/queue?claimed=me">show what you have claimed</a>.
  </p>
`;

const FILTERS: readonly (readonly [
  name: keyof QueueFilter,
  label: string,
  choices: readonly (readonly [value: string, words: string])[],
])[] = [
  [
    'claimed',
    'Claimed by',
    [
      ['', 'anybody or nobody'],
      ['nobody', 'nobody'],
      ['me', 'me'],
    ],
  ],
  [
    'state',
    'State',
    [
      ['', 'any'],
      ['ready', 'ready'],
      ['reserved', 'reserved'],
      ['inProgress', 'in progress'],
      ['suspended', 'suspended: information is awaited'],
      ['suspendedUntil', 'suspended until a time'],
    ],
  ],
  [
    'overdue',
    'Overdue',
    [
      ['', 'overdue or not'],
      ['true', 'only overdue'],
    ],
  ],
  [
    'urgency',
    'Urgency',
    [
      ['', 'any'],
      ['ordinary', 'ordinary'],
      ['soon', 'due soon'],
      ['urgent', 'urgent'],
      ['escalated', 'escalated'],
    ],
  ],
  [
    'order',
    'Order',
    [
      ['', 'soonest due first'],
      ['latest', 'latest due first'],
      ['priority', 'by priority'],
    ],
  ],
];

/** Leadership claims nothing itself. */
const choicesFor = (isLed: boolean, choices: (typeof FILTERS)[number][2]) =>
  isLed ? choices.filter(([value]) => value !== 'me') : choices;

const filterForm = (isLed: boolean, filter: QueueFilter): Html => html`
  <form method="get" action="/web/queue" class="cg-filter" role="search" aria-label="Filter the queue">
    ${each(
      FILTERS,
      ([name, label, choices]) => html`
        <div>
          <label class="usa-label" for="filter-${name}">${label}</label>
          <select class="usa-select" id="filter-${name}" name="${name}">
            ${each(
              choicesFor(isLed, choices),
              ([value, words]) =>
                html`<option value="${value}" ${value === (filter[name] ?? '') ? html`selected` : nothing}>
                  ${words}
                </option>`,
            )}
          </select>
        </div>
      `,
    )}
    <button class="usa-button usa-button--outline">Show</button>
  </form>
`;

const captionOf = ({ isLed, filter: { order } }: QueueModel): string =>
  `Open consultations ${isLed ? 'of all offices' : 'of your office'}, ${ORDER_WORDS[order ?? 'soonest']}`;

const ORDER_WORDS = {
  soonest: 'soonest due first',
  latest: 'latest due first',
  priority: 'by priority',
};

function columns({ isLed, operations, typed }: QueueModel): readonly Column<TaskRowAnswer>[] {
  const chooses = ({ owner }: TaskRowAnswer): boolean => !operations.includes('claim') || owner === null;
  const choose = {
    title: 'Choose',
    cell: (row: TaskRowAnswer) => (chooses(row) ? chooseBox(row, typed.tasks.includes(row.task)) : NONE),
  };
  return [
    {
      title: 'Task',
      cell: ({ task, kind, case: id }) =>
        html`<a href="/web/tasks/${task}">${plain(kind)}</a><br />${code(task)}<br />of
          <a href="/web/cases/${id}">${code(id)}</a>`,
    },
    ...(isLed ? [{ title: 'Office', cell: ({ office }: TaskRowAnswer) => office }] : []),
    {
      title: 'Due',
      cell: taskDue,
    },
    { title: 'Priority', cell: ({ priority }) => html`${priority}` },
    { title: 'State', cell: ({ state }) => plain(state) },
    { title: 'Claimed by', cell: ownerView },
    ...(operations.length === 0 ? [] : [choose]),
  ];
}

const NONE = html`<span class="cg-soft">–</span>`;

const chooseBox = ({ task }: TaskRowAnswer, isChosen: boolean): Html => html`
  <div class="usa-checkbox">
    <input
      class="usa-checkbox__input"
      type="checkbox"
      name="task"
      value="${task}"
      id="choose-${task}"
      ${isChosen ? html`checked` : nothing}
    />
    <label class="usa-checkbox__label" for="choose-${task}">Choose<span class="usa-sr-only"> ${task}</span></label>
  </div>
`;

const resultsView = (results: readonly BulkResult[]): Html =>
  results.length === 0
    ? nothing
    : alert(
        results.some(({ problem }) => problem !== null) ? 'warning' : 'info',
        'What became of each',
        html`<ul>
          ${each(
            results,
            ({ task, problem, remedy, isToBeRepeated }) =>
              html`<li>
                <a href="/web/tasks/${task}">${code(task)}</a>:
                ${problem === null ? (remedy ?? 'done') : isToBeRepeated ? repetitionOf(problem) : refusalOf(problem)}
              </li>`,
          )}
        </ul>`,
      );

/** Of the command as a whole: what is missing in it, by the names that the form has for it. */
const faultsView = (problem: Problem, { operation }: Typed): Html => {
  const { errors = [] } = problem;
  const words = operation === 'forward' ? { ...FIELD_WORDS, '/event/note': FORWARD_NOTE } : FIELD_WORDS;
  return errors.length === 0
    ? problemAlert(problem)
    : focusedAlert(
        problem.title,
        html`<ul>
          ${each(errors, ({ pointer, message }) => html`<li>${words[pointer] ?? pointer}: ${sentence(message)}</li>`)}
        </ul>`,
      );
};

const FIELD_WORDS: Readonly<Record<string, string>> = {
  '/tasks': 'Chosen tasks',
  '/event/type': 'What to do',
  '/event/to': 'To whom',
  '/event/note': 'Hand-over note',
  '/event/office': 'To which office',
};

const repetitionOf = ({ title }: Problem): string =>
  `${title}. Where it is listed below, it is chosen still: send it again as it is, and it takes effect once.`;

const refusalOf = ({ title, reasons = [] }: Problem): string =>
  [`refused. ${title}`, ...reasons.map((reason) => sentence(String(reason)))].join('. ');
