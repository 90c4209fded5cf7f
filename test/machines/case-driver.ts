/** Drives the case program through `step` alone: synthetic people, facts and schedules, and one function per thing that happens. */
import { expect } from 'vitest';
import type {
  BusinessEvent,
  CaseEvent,
  CaseInput,
  ConsultationEvent,
  DeconflictionEvent,
} from '../../machines/case-events.ts';
import { caseContextOf, caseProgram, CONSULTATION, consultationOf, requestKeyOf } from '../../machines/case-program.ts';
import { rootStateOf } from '../../machines/case-state.ts';
import {
  Refused,
  ROOT,
  start,
  step,
  type Effect,
  type Input,
  type RefusalCode,
  type System,
} from '../../machines/system.ts';
import type { PolicyTerms } from '../../policy/policy-terms.ts';
import {
  BENEFITS,
  PARTNER_CLASSES,
  type Advice,
  type CaseFacts,
  type Deadlines,
  type HoldReason,
  type Json,
  type PartnerAnswer,
  type PartnerClass,
  type Person,
  type Schedule,
  type StatusFact,
  type TransitionRule,
} from '../../schemas/words.ts';

export const OPENED_AT = Date.UTC(2026, 10, 2, 12);
const DAY_MS = 86_400_000;
export const OFFICE = 'OFFICE-A';

export const TERMS: PolicyTerms = {
  version: 'announcement-2025-01-31',
  digest: '0'.repeat(64),
  consultationBenefits: BENEFITS,
  partnerClasses: ['local', 'federal'],
  separatedDuties: [
    ['proposed', 'advised'],
    ['proposed', 'resolved'],
    ['submitted', 'advised'],
    ['submitted', 'resolved'],
    ['advised', 'decided'],
  ],
  requiresTraining: true,
  certifiedPlaces: ['courthouseProtectedMatter'],
  holdsSoleSource: true,
};

/** Row 17: a policy with the exception that no shipped one has. */
export const WITH_EXIGENCY: PolicyTerms = { ...TERMS, version: 'with-exigency', allowsExigency: true };

const person = (name: string, roles: Person['roles'], more: Partial<Person> = {}): Person => ({
  id: `https://identity.invalid#${name}`,
  staffId: `staff-${name}`,
  roles,
  office: OFFICE,
  trainedUntil: Date.UTC(2100, 0),
  ...more,
});

/** All synthetic. `supervisorA` proposes and submits; `supervisorB` resolves and decides. */
export const PEOPLE = {
  supervisorA: person('supervisor-a', ['supervisor']),
  supervisorB: person('supervisor-b', ['supervisor']),
  legalA: person('legal-a', ['legal']),
  legalB: person('legal-b', ['legal']),
  leader: person('leader', ['leadership'], { office: 'HEADQUARTERS' }),
  privacy: person('privacy', ['privacy'], { office: 'HEADQUARTERS' }),
  policyStaff: person('policy-staff', ['policyStaff'], { office: 'HEADQUARTERS' }),
  service: person('service', ['service'], { office: 'NONE' }),
} as const;

export const liaisonOf = (partnerClass: PartnerClass): Person =>
  person(`liaison-${partnerClass}`, ['partner'], { partnerClass, office: 'PARTNER' });

export const KNOWN: StatusFact = {
  benefit: 'uNonimmigrant',
  role: 'primaryApplicant',
  stage: 'pending',
  provenance: 'agencyRecords',
};

export const factsWith = (more: Partial<CaseFacts> = {}): CaseFacts => ({
  personReference: 'p_synthetic',
  statuses: [],
  placeClass: 'other',
  windowFrom: OPENED_AT + 40 * DAY_MS,
  windowUntil: OPENED_AT + 41 * DAY_MS,
  regionCode: 'EAST-07',
  ...more,
});

const deadlinesFrom = (at: number): Deadlines => ({
  remindAt: at + 2 * DAY_MS,
  dueAt: at + 3 * DAY_MS,
  escalateAt: at + 5 * DAY_MS,
});

export const scheduleFrom = (at: number): Schedule => ({
  consultation: deadlinesFrom(at),
  deconfliction: deadlinesFrom(at),
  clearanceExpiresAt: at + 30 * DAY_MS,
  lapseEndsAt: at + 44 * DAY_MS,
});

export const caseInput = (more: Partial<CaseInput> = {}): CaseInput => ({
  at: OPENED_AT,
  office: OFFICE,
  terms: TERMS,
  facts: factsWith(),
  schedule: scheduleFrom(OPENED_AT),
  submittedBy: PEOPLE.supervisorA,
  proposedBy: { staffId: PEOPLE.supervisorA.staffId, person: PEOPLE.supervisorA.id },
  excused: [],
  inheritsProtection: false,
  note: 'synthetic',
  reopens: null,
  ...more,
});

/** A union's members each without one field: plain `Omit` would merge them. */
type Without<Union, Field extends string> = Union extends unknown ? Omit<Union, Field> : never;

