/** The other side of policy-file.ts: for who signs policies, away from the service, which has public keys alone. */
import { exportJWK, FlattenedSign, generateKeyPair, importJWK, type JWK } from 'jose';
import { POLICY_SIGNATURE_TYPE, type TrustedKeys } from './policy-file.ts';
import { z } from 'zod';

/** A private Ed25519 key as a JSON Web Key (RFC 8037). */
const signingKeySchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string().regex(/^[\x21-\x7e]{1,100}$/),
});
export type SigningKey = z.infer<typeof signingKeySchema>;

/** @throws Error that quotes nothing: what stands there is a secret */
export function signingKeyFrom(value: unknown): SigningKey {
  const result = signingKeySchema.safeParse(value);
  if (result.success) return result.data;
  throw new Error('it is not a private Ed25519 key as a JSON Web Key with a kid');
}

export async function newSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty, crv, x, d } = await exportJWK(privateKey);
  return signingKeyFrom({ kty, crv, x, d, kid });
}

export const trustedKeysOf = ({ x, kid }: SigningKey): TrustedKeys => ({
  keys: [{ kty: 'OKP', crv: 'Ed25519', x, kid }],
});

/** @returns `header..signature` over the file's exact bytes */
export async function signPolicyFile(bytes: Uint8Array, key: SigningKey): Promise<string> {
  const jws = await new FlattenedSign(bytes)
    .setProtectedHeader({ alg: 'EdDSA', b64: false, crit: ['b64'], kid: key.kid, typ: POLICY_SIGNATURE_TYPE })
    .sign(await importJWK(key satisfies JWK, 'EdDSA'));
  return `${jws.protected}..${jws.signature}`;
}
