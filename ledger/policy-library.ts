/**
 * Every policy version that there is: those of the build, and those that came from signed files. A file is believed because of its signature
 * and not because it is in the database, so it is checked again whenever it is read.
 */
import type { PolicyTerms } from '../policy/policy-terms.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { retentionMsOf } from '../policy/retention.ts';
import { policyAmong, policyDigestOf, POLICIES, termsOf } from '../policy/registry.ts';
import {
  PolicyFileRefused,
  signedPolicyFileFrom,
  type PolicyFileRefusal,
  type TrustedKeys,
} from '../schemas/policy-file.ts';
import type { InstantMs, PersonId } from '../schemas/words.ts';
import type { PolicyRegister, Standing, VersionRow } from './policy-register.ts';

export interface KnownVersion {
  readonly policy: PolicyVersion;
  readonly terms: PolicyTerms;
  readonly digest: string;
  /** Null for a version of the build. */
  readonly loaded: { readonly keyId: string; readonly person: PersonId; readonly at: InstantMs } | null;
}

/** Stored, and not believed: its key is not trusted any more, or its bytes were changed. */
export interface DistrustedVersion {
  readonly version: string;
  readonly refusal: PolicyFileRefusal;
}

/** A file brings a version under a name that the build has given. */
export class VersionOfBuild extends Error {
  override readonly name = 'VersionOfBuild';
  constructor(version: string) {
    super(`${version} is a version of the build: a file cannot stand in its place`);
  }
}

export interface PolicyLibrary {
  /** Reads what has changed in the register since the last time: one small query where nothing has. */
  refresh(): Promise<void>;
  versions(): readonly KnownVersion[];
  /** Of the versions that came from files, so at most `VERSIONS_MAX`: a list of them needs no pages. */
  distrusted(): readonly DistrustedVersion[];
  /** As of the last refresh. */
  standing(): Standing;
  /** @throws PolicyRefused for one that is unknown or rescinded */
  byName(version: string): KnownVersion;
  /** Keeps a version that came from a file. @throws PolicyFileRefused, VersionOfBuild, RegisterRefused */
  load(
    file: Uint8Array,
    signature: string | null,
    by: { readonly person: PersonId; readonly at: InstantMs },
  ): Promise<KnownVersion>;
}

/**
 * For how long at least the texts of ended cases are kept now: as the version says that two people activated last, under whichever one a
 * case ended. Null where it names no time, or none was activated: then none may be destroyed.
 */
export async function retentionIn(library: PolicyLibrary): Promise<number | null> {
  await library.refresh();
  const { activation } = library.standing();
  return activation === null ? null : retentionMsOf(library.byName(activation.version).policy);
}

export interface PolicyLibraryOptions {
  readonly register: PolicyRegister;
  readonly trusted: TrustedKeys;
}

const NOTHING: Standing = { activation: null, suspension: null, proposal: null };

export function createPolicyLibrary({ register, trusted }: PolicyLibraryOptions): PolicyLibrary {
  const built = POLICIES.map((policy): KnownVersion => known(policy, null));
  let revision: string | null = null;
  let versions: readonly KnownVersion[] = built;
  let distrusted: readonly DistrustedVersion[] = [];
  let standing = NOTHING;

  async function read(): Promise<void> {
    // Noted before it is read: what changes in between is read again by the next refresh.
    const now = await register.revision();
    if (now === revision) return;
    const read = await Promise.all((await register.versions()).map((row) => verified(row, trusted)));
    standing = await register.standing();
    versions = [...built, ...read.filter((one): one is KnownVersion => 'policy' in one)];
    distrusted = read.filter((one): one is DistrustedVersion => 'refusal' in one);
    revision = now;
  }

  const library: PolicyLibrary = {
    refresh: read,
    versions: () => versions,
    distrusted: () => distrusted,
    standing: () => standing,
    byName(version) {
      const policy = policyAmong(
        versions.map((one) => one.policy),
        version,
      );
      return versions.find((one) => one.policy === policy)!;
    },
    async load(file, signature, { person, at }) {
      const { policy, keyId } = await signedPolicyFileFrom(file, signature, trusted);
      if (built.some((one) => one.policy.version === policy.version)) throw new VersionOfBuild(policy.version);
      const digest = policyDigestOf(policy);
      await register.keepVersion({
        version: policy.version,
        digest,
        file: Buffer.from(file),
        signature: signature!.trim(),
        keyId,
        person,
        at,
      });
      await read();
      return library.byName(policy.version);
    },
  };
  return library;
}

function known(policy: PolicyVersion, loaded: KnownVersion['loaded']): KnownVersion {
  const terms = termsOf(policy);
  return { policy, terms, digest: terms.digest, loaded };
}

async function verified(row: VersionRow, trusted: TrustedKeys): Promise<KnownVersion | DistrustedVersion> {
  const { version, digest, file, signature, person, at } = row;
  try {
    const { policy, keyId } = await signedPolicyFileFrom(file, signature, trusted);
    // Signed, but another file than the one that was loaded under this name.
    if (policy.version !== version || policyDigestOf(policy) !== digest)
      throw new PolicyFileRefused({ code: 'signatureWrong' });
    return known(policy, { keyId, person, at });
  } catch (error) {
    if (error instanceof PolicyFileRefused) return { version, refusal: error.refusal };
    throw error;
  }
}
