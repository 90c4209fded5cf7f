/** What the timeline says of what no person did. */
import { expect, test } from 'vitest';
import { timelineEntryOf } from '../../api/resources/timeline.ts';
import { caseMachine } from '../../machines/case.machine.ts';
import { consultationMachine } from '../../machines/consultation.machine.ts';
import { deconflictionMachine } from '../../machines/deconfliction.machine.ts';
import { SYNTHETIC_PEOPLE, syntheticOnCall } from '../../dev/people.ts';

const people = { list: () => SYNTHETIC_PEOPLE, onCall: syntheticOnCall };

const wordsOf = (actor: string, delay: string): string => {
  const input = { kind: 'timer', at: 0, key: `${actor}#xstate.after.${delay}.state` };
  return timelineEntryOf(people, { entry: 1, at: 0, input, privileged: false }).words;
};

test.each(
  (
    [
      ['root', caseMachine],
      ['root/consultation', consultationMachine],
      ['root/local', deconflictionMachine],
    ] as const
  ).flatMap(([actor, { implementations }]) => Object.keys(implementations.delays).map((delay) => [actor, delay])),
)('says which time limit of %s it was: %s', (actor, delay) => {
  expect(wordsOf(actor, delay)).not.toContain('a time limit passed');
});

test('a consultation that was not begun in time is said to have gone back', () => {
  expect(wordsOf('root/consultation', 'untilStart')).toMatch(/^OPLA consultation: .*went back to the queue$/);
});
