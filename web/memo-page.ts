/** The record of a legal consultation on paper: what was asked, on which facts, by whom, and what was advised. */
import type { Answer, TimelineEntry } from '../schemas/answers.ts';
import { caseFrame, conditionRows } from './case-page.ts';
import { factsPanel } from './facts.ts';
import { each, html, when, type Html } from './html.ts';
import { aboveCase, layout, type Visitor } from './layout.ts';
import { code, empty, moment, pairs, sentence } from './parts.ts';
import { detailsView } from './timeline-view.ts';
import { wordsOf } from './words.ts';

export interface MemoModel {
  /** Texts of the conditions of the advice, by their ids. */
  readonly conditions: ReadonlyMap<string, string>;
  readonly shown: Answer<'Case'>;
  readonly policyDigest: string;
  /** What belongs to the consultation, in the order in which it happened. */
  readonly entries: readonly TimelineEntry[];
  readonly printedAt: string;
}

export const memoPage = (visitor: Visitor, { shown, conditions, policyDigest, entries, printedAt }: MemoModel): Html =>
  layout({
    title: 'Consultation memo',
    visitor,
    above: aboveCase(shown.case),
    body: html`
      <h1>Record of the legal consultation</h1>
      <p class="cg-screen">
        Made for printing: use the print command of your browser. Who opened it, and when, is in the record of the case.
      </p>
      <p>
        Case ${code(shown.case)}, as it stood after entry ${shown.entry}. Printed by ${visitor.displayName},
        ${moment(printedAt)}. Privileged; protected information (8 U.S.C. § 1367).
      </p>
      ${caseFrame(shown)}
      ${pairs([
        ['Digest of the policy', code(policyDigest)],
        ['Digest of the facts', code(shown.factsDigest)],
        ['State of the case', shown.statements.map(sentence).join(' · ')],
      ])}
      ${factsPanel(shown)} ${adviceInForce(shown, conditions)}
      <h2>What was asked and answered</h2>
      ${
        entries.length === 0
          ? empty('No consultation is in the record of this case.')
          : html`<ol class="cg-timeline">
              ${each(entries, entryView)}
            </ol>`
      }
      <p>
        Advice is on consistency with applicable legal limitations, and is not approval. The record itself, which can be
        verified, is the evidence; this paper is a copy.
      </p>
    `,
  });

const adviceInForce = ({ advice, clearance }: Answer<'Case'>, conditions: ReadonlyMap<string, string>): Html => html`
  <h2>Advice that counts for these facts</h2>
  ${advice === null ? empty('None.') : pairs([['Advice', wordsOf(advice.advice)], ...conditionRows(advice, conditions)])}
  ${when(clearance !== null, () =>
    pairs([
      ['Process requirements met', moment(clearance!.at)],
      ['Until', moment(clearance!.expiresAt)],
    ]),
  )}
`;

const entryView = ({ entry, at, words, by, details }: TimelineEntry): Html => html`
  <li>
    <p class="cg-entry">
      <strong>${sentence(words)}</strong>
      <span>${by ?? 'by nobody: a time limit'}, ${moment(at)}, entry ${entry}</span>
    </p>
    ${detailsView(details)}
  </li>
`;
