/** Who has claimed a task, and who works on it while they are out of office. */
import type { TaskRowAnswer } from '../schemas/answers.ts';
import { html, type Html } from './html.ts';
import { moment } from './parts.ts';

export function ownerView({ owner, ownerAway }: Pick<TaskRowAnswer, 'owner' | 'ownerAway'>): Html {
  if (owner === null) return html`<span class="cg-soft">nobody</span>`;
  if (ownerAway === null) return html`${owner}`;
  return html`${owner}<br /><span class="cg-soft"
      >Out of office until ${moment(ownerAway.until)}. Substitute: ${ownerAway.substitute}</span
    >`;
}
