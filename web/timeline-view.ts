import type { TimelineEntry } from '../schemas/answers.ts';
import type { Json } from '../schemas/words.ts';
import { factView } from './facts.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { empty, moment, pairs, sentence } from './parts.ts';
import { labelOf } from './words.ts';

/** What happened, the latest first. @param entries as they happened */
export const timelineView = (
  { entries, next }: { readonly entries: readonly TimelineEntry[]; readonly next: string | null },
  caseId: string,
): Html => html`
  <section aria-labelledby="timeline">
    <h2 id="timeline">Timeline</h2>
    ${
      entries.length === 0
        ? empty('Nothing has happened yet.')
        : html`<ol class="cg-timeline" reversed>
            ${each(entries.toReversed(), (entry) => entryView(entry, caseId))}
          </ol>`
    }
    ${earlierLink(caseId, next)}
  </section>
`;

/** Below the entries: what was before them. */
const earlierLink = (caseId: string, next: string | null): Html =>
  next === null
    ? nothing
    : html`<p>
        <a href="/web/cases/${caseId}/timeline?after=${encodeURIComponent(next)}">Earlier entries</a>
      </p>`;

const entryView = ({ entry, at, words, by, details }: TimelineEntry, caseId: string): Html => html`
  <li id="entry-${entry}" value="${entry}">
    <p class="cg-entry">
      <strong>${sentence(words)}</strong>
      <span class="cg-soft">${by === null ? nothing : html`${by} · `}${moment(at)} · </span>
      <a href="/web/cases/${caseId}/history/${entry}">entry ${entry}</a>
    </p>
    ${detailsView(details)}
  </li>
`;

/** Digests are for machines. */
const SILENT = ['factsDigest', 'evidence'];

export function detailsView(details: Json): Html {
  const said = Object.entries(details as { readonly [name: string]: Json }).filter(
    ([name, value]) => !SILENT.includes(name) && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return when(said.length > 0, () => pairs(said.map(([name, value]) => [labelOf(name), saidOf(name, value)])));
}

/** Texts as they were written; codes in words. */
const TEXTS = ['note', 'text', 'answerText'];

const saidOf = (name: string, value: Json): Html =>
  TEXTS.includes(name) && typeof value === 'string'
    ? html`<span class="cg-text">${value}</span>`
    : typeof value === 'object' && value !== null && !Array.isArray(value) && name === 'facts'
      ? pairs(Object.entries(value).map(([field, inner]) => [labelOf(field), factView(inner)]))
      : factView(value);
