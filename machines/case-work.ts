/** What the case asks of a role beside the consultation, as a human task (WS-HumanTask): one pure function for each change of it. */
import { CLAIMING_ROLES, type ClaimingRole, type Person, type PersonId } from '../schemas/words.ts';
import { withoutRole, type CaseContext } from './case-context.ts';
import type { CaseEvent, WorkStanding } from './case-events.ts';

type Patch = Partial<CaseContext>;
type Of<Type extends CaseEvent['type']> = Extract<CaseEvent, { type: Type }>;

/** Only where there is something to say: what was recorded before stands as it did. */
const withStanding = ({ work }: CaseContext, role: ClaimingRole, standing: WorkStanding): Patch => ({
  work: { ...work, [role]: standing },
});

const unclaimed = ({ claims, work }: CaseContext, role: ClaimingRole): Patch => ({
  ...(claims === undefined ? {} : { claims: withoutRole(claims, role) }),
  ...(work === undefined ? {} : { work: withoutRole(work, role) }),
});

/** By whom it is claimed, or to whom it is handed: it comes unbegun, and is begun within as long as a reminder takes. */
export const taken = (
  context: CaseContext,
  { role, schedule }: Of<'work.claimed'> | Of<'work.delegated'> | Of<'work.assigned'>,
  person: PersonId,
): Patch => ({
  ...unclaimed(context, role),
  claims: { ...context.claims, [role]: person },
  ...(schedule === undefined ? {} : withStanding(context, role, { startBy: schedule.consultation.remindAt })),
});

export const givenBack = (context: CaseContext, role: ClaimingRole): Patch => ({
  ...unclaimed(context, role),
  claims: withoutRole(context.claims ?? {}, role),
});

/** Row 32: its people claim it anew. */
export const referred = (context: CaseContext, { role, office }: Of<'work.referred'>): Patch => ({
  ...unclaimed(context, role),
  referrals: [...context.referrals, { role, office }],
});

export const begun = (context: CaseContext, role: ClaimingRole): Patch =>
  withStanding(context, role, { started: true });

export function begunByActing(context: CaseContext, by: Person): Patch {
  const held = Object.keys(context.work ?? {}) as ClaimingRole[];
  const theirs = held.filter((role) => isHeldBy(context, role, by));
  if (theirs.length === 0) return {};
  const begunByThem: readonly (readonly [ClaimingRole, WorkStanding])[] = theirs.map((role) => [
    role,
    { started: true },
  ]);
  return { work: { ...context.work, ...Object.fromEntries(begunByThem) } };
}

export const suspended = (context: CaseContext, { role, until }: Of<'work.suspended'>): Patch =>
  withStanding(context, role, { started: true, suspendedUntil: until });

/**
 * Who acted, and whom they substituted for: neither does any of it from now on, under whatever role they have claimed it. What a colleague has
 * claimed stays theirs.
 */
export function recusal(context: CaseContext, { by }: Of<'work.failed'>): Patch {
  const { claims = {}, recused = [] } = context;
  const theirs = CLAIMING_ROLES.filter((role) => isHeldBy(context, role, by));
  const owners = theirs.flatMap((role) => claims[role] ?? []);
  return {
    ...theirs.reduce<Patch>((patch, role) => ({ ...patch, ...givenBack({ ...context, ...patch }, role) }), {}),
    recused: [...new Set([...recused, by.id, ...owners])].sort(),
  };
}

export const isStartDue = ({ work }: CaseContext, { role, what, date }: Of<'work.due'>): boolean =>
  what === 'start' && work?.[role]?.startBy === date;

export const isResumptionDue = ({ work }: CaseContext, { role, what, date }: Of<'work.due'>): boolean =>
  what === 'resumption' && work?.[role]?.suspendedUntil === date;

function isHeldBy({ claims }: CaseContext, role: ClaimingRole, { id, substitutesFor = [] }: Person): boolean {
  const owner = claims?.[role];
  return owner !== undefined && (owner === id || substitutesFor.includes(owner));
}
