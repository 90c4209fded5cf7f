/** Since when each step of a case waits, as the record keeps it beside the case (docs/adr/0014). */
import type { InstantMs, Json } from '../schemas/words.ts';
import type { CaseEvent } from './case-events.ts';
import { caseContextOf } from './case-program.ts';
import { hasEnded, rootStateOf } from './case-state.ts';
import { stepsIn, type Step } from './case-steps.ts';
import type { System } from './system.ts';

export const stepsOf = (system: System): Step[] =>
  hasEnded(system) ? [] : stepsIn(caseContextOf(system), rootStateOf(system));

/** As the record has it. */
export interface WaitingStep extends Step {
  /** Of the entry with which it began to wait. */
  readonly since: InstantMs;
  readonly remindedAt: InstantMs | null;
  readonly escalatedAt: InstantMs | null;
}

/** What an input says of a step that is late; null for every other input. */
export function latenessIn(
  input: Json,
): Pick<Extract<CaseEvent, { type: 'step.late' }>, 'step' | 'since' | 'level'> | null {
  const { event } = input as { readonly event?: CaseEvent };
  return event?.type === 'step.late' ? event : null;
}

/** What waits after an input, the oldest first: what waited before it goes on waiting since then. */
export function waitingAfter(
  before: readonly WaitingStep[],
  { at, input, system }: { readonly at: InstantMs; readonly input: Json; readonly system: System },
): WaitingStep[] {
  const late = latenessIn(input);
  return stepsOf(system)
    .map((step) => {
      const known = before.find((one) => one.step === step.step);
      const waiting = { since: at, remindedAt: null, escalatedAt: null, ...known, ...step };
      if (late === null || late.step !== waiting.step || late.since !== waiting.since) return waiting;
      return late.level === 'reminder'
        ? { ...waiting, remindedAt: waiting.remindedAt ?? at }
        : { ...waiting, escalatedAt: waiting.escalatedAt ?? at };
    })
    .sort((one, other) => one.since - other.since || (one.step < other.step ? -1 : 1));
}
