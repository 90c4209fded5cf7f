import { html, type Html } from './html.ts';
import { aboveCase, layout, type Visitor } from './layout.ts';
import type { Timeline } from './case-page.ts';
import { code } from './parts.ts';
import { timelineView } from './timeline-view.ts';

/** Entries of a case that its own page shows no longer. */
export const timelinePage = (visitor: Visitor, id: string, timeline: Timeline): Html =>
  layout({
    title: 'Timeline',
    visitor,
    above: aboveCase(id),
    body: html`
      <h1>Entries of case ${code(id)}</h1>
      ${timelineView(timeline, id)}
    `,
  });
