import type { Problem } from '../schemas/problems.ts';
import { html, nothing, when, type Html } from './html.ts';
import { layout, tokenField, type Visitor } from './layout.ts';
import { alert, code, moment, pairs, problemAlert, sentence, table } from './parts.ts';

interface Found {
  readonly words: string;
  readonly where: string;
}

export interface VerifiedView {
  readonly isSound: boolean;
  /** Null: the whole record. */
  readonly caseId: string | null;
  readonly leaves: number;
  readonly size: number;
  readonly checkpoints: number;
  readonly keyId: string | null;
  readonly madeAt: string | null;
  readonly cases: number;
  readonly findingsCount: number;
  readonly findings: readonly Found[];
}

export interface ComparedView {
  readonly cases: number;
  readonly entries: number;
  readonly discrepanciesCount: number;
  readonly discrepancies: readonly Found[];
}

export interface AuditModel {
  readonly verifierKey: string;
  readonly canCompare: boolean;
  /** What was typed last. */
  readonly caseId: string;
  readonly verified: VerifiedView | 'tooLong' | null;
  readonly compared: ComparedView | 'tooLong' | null;
  readonly problem: Problem | null;
}

export const auditPage = (visitor: Visitor, model: AuditModel): Html =>
  layout({
    title: 'Audit',
    visitor,
    path: '/web/audit',
    body: html`
      <h1>Audit</h1>
      <p class="usa-intro">
        Every accepted input, every attempt and every access is a leaf of one log that only grows, under signed
        checkpoints.
      </p>
      ${model.problem === null ? nothing : problemAlert(model.problem)} ${verifiedView(model.verified)}
      ${comparedView(model.compared)} ${actsView(visitor, model)}
      <h2>Verify it elsewhere</h2>
      <p>
        What is verified here is the service’s own word on its own record. Take a bundle and this key to another
        machine: there, <code>casegate audit verify</code> asks nobody.
      </p>
      ${pairs([['Key of the log', code(model.verifierKey)]])}
    `,
  });

const actsView = (visitor: Visitor, { caseId, canCompare }: AuditModel): Html => html`
  <form method="post" action="/web/audit/verify" class="usa-form usa-form--large">
    ${tokenField(visitor)}
    <label class="usa-label" for="audit-case">Reference of a case <span class="cg-soft">(optional)</span></label>
    <span class="usa-hint" id="audit-hint">Nothing: the whole record.</span>
    <input
      class="usa-input"
      id="audit-case"
      name="case"
      value="${caseId}"
      maxlength="40"
      autocomplete="off"
      aria-describedby="audit-hint"
    />
    <ul class="cg-actions">
      <li><button class="usa-button">Verify</button></li>
      ${when(
        canCompare,
        () =>
          html`<li>
            <button class="usa-button usa-button--outline" formaction="/web/audit/compare">
              Compare with Temporal
            </button>
          </li>`,
      )}
      <li>
        <button class="usa-button usa-button--outline" formaction="/web/audit/export">Download a bundle</button>
      </li>
    </ul>
  </form>
`;

function verifiedView(verified: AuditModel['verified']): Html {
  if (verified === null) return nothing;
  if (verified === 'tooLong')
    return alert(
      'warning',
      'Not verified: the record is larger than somebody can wait for here',
      html`<p>Download a bundle, and verify it with <code>casegate audit verify</code>.</p>`,
    );
  const { isSound, caseId, leaves, size, checkpoints, keyId, madeAt, cases, findingsCount, findings } = verified;
  return html`
    ${
      isSound
        ? alert('info', 'Sound', html`<p>Every leaf is in its place and unchanged, and nothing is missing.</p>`)
        : alert('error', `Not sound: ${findingsCount} findings`, html`<p>Tell the operators and privacy staff.</p>`)
    }
    ${pairs([
      ['What was verified', caseId === null ? 'the whole record' : code(caseId)],
      ['Leaves', `${leaves} of a log of ${size}`],
      ['Cases', String(cases)],
      ['Signed checkpoints', String(checkpoints)],
      ['Key', code(keyId ?? 'none')],
      ['As it was', moment(madeAt)],
    ])}
    ${foundView('Findings', findings)}
  `;
}

function comparedView(compared: AuditModel['compared']): Html {
  if (compared === null) return nothing;
  if (compared === 'tooLong')
    return alert(
      'warning',
      'Not compared: the record is larger than somebody can wait for here',
      html`<p>Compare it with <code>casegate audit reconcile</code>, or one case at a time.</p>`,
    );
  const { cases, entries, discrepanciesCount, discrepancies } = compared;
  const counted = html`<p>${cases} cases with ${entries} entries have been compared with Temporal’s histories.</p>`;
  return html`
    ${
      discrepanciesCount === 0
        ? alert('info', 'No discrepancies', counted)
        : alert('error', `${discrepanciesCount} discrepancies`, counted)
    }
    ${foundView('Discrepancies', discrepancies)}
  `;
}

const foundView = (caption: string, found: readonly Found[]): Html =>
  when(found.length > 0, () =>
    table<Found>(
      caption,
      [
        { title: 'What', cell: ({ words }) => sentence(words) },
        { title: 'Where', cell: ({ where }) => code(where) },
      ],
      found,
    ),
  );
