import type { PolicyVersion } from '../policy/policy-version.ts';
import { html, nothing, type Html } from './html.ts';
import { wordsOf } from './words.ts';

type Holiday = PolicyVersion['calendar']['holidays'][number]['value'];
export type AnyStated = PolicyVersion['rules'][keyof PolicyVersion['rules']][number];

/** What stands behind a requirement: the document's own sentence, byte for byte, and apart from it what is ours. */
export const behind = (stated: Omit<AnyStated, 'value'>): Html => html`
  <div class="cg-source">
    ${'quote' in stated && stated.quote !== undefined ? html`<blockquote class="cg-quote">${stated.quote}</blockquote>` : nothing}
    <p>
      <span class="usa-tag ${stated.label === 'product default' ? 'cg-ours' : 'cg-theirs'}">${sourceOf(stated)}</span>
      ${'note' in stated && stated.note !== undefined ? stated.note : nothing}
    </p>
  </div>
`;

/** A rule: in the document's words where it has some, in ours with its source where it has none. */
export const sentenceBehind = (stated: AnyStated): Html =>
  'quote' in stated && stated.quote !== undefined
    ? behind(stated)
    : html`<p class="cg-sentence">${stated.value}</p>
        ${behind(stated)}`;

function sourceOf(stated: Omit<AnyStated, 'value'>): string {
  switch (stated.label) {
    case 'document':
      return 'from the document';
    case 'product default':
      return 'product default: ours, not the document’s';
    default:
      return `${stated.label}: ${'citation' in stated ? String(stated.citation) : ''}`;
  }
}

/** A value of a policy, whatever its shape, as one reads it. */
export const valueView = (value: unknown): Html => html`${inWords(value)}`;

/** @param name of the field that has it: it says what a number counts */
function inWords(value: unknown, name = ''): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((item) => inWords(item, name)).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return durationWords(value) ?? wordsOf(value);
  if (typeof value !== 'object' || value === null) return COUNTED[name]?.(Number(value)) ?? String(value);
  if (isHoliday(value)) return `${value.name}, ${dayWords(value.on)}`;
  return Object.entries(value)
    .map(([field, inner]) => `${wordsOf(field)}: ${inWords(inner, field)}`)
    .join('; ');
}

const isHoliday = (value: object): value is Holiday => 'name' in value && 'on' in value;

function dayWords(on: Holiday['on']): string {
  const month = MONTHS[on.month - 1];
  if ('day' in on) return `${month} ${on.day}`;
  return `${on.nth === -1 ? 'last' : `${on.nth}.`} ${WEEKDAYS[on.weekday - 1]} of ${month}`;
}

/** ISO 8601 numbers days from Monday on. */
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = Array.from({ length: 12 }, (_, index) =>
  new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, index)),
);

const COUNTED: { readonly [name: string]: (value: number) => string | undefined } = {
  workingDays: (day) => WEEKDAYS[day - 1],
};

/** `P2D` → `2 days`; null for what is no duration (ISO 8601). */
function durationWords(text: string): string | null {
  const parts = /^P(?=\d|T)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (parts === null) return null;
  const units = ['day', 'hour', 'minute', 'second'];
  return parts
    .slice(1)
    .flatMap((count, index) => (count === undefined ? [] : [`${count} ${units[index]}${count === '1' ? '' : 's'}`]))
    .join(' ');
}
