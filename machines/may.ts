/**
 * The one authorisation function: `may(person, action, about)`. Called by the engine before any event is accepted, and by the API, the
 * pages and the command line to show what a person can do and why not. Pure over attributes that the API resolved.
 */
import type { PolicyTerms } from '../policy/policy-terms.ts';
import {
  CLAIMING_ROLES,
  ROLES,
  type ClaimingRole,
  type Duty,
  type InstantMs,
  type PartnerClass,
  type Person,
  type PersonId,
  type ReferredRole,
  type Role,
} from '../schemas/words.ts';
import type { BusinessEventType, Claims, Duties } from './case-events.ts';

/** What a person may do: every business event, and what has no event. */
export type Action =
  | BusinessEventType
  | 'case.started'
  | 'case.reopened'
  | 'case.read'
  | 'case.listed'
  | 'case.assigned'
  | 'assignment.ended'
  | 'supervision.taken'
  | 'counsel.taken'
  | 'leadership.taken'
  | 'task.read'
  | 'request.read'
  | 'version.loaded'
  | 'version.proposed'
  | 'version.activated'
  | 'version.suspended'
  | 'version.compared'
  | 'payload.decode'
  | 'record.exported'
  | 'record.disclosed'
  | 'record.reconciled'
  | 'record.maintained'
  | 'custody.listed'
  | 'custody.measured'
  | 'access.listed'
  | 'disclosure.recorded'
  | 'disclosure.authorised'
  | 'disclosure.listed'
  | 'incident.reported'
  | 'incident.handled'
  | 'record.redacted'
  | 'statistics.read'
  | 'figures.read'
  | 'advice.released'
  | 'execution.resumed';

interface Rule {
  readonly roles: readonly Role[];
  /** The duty that this gives the person; separation of duties is judged for it over the case's whole history. */
  readonly duty?: Duty;
  /** Only within the person's own office. */
  readonly ownOffice?: true;
  /** Only who needs to know the case (R6): see `NeedToKnow`. */
  readonly needToKnow?: true;
  /** Only whoever has claimed the task, or substitutes for them. */
  readonly owner?: true;
  /** Not while a colleague of the role has claimed what the case asks of it. */
  readonly claimable?: true;
  /** Claiming it, or what only whoever has claimed it does with it. */
  readonly claim?: 'taken' | 'held';
  /** Nobody who has recused themselves from the case; so is all that can be claimed. */
  readonly notRecused?: true;
  /** Nor who has given up the consultation (WS-HumanTask: excluded owners). */
  readonly notGivenUp?: true;
  /** Only a liaison of the class of partner that was asked. */
  readonly ownPartnerClass?: true;
  /** Only staff whose training is current (R7). Partners are not this agency's staff. */
  readonly trained?: true;
  /** Where this comes from: a rule or row of the policy, or a product default. */
  readonly mark: string;
}

const supervisor = { roles: ['supervisor'], ownOffice: true, needToKnow: true, trained: true } as const;
/** Anybody who is on the case, of whatever role: the door shows it to nobody else. */
const onTheCase = { roles: ['supervisor', 'legal', 'leadership'], trained: true } as const;
const legal = { roles: ['legal'], ownOffice: true, trained: true } as const;
const leadership = { roles: ['leadership'], trained: true } as const;
const TAKEN = { claim: 'taken', notRecused: true, mark: 'product default' } as const;
const HELD = { claim: 'held', mark: 'product default' } as const;
const STAFF: readonly Role[] = ROLES.filter((role) => role !== 'service');
/** What follows from a policy or from another case, and from no person's act here. */
const service = { roles: ['service'] } as const;

