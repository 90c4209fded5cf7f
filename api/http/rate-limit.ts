import type { Context, MiddlewareHandler } from 'hono';
import type { InstantMs } from '../../schemas/words.ts';
import type { Signed } from './identity.ts';
import { ProblemError } from './problem-response.ts';

export interface Rates {
  /** Of all requests of one person. */
  readonly requestsPerMinute: number;
  /** Of those that are refused, each of which is recorded: guessing ids or trying permissions is slow. */
  readonly refusalsPerMinute: number;
}

/** People click; programs that work for them ask a few times a second. */
export const RATES: Rates = { requestsPerMinute: 1_200, refusalsPerMinute: 120 };

/** More people than any agency's office has at once; beyond it the counts start anew. */
const PEOPLE_MAX = 10_000;
const MINUTE_MS = 60_000;

interface Counts {
  readonly since: InstantMs;
  requests: number;
  refusals: number;
}

/**
 * Per process and person: a fair share, and no protection from floods, which belongs in front of the service. Each has counts of its own:
 * made once, and put before everything that counts.
 */
export function rateLimit(rates: Rates, clock: () => InstantMs): MiddlewareHandler {
  const people = new Map<string, Counts>();
  const countsOf = (id: string): Counts => {
    const counts = people.get(id);
    const now = clock();
    if (counts !== undefined && now - counts.since < MINUTE_MS) return counts;
    if (people.size >= PEOPLE_MAX) people.clear();
    const fresh = { since: now, requests: 0, refusals: 0 };
    people.set(id, fresh);
    return fresh;
  };
  return async (context, next) => {
    const counts = countsOf((context as unknown as Context<Signed>).get('person').id);
    counts.requests += 1;
    if (counts.requests > rates.requestsPerMinute || counts.refusals >= rates.refusalsPerMinute) {
      context.header('retry-after', String(Math.ceil((counts.since + MINUTE_MS - clock()) / 1_000)));
      throw new ProblemError('too-many-requests');
    }
    await next();
    if ([403, 404].includes(context.res.status)) counts.refusals += 1;
  };
}
