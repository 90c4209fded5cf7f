/** Draws a statechart: layout by ELK, lines and letters by hand, so that the picture is text that a change can be read in. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Arrow, ChartState } from './statechart.ts';

const FONT_PX = 12;
/** Widths are estimated, since nothing here measures letters: wide enough for the usual sans-serif. */
const LETTER_PX = 6.6;
const LINE_PX = 15;
const PADDING_PX = 10;
const TITLE_PX = 26;

const widthOf = (text: string): number => Math.ceil(text.length * LETTER_PX);

export interface Chart {
  readonly title: string;
  readonly root: ChartState;
  readonly arrows: readonly Arrow[];
  readonly anywhere: readonly Arrow[];
}

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '36',
  'elk.layered.spacing.nodeNodeBetweenLayers': '48',
  'elk.spacing.edgeLabel': '6',
  'elk.layered.mergeEdges': 'false',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  // Two layouts of one chart are the same to the byte.
  'elk.randomSeed': '1',
} as const;

/** @returns an SVG document */
export async function drawn(chart: Chart): Promise<string> {
  const states = new Map<string, ChartState>();
  const graph: ElkNode = {
    id: 'chart',
    layoutOptions: LAYOUT,
    children: chart.root.states.map((state) => nodeOf(state, states)),
    edges: chart.arrows.map((arrow, index) => edgeOf(arrow, index)),
  };
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const layout: ElkNode = await new Elk.default().layout(graph);
  const box = anywhereBox(chart, Math.ceil(layout.height ?? 0) + TITLE_PX + 24);
  const width = Math.max(Math.ceil(layout.width ?? 0), box.width, widthOf(chart.title) + 40) + 2 * PADDING_PX;
  const height = box.bottom + PADDING_PX;
  const body = [
    ...(layout.children ?? []).flatMap((node) => shapesOf(node, states)),
    ...(layout.edges ?? []).flatMap(linesOf),
  ].join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(chart.title)}" font-family="system-ui, 'Segoe UI', Roboto, sans-serif" font-size="${FONT_PX}">
<style>
rect, path { fill: none; stroke: #3d4551 }
.back { fill: #ffffff; stroke: none }
.plain, .parallel { fill: #f7f9fa }
.final { fill: #edeff0; stroke-width: 3 }
.history { fill: #ffffff; stroke-dasharray: 3 2 }
.inside { fill: #ffffff }
.arrow { stroke: #565c65 }
.head { fill: #565c65; stroke: none }
.first { fill: #3d4551; stroke: none }
text { fill: #1b1b1b }
.label { fill: #1a4480 }
.halo { stroke: #ffffff; stroke-width: 4; paint-order: stroke; stroke-linejoin: round }
.title { font-size: 15px; font-weight: 600 }
.name { font-weight: 600 }
</style>
<rect class="back" width="${width}" height="${height}"/>
<text class="title" x="${PADDING_PX}" y="20">${escaped(chart.title)}</text>
<g transform="translate(${PADDING_PX} ${TITLE_PX + 8})">
${body}
</g>
${box.svg}
</svg>
`;
}

function nodeOf(state: ChartState, states: Map<string, ChartState>): ElkNode {
  states.set(state.id, state);
  if (state.states.length === 0) return { id: state.id, width: widthOf(state.name) + 28, height: 34 };
  return {
    id: state.id,
    layoutOptions: {
      'elk.padding': `[top=${TITLE_PX + 8},left=14,bottom=14,right=14]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${widthOf(state.name) + 40}, 60)`,
    },
    children: state.states.map((inner) => nodeOf(inner, states)),
  };
}

function edgeOf({ from, to, labels }: Arrow, index: number): ElkExtendedEdge {
  const longest = Math.max(...labels.map(({ length }) => length));
  return {
    id: `arrow-${index}`,
    sources: [from],
    targets: [to],
    labels: [{ text: labels.join('\n'), width: Math.ceil(longest * LETTER_PX), height: labels.length * LINE_PX }],
  };
}

function shapesOf(node: ElkNode, states: ReadonlyMap<string, ChartState>): string[] {
  const { name, kind, isInitial } = states.get(node.id)!;
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  const inner = node.children ?? [];
  const label =
    inner.length > 0
      ? `<text class="name" x="${x + 18}" y="${y + 19}">${escaped(name)}</text>`
      : `<text x="${x + width / 2}" y="${y + height / 2 + 4}" text-anchor="middle">${escaped(name)}</text>`;
  const first = isInitial ? [`<circle class="first" cx="${x + 8}" cy="${y + 8}" r="4"/>`] : [];
  return [
    `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    label,
    ...first,
    ...inner.flatMap((child) => shapesOf(child, states)),
  ];
}

function linesOf({ sections = [], labels = [] }: ElkExtendedEdge): string[] {
  const paths = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => {
    const points = [startPoint, ...bendPoints, endPoint];
    const before = points.at(-2)!;
    const angle = (Math.atan2(endPoint.y - before.y, endPoint.x - before.x) * 180) / Math.PI;
    return [
      `<path class="arrow" d="M${points.map(({ x, y }) => `${x} ${y}`).join('L')}"/>`,
      `<path class="head" d="M0 0L-8 -4L-8 4Z" transform="translate(${endPoint.x} ${endPoint.y}) rotate(${angle})"/>`,
    ];
  });
  const texts = labels.flatMap(({ text = '', x = 0, y = 0 }) =>
    text
      .split('\n')
      .map(
        (line, index) => `<text class="label halo" x="${x}" y="${y + 11 + index * LINE_PX}">${escaped(line)}</text>`,
      ),
  );
  return [...paths, ...texts];
}

/** What applies in any live state, as lines under the chart. */
function anywhereBox({ anywhere }: Chart, top: number): { svg: string; width: number; bottom: number } {
  if (anywhere.length === 0) return { svg: '', width: 0, bottom: top };
  const lines = anywhere.map(({ to, labels }) => `${labels.join(', ')} → ${to.split('.').at(-1)}`);
  const width = Math.max(...lines.map(widthOf)) + 24;
  const height = (lines.length + 1) * LINE_PX + 16;
  const texts = lines.map(
    (line, index) => `<text x="${PADDING_PX + 12}" y="${top + 20 + (index + 1) * LINE_PX}">${escaped(line)}</text>`,
  );
  return {
    svg: [
      `<rect class="inside" x="${PADDING_PX}" y="${top}" width="${width}" height="${height}" rx="8"/>`,
      `<text class="name" x="${PADDING_PX + 12}" y="${top + 18}">in any state that does not say otherwise</text>`,
      ...texts,
    ].join('\n'),
    width,
    bottom: top + height,
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
