/** Whose turn it is, in one sentence: the table of requirements says the rest. */
import type { CaseRepresentation } from '../api/representations.ts';
import { ROLE_WORDS } from '../machines/case-words.ts';
import type { Role } from '../schemas/words.ts';
import { html, nothing, type Html } from './html.ts';

export interface Viewer {
  readonly name: string;
  readonly roles: readonly Role[];
}

type Gate = CaseRepresentation['gates'][number];

/** The review waits for every other requirement, so it is nobody's turn before. */
export function turnView({ gates, ended }: Pick<CaseRepresentation, 'gates' | 'ended'>, viewer: Viewer): Html {
  if (ended) return nothing;
  const open = gates.filter(({ met }) => !met);
  if (open.length === 0) return html`<p class="cg-turn">Nothing is missing.</p>`;
  const others = open.filter(({ gate }) => gate !== 'review');
  const now = others.length === 0 ? open : others;
  const roles = [...new Set(now.flatMap(({ who }) => who))];
  const whose = roles.map((role) => ROLE_WORDS[role]).join(' and ');
  return html`<p class="cg-turn">
    ${
      now.some((gate) => isOf(gate, viewer))
        ? 'It is your turn, or that of a colleague of your role.'
        : `Next: ${whose}. Nothing is asked of you now.`
    }
  </p>`;
}

const isOf = ({ who, whoNot }: Gate, { name, roles }: Viewer): boolean =>
  who.some((role) => roles.includes(role)) && !whoNot.includes(name);
