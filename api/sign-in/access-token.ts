import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey, type RemoteJWKSetOptions } from 'jose';
import { isLoopback } from '../../schemas/configuration.ts';
import type { ClaimsMapping } from '../../schemas/staff.ts';
import { subjectOf } from './claims.ts';
import type { AccessTokens } from './sign-in.ts';

/** Asymmetric signatures only (RFC 8725 § 3.1): a secret shared with the issuer would let this service make tokens too. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** RFC 9068: an ID token, or a token for something else, is not one of these. */
const TYPE = 'at+jwt';
const REQUIRED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'];
/** Clocks of two machines differ by less. */
const CLOCK_TOLERANCE_SECONDS = 30;
/** A header line of usual servers holds 8 KiB. Nothing longer is parsed. */
const TOKEN_CHARACTERS_MAX = 8_192;
/** Keys are asked for again at most this often, however many tokens name keys that nobody knows. */
const KEYS_COOLDOWN_MS = 30_000;
/** A key that the issuer has withdrawn is not trusted longer than this. */
const KEYS_MAX_AGE_MS = 600_000;
const KEYS_TIMEOUT_MS = 5_000;

export interface AccessTokenOptions {
  /** As it names itself, to the letter (`iss`). */
  readonly issuer: string;
  /** Whom a token has to be made out to. */
  readonly audience: string;
  readonly claims: ClaimsMapping;
}

/** Access tokens as JWT (RFC 9068), checked as RFC 8725 says. The issuer's keys are fetched when the first token comes. */
export function createAccessTokens({ issuer, audience, claims }: AccessTokenOptions): AccessTokens {
  const keysOf = onceFound(async () => createRemoteJWKSet(await keysUrlOf(issuer), KEY_LIMITS));
  return {
    async verify(token) {
      if (token.length > TOKEN_CHARACTERS_MAX) return null;
      const keys = await keysOf();
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          typ: TYPE,
          algorithms: ALGORITHMS,
          requiredClaims: REQUIRED_CLAIMS,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
        });
        const subject = subjectOf(payload, claims);
        return subject === null ? null : { issuer: payload.iss!, subject };
      } catch (error) {
        if (error instanceof errors.JOSEError && !isFaultOfIssuer(error)) return null;
        throw error;
      }
    },
  };
}

/** Of many tokens that come at once, one asks; a failure is not kept. */
function onceFound(find: () => Promise<JWTVerifyGetKey>): () => Promise<JWTVerifyGetKey> {
  let found: Promise<JWTVerifyGetKey> | null = null;
  return () => {
    found ??= find().catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
}

/** The issuer answers late, or with something else than keys. */
const isFaultOfIssuer = (error: errors.JOSEError): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  // What `jose` throws where the answer is no 200, or no JSON.
  error.code === 'ERR_JOSE_GENERIC';

const KEY_LIMITS: RemoteJWKSetOptions = {
  cooldownDuration: KEYS_COOLDOWN_MS,
  cacheMaxAge: KEYS_MAX_AGE_MS,
  timeoutDuration: KEYS_TIMEOUT_MS,
};

/** From the issuer's metadata, whose `issuer` has to be the one we asked (RFC 8414 § 3.3). */
async function keysUrlOf(issuer: string): Promise<URL> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(KEYS_TIMEOUT_MS),
  });
  const metadata = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  if (metadata.issuer !== issuer || typeof metadata.jwks_uri !== 'string')
    throw new Error('the issuer gives other metadata than its own');
  const url = new URL(metadata.jwks_uri);
  if (url.protocol !== 'https:' && !isLoopback(url)) throw new Error('the issuer has its keys at an insecure address');
  return url;
}
