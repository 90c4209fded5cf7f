/** Entries of a case for its pages, from the latest backwards: however long the case is, what was said in it last is found. */
import type { TimelineEntry } from '../../schemas/answers.ts';
import type { Person } from '../../schemas/words.ts';
import { nextOf, PAGE_MAX } from '../http/cursor.ts';
import type { PageApi } from './api.ts';

/** As they happened, the latest at the end. */
export type Entries = readonly TimelineEntry[];

export interface LatestEntries {
  readonly entries: Entries;
  /** Where those before them are; null where there are none. */
  readonly next: string | null;
}

export async function latestEntries(
  api: PageApi,
  person: Person,
  id: string,
  after: string | null = null,
): Promise<LatestEntries> {
  const query = { order: 'latest', limit: PAGE_MAX, after };
  const page = await api.get(person, 'getTimeline', { params: { case: id }, query });
  return { entries: page.entries.toReversed(), next: page.next };
}

/** Of the entries before one, by its number. */
export const cursorBefore = (entry: number): string | null => nextOf([entry], 1, (number) => number);

const beginsEpoch = ({ type }: TimelineEntry): boolean => type === 'case.started' || type === 'case.reopened';

/** Those of the present epoch, row 22: advice, conditions and questions of an earlier one count no longer. */
export async function epochEntries(
  api: PageApi,
  person: Person,
  id: string,
  latest: LatestEntries | null = null,
): Promise<Entries> {
  let { entries, next } = latest ?? (await latestEntries(api, person, id));
  while (next !== null && !entries.some(beginsEpoch)) {
    const before = await latestEntries(api, person, id, next);
    entries = [...before.entries, ...entries];
    next = before.next;
  }
  return entries.slice(Math.max(0, entries.findLastIndex(beginsEpoch)));
}

/** Of the advice that was given last. */
export function conditionTexts(entries: Entries): ReadonlyMap<string, string> {
  const advised = entries.findLast(({ type }) => type === 'task.completed')?.details as
    | { readonly conditions?: readonly { readonly id: string; readonly text: string }[] }
    | undefined;
  return new Map((advised?.conditions ?? []).map(({ id, text }) => [id, text]));
}

/** What legal staff asked last. */
export const informationAskedIn = (entries: Entries): string => {
  const asked = entries.findLast(({ type }) => type === 'information.requested')?.details as {
    readonly text?: unknown;
  };
  return typeof asked?.text === 'string' ? asked.text : '';
};

/** In the order of their numbers, which begin anew with an epoch. */
export const questionTexts = (entries: Entries): readonly string[] =>
  entries
    .filter(({ type }) => type === 'question.asked')
    .map(({ details }) => String((details as { readonly note?: unknown }).note ?? ''));
