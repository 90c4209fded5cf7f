import type { KnownVersion } from '../../ledger/policy-library.ts';
import type { OrderRow } from '../../ledger/policy-register.ts';
import type { Answer } from '../../schemas/answers.ts';
import { POLICY_FILE_REFUSALS } from '../../schemas/policy-file.ts';
import { nextOf, type Page } from '../http/cursor.ts';
import { isoOf } from '../http/iso.ts';
import { ProblemError } from '../http/problem-response.ts';
import type { AppPorts } from '../ports.ts';
import type { RegisterPort } from '../adapters/register-port.ts';
import { nameOf } from './timeline.ts';

export function versionOf({ people }: AppPorts, { policy, digest, loaded }: KnownVersion): Answer<'VersionLoaded'> {
  return {
    version: policy.version,
    title: policy.title.value,
    digest,
    rule: policy.transition.value,
    origin: loaded === null ? 'build' : 'file',
    loaded: loaded && {
      by: nameOf(people, { id: loaded.person, staffId: loaded.person }),
      at: isoOf(loaded.at),
      keyId: loaded.keyId,
    },
  };
}

/** The register of versions: what there is, what is in force, and how far it has come. */
export async function policyRegisterOf(
  ports: AppPorts,
  { library, register, machinesDigest }: RegisterPort,
  { after, limit }: Page<string>,
): Promise<Answer<'PolicyRegister'>> {
  const { activation, suspension, proposal } = library.standing();
  const inForce = suspension ?? activation;
  const current = ports.policy.currentTerms();
  const page = versionsAfter(library.versions(), after).slice(0, limit);
  return {
    current: { version: current.version, digest: current.digest, byConfiguration: activation === null },
    /** Of the code that decides here: a proof of other code is no proof. */
    machinesDigest,
    activation: activation && orderOf(ports, activation),
    suspension: suspension && orderOf(ports, suspension),
    proposal: proposal && orderOf(ports, proposal),
    progress: inForce && (await register.progressOf(inForce)),
    versions: page.map((one) => versionOf(ports, one)),
    next: nextOf(page, limit, ({ policy }) => policy.version),
    distrusted: library
      .distrusted()
      .map(({ version, refusal }) => ({ version, why: POLICY_FILE_REFUSALS[refusal.code] })),
    rescinded: [...new Map(library.versions().flatMap(rescindedBy)).values()],
  };
}

/** A version that is believed no longer leads nowhere. */
function versionsAfter(versions: readonly KnownVersion[], after: string | undefined): readonly KnownVersion[] {
  if (after === undefined) return versions;
  const index = versions.findIndex(({ policy }) => policy.version === after);
  if (index >= 0) return versions.slice(index + 1);
  throw new ProblemError('malformed', {
    errors: [{ pointer: '?after', message: 'must be the next of an earlier page' }],
  });
}

function orderOf(
  { people }: AppPorts,
  { policyOrder, version, digest, rule, proofDigest, person, note, at }: OrderRow,
) {
  const by = nameOf(people, { id: person, staffId: person });
  return { order: policyOrder, version, digest, rule, proofDigest, by, note, at: isoOf(at) };
}

/** R11: identifiers that are known and cannot be selected. */
const rescindedBy = ({ policy }: KnownVersion) =>
  policy.rescinded.map(({ value }) => [value.id, { ...value, by: policy.version }] as const);
