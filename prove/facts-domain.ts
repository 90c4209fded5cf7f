/**
 * The facts that the proof tells apart. Guards compare digests for equality and read statuses, place and sources; so one value of each
 * kind that a guard can tell apart is enough, and a region code stands for every other material field.
 */
import { factsDigestOf } from '../machines/case-context.ts';
import type { CaseFacts, InstantMs, Provenance, Schedule, StatusFact } from '../schemas/words.ts';

export const STATUSES = ['unknown', 'pending', 'finallyDenied', 'second', 'two'] as const;
export const PLACES = ['unlisted', 'listed'] as const;
export const SOURCES = ['none', 'mixed', 'prohibited'] as const;

export interface FactsSketch {
  readonly status: (typeof STATUSES)[number];
  readonly place: (typeof PLACES)[number];
  readonly sources: (typeof SOURCES)[number];
  readonly region: number;
}

/** Everything happens at one moment: no guard reads the clock, and a pending timer may fire at any time. */
export const MOMENT: InstantMs = Date.UTC(2026, 10, 2, 12);
const DAY_MS = 86_400_000;

export const STATUS: StatusFact = {
  benefit: 'uNonimmigrant',
  role: 'primaryApplicant',
  stage: 'pending',
  provenance: 'agencyRecords',
};
const STATUSES_OF: { readonly [status in FactsSketch['status']]: readonly StatusFact[] } = {
  unknown: [],
  pending: [STATUS],
  finallyDenied: [{ ...STATUS, stage: 'finallyDenied' }],
  second: [{ ...STATUS, benefit: 'vawaSelfPetition' }],
  two: [STATUS, { ...STATUS, benefit: 'vawaSelfPetition' }],
};
const SOURCES_OF: { readonly [sources in FactsSketch['sources']]: readonly Provenance[] | null } = {
  none: null,
  mixed: ['prohibitedSource', 'agencyRecords'],
  prohibited: ['prohibitedSource'],
};
/** Regions at once in one state: the facts' own, that of the advice, of the certificate, and a new one. */
const REGIONS = 4;

export function factsOf({ status, place, sources, region }: FactsSketch, at: InstantMs = MOMENT): CaseFacts {
  const determinationSources = SOURCES_OF[sources];
  return {
    personReference: 'p_synthetic',
    statuses: STATUSES_OF[status],
    placeClass: place === 'listed' ? 'courthouseProtectedMatter' : 'other',
    windowFrom: at + 40 * DAY_MS,
    windowUntil: at + 41 * DAY_MS,
    regionCode: `REGION-${region}`,
    ...(determinationSources === null ? {} : { determinationSources }),
  };
}

/** A digest tells nothing of its facts; with so few of them, all can be listed. */
export class FactsDomain {
  readonly #sketches = new Map<string, FactsSketch>();
  readonly #digests = new Map<string, string>();
  readonly at: InstantMs;

  constructor(at: InstantMs = MOMENT) {
    this.at = at;
    for (const status of STATUSES)
      for (const place of PLACES)
        for (const sources of SOURCES)
          for (let region = 0; region < REGIONS; region++) {
            const sketch = { status, place, sources, region };
            const digest = factsDigestOf(factsOf(sketch, at));
            this.#sketches.set(digest, sketch);
            this.#digests.set(nameOf(sketch), digest);
          }
  }

  sketchOf(digest: string): FactsSketch {
    const sketch = this.#sketches.get(digest);
    if (sketch === undefined) throw new Error('facts outside of what the proof tells apart');
    return sketch;
  }

  digestOf(sketch: FactsSketch): string {
    return this.#digests.get(nameOf(sketch))!;
  }

  factsOf(sketch: FactsSketch): CaseFacts {
    return factsOf(sketch, this.at);
  }
}

const nameOf = ({ status, place, sources, region }: FactsSketch): string => `${status},${place},${sources},${region}`;

/** Numbers the regions anew, in the order in which they are first named: only which ones are the same matters. */
export function renumbered(sketches: readonly FactsSketch[]): (sketch: FactsSketch) => FactsSketch {
  const order = [...new Set(sketches.map(({ region }) => region))];
  return (sketch) => ({ ...sketch, region: order.indexOf(sketch.region) });
}

export const scheduleFrom = (at: InstantMs): Schedule => {
  const deadlines = { remindAt: at + 2 * DAY_MS, dueAt: at + 3 * DAY_MS, escalateAt: at + 5 * DAY_MS };
  return {
    consultation: deadlines,
    deconfliction: deadlines,
    clearanceExpiresAt: at + 30 * DAY_MS,
    lapseEndsAt: at + 44 * DAY_MS,
  };
};
