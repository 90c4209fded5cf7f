/** What is missing, who, by when, and the sentences behind it. */
import type { Answer } from '../schemas/answers.ts';
import { ROLE_WORDS } from '../machines/case-words.ts';
import { each, html, when, type Html } from './html.ts';
import { due, moment, sentence, table, type Tense } from './parts.ts';
import { sentenceBehind, type AnyStated } from './policy-quote.ts';
import { plain } from './words.ts';

type GateView = Answer<'Case'>['gates'][number];
type StepView = Answer<'Case'>['steps'][number];

export const roleWords = (role: string): string =>
  (ROLE_WORDS as Readonly<Record<string, string>>)[role] ?? plain(role);

const TITLES: { readonly [tense in Tense]: string } = {
  present: 'What is missing, who, by when',
  past: 'What was missing, who, by when',
};

/** @param tense past for a case as it stood after an entry */
export const gateBoard = (
  { gates, steps, facts, ended }: Pick<Answer<'Case'>, 'gates' | 'steps' | 'facts' | 'ended'>,
  tense: Tense = 'present',
): Html => html`
  <h2 id="gates">${ended ? 'What was required' : TITLES[tense]}</h2>
  ${table<GateView>(
    'Requirements of this case',
    [
      { title: 'Requirement', cell: ({ name }) => sentence(name) },
      {
        title: 'Met',
        cell: ({ met }) => html`<span class="usa-tag ${met ? 'cg-met' : 'cg-open'}">${met ? 'met' : 'open'}</span>`,
      },
      {
        title: 'Missing',
        cell: ({ missing, how }) =>
          missing === null
            ? html`<span class="cg-soft">nothing${when(how !== undefined, () => html`: ${how}`)}</span>`
            : sentence(missing),
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
  )}
  ${askedView(steps.filter(isAskedFor))} ${when(steps.length > 0, () => OUR_DATES)}
`;

/** Of what waits, what is no requirement of the policy: somebody asked for it. */
const ASKED_FOR: readonly string[] = ['question', 'expedite', 'exigency', 'dispute'];
const isAskedFor = ({ step }: Pick<StepView, 'step'>): boolean => ASKED_FOR.includes(step.split('/')[0]!);

const askedView = (steps: readonly StepView[]): Html =>
  when(steps.length > 0, () =>
    table<StepView>(
      'What somebody was asked for',
      [
        { title: 'What', cell: ({ words }) => sentence(words) },
        { title: 'Who', cell: ({ who }) => roleWords(who) },
        { title: 'Waits since', cell: ({ since }) => moment(since) },
        { title: 'By', cell: ({ dueAt, overdue }) => due(dueAt, overdue) },
      ],
      steps,
    ),
  );

const OUR_DATES = html`<p class="cg-soft">
  Where people are awaited and not OPLA or a partner, the date is a product default: as long as a consultation has, from
  the moment since which it waits.
</p>`;

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
