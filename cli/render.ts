/** What a person reads, for each answer of the service. */
import type { AnswerTo } from '../api/contract/call.ts';
import type { Answer, TaskRowAnswer, TimelineEntry } from '../schemas/answers.ts';
import type { Problem } from '../schemas/problems.ts';
import { pairs, table } from './table.ts';

/** To the minute, in UTC: deadlines are days. */
export const minuteOf = (iso: string | null): string => (iso === null ? '-' : `${iso.slice(0, 16).replace('T', ' ')}Z`);
/** To the second, where order matters. */
const secondOf = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')}Z`;
export const paragraphs = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join('\n\n');
const more = ({ next }: { readonly next: string | null }): string | null =>
  next === null ? null : `more: --after ${next}`;

export const renderPeople = ({ people }: Answer<'People'>): string =>
  table(
    ['HANDLE', 'NAME', 'ROLES', 'OFFICE', 'PARTNER', 'STAFF ID'],
    people.map(({ handle, displayName, roles, office, partnerClass, staffId }) => [
      handle,
      displayName,
      roles.join(', '),
      office,
      partnerClass ?? '-',
      staffId,
    ]),
  );

export const renderCases = (page: Answer<'Cases'>): string =>
  page.cases.length === 0
    ? 'no cases'
    : paragraphs(
        table(
          ['CASE', 'STATE', 'OFFICE', 'OPENED', 'CHANGED'],
          page.cases.map(({ case: id, words, office, openedAt, updatedAt }) => [
            id,
            words,
            office,
            minuteOf(openedAt),
            minuteOf(updatedAt),
          ]),
        ),
        more(page),
      );

export const renderTasks = (page: Answer<'Tasks'>): string =>
  page.tasks.length === 0
    ? 'no tasks'
    : paragraphs(
        table(
          ['TASK', 'KIND', 'STATE', 'OWNER', 'DUE', 'URGENCY', 'CASE'],
          page.tasks.map((row) => [row.task, row.kind, row.state, ownerIn(row), taskDue(row), row.urgency, row.case]),
        ),
        more(page),
      );

export const renderTaskLine = (row: TaskRowAnswer): string =>
  [row.task, row.state, ownerIn(row), `due ${taskDue(row)}`, row.urgency].join('  ');

const ownerIn = ({ owner, ownerAway }: TaskRowAnswer): string =>
  ownerAway === null ? (owner ?? '-') : `${owner}, out of office`;

export const renderRequests = (page: Answer<'Requests'>): string =>
  page.requests.length === 0
    ? 'no requests'
    : paragraphs(
        table(
          ['REQUEST', 'STATE', 'FROM', 'UNTIL', 'REGION'],
          page.requests.map(({ request, state, windowFrom, windowUntil, regionCode }) => [
            request,
            state,
            minuteOf(windowFrom),
            minuteOf(windowUntil),
            regionCode,
          ]),
        ),
        more(page),
      );

/** As it stood, with the entry that made it so. */
export const renderCaseAfter = ({ happened, entries, ...then }: Answer<'CaseAfterEntry'>): string =>
  `as it stood after entry ${happened.entry} of ${entries}: ${happened.words}\n${renderCase(then)}`;

export function renderCase(shown: Answer<'Case'>): string {
  const { facts } = shown;
  return paragraphs(
    pairs([
      ['case', shown.case],
      ['state', shown.statements.join('; ')],
      ['entry', String(shown.entry)],
      ['office', shown.office],
      ['opened', minuteOf(shown.openedAt)],
      ...shown.claims.map(({ role, by, ...stands }) => [`claimed for ${role}`, by + standsIn(stands)] as const),
      ...shown.recused.map((name) => ['has given it up', name] as const),
      ['policy', shown.policy],
      ['window', `${minuteOf(facts.windowFrom)} – ${minuteOf(facts.windowUntil)}`],
      ['region', facts.regionCode],
      ['place', facts.placeClass],
      [
        'statuses',
        facts.statuses.length === 0
          ? 'none known'
          : facts.statuses
              .map(({ benefit, role, stage, provenance }) => `${benefit}, ${role}, ${stage} (${provenance})`)
              .join('; '),
      ],
      ['facts digest', shown.factsDigest],
      ...adviceOf(shown),
      ...(shown.clearance === null ? [] : [['valid until', minuteOf(shown.clearance.expiresAt)] as const]),
    ]),
    gateTable(shown.gates),
    shown.steps.length === 0
      ? null
      : table(
          ['WAITS', 'WHO', 'SINCE', 'DUE', 'TOLD'],
          shown.steps.map(({ words, who, since, dueAt, overdue, reminded, escalated }) => [
            words,
            who,
            minuteOf(since),
            due(dueAt, overdue),
            escalated ? 'leadership' : reminded ? 'reminded' : '-',
          ]),
        ),
    shown.tasks.length === 0
      ? null
      : table(
          ['TASK', 'KIND'],
          shown.tasks.map(({ task, kind }) => [task, kind]),
        ),
    shown.requests.length === 0
      ? null
      : table(
          ['REQUEST', 'PARTNER'],
          shown.requests.map(({ request, partnerClass }) => [request, partnerClass]),
        ),
  );
}

