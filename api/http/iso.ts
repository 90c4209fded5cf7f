import type { InstantMs } from '../../schemas/words.ts';

/** ISO 8601 in UTC: the only form in which times leave the service. */
export const isoOf = (at: InstantMs): string => new Date(at).toISOString();
export const isoOrNull = (at: InstantMs | null): string | null => (at === null ? null : isoOf(at));
