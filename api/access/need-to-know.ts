/**
 * Who needs to know a case (R6), resolved from the staff directory and the record in this one place, and judged by `may()`: for cases and
 * all that is shown of them, and as what lists are narrowed to. See docs/adr/0011.
 */
import { aboutOf } from '../../machines/case-program.ts';
import { canReadCase, namedIn } from '../../machines/case-reading.ts';
import { denialWords } from '../../machines/case-words.ts';
import {
  knowsWholeOffice,
  may,
  RULES,
  type Action,
  type Denial,
  type NeedToKnow,
  type Reach,
} from '../../machines/may.ts';
import { ROOT } from '../../machines/system.ts';
import type { Person, PersonId } from '../../schemas/words.ts';
import type { AppPorts, CaseRecord, ListedPerson } from '../ports.ts';

type Directory = Pick<AppPorts, 'people' | 'clock'>;
type Known = Pick<CaseRecord, 'system' | 'assigned'>;

/** Whether this person is shown the case at all. */
export const canRead = (ports: Directory, person: Person, record: Known): boolean =>
  canReadCase(record.system, person, ports.clock(), needToKnowOf(ports, person, record));

export const needToKnowOf = (ports: Directory, person: Person, { system, assigned }: Known): NeedToKnow => ({
  ...reachOf(ports, person),
  onCase: [...namedIn(system), ...assigned],
});

/** Whose cases a person's lists are made of; null: all of their office's. */
export function listedFor(ports: Directory, person: Person): readonly PersonId[] | null {
  const reach = reachOf(ports, person);
  return knowsWholeOffice(person, reach) ? null : reach.through;
}

/**
 * Why somebody who is shown a case, as leadership for example, may still not do in it what is for whoever needs to know it. The rest the
 * engine judges, which knows the case as it is at that moment and no directory.
 */
export function denialsAtTheDoor(ports: Directory, person: Person, record: Known, action: Action): Denial[] {
  const about = aboutOf(record.system, ROOT, ports.clock(), needToKnowOf(ports, person, record));
  return may(person, action, about).filter(isOfTheDoor(action));
}

/** Whose a claim is, the engine does not judge: it orders who works, and no clearance rests on it. */
const isOfTheDoor =
  (action: Action) =>
  ({ why }: Denial): boolean =>
    why === 'needToKnow' || why === 'claimed' || (why === 'owner' && RULES[action].claim === 'held');

/** What a person can do, with what the door adds to why not. */
export const withDoor = <View extends { readonly action: Action; readonly whyNot: readonly string[] }>(
  ports: Directory,
  person: Person,
  record: Known,
  actions: readonly View[],
): View[] =>
  actions.map((view) => {
    const denials = denialsAtTheDoor(ports, person, record, view.action);
    return denials.length === 0 ? view : { ...view, whyNot: [...view.whyNot, ...denials.map(denialWords)] };
  });

function reachOf({ people, clock }: Directory, person: Person): Reach {
  const onCall = people.onCall?.(clock()) ?? [];
  return {
    through: withReports(people.list(), [person.id, ...(person.substitutesFor ?? [])]),
    onDuty: onCall.some(({ person: { id } }) => id === person.id),
  };
}

/** These people and whoever reports to one of them, however far. The directory has no circles; here none would go round for ever. */
function withReports(listed: readonly ListedPerson[], people: readonly PersonId[]): readonly PersonId[] {
  const reports = reportsIn(listed);
  const reached = new Set(people);
  // A set hands out what is added to it while it is walked.
  for (const id of reached) for (const report of reports.get(id) ?? []) reached.add(report);
  return [...reached];
}

/** Made once for each list that the directory hands out: it hands out the same one until something in it changes. */
const known = new WeakMap<readonly ListedPerson[], ReadonlyMap<PersonId, readonly PersonId[]>>();

function reportsIn(listed: readonly ListedPerson[]): ReadonlyMap<PersonId, readonly PersonId[]> {
  const before = known.get(listed);
  if (before !== undefined) return before;
  const reports = new Map<PersonId, PersonId[]>();
  for (const { person, reportsTo } of listed) {
    if (reportsTo === undefined) continue;
    const theirs = reports.get(reportsTo);
    if (theirs === undefined) reports.set(reportsTo, [person.id]);
    else theirs.push(person.id);
  }
  known.set(listed, reports);
  return reports;
}