function adviceOf({ advice }: Answer<'Case'>): (readonly [string, string])[] {
  if (advice === null) return [];
  return [
    ['advice', advice.advice],
    ...advice.conditions.map(
      ({ id, acknowledged }) => [id, acknowledged ? 'acknowledged' : 'to be acknowledged'] as const,
    ),
  ];
}

type Gates = Answer<'Why'>['gates'];

const gateTable = (gates: Gates): string =>
  table(
    ['REQUIREMENT', 'MET', 'MISSING', 'DUE', 'WHY'],
    gates.map(({ name, met, missing, dueAt, overdue, marks }) => [
      name,
      met ? 'yes' : 'no',
      missing ?? '-',
      due(dueAt, overdue),
      marks.join(', '),
    ]),
  );

export const due = (dueAt: string | null, overdue: boolean): string =>
  overdue ? `${minuteOf(dueAt)} (overdue)` : minuteOf(dueAt);

const standsIn = ({
  begun,
  beginsBy,
  suspendedUntil,
}: Omit<Answer<'Case'>['claims'][number], 'role' | 'by'>): string => {
  if (suspendedUntil !== null) return `, set aside until ${minuteOf(suspendedUntil)}`;
  return begun ? ', begun' : beginsBy === null ? '' : `, to be begun by ${minuteOf(beginsBy)}`;
};

/** While the supervisor is asked, the clock of the task stands still. */
const taskDue = ({ dueAt, overdue, state }: TaskRowAnswer): string =>
  `${due(dueAt, overdue)}${state === 'suspended' ? ' (stands still)' : ''}`;

/** By the names of WS-HumanTask: potential owners, excluded owners, business administrators. */
function peopleOf({
  potentialOwners,
  excludedOwners,
  businessAdministrators,
}: Answer<'Task'>): (readonly [string, string])[] {
  if (potentialOwners.length === 0) return [];
  return [
    ['may take it', potentialOwners.map(({ role, office }) => `${role} of ${office}`).join(', ')],
    ['may not', excludedOwners.join(', ') || '-'],
    ['assigned by', businessAdministrators.join(', ')],
  ];
}

/** Each sentence once: the page's own words in quotes, and what is ours said to be so. */
function sentencesBehind(gates: Gates): string | null {
  const behind = new Map<string, Set<string>>();
  for (const one of gates.flatMap(({ because }) => because)) {
    const sentence = sentenceOf(one);
    behind.set(sentence, (behind.get(sentence) ?? new Set()).add(one.mark));
  }
  if (behind.size === 0) return null;
  const lines = [...behind].map(([sentence, marks]) => `  ${[...marks].join(', ')}: ${sentence}`);
  return ['the policy behind it:', ...lines].join('\n');
}

function sentenceOf({ says, label, quote, citation, note }: Gates[number]['because'][number]): string {
  if (label === 'document') return `"${quote}" (the page)`;
  return label === 'product default' ? `${says} (our default: ${note})` : `${says} (${citation})`;
}

export function renderWhy({ case: id, statements, gates, actions }: Answer<'Why'>): string {
  const open = gates.filter(({ met }) => !met);
  return paragraphs(
    pairs([
      ['case', id],
      ['state', statements.join('; ')],
    ]),
    gateTable(gates),
    open.length === 0
      ? null
      : table(
          ['OPEN', 'WHO', 'WHO NOT'],
          open.map(({ name, who, whoNot }) => [name, who.join(', '), whoNot.join(', ') || '-']),
        ),
    sentencesBehind(open),
    ...actionsOf(actions),
  );
}

/** What this person can do now, and what they cannot, and why. */
function actionsOf(actions: readonly Offered[]): readonly (string | null)[] {
  const about = ({ words, partnerClass, condition }: Offered): string =>
    [words, partnerClass ?? condition].filter(Boolean).join(': ');
  const can = actions.filter(({ whyNot }) => whyNot.length === 0);
  const cannot = actions.filter(({ whyNot }) => whyNot.length > 0);
  return [
    ['you can now:', ...(can.length === 0 ? ['  nothing'] : can.map((action) => `  ${about(action)}`))].join('\n'),
    cannot.length === 0
      ? null
      : ['you cannot now:', ...cannot.map((action) => `  ${about(action)}: ${action.whyNot.join('; ')}`)].join('\n'),
  ];
}
type Offered = Pick<Answer<'Why'>['actions'][number], 'words' | 'whyNot' | 'partnerClass' | 'condition'>;

