import * as oidc from 'openid-client';
import { isLoopback } from '../../schemas/configuration.ts';
import type { ClaimsMapping } from '../../schemas/staff.ts';
import { subjectOf } from './claims.ts';
import { SignInRefused, type IdentityProvider } from './sign-in.ts';

/** Somebody waits in front of a browser. */
const ISSUER_TIMEOUT_SECONDS = 10;
const CALLBACK_PATH = '/web/sign-in/callback';
const SIGNED_OUT_PATH = '/web/signed-out';

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicUrl: URL;
  readonly claims: ClaimsMapping;
  /** Sent with each request to sign in, such as `prompt`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Any issuer of OpenID Connect. It is asked for its metadata at the first sign-in and not before, so that an issuer that is down
 * does not keep this service from starting.
 */
export function createIdentityProvider(options: ProviderOptions): IdentityProvider {
  const { publicUrl, claims, parameters = {} } = options;
  const redirectUri = new URL(CALLBACK_PATH, publicUrl);
  let found: Promise<oidc.Configuration> | null = null;
  const configuration = async (): Promise<oidc.Configuration> => {
    found ??= discover(options);
    try {
      return await found;
    } catch (error) {
      found = null;
      throw error;
    }
  };
  return {
    async begin(returnTo, asAnother) {
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
        returnTo,
      };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        ...parameters,
        // OpenID Connect Core 3.1.2.1: whoever the issuer has signed in already is asked anew.
        ...(asAnother ? { prompt: 'login' } : {}),
        redirect_uri: redirectUri.href,
        scope: 'openid profile',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url, attempt };
    },
    async finish(callback, { state, nonce, codeVerifier }) {
      const answered = new URL(redirectUri);
      answered.search = callback.toString();
      const token = await idToken(await configuration(), answered, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const subject = subjectOf(token, claims);
      if (subject === null) throw new SignInRefused('the token does not say what the claims mapping requires');
      return { issuer: token.iss, subject };
    },
    async signOutUrl() {
      const known = await configuration().catch(() => null);
      if (known === null || known.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(known, { post_logout_redirect_uri: new URL(SIGNED_OUT_PATH, publicUrl).href });
    },
  };
}

function discover({ issuer, clientId, clientSecret }: ProviderOptions): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  return oidc.discovery(server, clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
    timeout: ISSUER_TIMEOUT_SECONDS,
    // The signature of the ID token is checked as well, though it comes straight from the issuer.
    execute: [oidc.enableNonRepudiationChecks, ...(isLoopback(server) ? [oidc.allowInsecureRequests] : [])],
  });
}

async function idToken(
  configuration: oidc.Configuration,
  answered: URL,
  checks: oidc.AuthorizationCodeGrantChecks,
): Promise<oidc.IDToken> {
  try {
    const answer = await oidc.authorizationCodeGrant(configuration, answered, checks);
    return answer.claims()!;
  } catch (error) {
    if (isOutOfReach(error)) throw error;
    throw new SignInRefused('the issuer vouched for nobody', { cause: error });
  }
}

/** What `fetch` throws when no answer came. */
const isOutOfReach = (error: unknown): boolean =>
  error instanceof oidc.ClientError
    ? error.code === 'OAUTH_TIMEOUT'
    : error instanceof TypeError && error.message === 'fetch failed';
