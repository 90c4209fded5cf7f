/** Where everything of a diagram lies. By elkjs. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartEdge, ChartState } from './chart-graph.ts';
import { eventWords, stateWords } from './chart-words.ts';

export interface Box {
  readonly state: ChartState;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
}

export interface Route {
  readonly edge: ChartEdge;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly label: { readonly x: number; readonly y: number; readonly lines: readonly string[] } | null;
}

export interface Drawing {
  readonly chart: Chart;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
}

const STATE = { charactersMax: 20, characterPx: 7.6, linePx: 18, paddingPx: 12 } as const;
const EVENT = { charactersMax: 24, characterPx: 5.8, linePx: 13 } as const;
/** More events on one line between two states are counted, and listed beside the diagram. */
const EVENTS_SHOWN_MAX = 2;

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeLabel': '4',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
};
const INSIDE = { 'elk.padding': '[top=40,left=14,bottom=14,right=14]' };

/** Steps that are possible in any state would lie over everything: they are listed, and not drawn. */
const isDrawn = ({ from }: ChartEdge): boolean => from !== '';

export async function laidOut(chart: Chart): Promise<Drawing> {
  // Large, and needed only where somebody looks at a diagram.
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const elk = new Elk.default();
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: LAYOUT,
    children: chart.root.children.map(nodeOf),
    edges: chart.edges.filter(isDrawn).map(edgeOf),
  };
  const layout: ElkNode = await elk.layout(graph);
  const byPath = new Map(statesIn(chart.root).map((state) => [state.path, state]));
  return {
    chart,
    width: Math.ceil(layout.width ?? 0),
    height: Math.ceil(layout.height ?? 0),
    boxes: boxesIn(layout.children ?? [], byPath),
    routes: (layout.edges ?? []).map((edge, index) => routeOf(edge, chart.edges.filter(isDrawn)[index]!)),
  };
}

export const statesIn = (state: ChartState): readonly ChartState[] => [state, ...state.children.flatMap(statesIn)];

function nodeOf(state: ChartState): ElkNode {
  if (state.children.length > 0) return { id: state.path, layoutOptions: INSIDE, children: state.children.map(nodeOf) };
  const lines = linesOf(stateWords(state.path), STATE.charactersMax);
  return {
    id: state.path,
    width: Math.max(...lines.map(({ length }) => length)) * STATE.characterPx + 2 * STATE.paddingPx,
    height: lines.length * STATE.linePx + 2 * STATE.paddingPx,
  };
}

function labelLines({ events }: ChartEdge): readonly string[] {
  const named = events.filter((event) => event !== '');
  const shown = named.slice(0, EVENTS_SHOWN_MAX).flatMap((event) => linesOf(eventWords(event), EVENT.charactersMax));
  return named.length > EVENTS_SHOWN_MAX ? [...shown, `and ${named.length - EVENTS_SHOWN_MAX} more`] : shown;
}

function edgeOf(edge: ChartEdge, index: number): ElkExtendedEdge {
  const lines = labelLines(edge);
  return {
    id: `e${index}`,
    sources: [edge.from],
    targets: [edge.to],
    labels:
      lines.length === 0
        ? []
        : [
            {
              text: lines.join(' '),
              width: Math.max(...lines.map(({ length }) => length)) * EVENT.characterPx,
              height: lines.length * EVENT.linePx,
            },
          ],
  };
}

const boxesIn = (nodes: readonly ElkNode[], byPath: ReadonlyMap<string, ChartState>): readonly Box[] =>
  nodes.flatMap(({ id, x = 0, y = 0, width = 0, height = 0, children = [] }) => {
    const state = byPath.get(id)!;
    const lines = linesOf(stateWords(id), state.children.length > 0 ? Infinity : STATE.charactersMax);
    return [{ state, x, y, width, height, lines }, ...boxesIn(children, byPath)];
  });

function routeOf({ sections = [], labels = [] }: ElkExtendedEdge, edge: ChartEdge): Route {
  const [section] = sections;
  const [label] = labels;
  const points = section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  return {
    edge,
    points: points.map(({ x, y }) => [x, y] as const),
    label: label === undefined ? null : { x: label.x ?? 0, y: label.y ?? 0, lines: labelLines(edge) },
  };
}

/** Broken between words. */
function linesOf(text: string, charactersMax: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= charactersMax)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
