/** The staff directory from a file, read again whenever it has changed: what it takes away is gone at the next request. */
import { readFile, stat } from 'node:fs/promises';
import { staffFileSchema } from '../schemas/staff.ts';
import type { ListedPerson, People } from './ports.ts';
import type { SignIn } from './sign-in.ts';

export interface StaffDirectory extends People {
  readonly personOf: SignIn['personOf'];
}

/**
 * @param issuer whose subjects the file names
 * @throws where the file cannot be read or is not right, at the start and, while it stays so, at each request: nobody gets in on an old list
 */
export async function openStaffFile(path: string, issuer: string): Promise<StaffDirectory> {
  let known = await readStaff(path, issuer);
  const current = async (): Promise<typeof known> => {
    if ((await versionOf(path)) !== known.version) known = await readStaff(path, issuer);
    return known;
  };
  return {
    list: () => known.people,
    personOf: async (identity) => {
      const { bySubject } = await current();
      return identity.issuer === issuer ? (bySubject.get(identity.subject) ?? null) : null;
    },
  };
}

async function readStaff(path: string, issuer: string) {
  const version = await versionOf(path);
  const { staff } = staffFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const people = staff.map((member) => personFrom(member, issuer));
  return {
    version,
    people,
    bySubject: new Map(people.map((listed, index) => [staff[index]!.subject, listed] as const)),
  };
}

/** An editor that writes a new file, and one that writes into the old one, both change it. */
async function versionOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs].join('-');
}

type Member = (typeof staffFileSchema)['_output']['staff'][number];

function personFrom(
  { subject, displayName, staffId, roles, office, partnerClass, trainedUntil }: Member,
  issuer: string,
): ListedPerson {
  return {
    handle: staffId,
    displayName,
    person: {
      id: `${issuer}#${subject}`,
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
