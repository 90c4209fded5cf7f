/** What a person can do: what brings the work further stands in a panel at the top of the page, everything else below, and why not the rest. */
import { isAsked } from '../machines/case-actions.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { caseMachine } from '../machines/case.machine.ts';
import { actButtons, titleOf, type ActionView, type ActWays } from './act-buttons.ts';
import { isDone } from './done-acts.ts';
import { each, html, when, type Html } from './html.ts';
import { empty } from './parts.ts';
import { isTurnOf, turnView, type Turn } from './turn.ts';

const OUTLINE = 'usa-button--outline';

const possible = (actions: readonly ActionView[], { linkTo }: ActWays): ActionView[] =>
  actions.filter((action) => action.whyNot.length === 0 && linkTo(action) !== null);

/** Whose turn it is, and, where it is the viewer's, what they can do about it. */
export function nextView(turn: Turn, ways: ActWays): Html {
  if (turn.shown.ended) return html``;
  const acts = nextActs(turn, ways);
  const [onward, otherwise] = [acts.filter((action) => !isOtherwise(action)), acts.filter(isOtherwise)];
  return html`
    <section class="cg-next" aria-labelledby="next">
      <h2 id="next">Next step</h2>
      ${turnView(turn)}
      ${when(acts.length > 0, () => html`${actButtons(onward, ways, '')} ${actButtons(otherwise, ways, OUTLINE)}`)}
    </section>
  `;
}

/** What stands in the panel. */
const nextActs = (turn: Turn, ways: ActWays): ActionView[] =>
  turn.shown.ended || !isTurnOf(turn) ? [] : possible(turn.actions, ways).filter((action) => !isBeside(action));

/** What is possible beside the next step, what is done, and why not the rest, one click away. @param consultation state of it, while it is open */
export function actionsView(turn: Turn, ways: ActWays, consultation: string | null): Html {
  const next = nextActs(turn, ways);
  const can = possible(turn.actions, ways).filter((action) => !next.includes(action));
  const standing = { ...turn, consultation };
  const impossible = turn.actions.filter(({ whyNot }) => whyNot.length > 0);
  const done = impossible.filter(({ action }) => isDone(action, standing));
  const cannot = impossible.filter((action) => !done.includes(action));
  return html`
    <section aria-labelledby="actions">
      <h2 id="actions">What else you can do</h2>
      ${can.length === 0 ? empty(next.length > 0 ? 'Nothing else.' : 'Nothing for you to do here now.') : actButtons(can, ways, OUTLINE)}
      ${when(
        done.length > 0,
        () =>
          html`<ul class="cg-plain cg-done">
            ${each(done, (action) => html`<li><span class="usa-tag cg-met">done</span> ${titleOf(action)}</li>`)}
          </ul>`,
      )}
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

/**
 * It brings the work no further: the case takes it in any state, since the definition has it at the root, and nobody waits for it, or it
 * is about whose turn it is, and when.
 */
const isBeside = (action: ActionView): boolean =>
  (caseMachine.root.transitions.has(action.action) && !isAwaited(action)) ||
  HANDLING.includes(action.action as BusinessEventType);

/** Somebody asked for it, or it is a requirement (R8), which is met in any state. */
const isAwaited = ({ action, whyNot }: ActionView): boolean =>
  action === CERTIFIED || isAsked({ action: action as BusinessEventType, whyNot });
const CERTIFIED: BusinessEventType = 'compliance.certified';

/** What may be done in place of what the case waits for. */
const isOtherwise = ({ action }: ActionView): boolean => OTHERWISE.includes(action as BusinessEventType);
const OTHERWISE: readonly BusinessEventType[] = [
  'decision.declined',
  'case.escalated',
  'information.requested',
  'leadership.declined',
];

/** WS-HumanTask: what is done with a task, and not in it; and what is done about a request whose answer is awaited. */
const HANDLING: readonly BusinessEventType[] = [
  'task.released',
  'task.delegated',
  'task.suspended',
  'task.failed',
  'task.prioritised',
  'task.ranked',
  'request.excused',
];
