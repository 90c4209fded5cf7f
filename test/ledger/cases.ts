import { randomBytes } from 'node:crypto';
import type { AppendRequest } from '../../activities/contract.ts';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import type { PolicyLibrary } from '../../ledger/policy-library.ts';
import type { BusinessEvent, CaseInput } from '../../machines/case-events.ts';
import { CONSULTATION, caseContextOf, caseProgram } from '../../machines/case-program.ts';
import { ROOT, start, step, type Input, type System } from '../../machines/system.ts';
import { policyOf, termsOf } from '../../policy/registry.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { InstantMs, Json, Lateness, PartnerClass, Person } from '../../schemas/words.ts';

const POLICY = policyOf('announcement-2025-01-31');
export const TERMS = termsOf(POLICY);
/** 2026-11-02T09:00:00Z */
export const OPENED_AT: InstantMs = Date.UTC(2026, 10, 2, 9);
export const scheduleAt = (at: InstantMs) => scheduleFrom(POLICY, at, 'OFFICE-EAST');

/** The versions of the build, for whoever asks by name. */
export const BUILT_POLICIES: Pick<PolicyLibrary, 'refresh' | 'byName'> = {
  refresh: async () => undefined,
  byName(version) {
    const policy = policyOf(version);
    const terms = termsOf(policy);
    return { policy, terms, digest: terms.digest, loaded: null };
  },
};

export const personOf = (handle: string): Person => {
  const found = SYNTHETIC_PEOPLE.find((person) => person.handle === handle);
  if (found === undefined) throw new Error(`nobody is called ${handle}`);
  return found.person;
};

export const newCaseId = (): string => `c_${randomBytes(13).toString('hex')}`;

export function caseInput(over: Partial<CaseInput> = {}): CaseInput {
  const at = over.at ?? OPENED_AT;
  const proposer = personOf('proposing-officer-a');
  return {
    at,
    office: 'OFFICE-EAST',
    terms: TERMS,
    facts: {
      personReference: 'p_synthetic',
      statuses: [{ benefit: 'uNonimmigrant', role: 'primaryApplicant', stage: 'pending', provenance: 'agencyRecords' }],
      placeClass: 'other',
      windowFrom: at + 864e5,
      windowUntil: at + 2 * 864e5,
      regionCode: 'EAST-07',
    },
    schedule: scheduleAt(at),
    submittedBy: personOf('supervisor-a'),
    proposedBy: { staffId: proposer.staffId, person: proposer.id },
    excused: [],
    inheritsProtection: false,
    note: 'synthetic case',
    reopens: null,
    ...over,
  };
}

/** A case as its workflow drives it: it makes the requests that the ledger is given, each from the state that the last one left. */
export class DrivenCase {
  readonly caseId: string;
  system: System | null = null;
  entry = 0;
  at: InstantMs = OPENED_AT;

  constructor(caseId: string = newCaseId()) {
    this.caseId = caseId;
  }

  get factsDigest(): string {
    return caseContextOf(this.system!).factsDigest;
  }

  opening(over: Partial<CaseInput> = {}): AppendRequest {
    const input = caseInput({ at: this.at, ...over }) as unknown as Json;
    return this.#take({ kind: 'start', at: this.at, input }, start(caseProgram, input, this.at)[0], null);
  }

  /** A minute later than the last input. */
  event(to: string, event: BusinessEvent): AppendRequest {
    this.at += 60_000;
    const input: Input = { kind: 'event', at: this.at, to, event: event as never };
    return this.#take(
      input as unknown as Json,
      step(caseProgram, this.system!, input)[0],
      `u_${randomBytes(13).toString('hex')}`,
    );
  }

  /** The pending timer that is due first fires. */
  timer(): AppendRequest {
    const [key, { generation, dueAt }] = Object.entries(this.system!.timers).toSorted(
      ([, one], [, other]) => one.dueAt - other.dueAt,
    )[0]!;
    this.at = dueAt;
    const input: Input = { kind: 'timer', at: this.at, key, generation };
    return this.#take(input as unknown as Json, step(caseProgram, this.system!, input)[0], null);
  }

  answer(partnerClass: PartnerClass, answer: 'noConflict' | 'conflict' = 'noConflict'): AppendRequest {
    return this.event(`${ROOT}/${partnerClass}`, {
      type: 'request.answered',
      answer,
      by: personOf(`partner-${partnerClass}`),
    });
  }

  claim(handle = 'legal-a'): AppendRequest {
    return this.event(CONSULTATION, { type: 'task.claimed', by: personOf(handle) });
  }

  consult(advice: 'consistent' | 'notConsistent' = 'consistent', handle = 'legal-a'): AppendRequest[] {
    const by = personOf(handle);
    const { factsDigest } = this;
    return [
      this.claim(handle),
      this.event(CONSULTATION, { type: 'task.started', by }),
      this.event(CONSULTATION, {
        type: 'task.completed',
        advice,
        factsDigest,
        conditions: [],
        text: 'synthetic advice',
        by,
      }),
    ];
  }

  clear(): AppendRequest {
    return this.event(ROOT, {
      type: 'decision.cleared',
      factsDigest: this.factsDigest,
      schedule: scheduleAt(this.at),
      note: 'synthetic decision',
      by: personOf('supervisor-b'),
    });
  }

  /** As the service says of a step, under an update id that says nothing. */
  late(step: string, since: InstantMs, level: Lateness): AppendRequest {
    const by: Person = {
      id: 'urn:casegate:service#reminders',
      staffId: 'SERVICE',
      roles: ['service'],
      office: 'SERVICE',
    };
    return this.event(ROOT, { type: 'step.late', step, since, level, note: '', by });
  }

  /** What the case asks of supervisors, as a task of theirs. */
  work(type: 'work.claimed' | 'work.suspended', fields: object): AppendRequest {
    return this.event(ROOT, { type, role: 'supervisor', note: '', by: personOf('supervisor-b'), ...fields } as never);
  }

  withdraw(): AppendRequest {
    return this.event(ROOT, { type: 'case.withdrawn', note: 'synthetic withdrawal', by: personOf('supervisor-a') });
  }

  #take(input: Json, system: System, updateId: string | null): AppendRequest {
    this.system = system;
    this.entry += 1;
    return {
      caseId: this.caseId,
      entry: this.entry,
      updateId,
      input,
      stateDigest: digestOf(system as unknown as Json),
    };
  }
}
