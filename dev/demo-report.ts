import type { TimelineEntry } from '../schemas/answers.ts';
import { renderTimeline } from '../cli/render.ts';

/** How one case of the demonstration went. */
export interface DemoReport {
  readonly name: string;
  readonly title: string;
  /** Null where it could not be started. */
  readonly case: string | null;
  /** The state that it came to; null where that could not be read. */
  readonly state: string | null;
  /** The state that it had to come to. */
  readonly endsAs: string;
  /** Each thing that went otherwise than the policy says. */
  readonly unexpected: readonly string[];
  readonly timeline: readonly TimelineEntry[];
}

export const renderReport = ({ title, case: id, state, unexpected, timeline }: DemoReport): string =>
  [
    `${title} (${id ?? 'not started'})`,
    '',
    renderTimeline({ entries: timeline, next: null }),
    '',
    `It is now: ${state ?? 'unknown'}`,
    ...unexpected.map((what) => `UNEXPECTED: ${what}`),
  ].join('\n');

/** The last line. */
export function renderTotal(reports: readonly DemoReport[]): string {
  const unexpected = reports.flatMap((report) => report.unexpected).length;
  return `${reports.length} cases, ${unexpected} unexpected`;
}
