import type { BusinessEventType } from '../machines/case-events.ts';
import type { Answer } from '../schemas/answers.ts';
import type { Problem } from '../schemas/problems.ts';
import { factsPanel } from './facts.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import type { FormState } from './form-field.ts';
import { errorSummary, fields, hasInstantUnfolded, zoneView } from './form-view.ts';
import type { JsonSchema } from './form-schema.ts';
import { layout, tokenField, type Place, type Visitor } from './layout.ts';
import { notice, pairs, problemAlert, sentence } from './parts.ts';
import { questionView } from './request-page.ts';
import { actHintOf, isEnding, labelOf, sendWordsOf, wordsOf } from './words.ts';

export interface ActionForm {
  readonly action: string;
  readonly words: string;
  readonly path: string;
  readonly above: readonly Place[];
  readonly schema: JsonSchema;
  /** Codes that come with the form and that nobody types. */
  readonly given: readonly (readonly [name: string, code: string])[];
  /** What it is about, in words. */
  readonly about?: readonly (readonly [term: string, value: Html | string])[];
  /** What the codes stand for, in the words that were written. */
  readonly explained: readonly string[];
  readonly key: string;
  readonly state: FormState;
  readonly problem: Problem | null;
  /** What the form answers; null where it answers nothing. */
  readonly asked: Answer<'Request'> | null;
  /** The case that it is about, where the visitor may see it. */
  readonly shown: Answer<'Case'> | null;
  /** What is so at this moment and matters for what is chosen; null where nothing does. */
  readonly caution: string | null;
  /** Why this person cannot do it; empty where they can. */
  readonly whyNot: readonly string[];
}

/** The form's own field: the names of the codes that it came with. */
export const GIVEN_FIELD = 'given';

/** What no person reads. */
const SILENT = ['factsDigest'];

export function actionPage(visitor: Visitor, form: ActionForm): Html {
  const { words, above, given, problem, shown, whyNot } = form;
  const title = sentence(words);
  const said = given.filter(([name]) => !SILENT.includes(name));
  // What is said rests on the facts, which are therefore read first.
  const wayOn = whyNot.length > 0 ? refused(whyNot) : formView(visitor, form);
  return layout({
    title,
    visitor,
    above,
    body: html`
      <h1>${title}</h1>
      ${form.caution === null ? hintView(form.action) : notice(form.caution)}
      ${form.asked === null ? nothing : questionView(form.asked, form.action === 'request.answered')}
      ${each(form.about ?? [], ([term, value]) => html`<p>${term}: <strong>${value}</strong></p>`)}
      ${each(said, ([name, code]) => html`<p>${labelOf(name)}: <strong>${wordsOf(code)}</strong></p>`)}
      ${each(form.explained, (text) => html`<blockquote class="cg-quote cg-text">${text}</blockquote>`)}
      ${problem === null ? nothing : problemView(problem, form.state)}
      ${
        shown === null
          ? wayOn
          : html`<div class="cg-columns">
              <section class="cg-aside">
                ${factsPanel(shown)} ${when(RESTS_ON_GATES.includes(form.action), () => basisView(shown))}
              </section>
              <section>${wayOn}</section>
            </div>`
      }
    `,
  });
}

/** Who decides reads what was advised and answered, and not the facts alone. */
const RESTS_ON_GATES: readonly string[] = [
  'decision.cleared',
  'decision.declined',
  'case.escalated',
] satisfies BusinessEventType[];

const basisView = ({ advice, gates }: Answer<'Case'>): Html => html`
  <h2>What was advised and answered</h2>
  ${pairs([
    ...(advice === null ? [] : [['Advice', wordsOf(advice.advice)] as const]),
    ...gates
      .filter(({ gate }) => gate !== 'review')
      .map(
        ({ name, met, missing, how }) =>
          [sentence(name), met ? `met${how === undefined ? '' : `: ${how}`}` : sentence(missing ?? 'open')] as const,
      ),
  ])}
`;

const hintView = (action: string): Html => {
  const words = actHintOf(action);
  if (words === null) return nothing;
  return isEnding(action) ? notice(words) : html`<p>${words}</p>`;
};

const refused = (whyNot: readonly string[]): Html => html`
  <div class="usa-alert usa-alert--info" role="status">
    <div class="usa-alert__body">
      <h2 class="usa-alert__heading">You cannot do this now</h2>
      <ul>
        ${each(whyNot, (reason) => html`<li>${sentence(reason)}</li>`)}
      </ul>
    </div>
  </div>
`;

export const problemView = (problem: Problem, state: FormState): Html =>
  state.faults.length > 0 ? errorSummary(state) : problemAlert(problem);

export const formView = (
  visitor: Visitor,
  { path, schema, given, key, state, action, words, shown }: ActionForm,
): Html => html`
  <form method="post" action="${path}" class="usa-form usa-form--large">
    ${formHead(visitor, key)}
    ${shown === null ? nothing : html`<input type="hidden" name="asOf" value="${shown.entry}" />`}
    ${each(
      given,
      ([name, code]) => html`
        <input type="hidden" name="${GIVEN_FIELD}" value="${name}" />
        <input type="hidden" name="${name}" value="${code}" />
      `,
    )}
    ${fields(
      schema,
      '',
      state,
      given.map(([name]) => name),
    )}
    ${when(hasInstantUnfolded(schema), () => zoneView(schema, state))}
    <button class="usa-button">${sendWordsOf(action, words)}</button>
  </form>
`;

/** The button that the Enter key presses stands first: it sends the form, and adds no item to a list. */
export const formHead = (visitor: Visitor, key: string): Html => html`
  ${tokenField(visitor)}
  <input type="hidden" name="key" value="${key}" />
  <button class="cg-default" tabindex="-1" aria-hidden="true">Send</button>
`;
