/** What comes to the consultation. */
import type { ConsultationEvent } from '../machines/case-events.ts';
import type { ConsultationContext } from '../machines/consultation.machine.ts';
import type { Person, PersonId } from '../schemas/words.ts';
import { staff, TRACKED } from './cast.ts';
import { scheduleFrom } from './facts-domain.ts';
import {
  CONDITION,
  ANYBODY,
  EITHER,
  NAMED,
  ANYWHERE,
  HOUR_MS,
  note,
  plain,
  OTHER_DIGEST,
  type Form,
  type Letter,
  type View,
} from './letter.ts';

export const CONSULTATION_LETTERS: { readonly [Type in ConsultationEvent['type']]: Letter<Type> } = {
  'task.claimed': {
    in: 'core',
    roles: ['legal'],
    by: EITHER,
    forms: ({ at }) => [{ words: '', fields: { schedule: scheduleFrom(at) } }],
  },
  'task.released': { in: 'core', roles: ['legal'], by: NAMED, named: owner, forms: () => [{ words: '', fields: {} }] },
  'task.started': { in: 'core', roles: ['legal'], by: NAMED, named: owner, forms: () => [{ words: '', fields: {} }] },
  'task.completed': { in: 'core', roles: ['legal'], by: NAMED, named: owner, forms: adviceForms },
  'task.delegated': { in: 'task', roles: ['legal'], by: NAMED, named: owner, forms: recipients },
  'task.assigned': { in: 'task', roles: ['leadership'], by: ANYWHERE, forms: recipients },
  'task.failed': {
    in: 'task',
    roles: ['legal'],
    by: NAMED,
    named: owner,
    forms: () => [{ words: '', fields: { note, cause: 'recusal' } }],
  },
  'task.suspended': {
    in: 'task',
    roles: ['legal'],
    by: NAMED,
    named: owner,
    forms: ({ at }) => [
      { words: 'for a while', fields: { note, until: at + HOUR_MS } },
      { words: 'past its escalation', fields: { note, until: scheduleFrom(at).consultation.escalateAt * 2 } },
    ],
  },
  'task.resumed': { in: 'task', roles: ['legal'], by: NAMED, named: owner, forms: () => [{ words: '', fields: {} }] },
  'task.prioritised': { in: 'task', roles: ['supervisor', 'legal'], by: ANYBODY, forms: plain },
  'task.ranked': {
    in: 'task',
    roles: ['legal'],
    by: ANYBODY,
    forms: () => [{ words: 'first', fields: { note, priority: 0 } }],
  },
  'information.requested': {
    in: 'core',
    roles: ['legal'],
    by: NAMED,
    named: owner,
    forms: () => [{ words: '', fields: { text: note } }],
  },
  'information.provided': {
    in: 'core',
    roles: ['supervisor'],
    by: ANYBODY,
    forms: () => [{ words: '', fields: { text: note } }],
  },
};

function owner({ receiver }: View): PersonId | null {
  return (receiver as unknown as ConsultationContext).owner;
}

function adviceForms({ receiver, groups, at, colleague }: View): Form<'task.completed'>[] {
  const { factsDigest } = receiver as unknown as ConsultationContext;
  const text = note;
  /** Recorded by its owner, given by somebody else. */
  const byTelephone = (words: string, givenBy: Person): Form<'task.completed'> => ({
    words: `by telephone, ${words}`,
    fields: {
      advice: 'consistent',
      factsDigest,
      conditions: [],
      text,
      telephone: { givenAt: at, givenTo: 'staff-supervisor', givenBy },
    },
  });
  return [
    ...(groups.has('task')
      ? [
          byTelephone('by the tracked person', staff(TRACKED)),
          byTelephone('by a colleague', staff(colleague)),
          byTelephone('by somebody untrained', staff('untrained', { trainedUntil: 0 })),
        ]
      : []),
    { words: 'consistent', fields: { advice: 'consistent', factsDigest, conditions: [], text } },
    {
      words: 'with a condition',
      fields: { advice: 'consistentWithConditions', factsDigest, conditions: [CONDITION], text },
    },
    { words: 'not consistent', fields: { advice: 'notConsistent', factsDigest, conditions: [], text } },
    {
      words: 'consistent, on other facts',
      fields: { advice: 'consistent', factsDigest: OTHER_DIGEST, conditions: [], text },
    },
    {
      words: 'consistent, but with a condition',
      fields: { advice: 'consistent', factsDigest, conditions: [CONDITION], text },
    },
    {
      words: 'with conditions, but none',
      fields: { advice: 'consistentWithConditions', factsDigest, conditions: [], text },
    },
  ];
}

/** To the tracked person, to a colleague, to who has it already, and to somebody who could not claim it. */
function recipients(view: View): Form<'task.delegated' | 'task.assigned'>[] {
  const held = owner(view);
  const to = (words: string, person: Person) => ({
    words,
    fields: { note, to: person, schedule: scheduleFrom(view.at) },
  });
  return [
    to('to the tracked person', staff(TRACKED)),
    to('to a colleague', staff(view.colleague)),
    ...(held === null ? [] : [to('to who has it', staff(held))]),
    to('to somebody untrained', staff('untrained', { trainedUntil: 0 })),
    to('to somebody in another role', staff('wrong-role', { roles: ['supervisor'] })),
  ];
}
