/** What an invariant is, and the one that is judged on the whole graph. */
import type { Edge, Move, Node } from './node.ts';

export type InvariantName = `I${number}`;
/** The moves that a state takes. */
export type Enabled = readonly Move[];

export interface Stated {
  readonly name: InvariantName;
  readonly marks: readonly string[];
  readonly words: string;
}
export interface StateInvariant extends Stated {
  readonly holds: (node: Node, enabled: Enabled) => boolean;
}
export interface EdgeInvariant extends Stated {
  readonly holds: (edge: Edge) => boolean;
}

/** I6 is judged on the whole graph, backwards from the ends; see `explore.ts`. */
export const REACHABILITY_INVARIANT: Stated = {
  name: 'I6',
  marks: ['row 10', 'row 12', 'row 15'],
  words:
    'every state can still reach an end that is not a withdrawal, and every live case of no reported action can still be cleared',
};
