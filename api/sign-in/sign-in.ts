/** How people sign in, as the app needs it: an issuer, sessions, access tokens, and the staff directory. */
import type { InstantMs } from '../../schemas/words.ts';
import type { ListedPerson } from '../ports.ts';

/** Who somebody is, and nothing about what they may do. */
export interface Identity {
  /** The issuer's URL (`iss`). */
  readonly issuer: string;
  /** The issuer's name for them: `sub`, or the claim that the claims mapping names. */
  readonly subject: string;
}

/** What the browser keeps while its user is at the issuer. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Page to show afterwards: a path of ours. */
  readonly returnTo: string;
}

/** The issuer did not vouch for anybody: refused, cancelled, or not the answer to what we asked. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** OpenID Connect's authorization code flow with PKCE. */
export interface IdentityProvider {
  /**
   * @param asAnother the issuer asks who it is, even where it knows
   * @throws where the issuer is out of reach
   */
  begin(returnTo: string, asAnother: boolean): Promise<{ readonly url: URL; readonly attempt: SignInAttempt }>;
  /** @throws SignInRefused; anything else where the issuer is out of reach */
  finish(callback: URLSearchParams, attempt: SignInAttempt): Promise<Identity>;
  /** Where to end the session at the issuer as well, where it offers that; null otherwise, and where it is out of reach. */
  signOutUrl(): Promise<URL | null>;
}

export interface AccessTokens {
  /** Null for a token that is not valid here now, for whatever reason. @throws where the issuer's keys are out of reach */
  verify(token: string): Promise<Identity | null>;
}

/** Sessions of browsers. A secret is known to its browser alone: only its hash is kept. */
export interface SessionStore {
  /** @returns the secret */
  open(identity: Identity, at: InstantMs): Promise<string>;
  /** Null where there is none, or it has ended. Notes that it was used. */
  find(secret: string, at: InstantMs): Promise<Identity | null>;
  /** The same, without that being a use of it. */
  look(secret: string, at: InstantMs): Promise<Identity | null>;
  close(secret: string): Promise<void>;
}

export interface SignIn {
  /** Origin under which browsers reach the pages. */
  readonly publicUrl: URL;
  readonly provider: IdentityProvider;
  readonly sessions: SessionStore;
  readonly accessTokens: AccessTokens;
  /** As the staff directory has them now; null for whom it does not have, or no longer. */
  personOf(identity: Identity): Promise<ListedPerson | null>;
}
