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
  const { office, open, overdue, completed, since, medianHours, ninetiethPercentileHours } = figures;
  const hours = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} hours`);
  return [
    pairs([
      ['office', office],
      ['open', `${open}, of these ${overdue} overdue`],
      ['completed', `${completed} since ${since}`],
      ['half within', hours(medianHours)],
      ['nine of ten within', hours(ninetiethPercentileHours)],
    ]),
    '',
    classTable('OPEN FOR', figures.openByAge),
    '',
    classTable('COMPLETED WITHIN', figures.completedByCycleTime),
  ].join('\n');
}

const classTable = (title: string, classes: Answer<'WorkFigures'>['openByAge']): string =>
  table(
    [title, 'COUNT'],
    classes.map(({ upToDays, count }) => [upToDays === null ? 'longer' : `${upToDays} d`, String(count)]),
  );
