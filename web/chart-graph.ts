/** A machine's definition as what a diagram and a list show: its states, and the events that lead from one to another. */
import type { AnyStateMachine, StateNode } from 'xstate';

export interface ChartState {
  /** Path from the root: `gating.deconfliction.conflicting`. Empty for the root itself. */
  readonly path: string;
  readonly key: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  readonly isInitial: boolean;
  readonly children: readonly ChartState[];
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  /** Event types, in the order of the definition; empty text for a step that needs none. */
  readonly events: readonly string[];
}

export interface Chart {
  readonly root: ChartState;
  readonly edges: readonly ChartEdge[];
}

type Node = Pick<StateNode, 'key' | 'type' | 'path' | 'states' | 'config' | 'always' | 'transitions' | 'history'>;

/** Steps that lead back to where they began are left out: they change no state. */
export function chartOf(machine: AnyStateMachine): Chart {
  const { root } = machine;
  const edges = new Map<string, ChartEdge>();
  collectEdges(root, edges);
  return { root: stateOf(root, false), edges: [...edges.values()] };
}

const pathOf = ({ path }: Pick<Node, 'path'>): string => path.join('.');

function stateOf(node: Node, isInitial: boolean): ChartState {
  const initial = typeof node.config.initial === 'string' ? node.config.initial : null;
  return {
    path: pathOf(node),
    key: node.key,
    kind: node.type === 'history' ? 'atomic' : node.type,
    isInitial,
    children: Object.values(node.states)
      .filter((child) => child.type !== 'history')
      .map((child) => stateOf(child, child.key === initial)),
  };
}

function collectEdges(node: Node, edges: Map<string, ChartEdge>): void {
  for (const { target = [] } of node.always ?? []) for (const to of target) add(edges, node, to, '');
  for (const [event, transitions] of node.transitions)
    for (const { target = [] } of transitions) for (const to of target) add(edges, node, to, event);
  for (const child of Object.values(node.states)) collectEdges(child, edges);
}

function add(edges: Map<string, ChartEdge>, node: Node, target: Node, event: string): void {
  const [from, to] = [pathOf(node), pathOf(target)];
  if (from === to || target.type === 'history') return;
  const id = `${from}>${to}`;
  const events = edges.get(id)?.events ?? [];
  if (!events.includes(event)) edges.set(id, { from, to, events: [...events, event] });
}
