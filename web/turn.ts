/** Whose turn it is, in one sentence: the table of requirements says the rest. */
import type { Answer } from '../schemas/answers.ts';
import { isAsked } from '../machines/case-actions.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { inTurn } from '../machines/case-gates.ts';
import { ROLE_WORDS } from '../machines/case-words.ts';
import type { Role } from '../schemas/words.ts';
import { html, nothing, when, type Html } from './html.ts';
import { moment } from './parts.ts';

export interface Viewer {
  readonly name: string;
  readonly roles: readonly Role[];
}

type Gate = Answer<'Case'>['gates'][number];

export interface Turn {
  readonly shown: Pick<Answer<'Case'>, 'state' | 'gates' | 'ended' | 'clearance' | 'claims' | 'recused'>;
  /** What the viewer can do, and why not. */
  readonly actions: Answer<'Why'>['actions'];
  readonly viewer: Viewer;
  /** Who has claimed the consultation; null where nobody has, or where there is none. */
  readonly owner: string | null;
}

const isAskedOfViewer = ({ actions }: Turn): boolean =>
  actions.some(({ action, whyNot }) => isAsked({ action: action as BusinessEventType, whyNot }));

/** Whether it is the viewer's turn, or that of anybody of their role. A consultation that a colleague has claimed is the colleague's. */
export const isTurnOf = (turn: Turn): boolean =>
  isAskedOfViewer(turn) || inTurn(turn.shown.gates).some((gate) => isOf(gate, turn.viewer) && !isTaken(gate, turn));

export function turnView(turn: Turn): Html {
  const { gates, ended, clearance, claims } = turn.shown;
  const { viewer, owner } = turn;
  if (ended) return nothing;
  const now = inTurn(gates);
  if (now.length === 0 && !isAskedOfViewer(turn)) return doneView(clearance);
  const roles = [...new Set(now.flatMap(({ who }) => who))];
  const whose = roles.map((role) => ROLE_WORDS[role]).join(' and ');
  const taken = when(
    now.some((gate) => isOf(gate, viewer) && isTaken(gate, turn)),
    () => html` ${owner} has claimed the consultation.`,
  );
  if (!isTurnOf(turn))
    return html`<p>It is the turn of: <strong>${whose}</strong>.${taken} Nothing is asked of you now.</p>`;
  const claim = now.some(isClaimable(turn)) ? claims.find(({ role }) => viewer.roles.includes(role)) : undefined;
  if (claim !== undefined && claim.by !== viewer.name)
    return html`<p>${claim.by} has claimed what the case asks of your role. You can claim it from them.${taken}</p>`;
  const ownTask = now.some((gate) => isTask(gate) && isOf(gate, viewer) && !isTaken(gate, turn));
  if (ownTask && owner !== null && owner !== viewer.name)
    return html`<p>It is the turn of ${owner}, who has claimed the consultation. You can act for them.</p>`;
  return (ownTask && owner === viewer.name) || claim !== undefined
    ? html`<p>It is your turn.</p>`
    : html`<p>It is your turn, or that of a colleague of your role.${taken}</p>`;
}

/** The consultation waits for legal staff: a task, which is claimed for itself. Otherwise it waits for what others do about it. */
const isTask = ({ gate, who }: Gate): boolean => gate === 'oplaConsultation' && who.includes('legal');

/** What an owner does, and whoever substitutes for them. */
const WORK: readonly string[] = ['task.started', 'task.completed', 'task.resumed'] satisfies BusinessEventType[];

const isTaken = (gate: Gate, { owner, viewer, actions }: Turn): boolean =>
  isTask(gate) &&
  owner !== null &&
  owner !== viewer.name &&
  !actions.some(({ action, whyNot }) => WORK.includes(action) && whyNot.length === 0);

/** States in which the advice stands against the case: what follows is the claimant's, like every decision. */
const AGAINST: readonly string[] = ['blocked', 'escalated'];

/** What is asked about the consultation before it is given, anybody of the role may answer. */
const isClaimable =
  ({ viewer, shown: { state } }: Turn) =>
  (gate: Gate): boolean =>
    (gate.gate !== 'oplaConsultation' || AGAINST.includes(state)) && isOf(gate, viewer);

const doneView = (clearance: Turn['shown']['clearance']): Html => html`
  <p>
    Nothing is missing.
    ${clearance === null ? nothing : html`A supervisor records what was done, before ${moment(clearance.expiresAt)}.`}
  </p>
`;

const isOf = ({ who, whoNot }: Gate, { name, roles }: Viewer): boolean =>
  who.some((role) => roles.includes(role)) && !whoNot.includes(name);
