import type { Answer } from '../schemas/answers.ts';
import type { Json } from '../schemas/words.ts';
import { each, html, when, type Html } from './html.ts';
import { officeMoment, pairs } from './parts.ts';
import { labelOf, wordsOf } from './words.ts';

/** The facts that a decision relies on. */
export const factsPanel = ({ facts, revision }: Pick<Answer<'Case'>, 'facts' | 'revision'>): Html => html`
  <h2>Facts <span class="cg-soft">(revision ${revision})</span></h2>
  ${pairs(Object.entries(facts as unknown as { readonly [name: string]: Json }).map(([name, value]) => [labelOf(name), factView(value)]))}
`;

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

export function factView(value: Json): Html {
  if (typeof value === 'string') return INSTANT.test(value) ? officeMoment(value) : html`${wordsOf(value)}`;
  if (Array.isArray(value))
    return value.length === 0
      ? html`<span class="cg-soft">none</span>`
      : html`<ul class="cg-plain">
          ${each(value, (item) => html`<li>${factView(item)}</li>`)}
        </ul>`;
  if (typeof value === 'object' && value !== null)
    return html`${each(
      Object.entries(value),
      ([, inner], index) => html`${when(index > 0, () => html` · `)}${factView(inner)}`,
    )}`;
  if (typeof value === 'boolean') return html`${value ? 'yes' : 'no'}`;
  return html`${String(value)}`;
}
