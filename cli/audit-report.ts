import type { Answer } from '../schemas/answers.ts';
import { FINDING_WORDS, type Finding } from '../audit/findings.ts';
import type { CaseVerdict, Report } from '../audit/verify.ts';
import { pairs, table } from './table.ts';

const VERDICT_WORDS: { readonly [verdict in CaseVerdict['verdict']]: string } = {
  reExecuted: 're-executed: every recorded state and effect came out again',
  proved: 'proved, not re-executed',
  faulty: 'not as it should be: see above',
};
const WHY_WORDS: { readonly [why in NonNullable<CaseVerdict['why']>]: string } = {
  sealed: 'its contents are sealed',
  shredded: 'its texts were destroyed',
  privileged: 'counsel has not released its privileged texts',
  otherCode: 'the code that decided it cannot be run here',
};
/** A terminal shows no more than some hundred lines; `--json` has all. */
const LINES_MAX = 200;

export function renderReport(report: Report): string {
  const { findings, findingsCount, cases } = report;
  return [
    report.isSound ? 'Sound.' : `Not sound: ${findingsCount} ${findingsCount === 1 ? 'finding' : 'findings'}.`,
    '',
    pairs([
      ['Log', report.origin ?? 'unknown'],
      [
        'Key',
        `${report.keyId ?? 'none'}${report.isKeyPinned ? '' : " (the bundle's own: compare it with `audit key`)"}`,
      ],
      ['Scope', report.caseId ?? 'the whole record'],
      ['Leaves', `${report.leaves} of a log of ${report.size}`],
      ['Checkpoints', `${report.checkpoints}, and ${report.copiesCompared} from elsewhere compared`],
    ]),
    ...section(findings.slice(0, LINES_MAX).map(findingWords)),
    ...section(
      cases.length === 0
        ? []
        : [
            table(
              ['CASE', 'ENTRIES', 'VERDICT'],
              cases.slice(0, LINES_MAX).map((one) => [one.caseId, String(one.entries), verdictWords(one)]),
            ),
          ],
    ),
  ].join('\n');
}

const section = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', ...lines]);

function verdictWords({ verdict, why }: CaseVerdict): string {
  return why === undefined ? VERDICT_WORDS[verdict] : `${VERDICT_WORDS[verdict]}: ${WHY_WORDS[why]}`;
}

function findingWords({ kind, caseId, entry, index, size, line, detail }: Finding): string {
  const where = [
    ...(caseId === undefined ? [] : [caseId]),
    ...(entry === undefined ? [] : [`entry ${entry}`]),
    ...(index === undefined ? [] : [`leaf ${index}`]),
    ...(size === undefined ? [] : [`checkpoint ${size}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(detail === undefined ? [] : [detail]),
  ];
  return `${kind}: ${FINDING_WORDS[kind]}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
}

const DISCREPANCY_WORDS = {
  missing: 'Temporal was told that it is kept, and the record lacks it',
  differs: "Temporal's history has another input, command or state",
  unknown: "none of Temporal's histories tells of it",
} as const;

export function renderReconciled({ cases, entries, discrepancies }: Answer<'Reconciled'>): string {
  const lines = discrepancies
    .slice(0, LINES_MAX)
    .map(({ caseId, entry, kind }) => `${caseId}, entry ${entry}: ${DISCREPANCY_WORDS[kind]}`);
  return [`${cases} cases with ${entries} entries compared; ${discrepancies.length} discrepancies.`, ...lines].join(
    '\n',
  );
}
