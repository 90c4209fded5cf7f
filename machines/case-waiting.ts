/** For whom a case waits, and with what: the work of a person, and of a role as the record keeps it. */
import type { InstantMs, Person, Role } from '../schemas/words.ts';
import { lacksStatement } from './case-context.ts';
import { isAsked } from './case-actions.ts';
import { gatesOf, inTurn, type GateView } from './case-gates.ts';
import { caseContextOf, consultationOf } from './case-program.ts';
import { awaitsLeadership, leadershipToldIn, type Told } from './case-reading.ts';
import { hasEnded, rootStateOf } from './case-state.ts';
import { caseViewOf } from './case-view.ts';
import type { System } from './system.ts';

/** Roles that work on cases; partners work on requests. */
export const AWAITED_ROLES = [
  'supervisor',
  'legal',
  'leadership',
  'policyStaff',
  'privacy',
] as const satisfies readonly Role[];
export type AwaitedRole = (typeof AWAITED_ROLES)[number];

export interface Awaited {
  readonly roles: readonly AwaitedRole[];
  /** The soonest deadline of what is in turn, whosever it is; null where nothing has one. */
  readonly dueAt: InstantMs | null;
}

/** Words differ with who looks, and whose turn it is does not. */
const NOBODY: Person = { id: '', staffId: '', roles: [], office: '' };

const ANSWERS: { readonly [of in 'leadership' | 'opla' | 'orap']: AwaitedRole } = {
  leadership: 'leadership',
  opla: 'legal',
  orap: 'policyStaff',
};

/**
 * Read off the system without trying any act, so that it can be kept with each entry: rather a role too many than one too few, since for
 * a person it is tried: see `workFor`.
 */
export function awaitedIn(system: System): Awaited {
  if (hasEnded(system)) return { roles: [], dueAt: null };
  const context = caseContextOf(system);
  const { questions, disputed, reported } = context;
  const open = openOf(gatesOf(system, NOBODY));
  const roles = new Set<Role>(open.flatMap((gate) => gate.roles));
  for (const { of, answered } of questions) if (!answered) roles.add(ANSWERS[of]);
  if (awaitsLeadership(system)) roles.add('leadership');
  if (disputed !== null) roles.add('legal');
  if (reported) roles.add('privacy');
  // What was done, or stated in the Notice to Appear, is still to be recorded.
  if (rootStateOf(system) === 'cleared' || lacksStatement(context)) roles.add('supervisor');
  return { roles: AWAITED_ROLES.filter((role) => roles.has(role)), dueAt: soonestOf(open) };
}

const openOf = (gates: readonly GateView[]): GateView[] => inTurn(gates).filter(({ missing }) => missing !== null);

const soonestOf = (gates: readonly Pick<GateView, 'dueAt'>[]): InstantMs | null =>
  gates.reduce<InstantMs | null>(
    (soonest, { dueAt }) => (dueAt !== null && (soonest === null || dueAt < soonest) ? dueAt : soonest),
    null,
  );

const NOTHING: Told = { silence: false, steps: [] };

export interface PersonsWork {
  /** What is missing, and this person could bring. */
  readonly gates: readonly GateView[];
  /** What they were asked for, in words. */
  readonly asked: readonly string[];
  /** What leadership was told of, and can only see to. */
  readonly told: Told;
  readonly dueAt: InstantMs | null;
  readonly overdue: boolean;
}

/**
 * What waits in a case for a person or a colleague of their role; null where nothing does.
 * @param dated the gates with what the machines do not know of their dates
 */
export function workFor(
  system: System,
  person: Person,
  at: InstantMs,
  dated: (gates: readonly GateView[]) => readonly GateView[] = (gates) => gates,
): PersonsWork | null {
  if (hasEnded(system)) return null;
  const view = caseViewOf(system, person, at);
  const open = openOf(dated(view.gates));
  const owner = consultationOf(system)?.context.owner ?? null;
  // Whoever has claimed the consultation, or looks after it, has it among their tasks.
  const isTheirTask = owner === person.id || (person.substitutesFor ?? []).some((id) => id === owner);
  const gates = open.filter(
    ({ gate, roles, excludedPersons }) =>
      roles.some((role) => person.roles.includes(role)) &&
      !excludedPersons.includes(person.id) &&
      !(gate === 'oplaConsultation' && isTheirTask),
  );
  const asked = [...new Set(view.actions.filter(isAsked).map(({ words }) => words))];
  const told = person.roles.includes('leadership') && asked.length === 0 ? leadershipToldIn(system) : NOTHING;
  const steps = told.steps.filter((step) => gates.every((gate) => gate.step !== step));
  if (gates.length + asked.length + steps.length === 0 && !told.silence) return null;
  // Who was told of a silence was told since its deadline had passed.
  const timed = gates.length === 0 && told.silence ? open : gates;
  return {
    gates,
    asked,
    told: { ...told, steps },
    dueAt: soonestOf(timed),
    overdue: timed.some(({ overdue }) => overdue),
  };
}
