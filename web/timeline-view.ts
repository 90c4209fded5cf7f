import type { TimelineEntry } from '../schemas/answers.ts';
import type { Json } from '../schemas/words.ts';
import { factView } from './facts.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { code, empty, moment, pairs, sentence } from './parts.ts';
import { labelAt, labelOf } from './words.ts';

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

/** Digests are for machines, but for that of the facts on which advice was given: whoever reads the advice asks which they were (R1). */
const SILENT = ['factsDigest', 'evidence'];
const SILENT_BESIDE_ADVICE = SILENT.filter((name) => name !== 'factsDigest');

export function detailsView(details: Json): Html {
  const fields = details as { readonly [name: string]: Json };
  const silent = Object.hasOwn(fields, 'advice') ? SILENT_BESIDE_ADVICE : SILENT;
  const said = Object.entries(fields).filter(
    ([name, value]) => !silent.includes(name) && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return when(said.length > 0, () => pairs(said.map(([name, value]) => [labelAt(name), saidOf(name, value)])));
}

/** Texts as they were written; codes in words. */
const TEXTS = ['note', 'text', 'answerText'];

/** Of which each member has its name. */
const GROUPS = ['facts', 'telephone'];

const saidOf = (name: string, value: Json): Html =>
  typeof value === 'string' && name === 'factsDigest'
    ? code(value)
    : TEXTS.includes(name) && typeof value === 'string'
      ? html`<span class="cg-text">${value}</span>`
      : typeof value === 'object' && value !== null && !Array.isArray(value) && GROUPS.includes(name)
        ? pairs(Object.entries(value).map(([field, inner]) => [labelOf(field), factView(inner)]))
        : factView(value);
