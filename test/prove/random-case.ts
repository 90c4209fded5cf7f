/** Random runs of the case program with real times and identities, from the proof's alphabet. */
import { caseProgram } from '../../machines/case-program.ts';
import { Refused, start, step, type System } from '../../machines/system.ts';
import { policyOf, termsOf } from '../../policy/registry.ts';
import { PARTNER_CLASSES, type Json } from '../../schemas/words.ts';
import { Abstraction } from '../../prove/abstraction.ts';
import { GROUPS, type Group } from '../../prove/letter.ts';
import { inputOf, type Step } from '../../prove/explore.ts';
import { FactsDomain, MOMENT } from '../../prove/facts-domain.ts';
import { movesTo, timerMoves, type Opening, type Setting } from '../../prove/moves.ts';
import type { Move } from '../../prove/node.ts';
import { planOf, type Scope } from '../../prove/scopes.ts';

export const TERMS = termsOf(policyOf('announcement-2025-01-31'));

export const EVERYTHING: Scope = {
  name: 'every gate at once',
  partners: 2,
  groups: GROUPS,
  opens: [{ status: 'unknown' }, { status: 'pending' }, { status: 'pending', place: 'listed', sources: 'prohibited' }],
  inherits: true,
  allowsExigency: true,
};

/** One case under way, where time goes on and everybody who acts is somebody new. */
export class RandomCase {
  readonly #groups: ReadonlySet<Group>;
  readonly #domain = new FactsDomain();
  readonly opening: Opening;
  system: System;
  #at = MOMENT;
  #count = 0;

  constructor(scope: Scope, pick: number) {
    const { openings } = planOf(scope, TERMS);
    this.opening = openings[pick % openings.length]!;
    this.#groups = new Set(scope.groups);
    [this.system] = start(caseProgram, this.opening.input as unknown as Json, MOMENT);
  }

  get setting(): Setting {
    return {
      groups: this.#groups,
      domain: this.#domain,
      at: this.#at,
      fresh: `fresh-${this.#count}`,
      newActivation: `activation-${this.#count}`,
      followsNobody: false,
    };
  }

  /** Every move that the running case takes now. */
  steps(): Step[] {
    this.#count++;
    this.#at += 60_000;
    return stepsOf(this.system, this.setting);
  }

  take({ next }: Step): void {
    this.system = next;
  }
}

/** One case in time: a timer fires when it is due, and with it every other that is due by then. */
export class ClockedCase {
  readonly #groups: ReadonlySet<Group>;
  readonly #domain = new FactsDomain();
  #at = MOMENT;
  #count = 0;
  system: System;

  constructor(groups: readonly Group[], { input }: Opening) {
    this.#groups = new Set(groups);
    [this.system] = start(caseProgram, input as unknown as Json, MOMENT);
  }

  steps(): Step[] {
    this.#count++;
    return stepsOf(this.system, {
      groups: this.#groups,
      domain: this.#domain,
      at: this.#at,
      fresh: `fresh-${this.#count}`,
      newActivation: `activation-${this.#count}`,
      followsNobody: false,
    });
  }

  take({ move, next }: Step): void {
    if (move.kind !== 'timer') this.system = next;
    else {
      this.#at = Math.max(this.#at, this.system.timers[move.key]!.dueAt);
      this.#fire(move);
    }
    for (let due = this.#due(); due !== undefined; due = this.#due()) this.#fire(due);
  }

  #due(): Extract<Move, { kind: 'timer' }> | undefined {
    const [key] = Object.entries(this.system.timers).find(([, { dueAt }]) => dueAt <= this.#at) ?? [];
    return key === undefined ? undefined : { kind: 'timer', label: key, key };
  }

  #fire(move: Extract<Move, { kind: 'timer' }>): void {
    [this.system] = step(caseProgram, this.system, inputOf(this.system, move, this.#at));
  }
}

export function stepsOf(system: System, setting: Setting): Step[] {
  const moves = [
    ...Object.keys(system.actors).flatMap((key): Move[] => movesTo(system, key, setting)),
    ...timerMoves(system),
  ];
  return moves.flatMap((move) => {
    const next = nextOf(system, move, setting.at);
    return next === null ? [] : [{ move, next }];
  });
}

function nextOf(system: System, move: Move, at: number): System | null {
  if (move.kind === 'reopening') return null;
  try {
    return step(caseProgram, system, inputOf(system, move, at))[0];
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Which partner it is does not matter: the labels say only that it is one. */
const ANY_CLASS = new RegExp(`\\b(${PARTNER_CLASSES.join('|')})\\b`, 'g');

/** What the moves of a state lead to, as labels and keys. */
export function outcomesOf(steps: readonly Step[], abstraction: Abstraction): Set<string> {
  return new Set(
    steps
      .filter(({ move }) => !isNotice(move))
      .map(({ move, next }) => `${move.label.replace(ANY_CLASS, 'partner')} → ${keyOf(next, abstraction)}`),
  );
}

export const keyOf = (system: System, abstraction: Abstraction): string =>
  abstraction.keyOf(abstraction.representativeOf(system), '');

/** A reminder, overdue notice or escalation of the open consultation: in representatives always pending, in a running case once. */
export const isNotice = (move: Move): boolean =>
  move.kind === 'timer' && move.key.startsWith('root/consultation#') && !/\.(suspendedUntil|reserved)$/.test(move.key);
