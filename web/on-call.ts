/** Whom to call at night and on holidays. */
import { ROLE_WORDS } from '../machines/case-words.ts';
import type { Answer } from '../schemas/answers.ts';
import { when, type Html } from './html.ts';
import { moment, table } from './parts.ts';

type OnCall = Answer<'OnCall'>['onCall'][number];

export const onCallView = (onCall: readonly OnCall[]): Html =>
  when(onCall.length > 0, () =>
    table<OnCall>(
      'On call now: whom to reach when nobody is in',
      [
        { title: 'Who', cell: ({ name }) => name },
        { title: 'Role', cell: ({ roles }) => roles.map((role) => ROLE_WORDS[role]).join(', ') },
        { title: 'How', cell: ({ reach }) => reach },
        { title: 'Until', cell: ({ until }) => moment(until) },
      ],
      onCall,
    ),
  );
