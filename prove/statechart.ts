/** A machine as a picture needs it and a table tells it, read out of the machine's own definition. */

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** What makes it go, in the machine's words. */
  readonly labels: readonly string[];
}

export interface ChartState {
  readonly id: string;
  readonly name: string;
  readonly kind: 'plain' | 'final' | 'parallel' | 'history';
  readonly isInitial: boolean;
  readonly states: readonly ChartState[];
}

/** One line of a state's table. */
export interface Line {
  readonly state: string;
  readonly on: string;
  readonly guards: string;
  /** Empty where it stays where it is. */
  readonly target: string;
}

interface Transition {
  readonly eventType: string;
  readonly target?: readonly StateNode[];
  readonly guard?: unknown;
}
interface StateNode {
  readonly id: string;
  readonly key: string;
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly parent?: StateNode;
  readonly initial?: { readonly target: readonly StateNode[] };
  readonly states: { readonly [key: string]: StateNode };
  readonly transitions: ReadonlyMap<string, readonly Transition[]>;
  readonly always?: readonly Transition[];
}

const rootOf = (machine: unknown): StateNode => (machine as { readonly root: StateNode }).root;

export function statesOf(machine: unknown): ChartState {
  const read = (node: StateNode): ChartState => ({
    id: node.id,
    name: node.key,
    kind: node.type === 'final' || node.type === 'parallel' || node.type === 'history' ? node.type : 'plain',
    isInitial: node.parent?.type === 'parallel' || (node.parent?.initial?.target ?? []).includes(node),
    states: Object.values(node.states).map(read),
  });
  return read(rootOf(machine));
}

/** Every transition of every state, also those that lead nowhere. */
export function linesOf(machine: unknown): Line[] {
  const read = (node: StateNode): Line[] => [
    ...transitionsOf(node).map(({ eventType, guard, target }) => ({
      state: node.id,
      on: wordsOf(eventType),
      guards: guardWords(guard),
      target: (target ?? []).map(({ id }) => id).join(', '),
    })),
    ...Object.values(node.states).flatMap(read),
  ];
  return read(rootOf(machine));
}

/** What the root takes in any state stands in a box of its own: an arrow from everywhere would hide everything else. */
export function arrowsOf(machine: unknown): { readonly arrows: readonly Arrow[]; readonly anywhere: readonly Arrow[] } {
  const merged = new Map<string, Arrow>();
  const root = rootOf(machine);
  for (const { state, on: event, guards, target } of linesOf(machine)) {
    if (target === '' || target === state) continue;
    const on = event !== AT_ONCE ? event : guards === '' ? 'otherwise' : `[${guards}]`;
    const key = `${state}>${target}`;
    const labels = merged.get(key)?.labels ?? [];
    merged.set(key, { from: state, to: target, labels: labels.includes(on) ? labels : [...labels, on] });
  }
  const all = [...merged.values()];
  return { arrows: all.filter(({ from }) => from !== root.id), anywhere: all.filter(({ from }) => from === root.id) };
}

const transitionsOf = (node: StateNode): Transition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []).map((one) => ({ ...one, eventType: '' })),
];

const AT_ONCE = 'at once';

/** XState's own names for what happens inside, in words. */
function wordsOf(eventType: string): string {
  if (eventType === '') return AT_ONCE;
  const delay = /^xstate\.after\.([^.]+)\./.exec(eventType);
  if (delay !== null) return `time: ${delay[1]}`;
  if (eventType.startsWith('xstate.done.state.')) return 'all of it is met';
  const child = /^xstate\.done\.actor\.(.+)$/.exec(eventType);
  return child === null ? eventType : `${child[1]} is completed`;
}

interface Combined {
  readonly name?: string;
  readonly guards?: readonly unknown[];
  readonly type?: string;
}

function guardWords(guard: unknown): string {
  if (guard === undefined) return '';
  if (typeof guard === 'string') return guard;
  const { guards, type, name } = guard as Combined;
  const inner = (guards ?? []).map(guardWords);
  const kind = name === undefined || name === '' ? 'check' : name;
  if (inner.length > 0) return kind.startsWith('not') ? `not ${inner.join()}` : inner.join(' and ');
  return type ?? kind;
}