export const RULES: { readonly [action in Action]: Rule } = {
  'case.started': {
    // There is no case yet that somebody could need to know.
    roles: ['supervisor'],
    ownOffice: true,
    trained: true,
    duty: 'submitted',
    mark: 'R1: through their Field Office Directors or Special Agents in Charge',
  },
  'case.reopened': { ...supervisor, duty: 'submitted', mark: 'row 22' },
  'case.read': { roles: ['supervisor', 'legal'], ownOffice: true, needToKnow: true, mark: 'R6, product default' },
  // A list of an office has those of its cases that the person needs to know.
  'case.listed': { roles: ['supervisor', 'legal'], ownOffice: true, mark: 'R6, product default' },
  'case.assigned': { ...onTheCase, mark: 'R6, product default' },
  'assignment.ended': { ...onTheCase, mark: 'R6, product default' },
  // Who is handed the work of a role, by somebody who has it or by leadership: being handed it is the need to know.
  'supervision.taken': { roles: ['supervisor'], ownOffice: true, trained: true, ...TAKEN },
  'counsel.taken': { ...legal, ...TAKEN },
  'leadership.taken': { ...leadership, ...TAKEN },
  'task.read': { roles: ['legal'], ownOffice: true, mark: 'R6, product default' },
  'request.read': { roles: ['partner'], ownPartnerClass: true, mark: 'R2, R6' },
  'payload.decode': { roles: ['auditor', 'privacy'], trained: true, mark: 'R6, product default' },
  // The record as a whole. That a measure takes two people is judged where it is kept, over its own history.
  'record.exported': { roles: ['auditor', 'privacy'], mark: 'R6, product default: proofs and codes' },
  'record.disclosed': { roles: ['auditor', 'privacy'], trained: true, mark: 'R6, product default: contents' },
  'record.reconciled': { roles: ['auditor', 'privacy', 'operator'], mark: 'product default' },
  'record.maintained': { roles: ['operator'], mark: 'product default' },
  'custody.listed': { roles: ['privacy', 'leadership', 'auditor'], mark: 'product default' },
  'custody.measured': { roles: ['privacy', 'leadership'], mark: 'R6, product default: two people' },
  // Who looked, what was disclosed, what went wrong: for whom privacy is their office.
  'access.listed': { roles: ['privacy', 'auditor'], trained: true, mark: 'R6' },
  'disclosure.recorded': { roles: ['privacy', 'legal'], trained: true, mark: 'R6: § 1367(b)' },
  'disclosure.authorised': { roles: ['privacy', 'legal', 'leadership'], trained: true, mark: 'R6: § 1367(b)' },
  'disclosure.listed': { roles: ['privacy', 'auditor'], trained: true, mark: 'R6' },
  'incident.reported': { roles: STAFF, mark: 'R7: whoever learns of it' },
  'incident.handled': { roles: ['privacy'], trained: true, mark: 'R7' },
  'record.redacted': { roles: ['privacy'], trained: true, mark: 'R6, product default' },
  'statistics.read': { roles: ['privacy', 'auditor', 'leadership'], mark: 'R6: § 1367(b)(1), product default' },
  // Of offices whose cases they do not read: with small counts withheld. Whoever sees the work of an office has its figures by that.
  'figures.read': { roles: ['leadership'], mark: 'R6, product default' },
  'advice.released': { ...legal, mark: 'R6, product default: counsel alone' },
  // A hold after a fault, and not one for counsel: whoever mended what caused it.
  'execution.resumed': { roles: ['operator'], mark: 'product default' },
  // Policy versions. That who proposes does not activate is judged by the register, over its own history.
  'version.loaded': { roles: ['policyStaff'], mark: 'R10, product default' },
  'version.proposed': { roles: ['policyStaff'], mark: 'R10, product default' },
  'version.activated': { roles: ['policyStaff', 'leadership'], mark: 'R10, product default: two people' },
  'version.suspended': { roles: ['policyStaff', 'leadership'], mark: 'row 19, product default' },
  'version.compared': { roles: ['policyStaff', 'auditor'], mark: 'row 18, R6, product default' },
  'facts.amended': { ...supervisor, mark: 'rows 6, 10, 30' },
  'case.withdrawn': { ...supervisor, notRecused: true, mark: 'product default' },
  'decision.cleared': { ...supervisor, claimable: true, duty: 'decided', mark: 'R1, row 20' },
  'decision.declined': { ...supervisor, claimable: true, duty: 'decided', mark: 'R1, row 20' },
  'condition.acknowledged': { ...supervisor, claimable: true, mark: 'row 26' },
  'conflict.resolved': { ...supervisor, claimable: true, duty: 'resolved', mark: 'rows 13, 14' },
  'request.excused': { ...supervisor, claimable: true, mark: 'R2: as appropriate' },
  'information.provided': { ...supervisor, notRecused: true, mark: 'row 11' },
  'case.escalated': { ...supervisor, claimable: true, mark: 'row 12' },
  'clearance.renewed': { ...supervisor, claimable: true, mark: 'row 8' },
  'action.recorded': { ...supervisor, claimable: true, mark: 'row 31' },
  'task.claimed': { ...legal, duty: 'advised', notRecused: true, notGivenUp: true, mark: 'R1, row 20' },
  'task.released': { ...legal, owner: true, mark: 'product default' },
  'task.started': { ...legal, owner: true, duty: 'advised', notRecused: true, mark: 'product default' },
  'task.completed': { ...legal, owner: true, duty: 'advised', notRecused: true, mark: 'R1, row 20' },
  'task.delegated': { ...legal, owner: true, notRecused: true, mark: 'product default' },
  'task.assigned': { ...leadership, notRecused: true, mark: 'product default: leadership assigns' },
  'task.failed': { ...legal, owner: true, mark: 'product default' },
  'task.suspended': { ...legal, owner: true, notRecused: true, mark: 'product default' },
  'task.resumed': { ...legal, owner: true, notRecused: true, mark: 'product default' },
  'task.prioritised': {
    roles: ['supervisor', 'legal'],
    ownOffice: true,
    needToKnow: true,
    trained: true,
    mark: 'product default',
  },
  'task.ranked': { ...legal, mark: 'product default' },
  'information.requested': { ...legal, owner: true, notRecused: true, mark: 'row 11' },
  'advice.withdrawn': { ...legal, notRecused: true, mark: 'rows 8, 28' },
  'request.answered': { roles: ['partner'], ownPartnerClass: true, mark: 'R2' },
  'leadership.returned': { ...leadership, claimable: true, duty: 'led', mark: 'row 12' },
  'leadership.referred': { ...leadership, claimable: true, duty: 'led', mark: 'row 12' },
  'leadership.declined': { ...leadership, claimable: true, duty: 'led', mark: 'row 12' },
  'status.disputed': { ...supervisor, mark: 'row 7' },
  'mistake.confirmed': { ...legal, claimable: true, duty: 'advised', mark: 'row 7' },
  'mistake.rejected': { ...legal, claimable: true, duty: 'advised', mark: 'row 7' },
  'protection.ended': { ...legal, duty: 'advised', notRecused: true, mark: 'R6, row 4' },
  'protection.inherited': { ...service, mark: 'row 29' },
  'exigency.claimed': { ...supervisor, notRecused: true, mark: 'row 17' },
  'exigency.approved': { ...leadership, claimable: true, duty: 'led', mark: 'row 17' },
  'policy.changed': { ...service, mark: 'row 18' },
  'policy.suspended': { ...service, mark: 'row 19' },
  'hold.released': { ...legal, claimable: true, duty: 'advised', mark: 'rows 18, 19, R9: counsel' },
  'expedite.requested': { ...supervisor, mark: 'R5' },
  'expedite.determined': { ...leadership, claimable: true, mark: 'R5: a named authorised person' },
  'compliance.certified': { ...supervisor, claimable: true, mark: 'R8' },
  'statement.recorded': { ...supervisor, claimable: true, mark: 'R8' },
  'question.asked': { ...supervisor, mark: 'R12' },
  'question.answered': {
    roles: ['leadership', 'legal', 'policyStaff'],
    trained: true,
    notRecused: true,
    mark: 'R12',
  },
  'entry.corrected': { roles: ['supervisor', 'legal', 'leadership'], trained: true, mark: 'row 30' },
  'comment.added': {
    roles: ['supervisor', 'legal'],
    ownOffice: true,
    needToKnow: true,
    trained: true,
    mark: 'product default',
  },
  'action.reported': { roles: ['supervisor', 'legal', 'leadership', 'privacy'], mark: 'row 31' },
  'report.closed': { roles: ['privacy'], trained: true, mark: 'row 31' },
  'work.claimed': { ...onTheCase, ...TAKEN },
  'work.released': { ...onTheCase, ...HELD },
  'work.started': { ...onTheCase, ...HELD },
  'work.delegated': { ...onTheCase, ...HELD },
  'work.assigned': { ...leadership, notRecused: true, mark: 'product default: leadership assigns' },
  'work.suspended': { ...onTheCase, ...HELD },
  'work.resumed': { ...onTheCase, ...HELD },
  'work.failed': { ...onTheCase, notRecused: true, mark: 'product default' },
  'work.due': { ...service, mark: 'product default' },
  'work.referred': { roles: ['supervisor', 'legal', 'leadership'], trained: true, mark: 'row 32' },
  'step.late': { ...service, mark: 'product default' },
};

