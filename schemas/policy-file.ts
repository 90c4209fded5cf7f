/**
 * A policy version from a file: who may add one is decided by a signature, not by who can write a file or reach the service.
 *
 * The file is JSON: a `format`, the text of the `page` that it was read from, and the `policy`. Beside it stands a detached JSON Web Signature
 * (RFC 7515 appendix F, unencoded as in RFC 7797) over the file's exact bytes, with Ed25519 (RFC 8037), in compact form: `header..signature`.
 */
import { decodeProtectedHeader, flattenedVerify, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { asPolicyVersion, policyDocumentSchema } from './policy-document.ts';
import { faultsOfMeaning } from './policy-meaning.ts';
import { faultsOf, type Fault } from './problems.ts';
import { parseStrictJson } from './strict-json.ts';

export const POLICY_FILE_FORMAT = 'casegate-policy/1';
/** The only use of such a signature: a key that signs other things too signs nothing here by accident. */
export const POLICY_SIGNATURE_TYPE = 'casegate-policy';

/** The version of this build takes about 60 KB with its page, written for reading; some hundred offices add as much. */
export const POLICY_FILE_BYTES_MAX = 256 * 1024;
/** One page of guidance has some 4,000 characters; the memorandum behind it some ten times that. */
const PAGE_CHARACTERS_MAX = 100_000;
/** A header of some hundred bytes and 64 bytes of signature, in base64url. */
export const SIGNATURE_CHARACTERS_MAX = 2_000;
/** Signers of policies are few; a longer list is a mistake. */
const TRUSTED_KEYS_MAX = 20;

export const policyFileSchema = z.strictObject({
  format: z.literal(POLICY_FILE_FORMAT, { error: () => `must be "${POLICY_FILE_FORMAT}"` }),
  page: z.string().min(1).max(PAGE_CHARACTERS_MAX),
  policy: policyDocumentSchema,
});

export interface PolicyFile {
  readonly page: string;
  readonly policy: PolicyVersion;
}

/** Why a file is refused. `malformed` and `notJson` say where; nothing of the file is quoted. */
export type PolicyFileRefusal =
  | { readonly code: 'tooLarge' }
  | { readonly code: 'notJson'; readonly faults: readonly Fault[] }
  | { readonly code: 'malformed'; readonly faults: readonly Fault[] }
  | { readonly code: 'unsigned' }
  | { readonly code: 'signatureMalformed' }
  | { readonly code: 'otherPurpose' }
  | { readonly code: 'untrustedKey' }
  | { readonly code: 'signatureWrong' };

export const POLICY_FILE_REFUSALS: { readonly [code in PolicyFileRefusal['code']]: string } = {
  tooLarge: `the file is larger than ${POLICY_FILE_BYTES_MAX / 1024} KiB`,
  notJson: 'the file is not strict JSON (RFC 8259, I-JSON)',
  malformed: 'the file has parts that are wrong',
  unsigned: 'the file comes without a signature',
  signatureMalformed: 'the signature is not a detached, unencoded JSON Web Signature with Ed25519',
  otherPurpose: `the signature was made for something else than a policy (typ ${POLICY_SIGNATURE_TYPE})`,
  untrustedKey: 'the signature names a key that is not trusted here',
  signatureWrong: 'the signature does not belong to this file',
};

export class PolicyFileRefused extends Error {
  override readonly name = 'PolicyFileRefused';
  readonly refusal: PolicyFileRefusal;

  constructor(refusal: PolicyFileRefusal) {
    super(POLICY_FILE_REFUSALS[refusal.code]);
    this.refusal = refusal;
  }
}

/** What a file holds, whoever signed it. @throws PolicyFileRefused */
export function policyFileFrom(bytes: Uint8Array): PolicyFile {
  if (bytes.byteLength > POLICY_FILE_BYTES_MAX) throw new PolicyFileRefused({ code: 'tooLarge' });
  const parsed = parseStrictJson(bytes);
  if ('fault' in parsed) {
    const message = parsed.fault.replace('the body', 'the file');
    throw new PolicyFileRefused({ code: 'notJson', faults: [{ pointer: '', message }] });
  }
  const result = policyFileSchema.safeParse(parsed.value);
  if (!result.success) throw new PolicyFileRefused({ code: 'malformed', faults: faultsOf(result.error) });
  const file = { page: result.data.page, policy: asPolicyVersion(result.data.policy) };
  const faults = faultsOfMeaning(file.policy, file.page);
  if (faults.length > 0) {
    const inFile = faults.map(({ pointer, message }) => ({ pointer: `/policy${pointer}`, message }));
    throw new PolicyFileRefused({ code: 'malformed', faults: inFile });
  }
  return file;
}

// — signatures ———————————————————————————————————————————————————————————————————————————————————————————————————

const trustedKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/, { error: 'must be 32 bytes in base64url' }),
  kid: z.string().regex(/^[\x21-\x7e]{1,100}$/),
  use: z.literal('sig').exactOptional(),
  alg: z.enum(['EdDSA', 'Ed25519']).exactOptional(),
});

