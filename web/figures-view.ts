/** How the work of an office stands: its consultations, deconfliction requests and cases, each as numbers and as plots with their tables. */
import type { Answer } from '../schemas/answers.ts';
import { each, html, nothing, type Html } from './html.ts';
import { empty, moment, pairs, sentence } from './parts.ts';
import { barPlot } from './plot.ts';
import { wordsOf } from './words.ts';

type Figures = Answer<'WorkFigures'>;

export const figuresView = (figures: Figures): Html => html`
  <h2>${figures.office === null ? 'All offices' : `The work of ${figures.office}`}</h2>
  ${figures.smallCell === null ? ofOwnOffice : ofOffices(figures, figures.smallCell)} ${consultationsView(figures)}
  ${requestsView(figures)} ${casesView(figures)}
`;

const ofOwnOffice = html`<p>Of the cases that you are shown: a colleague who is on other cases has other figures.</p>`;

const ofOffices = ({ office, offices, at }: Figures, smallCell: number): Html => html`
  <p>
    How it stood at ${moment(at)}. Numbers below ${smallCell} are withheld, and others where they would give one away,
    by what is shown of another office as well.
  </p>
  <form method="get" action="/web/statistics" class="cg-filter" aria-label="Choose an office">
    <div>
      <label class="usa-label" for="figures-office">Office</label>
      <select class="usa-select" id="figures-office" name="office">
        <option value="">all</option>
        ${each(
          offices,
          (one) => html`<option value="${one}" ${one === office ? html`selected` : nothing}>${one}</option>`,
        )}
      </select>
    </div>
    <button class="usa-button usa-button--outline">Show</button>
  </form>
`;

const consultationsView = (figures: Figures): Html => html`
  <h3>Consultations</h3>
  ${pairs([
    ['Open', countOf(figures.open)],
    ['Of these overdue', countOf(figures.overdue)],
    ['Completed', html`${countOf(figures.completed)} since ${moment(figures.since)}`],
    ['Half were completed within', hoursOf(figures.medianHours, figures.completed, 'none completed')],
    [
      'Nine of ten were completed within',
      hoursOf(figures.ninetiethPercentileHours, figures.completed, 'none completed'),
    ],
  ])}
  ${barPlot('Open consultations by age', 'Open for', figures.openByAge.map(classBar))}
  ${barPlot('Completed consultations by cycle time', 'Completed within', figures.completedByCycleTime.map(classBar))}
`;

const requestsView = ({ since, requests }: Figures): Html => html`
  <h3>Deconfliction requests</h3>
  <p>Every case asks the same partner agencies. A request that was asked again counts from then on.</p>
  ${pairs([
    ['Open', countOf(requests.open)],
    ['Of these overdue', countOf(requests.overdue)],
    ['Answered', html`${countOf(requests.answered)} since ${moment(since)}`],
    ['Half were answered within', hoursOf(requests.medianHours, requests.answered, 'none answered')],
    [
      'Nine of ten were answered within',
      hoursOf(requests.ninetiethPercentileHours, requests.answered, 'none answered'),
    ],
  ])}
  ${barPlot('Open requests by age', 'Open for', requests.openByAge.map(classBar))}
  ${barPlot(
    'Open requests by partner agency',
    'Partner agency',
    requests.openByPartnerClass.map(({ partnerClass, count }) => ({ label: wordsOf(partnerClass), count })),
  )}
  ${barPlot('Answered requests by the time to the answer', 'Answered within', requests.answeredByTime.map(classBar))}
`;

const casesView = ({ cases }: Figures): Html => html`
  <h3>Cases</h3>
  ${pairs([['Open', countOf(cases.open)]])} ${barPlot('Open cases by age', 'Open for', cases.openByAge.map(classBar))}
  ${
    cases.openByState.length === 0
      ? empty('No case is open.')
      : barPlot(
          'Open cases by where they stand',
          'State',
          cases.openByState.map(({ words, count }) => ({ label: sentence(words), count })),
        )
  }
`;

const soft = (words: string): Html => html`<span class="cg-soft">${words}</span>`;

const countOf = (count: number | null): Html | string => (count === null ? soft('withheld') : String(count));

/** @param of how many it was taken from */
function hoursOf(hours: number | null, of: number | null, none: string): Html | string {
  if (hours === null) return soft(of === null ? 'withheld' : none);
  if (hours < 1 / 60) return 'less than a minute';
  if (hours < 2) return `${(hours * 60).toFixed(0)} minutes`;
  return hours < 48 ? `${hours.toFixed(1)} hours` : `${(hours / 24).toFixed(1)} days`;
}

type DayClass = Figures['openByAge'][number];

const classBar = ({ upToDays, count }: DayClass, index: number, all: readonly DayClass[]) => ({
  label:
    upToDays === null
      ? `more than ${all[index - 1]?.upToDays ?? 0} days`
      : upToDays === 1
        ? 'up to 1 day'
        : `up to ${upToDays} days`,
  count,
});
