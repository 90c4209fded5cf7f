/** Who is on a case because somebody on it brought them in. */
import type { Answer } from '../schemas/answers.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { empty, moment } from './parts.ts';
import { wordsOf } from './words.ts';

type Assigned = Answer<'Assignments'>['assigned'][number];

export const peopleView = ({ case: id, assigned }: Answer<'Assignments'>, canAssign: boolean): Html => html`
  <h2 id="people">Brought in to this case</h2>
  ${
    assigned.length === 0
      ? empty('Nobody. Only who is on it, who answers for them, and the office’s legal staff see this case.')
      : html`<ul>
          ${each(assigned, (one) => html`<li>${assignedView(one)} ${canAssign ? endLink(id, one) : nothing}</li>`)}
        </ul>`
  }
  ${when(canAssign, () => html`<p><a href="/web/cases/${id}/bring-in">Bring a colleague in</a></p>`)}
`;

const assignedView = ({ name, reason, by, at }: Assigned): Html =>
  html`${name}: ${wordsOf(reason).toLowerCase()}. By ${by}, ${moment(at)}.`;

const endLink = (id: string, { name, staffId }: Assigned): Html =>
  staffId === null
    ? nothing
    : html`<a href="/web/cases/${id}/end-assignment?to=${staffId}" aria-label="End that ${name} is on this case"
        >End</a
      >`;
