/** Whose turn it is, in one sentence: the table of requirements says the rest. */
import type { Answer } from '../schemas/answers.ts';
import { isAsked } from '../machines/case-actions.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { inTurn } from '../machines/case-gates.ts';
import { ROLE_WORDS } from '../machines/case-words.ts';
import type { Role } from '../schemas/words.ts';
import { html, nothing, type Html } from './html.ts';
import { moment } from './parts.ts';

export interface Viewer {
  readonly name: string;
  readonly roles: readonly Role[];
}

type Gate = Answer<'Case'>['gates'][number];

export interface Turn {
  readonly shown: Pick<Answer<'Case'>, 'gates' | 'ended' | 'clearance' | 'claims'>;
  /** What the viewer can do, and why not. */
  readonly actions: Answer<'Why'>['actions'];
  readonly viewer: Viewer;
  /** Who has claimed the task that the page is about; null where nobody has, or where it is about none. */
  readonly owner: string | null;
}

export function turnView({ shown: { gates, ended, clearance, claims }, actions, viewer, owner }: Turn): Html {
  if (ended) return nothing;
  const now = inTurn(gates);
  const isAskedOfViewer = actions.some(({ action, whyNot }) =>
    isAsked({ action: action as BusinessEventType, whyNot }),
  );
  if (now.length === 0 && !isAskedOfViewer) return doneView(clearance);
  const roles = [...new Set(now.flatMap(({ who }) => who))];
  const whose = roles.map((role) => ROLE_WORDS[role]).join(' and ');
  if (!isAskedOfViewer && !now.some((gate) => isOf(gate, viewer)))
    return html`<p class="cg-turn">Next: ${whose}. Nothing is asked of you now.</p>`;
  const claim = now.some(isClaimable(viewer)) ? claims.find(({ role }) => viewer.roles.includes(role)) : undefined;
  if (claim !== undefined && claim.by !== viewer.name) return claimedView(claim.by);
  return yoursView(owner === viewer.name || claim !== undefined);
}

/** The consultation is a task, which is claimed for itself. */
const isClaimable =
  (viewer: Viewer) =>
  (gate: Gate): boolean =>
    gate.gate !== 'oplaConsultation' && isOf(gate, viewer);

const yoursView = (isOwner: boolean): Html => html`
  <p class="cg-turn">
    ${isOwner ? 'It is your turn' : 'It is your turn, or that of a colleague of your role'}:
    <a href="#actions">what you can do now</a>.
  </p>
`;

const claimedView = (by: string): Html => html`
  <p class="cg-turn">${by} has claimed what the case asks of your role. <a href="#actions">You can take it over.</a></p>
`;

const doneView = (clearance: Turn['shown']['clearance']): Html => html`
  <p class="cg-turn">
    Nothing is missing.
    ${clearance === null ? nothing : html`Next: a supervisor records what was done, before ${moment(clearance.expiresAt)}.`}
  </p>
`;

const isOf = ({ who, whoNot }: Gate, { name, roles }: Viewer): boolean =>
  who.some((role) => roles.includes(role)) && !whoNot.includes(name);
