/** Staff whom a form suggests. */
import { officeFor, type CaseContext } from '../../machines/case-context.ts';
import { aboutOf, caseContextOf } from '../../machines/case-program.ts';
import { claimingRoleOf, heldRoleOf, may, TAKEN_AS } from '../../machines/may.ts';
import { ROOT } from '../../machines/system.ts';
import type { AppPorts, CaseRecord, ListedPerson } from '../ports.ts';
import { CLAIMING_ROLES, type ClaimingRole, type Person } from '../../schemas/words.ts';
import type { Suggestions } from '../../web/form-field.ts';

/** More would be no help to choose from. */
const SUGGESTED_MAX = 200;

/** Fields that take a staff id. */
const STAFF_FIELDS = ['proposingOfficer', 'givenTo', 'givenBy', 'to', 'authorisedBy', 'exercisedBy'];

export interface Colleagues {
  readonly people: readonly ListedPerson[];
  /** Whether there are more than these. */
  readonly isCut: boolean;
}

/** The staff of these offices but oneself, or of it those with whom it goes on. */
export function colleaguesOf(
  { people }: Pick<AppPorts, 'people'>,
  person: Person,
  offices: readonly string[],
  isMeant: (one: Person) => boolean = () => true,
): Colleagues {
  return cut(
    others(people, person).filter(
      ({ person: one }) => offices.includes(one.office) && !one.roles.includes('partner') && isMeant(one),
    ),
  );
}

const others = (people: AppPorts['people'], { id }: Person): ListedPerson[] =>
  people.list().filter(({ person: one }) => one.id !== id);

const cut = (found: readonly ListedPerson[]): Colleagues => ({
  people: found.slice(0, SUGGESTED_MAX),
  isCut: found.length > SUGGESTED_MAX,
});

/** Acts by which the work of a role goes to somebody else. */
const HAND_OVERS = ['work.delegated', 'work.assigned'] as const;
type HandOver = (typeof HAND_OVERS)[number];

export const isHandOver = (action: string): action is HandOver => (HAND_OVERS as readonly string[]).includes(action);

/** Whose work it is: what whoever delegates it has, and of any role where leadership assigns it. */
function rolesHandedOver(action: HandOver, person: Person, { claims = {} }: CaseContext): readonly ClaimingRole[] {
  if (action === 'work.assigned') return CLAIMING_ROLES;
  const role = heldRoleOf(person, claims) ?? claimingRoleOf(person);
  return role === undefined ? [] : [role];
}

/** Who may take over work that this case asks of a role: as the case judges it, in the office that does it now. */
export function successorsOf(
  { people, clock }: Pick<AppPorts, 'people' | 'clock'>,
  person: Person,
  { system }: CaseRecord,
  action: HandOver,
): Colleagues {
  const context = caseContextOf(system);
  const roles = rolesHandedOver(action, person, context);
  const about = aboutOf(system, ROOT, clock(), 'judgedAtTheDoor');
  const couldTake = (one: Person) => (role: ClaimingRole) =>
    may(one, TAKEN_AS[role], about).length === 0 && isWhereItIsDone(context, role, one) && !hasIt(context, role, one);
  return cut(others(people, person).filter(({ person: one }) => roles.some(couldTake(one))));
}

/** Leadership is of no office of a case. */
const isWhereItIsDone = (context: CaseContext, role: ClaimingRole, { office }: Person): boolean =>
  role === 'leadership' || office === officeFor(context, role);

const hasIt = ({ claims = {} }: CaseContext, role: ClaimingRole, { id }: Person): boolean => claims[role] === id;

/** @param staff without them, the staff of one's own office */
export function staffSuggestions(
  ports: AppPorts,
  person: Person,
  staff = colleaguesOf(ports, person, [person.office]),
): Suggestions {
  const named = staff.people.map(
    ({ displayName, person: { staffId, office } }) =>
      [staffId, office === person.office ? displayName : `${displayName}, ${office}`] as const,
  );
  return new Map(STAFF_FIELDS.map((field) => [field, named]));
}
