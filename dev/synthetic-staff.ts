/** The synthetic people as a staff directory's file: the worker reads it, and so knows the same people, roster and absences as the API. */
import { writeFileSync } from 'node:fs';
import { SYNTHETIC_ON_CALL, SYNTHETIC_PEOPLE, type SyntheticPerson } from './people.ts';
import type { PersonId } from '../schemas/words.ts';

/** Whenever the embedded default runs: somebody is always on call there, and somebody always away. */
const ALWAYS = { from: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' };

/** As schemas/staff.ts has it. */
export const syntheticStaff = () => ({
  staff: SYNTHETIC_PEOPLE.map(memberOf),
  onCall: SYNTHETIC_ON_CALL.map(({ handle, reach }) => ({
    ...ALWAYS,
    staffId: staffIdOf((one) => one.handle === handle),
    reach,
  })),
});

/** @param path of the file, which is written anew */
export function writeSyntheticStaff(path: string): void {
  writeFileSync(path, JSON.stringify(syntheticStaff(), null, 2), { mode: 0o600 });
}

function memberOf({ handle, displayName, person, reportsTo }: SyntheticPerson) {
  const { id, staffId, roles, office, partnerClass, trainedUntil } = person;
  return {
    subject: handle,
    displayName,
    staffId,
    roles,
    office,
    ...(partnerClass === undefined ? {} : { partnerClass }),
    ...(reportsTo === undefined ? {} : { reportsTo: staffIdOf((one) => one.person.id === reportsTo) }),
    ...(trainedUntil === undefined ? {} : { trainedUntil: dayOf(trainedUntil) }),
    // Nobody has this address: `.invalid` is nobody's (RFC 2606).
    mail: `${handle}@agency.invalid`,
    absences: SYNTHETIC_PEOPLE.filter((one) => substitutesFor(one, id)).map((one) => ({
      ...ALWAYS,
      substitute: one.person.staffId,
    })),
  };
}

const substitutesFor = ({ person }: SyntheticPerson, id: PersonId): boolean =>
  person.substitutesFor?.includes(id) === true;

const staffIdOf = (is: (one: SyntheticPerson) => boolean): string => SYNTHETIC_PEOPLE.find(is)!.person.staffId;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length);
