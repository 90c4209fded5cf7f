/** How acts are begun on a page: by a link to the form of each, or at once where nothing has to be filled in. */
import type { Answer } from '../schemas/answers.ts';
import { each, html, when, type Html } from './html.ts';
import { tokenField, type Visitor } from './layout.ts';
import { sentence } from './parts.ts';
import { wordsOf } from './words.ts';

export type ActionView = Answer<'Why'>['actions'][number];

export interface ActWays {
  readonly visitor: Visitor;
  /** Where the form of an act is; null where a page has none for it. */
  readonly linkTo: (action: ActionView) => string | null;
  /** Whether its command has nothing to fill in: the form would only ask for what was asked for already. */
  readonly isPressed: (action: ActionView) => boolean;
  /** For each button another: under it an act is done once, however often the button is pressed. */
  readonly newKey: () => string;
  /** Entry at which the case stood when the page was made. */
  readonly asOf: number;
}

export const aboutOf = ({
  partnerClass,
  condition,
  words: _words,
  action: _action,
  whyNot: _whyNot,
  ...codes
}: ActionView): string =>
  [
    partnerClass === undefined ? '' : wordsOf(partnerClass),
    (condition ?? '').replace('-', ' '),
    ...Object.values(codes).map((one) => wordsOf(String(one))),
  ]
    .filter((part) => part !== '')
    .join(', ');

export const titleOf = (action: ActionView): string =>
  sentence(action.words) + (aboutOf(action) === '' ? '' : `: ${aboutOf(action)}`);

/** Each act by itself; those of one name, of which there are several, under that name. */
export function actButtons(actions: readonly ActionView[], ways: ActWays, style: string): Html {
  const isOneOfSeveral = (action: ActionView): boolean =>
    actions.some((other) => other !== action && other.action === action.action);
  const single = actions.filter((action) => !isOneOfSeveral(action));
  const several = Map.groupBy(actions.filter(isOneOfSeveral), ({ words }) => words);
  return html`
    ${single.length === 0 ? '' : actionList(single, ways, titleOf, style)}
    ${each(
      [...several],
      ([words, group]) =>
        html`<div class="cg-several">
          <p id="${nameIdOf(group)}">${sentence(words)}:</p>
          ${actionList(group, ways, (action) => sentence(aboutOf(action)), `${style} cg-small`, nameIdOf(group))}
        </div>`,
    )}
  `;
}

/** Acts of one name stand in one list of a page. */
const nameIdOf = ([first]: readonly ActionView[]): string => `acts-${first!.action.replace('.', '-')}`;

/** @param namedBy id of what names the list, where that is not the heading above it */
const actionList = (
  actions: readonly ActionView[],
  ways: ActWays,
  name: (action: ActionView) => string,
  style: string,
  namedBy?: string,
): Html => html`
  <ul class="cg-actions" ${when(namedBy !== undefined, () => html`aria-labelledby="${namedBy!}"`)}>
    ${each(
      actions,
      (action) =>
        html`<li>
          ${
            ways.isPressed(action)
              ? pressView(action, ways, name(action), style)
              : html`<a class="usa-button ${style}" href="${ways.linkTo(action)}">${name(action)}</a>`
          }
        </li>`,
    )}
  </ul>
`;

const pressView = (action: ActionView, ways: ActWays, name: string, style: string): Html => html`
  <form method="post" action="${ways.linkTo(action)}">
    ${tokenField(ways.visitor)}
    <input type="hidden" name="key" value="${ways.newKey()}" />
    <input type="hidden" name="asOf" value="${ways.asOf}" />
    <button class="usa-button ${style}">${name}</button>
  </form>
`;
