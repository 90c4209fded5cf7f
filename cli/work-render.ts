import type { Answer } from '../schemas/answers.ts';
import { due, minuteOf, paragraphs } from './render.ts';
import { table } from './table.ts';

type Work = Answer<'Work'>;

/** What waits for somebody, for a person to read; where a list is cut off it says so, and which command has the rest. */
export function renderWork({ tasks, cases, requests, measures, incidents, version, held }: Work): string {
  const parts = [
    section(tasks, ['TASK', 'STATE', 'OWNER', 'DUE', 'URGENCY'], 'tasks', (row) => [
      row.task,
      row.state,
      row.owner ?? '-',
      due(row.dueAt, row.overdue),
      row.urgency,
    ]),
    section(cases, ['CASE', 'WHAT WAITS', 'CLAIMED BY', 'DUE', 'TASK'], 'list', (row) => [
      row.case,
      [...row.missing, ...row.steps.map(({ words, since }) => `${words}, waits since ${minuteOf(since)}`)].join('; '),
      (row.claimedBy ?? '-') +
        (row.suspendedUntil === null ? '' : ` (set aside until ${minuteOf(row.suspendedUntil)})`),
      due(row.dueAt, row.overdue),
      row.task ?? '-',
    ]),
    section(requests, ['REQUEST', 'FROM', 'UNTIL', 'REGION'], 'requests --asked', (row) => [
      row.request,
      minuteOf(row.windowFrom),
      minuteOf(row.windowUntil),
      row.regionCode,
    ]),
    section(measures, ['MEASURE', 'CASE', 'REFERENCE', 'PROPOSED BY', 'LAPSES'], 'proposals', (row) => [
      row.measure,
      row.case,
      row.reference,
      row.proposedBy,
      minuteOf(row.lapsesAt),
    ]),
    section(incidents, ['REPORT', 'CATEGORY', 'TO BE READ BY'], 'incidents --state reported', (row) => [
      row.incident,
      row.category,
      due(row.acknowledgeBy, row.overdue),
    ]),
    version === null
      ? null
      : `policy ${version.version}, proposed by ${version.proposedBy}, waits for a second person: casegate policy activate`,
    held === null || held.count === 0 ? null : `held after a fault: ${held.count ?? 'cannot be said now'}`,
  ];
  return paragraphs(...parts) || 'nothing waits for you';
}

function section<Row>(
  { rows, more }: { readonly rows: readonly Row[]; readonly more: boolean },
  titles: readonly string[],
  command: string,
  cellsOf: (row: Row) => readonly string[],
): string | null {
  const shown = rows.length === 0 ? null : table([...titles], rows.map(cellsOf));
  return paragraphs(shown, more ? `there are more: casegate ${command}` : null) || null;
}
