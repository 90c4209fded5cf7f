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

const isAskedOfViewer = ({ actions }: Turn): boolean =>
  actions.some(({ action, whyNot }) => isAsked({ action: action as BusinessEventType, whyNot }));

/** Whether it is the viewer's turn, or that of anybody of their role. */
export const isTurnOf = (turn: Turn): boolean =>
  isAskedOfViewer(turn) || inTurn(turn.shown.gates).some((gate) => isOf(gate, turn.viewer));

export function turnView(turn: Turn): Html {
  const { gates, ended, clearance, claims } = turn.shown;
  const { viewer, owner } = turn;
  if (ended) return nothing;
  const now = inTurn(gates);
  if (now.length === 0 && !isAskedOfViewer(turn)) return doneView(clearance);
  const roles = [...new Set(now.flatMap(({ who }) => who))];
  const whose = roles.map((role) => ROLE_WORDS[role]).join(' and ');
  if (!isTurnOf(turn)) return html`<p>It is the turn of: <strong>${whose}</strong>. Nothing is asked of you now.</p>`;
  const claim = now.some(isClaimable(viewer)) ? claims.find(({ role }) => viewer.roles.includes(role)) : undefined;
  if (claim !== undefined && claim.by !== viewer.name)
    return html`<p>${claim.by} has claimed what the case asks of your role. You can claim it from them.</p>`;
  return owner === viewer.name || claim !== undefined
    ? html`<p>It is your turn.</p>`
    : html`<p>It is your turn, or that of a colleague of your role.</p>`;
}

/** The consultation is a task, which is claimed for itself. */
const isClaimable =
  (viewer: Viewer) =>
  (gate: Gate): boolean =>
    gate.gate !== 'oplaConsultation' && isOf(gate, viewer);

const doneView = (clearance: Turn['shown']['clearance']): Html => html`
  <p>
    Nothing is missing.
    ${clearance === null ? nothing : html`A supervisor records what was done, before ${moment(clearance.expiresAt)}.`}
  </p>
`;

const isOf = ({ who, whoNot }: Gate, { name, roles }: Viewer): boolean =>
  who.some((role) => roles.includes(role)) && !whoNot.includes(name);