export const renderTask = (task: Answer<'Task'>): string =>
  paragraphs(
    pairs([
      ['task', task.task],
      ['case', task.case],
      ['kind', task.kind],
      ['state', task.state],
      ['entry', String(task.entry)],
      ['owner', task.owner ?? '-'],
      ...(task.ownerAway === null ? [] : [['out of office', awayWords(task.ownerAway)] as const]),
      ['due', taskDue(task)],
      ...(task.awaiting === null
        ? []
        : [
            [
              'information',
              `asked of the supervisor ${minuteOf(task.awaiting.since)}, by ${minuteOf(task.awaiting.dueAt)}`,
            ] as const,
          ]),
      ...(task.suspendedUntil === null ? [] : [['suspended until', minuteOf(task.suspendedUntil)] as const]),
      ...peopleOf(task),
      ['facts digest', task.factsDigest],
    ]),
    ...actionsOf(task.actions),
  );

const awayWords = ({ until, substitute }: NonNullable<TaskRowAnswer['ownerAway']>): string =>
  `until ${minuteOf(until)}; substitute: ${substitute}`;

/** Nothing here names a case: a partner knows the window, the region, and their own answer. */
export const renderRequest = (asked: Answer<'Request'>): string =>
  pairs([
    ['request', asked.request],
    ['state', asked.state],
    ['window', `${minuteOf(asked.windowFrom)} – ${minuteOf(asked.windowUntil)}`],
    ['region', asked.regionCode],
    ['your answer', asked.answer ?? 'none yet'],
    ['tag', asked.tag],
  ]);

export const renderTimeline = (page: Pick<Answer<'Timeline'>, 'entries' | 'next'>): string =>
  paragraphs(
    table(
      ['ENTRY', 'AT', 'BY', 'WHAT'],
      page.entries.map(({ entry, at, by, words, details }) => [
        String(entry),
        secondOf(at),
        by ?? '-',
        `${words}${saidIn(details)}`,
      ]),
    ),
    more(page),
  );

/** The case as it stands, and what was asked and answered. */
export const renderMemo = ({ case: shown, policyDigest, entries, printedAt }: Answer<'Memo'>): string =>
  paragraphs(
    `Record of the legal consultation, printed ${secondOf(printedAt)}. Privileged; protected information (8 U.S.C. § 1367).`,
    renderCase(shown),
    pairs([['policy digest', policyDigest]]),
    entries.length === 0 ? 'no consultation is in the record of this case' : renderTimeline({ entries, next: null }),
  );

export const renderEntry = ({ entry, at, by, words, details }: TimelineEntry): string =>
  `${entry}  ${secondOf(at)}  ${by ?? '-'}  ${words}${saidIn(details)}`;

/** The codes and the text that came with an entry; facts are long and stand in `--json`. */
function saidIn(details: TimelineEntry['details']): string {
  const {
    facts: _facts,
    factsDigest,
    telephone,
    policy: _policy,
    office: _office,
    excused: _excused,
    conditions: _conditions,
    form: _form,
    ...said
  } = details;
  const parts = [
    ...Object.values(said).filter((value) => typeof value === 'string' && value !== ''),
    // On which facts advice was given (R1); of other entries the digest is for machines.
    ...('advice' in said ? [`facts ${String(factsDigest)}`] : []),
    ...(telephone === undefined ? [] : [telephoneWords(telephone as unknown as Telephone)]),
  ];
  return parts.length === 0 ? '' : ` · ${parts.join(' · ').replaceAll('\n', ' ')}`;
}

interface Telephone {
  readonly givenAt: string;
  readonly givenTo: string;
  readonly givenBy?: string;
}

const telephoneWords = ({ givenAt, givenTo, givenBy }: Telephone): string =>
  `by telephone at ${secondOf(givenAt)} to ${givenTo}${givenBy === undefined ? '' : `, given by ${givenBy}`}`;

export const renderStarted = (answer: AnswerTo<'startCase' | 'reopenCase'>): string =>
  'remedy' in answer
    ? `${answer.case}\n${answer.remedy}`
    : `${answer.case}\nThe case is open. See what it waits for: casegate why ${answer.case}`;

export const renderBulk = ({ results }: Answer<'Bulk'>): string =>
  results
    .map((result) => {
      if ('problem' in result) {
        const { status, title, reasons = [] } = result.problem;
        // Where the service is busy or has failed, nobody has refused it.
        const what = status === 429 || status >= 500 ? 'not known to be done' : 'refused';
        return `${result.task} ${what}: ${[title, ...reasons].join('; ')}`;
      }
      return `${result.task} ${result.done ? 'done' : result.remedy}`;
    })
    .join('\n');

export function renderActed(answer: AnswerTo<'actInCase' | 'actOnTask' | 'actOnRequest'>): string {
  if ('remedy' in answer) return answer.remedy;
  const what = 'entry' in answer ? `recorded as entry ${answer.entry} of ${answer.case}` : 'recorded';
  return `${what} at ${secondOf(answer.at)}`;
}

/** What happened · where · what to do. */
export function renderProblem({ title, errors = [], reasons = [], remedy }: Problem): string {
  return [
    title,
    ...errors.map(({ pointer, message }) => `  ${pointer === '' ? 'the body' : pointer}: ${message}`),
    ...reasons.map((reason) => `  ${typeof reason === 'string' ? reason : JSON.stringify(reason)}`),
    remedy,
  ].join('\n');
}
