/** The words of a diagram: states and events, from the same tables that the rest of the product speaks with. */
import type { BusinessEventType } from '../machines/case-events.ts';
import { ACTION_WORDS, GATING_WORDS, STATE_WORDS } from '../machines/case-words.ts';
import { sentence } from './parts.ts';
import { plain } from './words.ts';

const wordsIn = (table: Readonly<Record<string, string>>, key: string): string | null =>
  Object.hasOwn(table, key) ? table[key]! : null;

/** What stands behind a colon explains; a diagram has room for the rest. */
export function stateWords(path: string): string {
  const key = path.split('.').at(-1)!;
  const isTopLevel = !path.includes('.');
  const words = wordsIn(GATING_WORDS, key) ?? (isTopLevel ? wordsIn(STATE_WORDS, key) : null);
  return words === null ? plain(key) : sentence(words.split(/[:;]/)[0]!);
}

export function eventWords(event: string): string {
  if (event === '') return 'at once';
  const words = (ACTION_WORDS as Readonly<Record<string, { readonly words: string }>>)[event as BusinessEventType]
    ?.words;
  if (words !== undefined) return words;
  const delay = /^xstate\.after\.([A-Za-z]+)\./.exec(event)?.[1];
  if (delay !== undefined) return `time: ${plain(delay).toLowerCase()}`;
  if (event.startsWith('xstate.done.state.')) return 'all of it is met';
  const done = /^xstate\.done\.actor\.([A-Za-z]+)/.exec(event)?.[1];
  if (done !== undefined) return `${plain(done).toLowerCase()} is complete`;
  return event
    .split('.')
    .map((part) => plain(part).toLowerCase())
    .join(' ');
}
