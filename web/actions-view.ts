/** What a person can do: what brings the work further first, and why not the rest. */
import type { Answer } from '../schemas/answers.ts';
import { caseMachine } from '../machines/case.machine.ts';
import { each, html, when, type Html } from './html.ts';
import { empty, sentence } from './parts.ts';
import { wordsOf } from './words.ts';

export type ActionView = Answer<'Why'>['actions'][number];
/** Where the form of an act is; null where a page has none for it. */
export type LinkTo = (action: ActionView) => string | null;

const aboutOf = ({
  partnerClass,
  condition,
  words: _words,
  action: _action,
  whyNot: _whyNot,
  ...codes
}: ActionView): string =>
  [
    partnerClass === undefined ? '' : wordsOf(partnerClass),
    condition ?? '',
    ...Object.values(codes).map((one) => wordsOf(String(one))),
  ]
    .filter((part) => part !== '')
    .join(', ');

const titleOf = (action: ActionView): string =>
  sentence(action.words) + (aboutOf(action) === '' ? '' : `: ${aboutOf(action)}`);

/** What brings the work further comes first; what is always possible second; why not the rest is one click away. */
export function actionsView(actions: readonly ActionView[], linkTo: LinkTo): Html {
  const can = actions.filter((action) => action.whyNot.length === 0 && linkTo(action) !== null);
  const cannot = actions.filter(({ whyNot }) => whyNot.length > 0);
  const several = can.filter((action) => can.some((other) => other !== action && other.action === action.action));
  const single = can.filter((action) => !several.includes(action));
  const [always, now] = [single.filter(isBeside), single.filter((action) => !isBeside(action))];
  return html`
    <section aria-labelledby="actions">
      <h2 id="actions">What you can do now</h2>
      ${when(can.length === 0, () => empty('Nothing for you to do here now.'))}
      ${when(now.length > 0, () => actionList(now, linkTo, titleOf, ''))}
      ${each([...new Set(several.map(({ words }) => words))], (words) =>
        severalView(
          words,
          several.filter((action) => action.words === words),
          linkTo,
        ),
      )}
      ${when(always.length > 0, () => actionList(always, linkTo, titleOf, 'usa-button--outline'))}
      ${when(
        cannot.length > 0,
        () =>
          html`<details class="cg-details">
            <summary>What you cannot do now, and why (${cannot.length})</summary>
            <ul>
              ${each(
                cannot,
                (action) => html`<li><strong>${titleOf(action)}</strong>: ${action.whyNot.join('; ')}</li>`,
              )}
            </ul>
          </details>`,
      )}
    </section>
  `;
}

/** It brings the work no further: the case takes it in any state, since the definition has it at the root, or it is about whose task it is, and when. */
const isBeside = ({ action }: ActionView): boolean =>
  caseMachine.root.transitions.has(action) || HANDLING.includes(action);

/** WS-HumanTask: what is done with a task, and not in it. */
const HANDLING: readonly string[] = [
  'task.released',
  'task.delegated',
  'task.suspended',
  'task.failed',
  'task.prioritised',
  'task.ranked',
];

const severalView = (words: string, actions: readonly ActionView[], linkTo: LinkTo): Html => html`
  <div class="cg-several">
    <p>${sentence(words)}:</p>
    ${actionList(actions, linkTo, (action) => sentence(aboutOf(action)), 'usa-button--outline cg-small')}
  </div>
`;

const actionList = (
  actions: readonly ActionView[],
  linkTo: LinkTo,
  name: (action: ActionView) => string,
  style: string,
): Html => html`
  <ul class="cg-actions">
    ${each(
      actions,
      (action) => html`<li><a class="usa-button ${style}" href="${linkTo(action)}">${name(action)}</a></li>`,
    )}
  </ul>
`;