/** A JSON Web Key Set (RFC 7517) of public Ed25519 keys. A private key among them is refused: it does not belong here. */
const trustedKeysSchema = z.strictObject({
  keys: z
    .array(trustedKey)
    .max(TRUSTED_KEYS_MAX)
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, { error: 'names a key id twice' }),
});
export type TrustedKeys = z.infer<typeof trustedKeysSchema>;

export const NO_TRUSTED_KEYS: TrustedKeys = { keys: [] };

/** @throws Error that says where the key set is wrong, and quotes nothing of it */
export function trustedKeysFrom(bytes: Uint8Array): TrustedKeys {
  const parsed = parseStrictJson(bytes);
  if ('fault' in parsed) throw new Error(`the file of trusted policy keys is not right: ${parsed.fault}`);
  const result = trustedKeysSchema.safeParse(parsed.value);
  if (result.success) return result.data;
  const faults = faultsOf(result.error).map(({ pointer, message }) => `${pointer} ${message}`);
  throw new Error(`the file of trusted policy keys is not right: ${faults.join('; ')}`);
}

const protectedHeaderSchema = z.strictObject({
  alg: z.enum(['EdDSA', 'Ed25519']),
  b64: z.literal(false),
  crit: z.tuple([z.literal('b64')]),
  kid: z.string(),
  typ: z.string(),
});

/**
 * @param signature `header..signature`; null where there is none
 * @returns the id of the key that signed
 * @throws PolicyFileRefused
 */
export async function verifyPolicySignature(
  bytes: Uint8Array,
  signature: string | null,
  trusted: TrustedKeys,
): Promise<string> {
  if (signature === null || signature.trim() === '') throw new PolicyFileRefused({ code: 'unsigned' });
  const { header, protectedPart, signaturePart } = partsOf(signature.trim());
  if (header.typ !== POLICY_SIGNATURE_TYPE) throw new PolicyFileRefused({ code: 'otherPurpose' });
  const key = trusted.keys.find(({ kid }) => kid === header.kid);
  if (key === undefined) throw new PolicyFileRefused({ code: 'untrustedKey' });
  try {
    const publicKey = await importJWK({ kty: key.kty, crv: key.crv, x: key.x } satisfies JWK, header.alg);
    await flattenedVerify({ protected: protectedPart, payload: bytes, signature: signaturePart }, publicKey, {
      algorithms: ['EdDSA', 'Ed25519'],
    });
  } catch {
    throw new PolicyFileRefused({ code: 'signatureWrong' });
  }
  return key.kid;
}

function partsOf(signature: string): {
  readonly header: z.infer<typeof protectedHeaderSchema>;
  readonly protectedPart: string;
  readonly signaturePart: string;
} {
  const parts = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/.exec(signature);
  if (parts === null || signature.length > SIGNATURE_CHARACTERS_MAX)
    throw new PolicyFileRefused({ code: 'signatureMalformed' });
  const header = protectedHeaderSchema.safeParse(headerOf(parts[1]!));
  if (!header.success) throw new PolicyFileRefused({ code: 'signatureMalformed' });
  return { header: header.data, protectedPart: parts[1]!, signaturePart: parts[2]! };
}

function headerOf(protectedPart: string): unknown {
  try {
    return decodeProtectedHeader({ protected: protectedPart });
  } catch {
    return null;
  }
}

/** A file that is right and signed by a trusted key. @throws PolicyFileRefused */
export async function signedPolicyFileFrom(
  bytes: Uint8Array,
  signature: string | null,
  trusted: TrustedKeys,
): Promise<PolicyFile & { readonly keyId: string }> {
  // The signature first: what nobody trusted has signed is not worth parsing.
  if (bytes.byteLength > POLICY_FILE_BYTES_MAX) throw new PolicyFileRefused({ code: 'tooLarge' });
  const keyId = await verifyPolicySignature(bytes, signature, trusted);
  return { ...policyFileFrom(bytes), keyId };
}
