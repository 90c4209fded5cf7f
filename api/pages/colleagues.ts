/** Staff whom a form suggests. */
import type { AppPorts, ListedPerson } from '../ports.ts';
import type { Person } from '../../schemas/words.ts';
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
  const found = people
    .list()
    .filter(({ person: one }) => offices.includes(one.office) && one.id !== person.id)
    .filter(({ person: one }) => !one.roles.includes('partner') && isMeant(one));
  return { people: found.slice(0, SUGGESTED_MAX), isCut: found.length > SUGGESTED_MAX };
}

/** Work of a role goes to somebody of it. */
const isMeantBy =
  (action: string, { roles }: Person) =>
  (one: Person): boolean =>
    action !== 'work.delegated' || one.roles.some((role) => roles.includes(role));

export function staffSuggestions(ports: AppPorts, person: Person, office = person.office, action = ''): Suggestions {
  const staff = colleaguesOf(ports, person, [office], isMeantBy(action, person)).people.map(
    ({ displayName, person: { staffId } }) => [staffId, displayName] as const,
  );
  return new Map(STAFF_FIELDS.map((field) => [field, staff]));
}
