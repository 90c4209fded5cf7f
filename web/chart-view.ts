/** The diagram of a machine with the states it is in, and the same as a list. */
import type { ChartEdge } from './chart-graph.ts';
import { statesIn, type Box, type Drawing, type Route } from './chart-layout.ts';
import { eventWords, stateWords } from './chart-words.ts';
import { each, html, when, type Html } from './html.ts';
import { sentence, type Tense } from './parts.ts';

export interface ChartModel {
  readonly drawing: Drawing;
  /** Paths of the states that are entered, outer ones too. */
  readonly active: readonly string[];
  readonly title: string;
  /** Past for a case as it stood after an entry; otherwise it is how it stands. */
  readonly tense?: Tense;
}

const WHEN: { readonly [tense in Tense]: string } = { present: 'now', past: 'then' };

const LABEL = { stateLinePx: 18, eventLinePx: 13 } as const;

export function chartView({ drawing, active, title, tense = 'present' }: ChartModel): Html {
  const { width, height, boxes, routes } = drawing;
  const innermost = active.filter((path) => !active.some((other) => other.startsWith(`${path}.`)));
  const states = innermost.map(fullName).join('; ');
  const at = sentence(WHEN[tense]);
  return html`
    <section aria-labelledby="chart">
      <h2 id="chart">${title}</h2>
      <p>${at}: <strong>${states === '' ? 'nothing that is shown here' : states}</strong>.</p>
      <div class="cg-chart" role="region" aria-label="Diagram, to be scrolled" tabindex="0">
        <svg
          width="${width}"
          height="${height}"
          viewBox="0 0 ${width} ${height}"
          role="img"
          aria-labelledby="chart-title"
        >
          <title id="chart-title">Statechart. ${at}: ${states}. The list below says the same.</title>
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path class="arrow" d="M0 0 L8 4 L0 8 z" />
            </marker>
          </defs>
          ${each(boxes, (box) => boxView(box, active))} ${each(routes, routeView)}
        </svg>
      </div>
      ${listView(drawing, active, WHEN[tense])}
    </section>
  `;
}

/** With what it lies in. */
const fullName = (path: string): string =>
  path
    .split('.')
    .map((_, index, parts) => stateWords(parts.slice(0, index + 1).join('.')))
    .join(' › ');

function boxView({ state, x, y, width, height, lines }: Box, active: readonly string[]): Html {
  const isLeaf = state.children.length === 0;
  const kinds = [isLeaf ? 'leaf' : 'outer', ...(active.includes(state.path) ? ['active'] : [])];
  const shape = state.kind === 'final' ? 'final' : isLeaf ? 'atomic' : 'compound';
  const top = isLeaf ? y + height / 2 - ((lines.length - 1) * LABEL.stateLinePx) / 2 + 5 : y + 24;
  return html`<g class="${kinds.join(' ')}">
    <rect class="${shape}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6" />
    ${when(state.isInitial, () => html`<circle class="initial" cx="${x + 10}" cy="${y + 10}" r="4" />`)}
    <text text-anchor="middle">
      ${each(
        lines,
        (line, index) => html`<tspan x="${x + width / 2}" y="${top + index * LABEL.stateLinePx}">${line}</tspan>`,
      )}
    </text>
  </g>`;
}

const routeView = ({ points, label }: Route): Html =>
  html`<path
      d="${points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ')}"
      marker-end="url(#arrow)"
    />
    ${
      label === null
        ? html``
        : html`<text class="edge-label">
            ${each(
              label.lines,
              (line, index) =>
                html`<tspan x="${label.x}" y="${label.y + (index + 1) * LABEL.eventLinePx - 3}">${line}</tspan>`,
            )}
          </text>`
    }`;

function listView({ chart }: Drawing, active: readonly string[], at: string): Html {
  const states = statesIn(chart.root).filter(({ path }) => path !== '');
  const anytime = chart.edges.filter(({ from }) => from === '');
  return html`
    <details class="cg-details">
      <summary>The diagram as a list</summary>
      <ul>
        ${each(
          states,
          ({ path }) =>
            html`<li>
              ${active.includes(path) ? html`<strong>${fullName(path)}</strong> (${at})` : fullName(path)}
              ${stepsView(chart.edges.filter(({ from }) => from === path))}
            </li>`,
        )}
      </ul>
      ${when(
        anytime.length > 0,
        () =>
          html`<p>From any state:</p>
            ${stepsView(anytime)}`,
      )}
    </details>
  `;
}

const stepsView = (edges: readonly ChartEdge[]): Html =>
  when(
    edges.length > 0,
    () =>
      html`<ul>
        ${each(edges, ({ to, events }) => html`<li>${events.map(eventWords).join(', or ')} → ${fullName(to)}</li>`)}
      </ul>`,
  );
