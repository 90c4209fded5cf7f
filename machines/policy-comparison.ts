/**
 * What another policy version would change: in an open case as it stands (impact), and in a case from its beginning (what if). Pure, from the
 * same machines and the same steps that decide; it changes nothing and advises nothing.
 */
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { requirementsOf, type Requirement } from '../policy/requirements.ts';
import { canonicalJson } from '../schemas/canonical-json.ts';
import type { InstantMs, Json, Person, Schedule, TransitionRule } from '../schemas/words.ts';
import { caseContextOf, caseProgram } from './case-program.ts';
import { rootStateOf, statementsOf } from './case-state.ts';
import type { RootState } from './case-words.ts';
import { Refused, ROOT, start, step, type Input, type System, type SystemEvent } from './system.ts';

export type RequirementName = Pick<Requirement, 'gate' | 'partnerClass'>;

/** Requirements that the other version adds, and those that it leaves out. */
export interface Differences {
  readonly added: readonly RequirementName[];
  readonly dropped: readonly RequirementName[];
}

export interface Standing {
  readonly state: RootState;
  readonly statements: readonly string[];
  readonly isCleared: boolean;
}

export interface Impact extends Differences {
  readonly before: Standing;
  /** As it would stand when the activation has reached it; null where the case would not take it, which an operator has to look at. */
  readonly after: Standing | null;
  /** Whether anybody would notice. */
  readonly changes: boolean;
}

/** The product itself, as it would tell the case; no person. */
const SERVICE: Person = {
  id: 'urn:casegate:service#impact',
  staffId: 'SERVICE',
  roles: ['service'],
  office: 'SERVICE',
};

export interface Superseding {
  readonly terms: PolicyTerms;
  readonly rule: TransitionRule;
  /** Deadlines under the superseding version from the moment of the change on. */
  readonly schedule: Schedule;
  readonly at: InstantMs;
}

/** What the activation of another version would do to a case as it stands, in the words that this person may read. */
export function impactOn(system: System, { terms, rule, schedule, at }: Superseding, asks: Person): Impact {
  const before = standingOf(system, asks);
  const event = { type: 'policy.changed', terms, rule, schedule, activation: 'impact', note: '', by: SERVICE };
  const after = tried(system, { kind: 'event', at, to: ROOT, event: event as unknown as SystemEvent });
  const differences = rule === 'continue' ? { added: [], dropped: [] } : differencesFor(system, terms);
  const changes =
    after === null ||
    differences.added.length + differences.dropped.length > 0 ||
    canonicalJson(before as unknown as Json) !== canonicalJson(standingOf(after, asks) as unknown as Json);
  return { ...differences, before, after: after && standingOf(after, asks), changes };
}

function tried(system: System, input: Input): System | null {
  try {
    return step(caseProgram, system, input)[0];
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function standingOf(system: System, asks: Person): Standing {
  return {
    state: rootStateOf(system),
    statements: statementsOf(system, asks),
    isCleared: caseContextOf(system).clearance !== null,
  };
}

/** On the facts of a case as they are now, under its own terms and under others. */
function differencesFor(system: System, terms: PolicyTerms): Differences {
  const { terms: own, facts, inheritsProtection } = caseContextOf(system);
  const before = requirementsOf(own, facts, inheritsProtection);
  const after = requirementsOf(terms, facts, inheritsProtection);
  return { added: without(after, before), dropped: without(before, after) };
}

const without = (some: readonly Requirement[], others: readonly Requirement[]): RequirementName[] =>
  some
    .filter((one) => !others.some(({ gate, partnerClass }) => gate === one.gate && partnerClass === one.partnerClass))
    .map(({ gate, partnerClass }) => ({ gate, ...(partnerClass === undefined ? {} : { partnerClass }) }));

// — what if ——————————————————————————————————————————————————————————————————————————————————————————————————————

/** An entry as the record keeps it. */
export interface RecordedEntry {
  readonly entry: number;
  readonly at: InstantMs;
  readonly input: Json;
}

export interface SkippedEntry {
  readonly entry: number;
  /** Code of what happened: an event's type, or `timer`. */
  readonly type: string;
  /** Under the other version there would have been nothing to do it to, or it would have been refused. */
  readonly why: 'noSuchActor' | 'actorEnded' | 'notAdmitted' | 'notInThisState' | 'noSuchTimer';
}

export interface WhatIf extends Differences {
  readonly recorded: Standing;
  readonly other: Standing;
  /** What happened in the case and could not have happened so under the other version, in order. */
  readonly skipped: readonly SkippedEntry[];
}

export interface OtherVersion {
  readonly terms: PolicyTerms;
  /** Deadlines under the other version. */
  readonly scheduleAt: (at: InstantMs, office: string) => Schedule;
}

/**
 * The case from its beginning under another version: the same people do the same things at the same times. Facts and acts are taken as they
 * were; deadlines, gates and who may do what are the other version's.
 * @param entries all of one case, from its first; of the last epoch where it has several
 */
export function whatIf(recorded: System, entries: readonly RecordedEntry[], other: OtherVersion, asks: Person): WhatIf {
  const epoch = entries.slice(entries.findLastIndex(({ input }) => kindOf(input) === 'start'));
  let system = started(epoch[0]!.input as Fields, other);
  const skipped: SkippedEntry[] = [];
  for (const { entry, at, input } of epoch.slice(1)) {
    const again = inputUnder(system, input as Fields, at, other);
    if (again === 'asItIs') continue;
    const outcome = again === null ? 'noSuchTimer' : triedOr(system, again);
    if (typeof outcome === 'string') skipped.push({ entry, type: typeOf(input as Fields), why: outcome });
    else system = outcome;
  }
  return {
    ...differencesFor(recorded, other.terms),
    recorded: standingOf(recorded, asks),
    other: standingOf(system, asks),
    skipped,
  };
}

type Fields = { readonly [field: string]: Json };

const kindOf = (input: Json): Json => (input as Fields)['kind']!;

function started({ at, input }: Fields, { terms, scheduleAt }: OtherVersion): System {
  const begun = input as Fields;
  const schedule = scheduleAt(Number(at), String(begun['office']));
  return start(caseProgram, { ...begun, terms, schedule } as unknown as Json, Number(at))[0];
}

/** `asItIs`: what only told the case of another version, which this one replaces; and what its time limits did to claimed work, which meets nothing. */
function inputUnder(
  system: System,
  input: Fields,
  at: InstantMs,
  { scheduleAt }: OtherVersion,
): Input | null | 'asItIs' {
  switch (input['kind']) {
    case 'event': {
      const event = input['event'] as SystemEvent;
      if (event.type === 'policy.changed' || event.type === 'work.due') return 'asItIs';
      const schedule = scheduleAt(at, caseContextOf(system).office) as unknown as Json;
      return {
        kind: 'event',
        at,
        to: String(input['to']),
        event: 'schedule' in event ? { ...event, schedule } : event,
      };
    }
    case 'timer': {
      // The same time limit, by name: under the other version it was armed another time, and so has another generation.
      const key = String(input['key']);
      const timer = system.timers[key];
      return timer === undefined ? null : { kind: 'timer', at, key, generation: timer.generation };
    }
    default:
      return null;
  }
}

function triedOr(system: System, input: Input): System | SkippedEntry['why'] {
  try {
    return step(caseProgram, system, input)[0];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.code === 'stale' || error.code === 'reservedEvent' ? 'noSuchTimer' : error.code;
  }
}

const typeOf = (input: Fields): string => (input['kind'] === 'event' ? (input['event'] as SystemEvent).type : 'timer');
