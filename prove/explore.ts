/** Breadth first over every reachable state of the whole actor system, each state once. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { caseContextOf } from '../machines/case-program.ts';
import {
  Refused,
  ROOT,
  start,
  step,
  type ActorState,
  type Effect,
  type Input,
  type Program,
  type System,
} from '../machines/system.ts';
import { rehydrate, transit, type Transit } from '../machines/transit.ts';
import type { Duty, Json } from '../schemas/words.ts';
import { Abstraction } from './abstraction.ts';
import { MOMENT } from './facts-domain.ts';
import { hasEnded, isProtected, rootOf, witnessed, type Edge, type Move, type Node, type Witness } from './node.ts';
import { EDGE_INVARIANTS, tellsProtection } from './edge-invariants.ts';
import type { Enabled, StateInvariant } from './invariants.ts';
import { STATE_INVARIANTS } from './state-invariants.ts';
import { movesTo, reopened, reopeningMoves, timerMoves, type Opening, type Setting } from './moves.ts';

export interface Violation {
  /** Name of the invariant, or `fault` for a throw in a machine. */
  readonly invariant: string;
  readonly words: string;
  /** From the opening on, one line for each move; the last is where it shows. */
  readonly story: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  readonly refused: number;
  readonly elapsedMs: number;
  /** Reached states by the case's own state. */
  readonly byRoot: ReadonlyMap<string, number>;
  /** How often each invariant was judged where its condition held, so that one that never applied can be seen. */
  readonly violations: readonly Violation[];
  /** Complete: nothing was left unexplored. */
  readonly complete: boolean;
  /** Order-independent sums over keys of states and of edges: two explorations of the same graph have the same. */
  readonly fingerprint: string;
  /** Every accepted kind of event. */
  readonly accepted: ReadonlySet<string>;
}

export interface Plan {
  readonly program: Program;
  readonly openings: readonly Opening[];
  readonly setting: Setting;
  readonly stopAtFirst?: boolean;
  /** Violations that are known: by `violationName`. */
  readonly ignored?: ReadonlySet<string>;
  /** Asked before each state is explored: whether what is wanted has been reached already. */
  readonly isEnough?: () => boolean;
  /** Called with each state when it is first reached. */
  readonly onState?: (node: Node, index: number) => void;
}

export const violationName = ({ invariant, words }: Pick<Violation, 'invariant' | 'words'>): string =>
  `${invariant}: ${words}`;

/** A move on a way, and the state that it leads to. */
export interface Step {
  readonly move: Move;
  readonly next: System;
}

