/** Counts as bars, in the table of their numbers: what is seen and what is read are one. */
import { each, html, type Html } from './html.ts';

export interface Bar {
  readonly label: string;
  /** Null: withheld, so that nobody can be found by it. */
  readonly count: number | null;
}

export function barPlot(caption: string, ofWhat: string, bars: readonly Bar[]): Html {
  const most = Math.max(1, ...bars.map(({ count }) => count ?? 0));
  return html`
    <table class="usa-table usa-table--borderless cg-plot">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${ofWhat}</th>
          <th scope="col">Count</th>
          <th scope="col"><span class="usa-sr-only">As a bar</span></th>
        </tr>
      </thead>
      <tbody>
        ${each(
          bars,
          ({ label, count }) => html`
            <tr>
              <th scope="row">${label}</th>
              <td>${count ?? html`<span class="cg-soft">withheld</span>`}</td>
              <td class="cg-bars">
                <svg width="100%" height="18" aria-hidden="true">
                  <rect width="${(((count ?? 0) / most) * 100).toFixed(1)}%" height="18"></rect>
                </svg>
              </td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
