/** The four cookies of the pages. Where there is https their names begin with `__Host-`: no other host can set them, and no path. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { PersonId } from '../../schemas/words.ts';
import { SESSION_AGE_MAX_MS } from './session-store.ts';
import type { SignIn, SignInAttempt } from './sign-in.ts';

/** Long enough to find a second factor; afterwards one starts again. */
const ATTEMPT_SECONDS = 600;
/** Longer than a slow record takes; afterwards the page itself shows how it stands. */
const WAY_ON_SECONDS = 600;
const BROWSER_SECRET_BYTES = 32;
const BROWSER_SECRET = /^[A-Za-z0-9_-]{43}$/;

const attemptSchema = z.strictObject({
  state: z.string().min(1),
  nonce: z.string().min(1),
  codeVerifier: z.string().min(1),
  returnTo: z.string().startsWith('/web/'),
});

type CookieName = 'session' | 'browser' | 'sign-in' | 'way-on';

/**
 * `session`: the session's secret. `browser`: a secret that outlives sessions, from which form tokens are made. `sign-in`: what to
 * compare the issuer's answer with. `way-on`: the address to which a form that was taken has led.
 */
export function createCookies({ publicUrl }: Pick<SignIn, 'publicUrl'>) {
  const isSecure = publicUrl.protocol === 'https:';
  // Cookies don't tell ports apart, and several of these may run on one machine.
  const nameOf = (name: CookieName): string =>
    isSecure ? `__Host-casegate-${name}` : `casegate-${publicUrl.port}-${name}`;
  const read = (context: Context, name: CookieName) => getCookie(context, nameOf(name));
  const write = (context: Context, name: CookieName, value: string, maxAge: number): void =>
    // Lax, since the way back from the issuer begins at another site. Forms have tokens besides.
    setCookie(context, nameOf(name), value, { path: '/', httpOnly: true, secure: isSecure, sameSite: 'Lax', maxAge });
  const remove = (context: Context, name: CookieName): void => {
    deleteCookie(context, nameOf(name), { path: '/', secure: isSecure });
  };

  const browserSecret = (context: Context): string => {
    const kept = read(context, 'browser');
    const isKept = kept !== undefined && BROWSER_SECRET.test(kept);
    const secret = isKept ? kept : randomBytes(BROWSER_SECRET_BYTES).toString('base64url');
    // Each time it goes into a form: the form outlives the session that opened it.
    write(context, 'browser', secret, SESSION_AGE_MAX_MS / 1000);
    return secret;
  };

  return {
    session: (context: Context): string | undefined => read(context, 'session'),
    keepSession: (context: Context, secret: string): void =>
      write(context, 'session', secret, SESSION_AGE_MAX_MS / 1000),
    keepAttempt: (context: Context, attempt: SignInAttempt): void =>
      write(context, 'sign-in', Buffer.from(JSON.stringify(attempt)).toString('base64url'), ATTEMPT_SECONDS),
    /** Used once. Null where there is none, or another. */
    takeAttempt(context: Context): SignInAttempt | null {
      const kept = read(context, 'sign-in');
      remove(context, 'sign-in');
      return kept === undefined ? null : attemptFrom(kept);
    },
    wayOn: (context: Context): string | undefined => read(context, 'way-on'),
    keepWayOn: (context: Context, address: string): void => write(context, 'way-on', address, WAY_ON_SECONDS),
    forgetWayOn: (context: Context): void => remove(context, 'way-on'),
    forget(context: Context): void {
      remove(context, 'session');
      remove(context, 'browser');
      remove(context, 'way-on');
    },
    /**
     * Goes into every form: of this browser and this person, so that a form survives the end of a session and works again when the same
     * person has signed in again, and no one else.
     */
    formToken: (context: Context, person: PersonId): string => tokenOf(browserSecret(context), person),
    isFormToken(context: Context, person: PersonId, token: string): boolean {
      const secret = read(context, 'browser');
      if (secret === undefined || !BROWSER_SECRET.test(secret)) return false;
      const [expected, given] = [Buffer.from(tokenOf(secret, person)), Buffer.from(token)];
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}
export type Cookies = ReturnType<typeof createCookies>;

const tokenOf = (secret: string, person: PersonId): string =>
  createHmac('sha256', Buffer.from(secret, 'base64url')).update(`form\n${person}`).digest('base64url');

function attemptFrom(text: string): SignInAttempt | null {
  try {
    const parsed = attemptSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
