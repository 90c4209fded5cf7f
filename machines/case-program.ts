import type { ClaimingRole, InstantMs, PartnerClass, Person } from '../schemas/words.ts';
import type { BusinessEventType } from './case-events.ts';
import type { CaseContext } from './case-context.ts';
import { caseMachine } from './case.machine.ts';
import type { ConsultationContext } from './consultation.machine.ts';
import type { DeconflictionContext } from './deconfliction.machine.ts';
import { may, RULES, TAKEN_AS, type About, type Action, type Denial, type NeedToKnow } from './may.ts';
import { ROOT, type ActorState, type EventInput, type Program, type System } from './system.ts';

/** The case's root, the consultation and the deconfliction requests, with who may send what: all that the interpreter needs. */
export const caseProgram: Program = {
  root: caseMachine,
  admit: (system: System, { to, event, at }: EventInput) => {
    const person = event['by'] as unknown as Person | undefined;
    if (person === undefined || !Object.hasOwn(RULES, event.type)) return [{ why: 'unknownEvent' }];
    const about = aboutOf(system, to, at, 'judgedAtTheDoor');
    const recipient = event['to'] as unknown as Person | undefined;
    const denials = [
      ...may(person, event.type as BusinessEventType, about),
      // Who is handed a task, or has given its advice by telephone, has to be somebody who could have claimed it.
      ...couldNot(recipient, takenAs(event), about).map((denial) => ({ ...denial, recipient: true as const })),
      ...couldNot(adviserIn(event), 'task.claimed', about).map((denial) => ({ ...denial, adviser: true as const })),
    ];
    return denials.length === 0 ? null : (denials as never);
  },
};

const couldNot = (person: Person | undefined, action: Action, about: About): Denial[] =>
  person === undefined ? [] : may(person, action, about);

const takenAs = ({ type, role }: EventInput['event']): Action =>
  type === 'work.delegated' || type === 'work.assigned' ? TAKEN_AS[role as ClaimingRole] : 'task.claimed';

/** Whom the event names as having given the advice. */
const adviserIn = (event: EventInput['event']): Person | undefined =>
  (event['telephone'] as { readonly givenBy?: unknown } | undefined)?.givenBy as Person | undefined;

export const caseContextOf = (system: System): CaseContext => system.actors[ROOT]!.context as unknown as CaseContext;

export const CONSULTATION = `${ROOT}/consultation`;

/** Key of the request to one class of partner. */
export const requestKeyOf = (partnerClass: PartnerClass): string => `${ROOT}/${partnerClass}`;

/** The consultation, if this case has one. */
export function consultationOf(
  system: System,
): (Omit<ActorState, 'context'> & { readonly context: ConsultationContext }) | null {
  return (system.actors[CONSULTATION] as never) ?? null;
}

/** The deconfliction requests of a case, by actor key. */
export function requestsOf(
  system: System,
): [key: string, Omit<ActorState, 'context'> & { readonly context: DeconflictionContext }][] {
  return Object.entries(system.actors).filter(([, actor]) => actor.src === 'deconfliction') as never;
}

/** What `may()` looks at for an event to one actor of a case. */
export function aboutOf(system: System, to: string, at: InstantMs, needToKnow: NeedToKnow): About {
  const { terms, office, duties, referrals, claims = {}, recused = [] } = caseContextOf(system);
  const actor = Object.hasOwn(system.actors, to) ? system.actors[to] : undefined;
  return {
    at,
    terms,
    office,
    needToKnow,
    referrals,
    duties,
    recused,
    ...(needToKnow === 'judgedAtTheDoor' ? {} : { claims }),
    ...(actor?.src === 'consultation' ? taskAbout(actor.context as unknown as ConsultationContext) : {}),
    ...(actor?.src === 'deconfliction'
      ? { partnerClass: (actor.context as unknown as DeconflictionContext).partnerClass }
      : {}),
  };
}

const taskAbout = ({ owner, excludedOwners }: ConsultationContext): Pick<About, 'owner' | 'excludedOwners'> => ({
  owner,
  excludedOwners,
});
