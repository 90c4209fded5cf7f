import * as wf from '@temporalio/workflow';
import type { System } from '../machines/system.ts';
import type { InstantMs } from '../schemas/words.ts';

export interface Ringing {
  /** The system whose timers may ring now; null while none may (held, ended, or not opened yet). */
  readonly armed: () => System | null;
  /** Feeds the firing of one arming, and waits until it has had its turn. */
  readonly ring: (timer: { readonly key: string; readonly generation: number }) => Promise<void>;
}

interface Pending {
  readonly key: string;
  readonly generation: number;
  readonly dueAt: InstantMs;
}

/** One durable timer for all: the earliest. What a machine waits for and how often stays invisible to operators. Never returns. */
export async function ringAlarms({ armed, ring }: Ringing): Promise<never> {
  const next = (): Pending | null => earliest(armed());
  for (;;) {
    const awaited = next();
    if (awaited === null) {
      await wf.condition(() => next() !== null);
      continue;
    }
    const waitMs = awaited.dueAt - Date.now();
    if (waitMs > 0) {
      await wf.condition(() => armed() === null || (next()?.dueAt ?? Infinity) < awaited.dueAt, waitMs);
      if (awaited.dueAt > Date.now()) continue;
    }
    // Read again: what was awaited may have been cancelled, or armed anew, while it was.
    const current = armed()?.timers[awaited.key];
    if (current?.generation === awaited.generation) await ring(awaited);
  }
}

/** The pending timer that is due first; of two at one instant the one armed first. */
function earliest(system: System | null): Pending | null {
  let first: Pending | null = null;
  for (const [key, { dueAt, generation }] of Object.entries(system?.timers ?? {})) {
    if (first === null || dueAt < first.dueAt || (dueAt === first.dueAt && generation < first.generation))
      first = { key, generation, dueAt };
  }
  return first;
}