/** Whose cases a person needs to know, by the staff directory at this moment. */
export interface Reach {
  /** Themselves, those of whom they substitute, and whoever reports to one of these, however far. */
  readonly through: readonly PersonId[];
  /** Whether the roster has them on duty now, for their office. */
  readonly onDuty: boolean;
}

/**
 * A person's reach, and the people of one case: whom its history gives a duty, and whom somebody brought in. The engine has no directory:
 * whoever sends it an event came in at the API's door, where this was judged (docs/adr/0011).
 */
export type NeedToKnow = 'judgedAtTheDoor' | (Reach & { readonly onCase: readonly PersonId[] });

/** Who does the work of an office as a group: its legal staff, and whoever is on duty for it. */
export const knowsWholeOffice = ({ roles }: Person, { onDuty }: Reach): boolean => roles.includes('legal') || onDuty;

/** What `may()` looks at: attributes of the case, of the task or request in question, and the policy's separation of duties. */
export interface About {
  /** The moment of the act, or of the question whether it would be permitted. */
  readonly at: InstantMs;
  readonly terms: PolicyTerms;
  readonly office: string;
  /** Null where it is about no single case: then nobody has a need to know one. */
  readonly needToKnow: NeedToKnow | null;
  /** Other offices that do the work of one role here (row 32). */
  readonly referrals?: readonly { readonly role: ReferredRole; readonly office: string }[];
  readonly duties: Duties;
  readonly owner?: PersonId | null;
  /** Who has claimed what; missing where it is not judged: see docs/adr/0011. */
  readonly claims?: Claims;
  readonly recused?: readonly PersonId[];
  /** Who has given up the consultation that it is about. */
  readonly excludedOwners?: readonly PersonId[];
  readonly partnerClass?: PartnerClass;
}

