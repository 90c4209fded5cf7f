/** The consultation's time limits: what of them is moved, and what halved. */
import type { Deadlines, InstantMs } from '../schemas/words.ts';

export const NEVER = Infinity;

/** Time limits that start anew: nothing has been missed yet. */
export const IN_TIME = { reminded: false, overdue: false, escalated: false } as const;

/** What time was lost waiting is given back. */
export const shifted = ({ remindAt, dueAt, escalateAt }: Deadlines, byMs: number): Deadlines => ({
  remindAt: remindAt + byMs,
  dueAt: dueAt + byMs,
  escalateAt: escalateAt + byMs,
});

/** Half of the time that is left; what has passed stays passed. */
export const halfway = (limit: InstantMs, at: InstantMs): InstantMs =>
  limit <= at ? limit : at + Math.floor((limit - at) / 2);

export const halved = ({ remindAt, dueAt, escalateAt }: Deadlines, at: InstantMs): Deadlines => ({
  remindAt: halfway(remindAt, at),
  dueAt: halfway(dueAt, at),
  escalateAt: halfway(escalateAt, at),
});