/** One case under test. Each act moves the clock by a minute, or to where the test put it. */
export class CaseDriver {
  system: System;
  effects: Effect[];
  at: number;

  constructor(input: CaseInput = caseInput()) {
    [this.system, this.effects] = start(caseProgram, input as unknown as Json, input.at);
    this.at = input.at;
  }

  static known(more: Partial<CaseInput> = {}): CaseDriver {
    return new CaseDriver(caseInput({ facts: factsWith({ statuses: [KNOWN] }), ...more }));
  }

  get state() {
    return rootStateOf(this.system);
  }
  get context() {
    return caseContextOf(this.system);
  }
  get value(): Json {
    return this.system.actors[ROOT]!.value;
  }
  get consultationState(): Json {
    return consultationOf(this.system)?.value ?? null;
  }

  take(input: Input): this {
    this.at = input.at;
    [this.system, this.effects] = step(caseProgram, this.system, input);
    return this;
  }

  inputFor(to: string, by: Person, event: Without<BusinessEvent, 'by'>): Input {
    return { kind: 'event', at: this.at + 60_000, to, event: { ...event, by } as never };
  }
  /** An event to the case itself. */
  act(by: Person, event: Without<CaseEvent, 'by'>): this {
    return this.take(this.inputFor(ROOT, by, event));
  }
  consult(by: Person, event: Without<ConsultationEvent, 'by'>): this {
    return this.take(this.inputFor(CONSULTATION, by, event));
  }
  ofRequest(by: Person, partnerClass: PartnerClass, event: Without<DeconflictionEvent, 'by'>): this {
    return this.take(this.inputFor(requestKeyOf(partnerClass), by, event));
  }
  answer(partnerClass: PartnerClass, answer: PartnerAnswer): this {
    return this.ofRequest(liaisonOf(partnerClass), partnerClass, { type: 'request.answered', answer });
  }
  allAnswer(answer: PartnerAnswer = 'noConflict'): this {
    for (const partnerClass of this.context.terms.partnerClasses) this.answer(partnerClass, answer);
    return this;
  }
  begin(by: Person = PEOPLE.legalA): this {
    return this.consult(by, { type: 'task.claimed' }).consult(by, { type: 'task.started' });
  }
  advise(advice: Advice = 'consistent', conditions: readonly string[] = [], by: Person = PEOPLE.legalA): this {
    const factsDigest = consultationOf(this.system)!.context.factsDigest;
    return this.consult(by, {
      type: 'task.completed',
      advice,
      factsDigest,
      conditions: conditions.map((id) => ({ id, text: id })),
      text: 'synthetic',
    });
  }
  amend(facts: CaseFacts): this {
    return this.act(PEOPLE.supervisorA, {
      type: 'facts.amended',
      facts,
      schedule: scheduleFrom(this.at),
      note: 'synthetic',
    });
  }
  decision(): Without<CaseEvent, 'by'> {
    return {
      type: 'decision.cleared',
      factsDigest: this.context.factsDigest,
      schedule: scheduleFrom(this.at),
      note: 'synthetic',
    };
  }
  clear(): this {
    return this.act(PEOPLE.supervisorB, this.decision());
  }
  /** The timer that is due next fires, at its time. */
  fireNext(which: (key: string) => boolean = () => true): this {
    const next = Object.entries(this.system.timers)
      .filter(([key]) => which(key))
      .sort(([, a], [, b]) => a.dueAt - b.dueAt)[0];
    if (next === undefined) throw new Error('no timer is pending');
    const [key, { generation, dueAt }] = next;
    return this.take({ kind: 'timer', at: dueAt, key, generation });
  }
  resolve(partnerClass: PartnerClass): this {
    return this.act(PEOPLE.supervisorB, { type: 'conflict.resolved', partnerClass, note: 'synthetic' });
  }

  changePolicy(rule: TransitionRule, terms: Partial<PolicyTerms> = {}, activation = 'activation-1'): this {
    return this.act(PEOPLE.service, {
      type: 'policy.changed',
      terms: { ...this.context.terms, version: 'next', digest: '1'.repeat(64), ...terms },
      rule,
      activation,
      schedule: scheduleFrom(this.at),
      note: 'synthetic',
    });
  }
  release(reason: HoldReason, by: Person = PEOPLE.legalA): this {
    return this.act(by, { type: 'hold.released', reason, schedule: scheduleFrom(this.at), note: 'synthetic' });
  }

  /** Expects the refusal and that the system stayed as it was. */
  refuses(code: RefusalCode, act: () => unknown): Refused {
    const before = JSON.stringify(this.system);
    const { at } = this;
    const refused = refusalOf(act);
    expect(refused?.code).toBe(code);
    expect(JSON.stringify(this.system)).toBe(before);
    this.at = at;
    return refused!;
  }
}

/** The refusal that an act ends in; null where it was accepted. Faults go through. */
export function refusalOf(act: () => unknown): Refused | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

export const EVERY_PARTNER: PolicyTerms = { ...TERMS, partnerClasses: PARTNER_CLASSES };