/** `recipient`, `adviser`: not of who acts, but of whom the task would go to, or who is said to have given its advice. */
export type Denial = { readonly recipient?: true; readonly adviser?: true } & (
  | { readonly why: 'role'; readonly needs: readonly Role[]; readonly mark: string }
  | { readonly why: 'office'; readonly needs: string; readonly mark: string }
  | { readonly why: 'needToKnow'; readonly mark: string }
  | { readonly why: 'training'; readonly mark: string }
  | { readonly why: 'owner'; readonly mark: string }
  | { readonly why: 'claimed'; readonly mine: boolean; readonly mark: string }
  | { readonly why: 'partnerClass'; readonly mark: string }
  | { readonly why: 'excluded'; readonly mark: string }
  | { readonly why: 'separationOfDuties'; readonly duty: Duty; readonly had: Duty; readonly mark: string }
);

/** Every reason why not; none means yes. */
export function may(person: Person, action: Action, about: About): Denial[] {
  const rule = RULES[action];
  const denials: Denial[] = [];
  if (!rule.roles.some((role) => person.roles.includes(role)))
    denials.push({ why: 'role', needs: rule.roles, mark: rule.mark });
  if (rule.ownOffice && !isOfOffice(person, rule, about))
    denials.push({ why: 'office', needs: about.office, mark: rule.mark });
  if (rule.needToKnow && !needsToKnow(person, about)) denials.push({ why: 'needToKnow', mark: 'R6' });
  if (rule.trained && about.terms.requiresTraining && (person.trainedUntil ?? 0) <= about.at)
    denials.push({ why: 'training', mark: 'R7' });
  if (rule.owner && !actsForOwner(person, about)) denials.push({ why: 'owner', mark: rule.mark });
  if (about.claims !== undefined) denials.push(...conflictsOfClaim(person, rule, about.claims));
  if (isExcluded(person, rule, about)) denials.push({ why: 'excluded', mark: 'product default' });
  if (rule.ownPartnerClass && person.partnerClass !== about.partnerClass)
    denials.push({ why: 'partnerClass', mark: rule.mark });
  if (rule.duty !== undefined) denials.push(...conflictsOfDuty(person.id, rule.duty, about, rule.mark));
  return denials;
}

