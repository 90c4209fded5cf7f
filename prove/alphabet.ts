/**
 * Every event that may come from outside, as the forms that a guard can tell apart, with who tries it: one table, total over the event
 * types, so that a new event does not compile until the proof has it. Forms that must be refused stand in it too: a proof that never tries
 * what is forbidden shows nothing about the guard that forbids it.
 */
import { COMMENTS_MAX, CORRECTIONS_MAX, QUESTIONS_MAX, REFERRALS_MAX } from '../machines/case-context.ts';
import type { BusinessEventType, DeconflictionEvent } from '../machines/case-events.ts';
import { PARTNER_ANSWERS } from '../schemas/words.ts';
import { CASE_LETTERS } from './case-letters.ts';
import { CONSULTATION_LETTERS } from './consultation-letters.ts';
import { ANYBODY, plain, type Letter } from './letter.ts';

export const DECONFLICTION_LETTERS: { readonly [Type in DeconflictionEvent['type']]: Letter<Type> } = {
  'request.answered': {
    in: 'core',
    roles: ['partner'],
    by: ['fresh', 'wrongRole', 'otherPartner'],
    forms: () => PARTNER_ANSWERS.map((answer) => ({ words: answer, fields: { answer } })),
  },
  'request.excused': { in: 'core', roles: ['supervisor'], by: ANYBODY, forms: plain },
};

export const LETTERS: { readonly [type in BusinessEventType]: Letter } = {
  ...CASE_LETTERS,
  ...CONSULTATION_LETTERS,
  ...DECONFLICTION_LETTERS,
} as never;

export const LIMITS = {
  questions: QUESTIONS_MAX,
  corrections: CORRECTIONS_MAX,
  comments: COMMENTS_MAX,
  referrals: REFERRALS_MAX,
} as const;
