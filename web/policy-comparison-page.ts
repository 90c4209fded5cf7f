/** What another version would change: in the open cases as they stand, and in one case from its beginning. */
import type { Answer } from '../schemas/answers.ts';
import { eventWords } from './chart-words.ts';
import { html, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, empty, nextPage, pairs, sentence, table } from './parts.ts';
import { POLICY, REGISTER, RULE_WORDS } from './policy-register-page.ts';
import { plain, wordsOf } from './words.ts';

export const impactPage = (visitor: Visitor, { version, rule, looked, cases, next }: Answer<'Impact'>): Html =>
  layout({
    title: 'Impact',
    visitor,
    above: [POLICY, REGISTER, { path: `/web/policies/${version}`, name: version }],
    body: html`
      <h1>Which open cases ${version} would change</h1>
      <p class="usa-intro">
        Open cases ${RULE_WORDS[rule] ?? rule}. Of ${looked} that were looked at, ${cases.length} would change. Nothing
        has been changed; that you looked is in the record of each.
      </p>
      ${
        cases.length === 0
          ? empty('None of them would change.')
          : table<Answer<'Impact'>['cases'][number]>(
              'Cases that would change',
              [
                {
                  title: 'Case',
                  cell: ({ case: id }) => html`<a href="/web/policies/${version}/what-if?case=${id}">${code(id)}</a>`,
                },
                { title: 'Office', cell: ({ office }) => office },
                { title: 'Now', cell: ({ before }) => before.statements.map(sentence).join(' · ') },
                {
                  title: 'Then',
                  cell: ({ after }) =>
                    after === null
                      ? 'It would not take it: an operator has to look'
                      : after.statements.map(sentence).join(' · '),
                },
                { title: 'Added', cell: ({ added }) => requirementWords(added) },
                { title: 'No longer', cell: ({ dropped }) => requirementWords(dropped) },
              ],
              cases,
            )
      }
      ${nextPage(`/web/policies/${version}/impact`, next)}
      <h2>One case from its beginning</h2>
      <form method="get" action="/web/policies/${version}/what-if" class="cg-filter">
        <div class="cg-wide">
          <label class="usa-label" for="what-if-case">Reference of the case</label>
          <input class="usa-input" id="what-if-case" name="case" required maxlength="40" autocomplete="off" />
        </div>
        <button class="usa-button usa-button--outline">Run it under this version</button>
      </form>
    `,
  });

const requirementWords = (some: Answer<'WhatIf'>['added']): string =>
  some
    .map(({ gate, partnerClass }) => plain(gate) + (partnerClass === undefined ? '' : `: ${wordsOf(partnerClass)}`))
    .join(', ') || '–';

type Skipped = Answer<'WhatIf'>['skipped'][number];

/** Why something could not have happened as it did. */
const SKIPPED_WORDS: { readonly [why in Skipped['why']]: string } = {
  noSuchActor: 'there would have been nothing to do it to',
  actorEnded: 'it would have ended before',
  notAdmitted: 'this person would not have been permitted',
  notInThisState: 'the case would have been in another state',
  noSuchTimer: 'this time limit would not have run',
};

export const whatIfPage = (
  visitor: Visitor,
  { case: id, version, added, dropped, recorded, other, skipped }: Answer<'WhatIf'>,
): Html =>
  layout({
    title: 'One case',
    visitor,
    above: [
      POLICY,
      REGISTER,
      { path: `/web/policies/${version}`, name: version },
      { path: `/web/policies/${version}/impact`, name: 'Impact' },
    ],
    body: html`
      <h1>One case under ${version}, from its beginning</h1>
      <p class="usa-intro">
        The same people do the same things at the same times. Nothing has been changed; that you looked is in the record
        of the case.
      </p>
      ${pairs([
        ['Case', code(id)],
        ['As it is recorded', recorded.statements.map(sentence).join(' · ')],
        ['As it would stand', other.statements.map(sentence).join(' · ')],
        ['Requirements added', requirementWords(added)],
        ['Requirements no longer there', requirementWords(dropped)],
      ])}
      ${
        skipped.length === 0
          ? empty('Everything could have happened as it did.')
          : table<Skipped>(
              'What could not have happened as it did',
              [
                { title: 'Entry', cell: ({ entry }) => String(entry) },
                {
                  title: 'What',
                  cell: ({ type }) => (type === 'timer' ? 'A time limit ran out' : sentence(eventWords(type))),
                },
                { title: 'Why not', cell: ({ why }) => sentence(SKIPPED_WORDS[why]) },
              ],
              skipped,
            )
      }
    `,
  });
