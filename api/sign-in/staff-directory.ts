/** The staff directory from a file, read again whenever it has changed: what it takes away is gone at the next request. */
import { readFile, stat } from 'node:fs/promises';
import { staffFileSchema } from '../../schemas/staff.ts';
import type { InstantMs, PersonId } from '../../schemas/words.ts';
import type { Away, ListedPerson, OnCall, People } from '../ports.ts';
import type { SignIn } from './sign-in.ts';

export interface StaffDirectory extends People {
  readonly personOf: SignIn['personOf'];
}

/**
 * @param issuer whose subjects the file names
 * @throws where the file cannot be read or is not right, at the start and, while it stays so, at each request: nobody gets in on an old list
 */
export async function openStaffFile(
  path: string,
  issuer: string,
  clock: () => InstantMs = Date.now,
): Promise<StaffDirectory> {
  let known = await readStaff(path, issuer);
  const current = async (): Promise<typeof known> => {
    if ((await versionOf(path)) !== known.version) known = await readStaff(path, issuer);
    return known;
  };
  return {
    list: () => known.peopleAt(clock()),
    onCall: (at) => known.onCall.filter(isAt(at)),
    away: (at) => known.absences.filter(isAt(at)),
    personOf: async (identity) => {
      const { bySubject, peopleAt } = await current();
      const place = identity.issuer === issuer ? bySubject.get(identity.subject) : undefined;
      return place === undefined ? null : peopleAt(clock())[place]!;
    },
  };
}

async function readStaff(path: string, issuer: string) {
  const version = await versionOf(path);
  const { staff, onCall } = staffFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const subjectOf = new Map(staff.map(({ staffId, subject }) => [staffId, subject] as const));
  const idOf = (staffId: string): PersonId => `${issuer}#${subjectOf.get(staffId)!}`;
  const people = staff.map((member) => personFrom(member, idOf));
  const byStaffId = new Map(people.map((listed) => [listed.person.staffId, listed] as const));
  const absences = staff.flatMap((member, index) =>
    member.absences.map(({ from, until, substitute }) => ({
      person: people[index]!.person.id,
      substitute: byStaffId.get(substitute)!.person.id,
      from: Date.parse(from),
      until: Date.parse(until),
    })),
  );
  return {
    version,
    peopleAt: withSubstitutes(people, absences),
    absences,
    bySubject: new Map(staff.map(({ subject }, index) => [subject, index] as const)),
    onCall: onCall.map(({ from, until, staffId, reach }) => {
      const { displayName, person } = byStaffId.get(staffId)!;
      return { displayName, person, reach, from: Date.parse(from), until: Date.parse(until) };
    }) satisfies readonly (OnCall & { readonly from: InstantMs })[],
  };
}

interface Absence extends Away {
  readonly from: InstantMs;
}

const isAt =
  (at: InstantMs) =>
  ({ from, until }: { readonly from: InstantMs; readonly until: InstantMs }): boolean =>
    from <= at && at < until;

/** The people at a moment, each with whom they substitute for then; made anew only where another absence has begun or ended. */
function withSubstitutes(people: readonly ListedPerson[], absences: readonly Absence[]) {
  let made = { of: '', people };
  return (at: InstantMs): readonly ListedPerson[] => {
    const now = absences.filter(isAt(at));
    const of = now.map(({ person, substitute }) => `${person} ${substitute}`).join('\n');
    if (of !== made.of) {
      const absentOf = Map.groupBy(now, ({ substitute }) => substitute);
      made = { of, people: people.map((listed) => withAbsent(listed, absentOf.get(listed.person.id))) };
    }
    return made.people;
  };
}

const withAbsent = (listed: ListedPerson, absences: readonly Absence[] | undefined): ListedPerson =>
  absences === undefined
    ? listed
    : { ...listed, person: { ...listed.person, substitutesFor: absences.map(({ person }) => person) } };

/** An editor that writes a new file, and one that writes into the old one, both change it. */
async function versionOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs].join('-');
}

type Member = (typeof staffFileSchema)['_output']['staff'][number];

function personFrom(
  { displayName, staffId, roles, office, partnerClass, reportsTo, trainedUntil }: Member,
  idOf: (staffId: string) => PersonId,
): ListedPerson {
  return {
    handle: staffId,
    displayName,
    ...(reportsTo === undefined ? {} : { reportsTo: idOf(reportsTo) }),
    person: {
      id: idOf(staffId),
      staffId,
      roles,
      office,
      ...(partnerClass === undefined ? {} : { partnerClass }),
      ...(trainedUntil === undefined ? {} : { trainedUntil: Date.parse(trainedUntil) }),
    },
  };
}

/** Embedded mode: an issuer on this machine, whose subjects are the handles of the synthetic people. */
export const embeddedPersonOf =
  (people: People, issuer: string): SignIn['personOf'] =>
  async (identity) =>
    identity.issuer === issuer ? (people.list().find(({ handle }) => handle === identity.subject) ?? null) : null;
