/**
 * By when what waits for people is to be done, where no task says it: within the time limits of a consultation, counted from the entry with which
 * it began to wait, on the calendar of the office that does it (a product default: docs/policy.md); a renewal until the case expires.
 */
import { caseContextOf } from '../../machines/case-program.ts';
import type { GateView } from '../../machines/case-gates.ts';
import { RENEWAL } from '../../machines/case-steps.ts';
import { stepWords } from '../../machines/case-words.ts';
import type { WaitingStep } from '../../machines/waiting-steps.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { InstantMs } from '../../schemas/words.ts';
import { isoOf } from '../http/iso.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';

type Ports = Pick<AppPorts, 'policy' | 'clock'>;
type Known = Pick<CaseRecord, 'system' | 'steps'>;

interface Due {
  readonly dueAt: InstantMs;
  readonly overdue: boolean;
}

function dueOf({ policy, clock }: Ports, { system }: Known, { step, since, office }: WaitingStep): Due {
  const { terms, schedule } = caseContextOf(system);
  const dueAt = step === RENEWAL ? schedule.lapseEndsAt : policy.scheduleOf(terms, since, office).consultation.dueAt;
  return { dueAt, overdue: clock() >= dueAt };
}

/** The gates with the dates that the machines do not know. */
export const datedGates = (ports: Ports, record: Known, gates: readonly GateView[]): GateView[] =>
  gates.map((gate) => {
    const waiting = record.steps.find(({ step }) => step === gate.step);
    return waiting === undefined || gate.met ? gate : { ...gate, ...dueOf(ports, record, waiting) };
  });

export const datedSteps = (ports: Ports, record: Known): (WaitingStep & Due)[] =>
  record.steps.map((waiting) => ({ ...waiting, ...dueOf(ports, record, waiting) }));

/** All that waits so, whether it stands for a gate or somebody asked for it. */
export const stepsShown = (ports: Ports, record: Known): Answer<'Case'>['steps'] =>
  datedSteps(ports, record).map(({ step, role, since, dueAt, overdue, remindedAt, escalatedAt }) => ({
    step,
    words: stepWords(step),
    who: role,
    since: isoOf(since),
    dueAt: isoOf(dueAt),
    overdue,
    reminded: remindedAt !== null,
    escalated: escalatedAt !== null,
  }));
