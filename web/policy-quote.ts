import type { PolicyVersion } from '../policy/policy-version.ts';
import { each, html, nothing, type Html } from './html.ts';
import { wordsOf } from './words.ts';

type AnyStated = PolicyVersion['rules'][keyof PolicyVersion['rules']][number];

/** What stands behind a requirement: the document's own sentence, byte for byte, and apart from it what is ours. */
export const behind = (stated: Omit<AnyStated, 'value'>): Html => html`
  <div class="cg-source">
    ${'quote' in stated && stated.quote !== undefined ? html`<blockquote class="cg-quote">${stated.quote}</blockquote>` : nothing}
    <p>
      <span class="usa-tag ${stated.label === 'product default' ? 'cg-ours' : 'cg-theirs'}">${sourceOf(stated)}</span>
      ${'note' in stated && stated.note !== undefined ? stated.note : nothing}
    </p>
  </div>
`;

/** A rule: in the document's words where it has some, in ours with its source where it has none. */
export const sentenceBehind = (stated: AnyStated): Html =>
  'quote' in stated && stated.quote !== undefined
    ? behind(stated)
    : html`<p class="cg-sentence">${stated.value}</p>
        ${behind(stated)}`;

function sourceOf(stated: Omit<AnyStated, 'value'>): string {
  switch (stated.label) {
    case 'document':
      return 'from the document';
    case 'product default':
      return 'product default: ours, not the document’s';
    default:
      return `${stated.label}: ${'citation' in stated ? String(stated.citation) : ''}`;
  }
}

/** A value of a policy, whatever its shape. */
export function valueView(value: unknown): Html {
  if (Array.isArray(value))
    return value.length === 0 ? html`none` : html`${value.map((item) => wordsIn(item)).join(', ')}`;
  if (typeof value === 'boolean') return html`${value ? 'yes' : 'no'}`;
  if (typeof value === 'object' && value !== null)
    return html`${each(
      Object.entries(value),
      ([name, inner], index) => html`${index > 0 ? '; ' : ''}${wordsOf(name)}: ${wordsIn(inner)}`,
    )}`;
  return html`${wordsIn(value)}`;
}

const wordsIn = (value: unknown): string =>
  typeof value === 'string' ? wordsOf(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
