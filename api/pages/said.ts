/** What was done just now, on the page that follows: said once, and only where a form of this browser's has led there. */
import type { Context } from 'hono';
import { ACTION_WORDS } from '../../machines/case-words.ts';
import type { BusinessEventType } from '../../machines/case-events.ts';
import { caseIdSchema } from '../../schemas/ids.ts';
import type { PartnerAnswer } from '../../schemas/words.ts';
import type { Said } from '../../web/parts.ts';
import { participle, wordsOf } from '../../web/words.ts';
import type { Visited } from './visit.ts';

/** What has no event of its own. */
const OPENINGS: Readonly<Record<string, string>> = {
  'case.started': 'start the case',
  'case.reopened': 'reopen the case',
};

/** What is recorded beside a case's own events. */
const BESIDE: Readonly<Record<string, string>> = {
  disclosure: 'the disclosure',
  incident: 'your report: privacy staff reads it',
  assignment: 'who was brought in: they see the case now',
  'assignment.ended': 'that they are on it no longer by that',
  'assignment.left': 'that you are on it no longer by that',
  release: 'the release: that role reads what counsel has written until now',
  resumption: 'why it may go on: it does',
  'version.loaded': 'the version: it is known here, and nothing is in force by that',
  'version.proposed': 'the proposal: somebody else brings it into force',
  'version.activated': 'that this version is in force: open cases are told now',
  'version.suspended': 'the suspension: open cases are held for counsel now',
  'incident.acknowledged': 'that it was read',
  'incident.referred': 'to whom it was referred',
  'incident.closed': 'the finding',
};

/** Of the page's address what says what was done. Anybody can write an address: nothing, unless a form has led to it. */
export const saidByForm = (context: Context<Visited>, name: string): string =>
  context.get('isLedByForm') ? (context.req.query(name) ?? '') : '';

export function recordedBeside(context: Context<Visited>): string | null {
  const recorded = saidByForm(context, 'recorded');
  return Object.hasOwn(BESIDE, recorded) ? BESIDE[recorded]! : null;
}

/**
 * Null for what is no action of ours.
 * @param entry the last of the case; null where the page has none: then what awaits its record is said once
 */
export function saidIn(context: Context<Visited>, entry: number | null): Said | null {
  const done = wordsOfAct(saidByForm(context, 'recorded'));
  if (done !== null) return { what: `you have ${participle(done)}`, awaitsRecord: false };
  const what = wordsOfAct(saidByForm(context, 'awaiting'));
  const asOf = saidByForm(context, 'asOf');
  if (what === null || (entry !== null && entry > Number(asOf))) return null;
  context.set('isSaidAgain', entry !== null);
  return { what, awaitsRecord: true };
}

/** On a page that is about no case, with the case that it was done in, or beside. */
export function saidOfCase(context: Context<Visited>): Said | null {
  const what = recordedBeside(context);
  const said = what === null ? saidIn(context, null) : { what, awaitsRecord: false };
  const caseId = caseIdSchema.safeParse(saidByForm(context, 'of'));
  return said === null || !caseId.success ? said : { ...said, what: `${said.what} (${caseId.data})` };
}

/** What a partner has answered, in words to the partner: for the act of anybody else `saidIn` has them. @param answer as it is recorded */
export function saidToPartner(context: Context<Visited>, answer: PartnerAnswer | null): Said | null {
  const said = saidIn(context, null);
  if (said === null) return null;
  if (said.awaitsRecord) return { ...said, what: 'your answer' };
  return answer === null ? said : { ...said, what: `your answer is recorded: ${withinSentence(wordsOf(answer))}` };
}

const withinSentence = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

function wordsOfAct(action: string): string | null {
  if (Object.hasOwn(ACTION_WORDS, action)) return ACTION_WORDS[action as BusinessEventType].words;
  return Object.hasOwn(OPENINGS, action) ? OPENINGS[action]! : null;
}

/**
 * Address of the page that follows an act: whether the record has it is for `saidIn`.
 * @param asOf entry at which the case stood when the form was opened; empty where the form shows no case
 */
export function afterAct(page: string, action: string, answer: object, asOf: string): string {
  const said = 'remedy' in answer ? { awaiting: action, ...(asOf === '' ? {} : { asOf }) } : { recorded: action };
  return `${page}${page.includes('?') ? '&' : '?'}${new URLSearchParams(said).toString()}`;
}
