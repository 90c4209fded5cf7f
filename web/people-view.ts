/** Who is on a case because somebody on it brought them in. */
import type { Answer } from '../schemas/answers.ts';
import { html, nothing, when, type Html } from './html.ts';
import { empty, moment, table } from './parts.ts';
import { wordsOf } from './words.ts';

type Assigned = Answer<'Assignments'>['assigned'][number];

export const peopleView = ({ case: id, assigned }: Answer<'Assignments'>, canAssign: boolean): Html => html`
  <h2 id="people">Brought in to this case</h2>
  ${
    assigned.length === 0
      ? empty('Nobody. Only who is on it, who answers for them, and the office’s legal staff see this case.')
      : table<Assigned>(
          'Colleagues who see this case because somebody on it brought them in',
          [
            { title: 'Who', cell: ({ name }) => name },
            { title: 'Why', cell: ({ reason }) => wordsOf(reason) },
            { title: 'By', cell: ({ by }) => by },
            { title: 'Since', cell: ({ at }) => moment(at) },
            ...(canAssign ? [{ title: 'End', cell: (one: Assigned) => endLink(id, one) }] : []),
          ],
          assigned,
        )
  }
  ${when(canAssign, () => html`<p><a href="/web/cases/${id}/bring-in">Bring a colleague in</a></p>`)}
`;

const endLink = (id: string, { name, staffId }: Assigned): Html =>
  staffId === null
    ? nothing
    : html`<a href="/web/cases/${id}/end-assignment?to=${staffId}" aria-label="End that ${name} is on this case"
        >End</a
      >`;
