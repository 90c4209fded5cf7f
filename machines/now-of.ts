import type { InstantMs } from '../schemas/words.ts';

/** Time arrives in events; at the start, when there is none yet, in the input that the context kept. */
export function nowOf(event: object, openedAt: InstantMs): InstantMs {
  return 'at' in event && typeof event.at === 'number' ? event.at : openedAt;
}