/** The case's own office, and for a role whose work was referred the office that it was referred to. */
const isOfOffice = ({ office, roles }: Person, rule: Rule, about: About): boolean =>
  office === about.office ||
  (about.referrals ?? []).some(
    (referral) => referral.office === office && roles.includes(referral.role) && rule.roles.includes(referral.role),
  );

/** In an office that supervisors' work was referred to nobody is on the case: there they need to know it as a group (row 32). */
function needsToKnow(person: Person, { needToKnow, referrals = [] }: About): boolean {
  if (needToKnow === null) return false;
  if (needToKnow === 'judgedAtTheDoor' || knowsWholeOffice(person, needToKnow)) return true;
  const isReferredTo = referrals.some(
    ({ role, office }) => office === person.office && person.roles.includes(role) && role === 'supervisor',
  );
  return isReferredTo || needToKnow.onCase.some((id) => needToKnow.through.includes(id));
}

const isExcluded = (
  { id }: Person,
  { notRecused, claimable, notGivenUp }: Rule,
  { recused = [], excludedOwners = [] }: About,
): boolean =>
  ((notRecused === true || claimable === true) && recused.includes(id)) ||
  (notGivenUp === true && excludedOwners.includes(id));

/** A substitute acts for an owner who is out of office, under their own name. */
const actsForOwner = ({ id, substitutesFor = [] }: Person, { owner }: Pick<About, 'owner'>): boolean =>
  owner !== undefined && owner !== null && (owner === id || substitutesFor.includes(owner));

/** As what somebody takes over the work of a role. */
export const TAKEN_AS: { readonly [role in ClaimingRole]: Action } = {
  supervisor: 'supervision.taken',
  legal: 'counsel.taken',
  leadership: 'leadership.taken',
};

/** What a person's role claims, by the first of their roles that does. */
export const claimingRoleOf = ({ roles }: Person): ClaimingRole | undefined =>
  CLAIMING_ROLES.find((role) => roles.includes(role));

/** Under which of their roles a person has claimed what the case asks of it, or substitutes for who has. */
export const heldRoleOf = (person: Person, claims: Claims): ClaimingRole | undefined =>
  CLAIMING_ROLES.find((role) => person.roles.includes(role) && actsForOwner(person, { owner: claims[role] ?? null }));

function conflictsOfClaim(person: Person, { roles, claimable, claim, mark }: Rule, claims: Claims): Denial[] {
  if (claim === 'held') return heldRoleOf(person, claims) === undefined ? [{ why: 'owner', mark }] : [];
  const claimed = claimingRoleOf(person);
  if (claim === 'taken' && claimed !== undefined && claims[claimed] === person.id)
    return [{ why: 'claimed', mine: true, mark }];
  if (claimable !== true) return [];
  const role = CLAIMING_ROLES.find((one) => roles.includes(one) && person.roles.includes(one));
  const owner = role === undefined ? null : (claims[role] ?? null);
  const isTaken = owner !== null && !actsForOwner(person, { owner });
  return isTaken ? [{ why: 'claimed', mine: false, mark: 'product default' }] : [];
}

/** Row 20: one person behind two gates is refused by identity, at claim and again at completion. */
function conflictsOfDuty(person: PersonId, duty: Duty, { terms, duties }: About, mark: string): Denial[] {
  return terms.separatedDuties
    .map(([one, other]) => (one === duty ? other : other === duty ? one : null))
    .filter((had): had is Duty => had !== null && (duties[had]?.includes(person) ?? false))
    .map((had) => ({ why: 'separationOfDuties', duty, had, mark }));
}
