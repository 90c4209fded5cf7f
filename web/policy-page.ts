import type { PolicyVersion } from '../policy/policy-version.ts';
import { each, html, when, type Html } from './html.ts';
import { layout, type Place, type Visitor } from './layout.ts';
import { code, pairs } from './parts.ts';
import { behind, valueView } from './policy-quote.ts';
import { plain } from './words.ts';

export interface StatedValue {
  readonly path: readonly string[];
  readonly stated: Parameters<typeof behind>[0] & { readonly value: unknown };
}

export interface PolicyModel {
  readonly policy: PolicyVersion;
  readonly digest: string;
  readonly hasRegister: boolean;
  /** Where the page lies; left out for the version that new cases run under, which has a place of its own. */
  readonly above?: readonly Place[];
}

export const policyPage = (visitor: Visitor, { policy, digest, hasRegister, above }: PolicyModel): Html =>
  layout({
    title: above === undefined ? 'Policy' : 'Values',
    visitor,
    ...(above === undefined ? { path: '/web/policy' } : { above }),
    body: html`
      <h1>Policy</h1>
      <p class="usa-intro">
        The page announces an interim guidance memorandum, whose own text is not here. What is ours says so: a product
        default is not the document’s.
      </p>
      ${pairs([
        ['Version', code(policy.version)],
        ['Digest', code(digest)],
      ])}
      ${when(hasRegister, () => html`<p><a href="/web/policies">Other versions, and what they would change</a></p>`)}
      <h2>Rules</h2>
      ${each(
        Object.entries(policy.rules),
        ([id, stated]) => html`
          <section class="cg-rule" id="${id}">
            <h3>${id}</h3>
            ${each(
              stated,
              (one) =>
                html`<p>${one.value}</p>
                  ${behind(one)}`,
            )}
          </section>
        `,
      )}
      <h2>Values</h2>
      ${each(valuesIn(policy), statedView)}
    `,
  });

/** A value by its place in the policy, and behind it whose it is. */
export const statedView = ({ path, stated }: StatedValue): Html => html`
  <details class="cg-details">
    <summary>${path.map(nameOf).join(' · ')}: ${valueView(stated.value)}</summary>
    ${behind(stated)}
  </details>
`;

const nameOf = (part: string): string => (/^\d+$/.test(part) ? String(Number(part) + 1) : plain(part));

/** Every value that has a source, wherever it stands. */
function valuesIn({ rules: _rules, ...rest }: PolicyVersion): readonly StatedValue[] {
  return statedIn(rest, []);
}

/** @param path by which each is named */
export function statedIn(part: unknown, path: readonly string[]): readonly StatedValue[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('value' in part && 'label' in part) return [{ path, stated: part as StatedValue['stated'] }];
  return Object.entries(part).flatMap(([name, inner]) => statedIn(inner, [...path, name]));
}
