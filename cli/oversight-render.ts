import type { Answer } from '../schemas/answers.ts';
import { more, pairs, table } from './table.ts';

export const renderAccesses = ({ accesses, next }: Answer<'Accesses'>): string =>
  accesses.length === 0
    ? 'Nobody has looked.'
    : [
        table(
          ['AT', 'BY', 'WHAT', 'PURPOSE', 'REFUSED'],
          accesses.map(({ at, by, action, purpose, refused, reasons, whom }) => [
            at,
            by,
            whom === null ? action : `${action} ${whom}`,
            purpose ?? '-',
            refused ? reasons.join(', ') : '-',
          ]),
        ),
        ...more(next),
      ].join('\n');

type Disclosure = Answer<'Disclosures'>['disclosures'][number];

const DISCLOSURE_TITLES = ['AT', 'TO', 'GROUND', 'AUTHORISED BY', 'REFERENCE', 'DISCRETION', 'WHAT'];

const disclosureCells = (one: Disclosure): string[] => [
  one.at,
  one.recipient ?? '-',
  one.ground ?? '-',
  one.authorisedBy ?? one.by,
  one.reference ?? '-',
  one.discretion?.reference ?? '-',
  one.isExport
    ? one.isOfWholeRecord
      ? 'contents of the whole record'
      : 'contents of the record'
    : `sha256 ${one.digest}`,
];

export const renderDisclosures = ({ disclosures, requests, next }: Answer<'Disclosures'>): string =>
  [
    disclosures.length === 0
      ? 'Nothing has been disclosed.'
      : table(DISCLOSURE_TITLES, disclosures.map(disclosureCells)),
    '',
    'Requests to partner agencies, each a reference, a window and a region, as for every case:',
    ...requests.map(({ partnerClass, state }) => `  ${partnerClass}: ${state}`),
    ...more(next),
  ].join('\n');

/** Of all cases. */
export const renderRegister = ({ disclosures, next }: Answer<'DisclosureRegister'>): string =>
  disclosures.length === 0
    ? 'No disclosure is there.'
    : [
        table(
          ['CASE', ...DISCLOSURE_TITLES],
          disclosures.map((one) => [one.case ?? 'every case', ...disclosureCells(one)]),
        ),
        ...more(next),
      ].join('\n');

/** JSON, as it is handed over: its digest is over this document. */
export const renderRedacted = ({ document, digest }: Answer<'Redacted'>): string =>
  [JSON.stringify(document, null, 2), '', `sha256 ${digest} (over the canonical form, RFC 8785)`].join('\n');

export const renderIncidents = ({ incidents, next }: Answer<'Incidents'>): string =>
  incidents.length === 0
    ? 'Nothing is reported.'
    : [
        table(
          ['INCIDENT', 'CATEGORY', 'STATE', 'REPORTED', 'ACKNOWLEDGE BY', 'CASE'],
          incidents.map((one) => [
            one.incident,
            one.category,
            one.finding === null ? one.state : `${one.state}: ${one.finding}`,
            one.reportedAt,
            one.overdue ? `${one.acknowledgeBy} (overdue)` : one.acknowledgeBy,
            one.case ?? '-',
          ]),
        ),
        ...more(next),
      ].join('\n');

export const renderIncident = (one: Answer<'Incident'>): string =>
  [
    pairs([
      ['Incident', one.incident],
      ['Category', one.category],
      ['State', one.finding === null ? one.state : `${one.state}: ${one.finding}`],
      ['Case', one.case ?? '-'],
      ['Occurred', one.occurredAt],
      ['Reported', `${one.reportedAt} by ${one.reportedBy}`],
    ]),
    '',
    one.note,
  ].join('\n');

export function renderStatistics({ before, smallCell, tables }: Answer<'Statistics'>): string {
  const shown = (count: number | null): string => (count === null ? 'withheld' : String(count));
  return [
    `Before ${before}. Counts below ${smallCell} are withheld, and others where they would give one away.`,
    ...tables.flatMap(({ table: name, total, cells }) => [
      '',
      table([name, 'COUNT'], [...cells.map(({ key, count }) => [key, shown(count)]), ['total', shown(total)]]),
    ]),
  ].join('\n');
}