export class Explorer {
  readonly #plan: Plan;
  readonly #abstraction: Abstraction;
  readonly #transit: Transit;
  /** Without the core nothing can be brought that is missing, and no end reached: I5 and I6 are judged with it. */
  readonly #isWhole: boolean;
  readonly #judged: readonly StateInvariant[];
  readonly #index = new Map<string, number>();
  readonly #queue: (Node | null)[] = [];
  readonly #from: number[] = [];
  readonly #by: Move[] = [];
  readonly #openings: string[] = [];
  readonly #edgesFrom: number[] = [];
  readonly #edgesTo: number[] = [];
  readonly #accepted = new Map<number, readonly Move[]>();
  readonly #violations: Violation[] = [];
  readonly #byRoot = new Map<string, number>();
  readonly #kinds = new Set<string>();
  readonly #ends: number[] = [];
  readonly #cleared: number[] = [];
  readonly #exempt = new Set<number>();
  #refused = 0;
  readonly #fingerprint = new Fingerprint();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#abstraction = new Abstraction({
      from: plan.setting.domain,
      to: plan.setting.domain,
      groups: plan.setting.groups,
    });
    this.#transit = memoised();
    this.#isWhole = plan.setting.groups.has('core');
    this.#judged = STATE_INVARIANTS.filter(({ name }) => this.#isWhole || name !== 'I5');
  }

  run(): Exploration {
    const startedAt = performance.now();
    for (const opening of this.#plan.openings) this.#open(opening);
    let explored = 0;
    const isDone = (): boolean =>
      (this.#plan.stopAtFirst === true && this.#violations.length > 0) || this.#plan.isEnough?.() === true;
    while (explored < this.#queue.length && !isDone()) {
      this.#explore(explored, this.#queue[explored]!);
      this.#queue[explored] = null;
      explored++;
    }
    const complete = explored === this.#queue.length;
    if (complete && this.#isWhole) this.#judgeReachability();
    return {
      states: this.#queue.length,
      transitions: this.#edgesFrom.length,
      refused: this.#refused,
      elapsedMs: performance.now() - startedAt,
      byRoot: this.#byRoot,
      violations: this.#violations,
      complete,
      fingerprint: this.#fingerprint.toString(),
      accepted: this.#kinds,
    };
  }

  /** The shortest way from an opening to a state, by representatives: of partners, only that it is one. */
  walkTo(index: number): { opening: Opening; steps: Step[] } {
    const moves: Move[] = [];
    let at = index;
    for (; this.#from[at]! >= 0; at = this.#from[at]!) moves.unshift(this.#by[at]!);
    const opening = this.#plan.openings[-1 - this.#from[at]!]!;
    let [system] = start(this.#plan.program, opening.input as unknown as Json, MOMENT);
    const steps = moves.map((move): Step => {
      [system] = this.#step(this.#abstraction.representativeOf(system), move);
      return { move, next: system };
    });
    return { opening, steps };
  }

  #open(opening: Opening): void {
    const gates: Duty[] = [];
    if (opening.proposes === 'tracked') gates.push('proposed');
    if (opening.submits === 'tracked') gates.push('submitted');
    const [system, effects] = start(this.#plan.program, opening.input as unknown as Json, MOMENT);
    const witness: Witness = { gates, against: false, underTerms: true, reported: false, begun: false, recused: false };
    const raw = { system, witness };
    this.#openings.push(opening.words);
    const index = this.#reach(raw, -this.#openings.length, null);
    if (isProtected(caseContextOf(system)) && !tellsProtection(effects))
      this.#blame('I9', 'a case that opens protected tells the other cases of the same person concerned', index, []);
  }

  #explore(index: number, node: Node): void {
    const enabled: Move[] = [];
    for (const move of this.#movesOf(node.system)) {
      const done = this.#take(node, move, index);
      if (done === null) continue;
      enabled.push(move);
      this.#kinds.add(move.kind === 'event' ? move.event.type : move.kind);
      const after = this.#reach(done.after, index, move);
      this.#edgesFrom.push(index);
      this.#edgesTo.push(after);
      const edge: Edge = { before: node, move, after: done.after, effects: done.effects };
      for (const { name, words, holds } of EDGE_INVARIANTS)
        if (!holds(edge)) this.#blame(name, words, index, [this.#tell(move, done.after)]);
    }
    const offered: Enabled = enabled;
    for (const { name, words, holds } of this.#judged) if (!holds(node, offered)) this.#blame(name, words, index, []);
  }

  /**
   * Whether an event is taken depends on the case's own state (without what it knows of single partners, where a task or a request gets it)
   * and on the actor that gets it, so each pair of the two is tried once.
   * `test/prove/abstraction.test.ts` tries every event in whole states.
   */
  #movesOf(system: System): Move[] {
    const { setting, program } = this.#plan;
    const root = system.actors[ROOT]!;
    const rootId = this.#abstraction.idOf(root);
    const moves: Move[] = [];
    const seenPartners = new Set<number>();
    for (const [key, actor] of Object.entries(system.actors)) {
      if (actor.src === 'deconfliction') {
        // Of partners that stand alike, what one does stands for what the others do.
        const alike = this.#abstraction.partnerKey(system, key.slice(ROOT.length + 1) as never);
        if (seenPartners.has(alike)) continue;
        seenPartners.add(alike);
      }
      const pair = (key === ROOT ? rootId : this.#abstraction.rootPart(root)) * 2 ** 24 + this.#abstraction.idOf(actor);
      let accepted = this.#accepted.get(pair);
      if (accepted === undefined) {
        accepted = movesTo(system, key, setting).filter((move) => {
          const taken = isTaken(program, system, move, this.#transit);
          if (!taken) this.#refused++;
          return taken;
        });
        this.#accepted.set(pair, accepted);
      }
      moves.push(...accepted);
    }
    moves.push(...timerMoves(system));
    if (root.status !== 'active' && setting.groups.has('reopening')) moves.push(...reopeningMoves(system, setting));
    return moves;
  }

  #take(node: Node, move: Move, index: number): { after: Node; effects: Effect[] } | null {
    try {
      const [system, effects] = this.#step(node.system, move);
      return { after: { system, witness: witnessed(node, move, system) }, effects };
    } catch (error) {
      if (error instanceof Refused) return null;
      this.#blame('fault', error instanceof Error ? error.message : String(error), index, [move.label]);
      return null;
    }
  }

  #step(system: System, move: Move): [System, Effect[]] {
    const { program, setting } = this.#plan;
    if (move.kind === 'reopening') {
      const input = reopened(caseContextOf(system), move, setting);
      return start(program, input as unknown as Json, MOMENT);
    }
    return step(program, system, inputOf(system, move, MOMENT), this.#transit);
  }

  #reach(raw: Node, from: number, by: Move | null): number {
    const system = this.#abstraction.representativeOf(raw.system);
    const { witness } = raw;
    const more = `${witness.gates.join()},${witness.against ? 'a' : ''}${witness.underTerms ? 't' : ''}${witness.reported ? 'r' : ''}${witness.begun ? 'b' : ''}`;
    const key = this.#abstraction.keyOf(system, more);
    if (from >= 0) this.#fingerprint.add(`${from}>${key}${by!.label}`);
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    const index = this.#queue.length;
    const node: Node = { system, witness };
    this.#index.set(key, index);
    this.#queue.push(node);
    this.#from.push(from);
    this.#by.push(by as Move);
    const root = rootOf(node);
    this.#byRoot.set(root, (this.#byRoot.get(root) ?? 0) + 1);
    if (hasEnded(node) && root !== 'withdrawn') this.#ends.push(index);
    if (root === 'cleared') this.#cleared.push(index);
    if (witness.reported || root === 'awaitingStatement' || hasEnded(node)) this.#exempt.add(index);
    this.#plan.onState?.(node, index);
    return index;
  }

  /** I6, backwards from the ends: what cannot reach one is stuck, however much may still happen in it. */
  #judgeReachability(): void {
    const before = new Map<number, number[]>();
    this.#edgesTo.forEach((to, edge) => {
      const list = before.get(to);
      if (list === undefined) before.set(to, [this.#edgesFrom[edge]!]);
      else list.push(this.#edgesFrom[edge]!);
    });
    const reaching = (goals: readonly number[]): Set<number> => {
      const found = new Set(goals);
      const open = [...goals];
      for (let at = open.pop(); at !== undefined; at = open.pop())
        for (const one of before.get(at) ?? [])
          if (!found.has(one)) {
            found.add(one);
            open.push(one);
          }
      return found;
    };
    const ending = reaching(this.#ends);
    const clearing = reaching(this.#cleared);
    for (let index = 0; index < this.#queue.length; index++) {
      if (!this.#exempt.has(index) && !ending.has(index))
        return this.#blame('I6', 'every state can still reach an end that is not a withdrawal', index, []);
      if (!this.#exempt.has(index) && !clearing.has(index))
        return this.#blame('I6', 'every live case of no reported action can still be cleared', index, []);
    }
  }

  #blame(invariant: string, words: string, index: number, more: readonly string[]): void {
    // The first of each invariant is the shortest; a broken guard would otherwise fill the memory with the same story.
    if (this.#violations.some((one) => one.invariant === invariant && one.words === words)) return;
    if (this.#plan.ignored?.has(violationName({ invariant, words })) === true) return;
    this.#violations.push({ invariant, words, story: [...this.#storyOf(index), ...more] });
  }

  #storyOf(index: number): string[] {
    const { opening, steps } = this.walkTo(index);
    const [system] = start(this.#plan.program, opening.input as unknown as Json, MOMENT);
    return [
      `${opening.words} → ${stateWords(system)}`,
      ...steps.map(({ move, next }) => `${move.label} → ${stateWords(next)}`),
    ];
  }

  #tell(move: Move, after: Node): string {
    return `${move.label} → ${stateWords(after.system)}`;
  }
}

export function inputOf(system: System, move: Exclude<Move, { kind: 'reopening' }>, at: number): Input {
  if (move.kind === 'event') return { kind: 'event', at, to: move.to, event: move.event };
  return { kind: 'timer', at, key: move.key, generation: system.timers[move.key]?.generation ?? -1 };
}

function isTaken(program: Program, system: System, move: Extract<Move, { kind: 'event' }>, using: Transit): boolean {
  try {
    step(program, system, inputOf(system, move, MOMENT), using);
    return true;
  } catch (error) {
    // A fault counts as taken: the exploration finds it again and tells its story.
    return !(error instanceof Refused);
  }
}

export function stateWords(system: System): string {
  const leaf = (value: Json): string =>
    typeof value === 'string'
      ? value
      : Object.values(value as object)
          .map((one) => leaf(one as Json))
          .join(' ∥ ');
  return Object.entries(system.actors)
    .map(([key, actor]) => `${key === ROOT ? 'case' : key.slice(ROOT.length + 1)} ${leaf(actor.value)}`)
    .join(', ');
}

/** Pure, so one answer for one question: the actor's context object names its state, since every transition makes a new one. */
export function memoised(): Transit {
  const ids = new WeakMap<object, number>();
  let last = 0;
  const idOf = (actor: ActorState): number => {
    let id = ids.get(actor.context);
    if (id === undefined) ids.set(actor.context, (id = ++last));
    return id;
  };
  const results = new Map<number, Map<string, ReturnType<Transit>>>();
  const using: Transit = (machine, actor, event) => {
    const id = idOf(actor);
    let known = results.get(id);
    if (known === undefined) results.set(id, (known = new Map()));
    const key = JSON.stringify(event);
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = transit(begun(machine), actor, event)));
    return result;
  };
  // Everything is tried at one actor before the next one's turn comes, and asking changes nothing: one live snapshot does for all.
  let asked: { actor: ActorState; snapshot: AnyMachineSnapshot } | null = null;
  const can: Transit['can'] = (machine, actor, event) => {
    // An event that led somewhere once can be taken.
    if (results.get(idOf(actor))?.has(JSON.stringify(event)) === true) return true;
    if (asked?.actor !== actor) asked = { actor, snapshot: rehydrate(machine, actor) };
    return asked.snapshot.can(event as never);
  };
  return Object.assign(using, { can });
}

/**
 * XState begins a machine anew at each pure transition, to have an actor whose state nobody reads: half of the time of a transition. Here that
 * actor's state is always the same one. `test/prove/prove.test.ts` compares with what `transit` says of the machine itself.
 */
function begun(machine: AnyStateMachine): AnyStateMachine {
  let quick = BEGUN.get(machine);
  if (quick === undefined) {
    const unread = { status: 'stopped', value: {}, context: {}, children: {}, historyValue: {} };
    quick = Object.assign(Object.create(machine), { getInitialSnapshot: () => unread }) as AnyStateMachine;
    BEGUN.set(machine, quick);
  }
  return quick;
}
const BEGUN = new WeakMap<AnyStateMachine, AnyStateMachine>();

/** Two FNV-1a sums of 32 bit, each of its own multiplier: to compare two graphs, not to protect anything. */
class Fingerprint {
  #low = 0;
  #high = 0;
  add(text: string): void {
    let low = 0x811c9dc5;
    let high = 0x01000193;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
    }
    this.#low = (this.#low + low) >>> 0;
    this.#high = (this.#high + high) >>> 0;
  }
  toString(): string {
    return `${this.#high.toString(16).padStart(8, '0')}${this.#low.toString(16).padStart(8, '0')}`;
  }
}
