import { STATE_WORDS, type RootState } from '../machines/case-words.ts';
import type { Answer } from '../schemas/answers.ts';
import { figuresView } from './figures-view.ts';
import { each, html, nothing, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { empty, moment, sentence } from './parts.ts';
import { barPlot } from './plot.ts';
import { actWords, wordsOf } from './words.ts';

export interface StatisticsModel {
  /** Of the visitor's office, or for leadership of any and of all; null for who may read neither. */
  readonly figures: Answer<'WorkFigures'> | null;
  /** Of the whole record; null for who may not read them. */
  readonly statistics: Answer<'Statistics'> | null;
}

export const statisticsPage = (visitor: Visitor, { figures, statistics }: StatisticsModel): Html =>
  layout({
    title: 'Statistics',
    visitor,
    path: '/web/statistics',
    body: html`
      <h1>Statistics</h1>
      <p class="usa-intro">Of work and of cases, never of people: nobody is ranked by what they clear.</p>
      ${figures === null ? nothing : figuresView(figures)} ${statistics === null ? nothing : tablesView(statistics)}
    `,
  });

const TABLE_WORDS: Readonly<Record<string, readonly [caption: string, ofWhat: string]>> = {
  casesByOutcome: ['Cases by how they ended', 'State'],
  casesByOffice: ['Cases by office', 'Office'],
  casesByQuarter: ['Cases by the quarter in which they were opened', 'Quarter'],
  disclosuresByGround: ['Disclosures by ground', 'Ground'],
  incidentsByCategory: ['Reports of improper access, use or disclosure', 'What they are about'],
  refusalsByAction: ['What was refused', 'Attempt'],
};

const tablesView = ({ before, smallCell, tables }: Answer<'Statistics'>): Html => html`
  <h2>The whole record</h2>
  <p>
    What was there before ${moment(before)}. Numbers below ${smallCell} are withheld, and others where they would give
    one away.
  </p>
  ${each(tables, ({ table, total, cells }) => {
    const [caption, ofWhat] = TABLE_WORDS[table] ?? [table, 'What'];
    const all = `${caption}: ${total === null ? 'the total is withheld' : `${total} in all`}`;
    return cells.length === 0
      ? html`<p>${caption}</p>
          ${empty('None.')}`
      : barPlot(
          all,
          ofWhat,
          cells.map(({ key, count }) => ({ label: keyWords(table, key), count })),
        );
  })}
`;

function keyWords(table: string, key: string): string {
  if (table === 'casesByOutcome') return sentence(STATE_WORDS[key as RootState] ?? key);
  if (table === 'refusalsByAction') return actWords(key);
  return wordsOf(key);
}
