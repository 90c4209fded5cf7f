/** Legal holds, and the destruction of texts that the records schedule no longer keeps: what stands, what waits, what is due. */
import type { Answer } from '../schemas/answers.ts';
import { MEASURES, type Measure } from '../schemas/privacy-words.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { alert, code, empty, moment, nextPage, sentence, table, type Column } from './parts.ts';

/** What a person does, as an imperative. */
export const MEASURE_WORDS: { readonly [measure in Measure]: string } = {
  hold: 'place a legal hold',
  release: 'release a legal hold',
  shred: 'destroy the texts of a case',
};

/** One of them goes on, and the others stay where they are. */
export const LISTS = ['holdsAfter', 'proposalsAfter', 'dueAfter'] as const;

export interface CustodyModel {
  readonly holds: Answer<'Holds'>;
  readonly proposals: Answer<'Proposals'>;
  readonly due: Answer<'Due'>;
  /** Where each list begins, as the address has it. */
  readonly at: { readonly [name in (typeof LISTS)[number]]?: string };
  /** Whether this person may take a measure; others look. */
  readonly canMeasure: boolean;
  /** What was just sent, and whether it took effect. */
  readonly measured: { readonly measure: Measure; readonly outcome: Answer<'Measured'>['outcome'] } | null;
}

export const custodyPage = (visitor: Visitor, model: CustodyModel): Html => {
  const { measured, canMeasure } = model;
  return layout({
    title: 'Custody',
    visitor,
    path: '/web/custody',
    body: html`
      ${measured === null ? nothing : measuredView(measured)}
      <h1>Custody</h1>
      <p class="usa-intro">
        The texts of an ended case are kept as long as the policy in force says, and longer under a legal hold. Nothing
        is destroyed by itself. Each measure takes effect when a second person does the same within seven days.
      </p>
      ${when(canMeasure, () => measureForm)}
      <h2>What waits for a second person</h2>
      ${proposalsView(model)} ${nextOfList(model, 'proposals')}
      <h2>Legal holds</h2>
      ${holdsView(model)} ${nextOfList(model, 'holds')}
      <h2>Texts that are no longer kept</h2>
      ${dueView(model)} ${nextOfList(model, 'due')}
    `,
  });
};

const nextOfList = ({ at, ...lists }: CustodyModel, list: 'holds' | 'proposals' | 'due'): Html => {
  const { [`${list}After` as const]: _here, ...others } = at;
  return nextPage('/web/custody', lists[list].next, others, `${list}After`);
};

const measuredView = ({ measure, outcome }: NonNullable<CustodyModel['measured']>): Html =>
  outcome === 'done'
    ? alert('info', 'Recorded', html`<p>Done, as two people: ${MEASURE_WORDS[measure]}.</p>`)
    : alert(
        'info',
        'Recorded',
        html`<p>Proposed: ${MEASURE_WORDS[measure]}. It takes effect when a second person does the same.</p>`,
      );

const measureForm = html`
  <form method="get" action="/web/custody" class="cg-filter" aria-label="Take a measure">
    <div>
      <label class="usa-label" for="measure">Measure</label>
      <select class="usa-select" id="measure" name="measure">
        ${each(MEASURES, (one) => html`<option value="${one}">${sentence(MEASURE_WORDS[one])}</option>`)}
      </select>
    </div>
    <div>
      <label class="usa-label" for="measured-case">Reference of the case</label>
      <input class="usa-input" id="measured-case" name="case" required maxlength="40" autocomplete="off" />
    </div>
    <button class="usa-button usa-button--outline">Go on</button>
  </form>
`;

const formPath = (id: string, measure: Measure, reference?: string): string =>
  `/web/custody/${id}/${measure}` + (reference === undefined ? '' : `?${new URLSearchParams({ reference })}`);

/** The last column, for whoever may act. */
const actColumn = <Row>(canMeasure: boolean, cell: Column<Row>['cell']): readonly Column<Row>[] =>
  canMeasure ? [{ title: 'To do', cell }] : [];

const caseCell = ({ case: id }: { readonly case: string }): Html => code(id);

type Proposal = CustodyModel['proposals']['proposals'][number];

const proposalsView = ({ proposals: { proposals }, canMeasure }: CustodyModel): Html =>
  proposals.length === 0
    ? empty('Nothing waits for a second person.')
    : table<Proposal>(
        'Measures that one person has proposed, what lapses first, first',
        [
          { title: 'Case', cell: caseCell },
          { title: 'Measure', cell: ({ measure }) => sentence(MEASURE_WORDS[measure]) },
          { title: 'Reference', cell: ({ reference }) => code(reference) },
          { title: 'Proposed by', cell: ({ proposedBy }) => proposedBy },
          { title: 'Lapses', cell: ({ lapsesAt }) => moment(lapsesAt) },
          ...actColumn<Proposal>(canMeasure, ({ case: id, measure, reference, own }) =>
            own
              ? html`<span class="cg-soft">waits for somebody else</span>`
              : html`<a href="${formPath(id, measure, reference)}">Confirm</a>`,
          ),
        ],
        proposals,
      );

type Hold = CustodyModel['holds']['holds'][number];

const holdsView = ({ holds: { holds }, canMeasure }: CustodyModel): Html =>
  holds.length === 0
    ? empty('No legal hold stands.')
    : table<Hold>(
        'Legal holds that stand, the oldest first',
        [
          { title: 'Case', cell: caseCell },
          { title: 'Reference', cell: ({ reference }) => code(reference) },
          { title: 'Since', cell: ({ placedAt }) => moment(placedAt) },
          ...actColumn<Hold>(
            canMeasure,
            ({ case: id, reference }) => html`<a href="${formPath(id, 'release', reference)}">Release</a>`,
          ),
        ],
        holds,
      );

type Due = CustodyModel['due']['due'][number];

const dueView = ({ due: { due }, canMeasure }: CustodyModel): Html =>
  due.length === 0
    ? empty('No texts are due to be destroyed.')
    : table<Due>(
        'Ended cases whose texts the records schedule no longer keeps, those that ended first, first',
        [
          { title: 'Case', cell: caseCell },
          { title: 'Ended', cell: ({ endedAt }) => moment(endedAt) },
          { title: 'Legal hold', cell: ({ onHold }) => (onHold ? 'stands' : 'none') },
          ...actColumn<Due>(canMeasure, ({ case: id, onHold }) =>
            onHold
              ? html`<span class="cg-soft">kept by the hold</span>`
              : html`<a href="${formPath(id, 'shred')}">Destroy</a>`,
          ),
        ],
        due,
      );
