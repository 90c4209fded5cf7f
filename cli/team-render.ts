import type { Answer } from '../schemas/answers.ts';
import { pairs, table } from './table.ts';

export const renderOnCall = ({ office, onCall }: Answer<'OnCall'>): string =>
  onCall.length === 0
    ? `nobody is on call for ${office}`
    : table(
        ['WHO', 'ROLES', 'HOW', 'UNTIL', 'STAFF ID'],
        onCall.map(({ name, roles, reach, until, staffId }) => [name, roles.join(', '), reach, until, staffId]),
      );

export function renderFigures(figures: Answer<'WorkFigures'>): string {
  const { office, at, since, smallCell, requests, cases } = figures;
  return [
    smallCell === null
      ? `of ${office}, of the cases that you are shown`
      : `of ${office ?? 'all offices'} at ${at}: counts below ${smallCell} are withheld, and others where they would give one away`,
    '',
    pairs([
      ['CONSULTATIONS', ''],
      ['open', openOf(figures)],
      ['completed', `${countOf(figures.completed)} since ${since}`],
      ['half within', hoursOf(figures.medianHours)],
      ['nine of ten within', hoursOf(figures.ninetiethPercentileHours)],
    ]),
    '',
    classTable('OPEN FOR', figures.openByAge),
    '',
    classTable('COMPLETED WITHIN', figures.completedByCycleTime),
    '',
    pairs([
      ['DECONFLICTION REQUESTS', ''],
      ['open', openOf(requests)],
      ['answered', `${countOf(requests.answered)} since ${since}`],
      ['half within', hoursOf(requests.medianHours)],
      ['nine of ten within', hoursOf(requests.ninetiethPercentileHours)],
    ]),
    '',
    classTable('OPEN FOR', requests.openByAge),
    '',
    countTable(
      'OPEN AT',
      requests.openByPartnerClass.map(({ partnerClass, count }) => [partnerClass, count]),
    ),
    '',
    classTable('ANSWERED WITHIN', requests.answeredByTime),
    '',
    pairs([
      ['CASES', ''],
      ['open', countOf(cases.open)],
    ]),
    '',
    classTable('OPEN FOR', cases.openByAge),
    '',
    countTable(
      'STATE',
      cases.openByState.map(({ words, count }) => [words, count]),
    ),
  ].join('\n');
}

const countOf = (count: number | null): string => (count === null ? 'withheld' : String(count));
const hoursOf = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} hours`);
const openOf = ({ open, overdue }: { readonly open: number | null; readonly overdue: number | null }): string =>
  `${countOf(open)}, of these ${countOf(overdue)} overdue`;

const countTable = (title: string, rows: readonly (readonly [name: string, count: number | null])[]): string =>
  table(
    [title, 'COUNT'],
    rows.map(([name, count]) => [name, countOf(count)]),
  );

const classTable = (title: string, classes: Answer<'WorkFigures'>['openByAge']): string =>
  countTable(
    title,
    classes.map(({ upToDays, count }) => [upToDays === null ? 'longer' : `${upToDays} d`, count]),
  );
