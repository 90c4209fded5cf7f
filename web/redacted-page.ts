/** The redacted record of a case, for somebody outside who asked for it: as the service made it, to read or to take along. */
import type { Answer } from '../schemas/answers.ts';
import { html, type Html } from './html.ts';
import { layout, tokenField, type Place, type Visitor } from './layout.ts';
import { code, pairs, sentence, table } from './parts.ts';

export interface RedactedModel {
  readonly redacted: Answer<'Redacted'>;
  /** Number of the request that it was made for. */
  readonly reference: string;
  /** Where it is made. */
  readonly path: string;
  readonly above: readonly Place[];
}

type Entry = Answer<'Redacted'>['document']['entries'][number];

export const redactedPage = (visitor: Visitor, { redacted, reference, path, above }: RedactedModel): Html => {
  const { document, digest } = redacted;
  return layout({
    title: 'Redacted record',
    visitor,
    above,
    body: html`
      <h1>Redacted record of case ${code(document.case)}</h1>
      ${pairs([
        ['For the request', code(reference)],
        ['Form', code(document.format)],
        ['SHA-256 of the document', code(digest)],
      ])}
      <p>${document.withheld}</p>
      ${table<Entry>(
        'What the document has, as it happened',
        [
          { title: 'Day', cell: ({ on }) => html`<time datetime="${on}">${on}</time>` },
          { title: 'What', cell: ({ words }) => sentence(words) },
        ],
        document.entries,
      )}
      <form method="post" action="${path}">
        ${tokenField(visitor)}
        <input type="hidden" name="reference" value="${reference}" />
        <input type="hidden" name="as" value="file" />
        <button class="usa-button">Download it as a file</button>
      </form>
      <p>
        That it was made is in the record, and so is each download. What leaves is a disclosure:
        <a href="/web/cases/${document.case}/disclose">record it</a>, with this SHA-256.
      </p>
    `,
  });
};
