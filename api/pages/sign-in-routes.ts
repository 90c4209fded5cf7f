import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { Person } from '../../schemas/words.ts';
import { signedOutPage, signInPage } from '../../web/sign-in-page.ts';
import { isOutage } from '../http/outage.ts';
import { refuseForeignOrigin, type VisitPorts } from './visit.ts';
import { ProblemError } from '../http/problem-response.ts';
import { SignInRefused, type Identity } from '../sign-in/sign-in.ts';

const HOME = '/web/work';

/** Pages for who has no session yet, and the two ends of one. */
interface SigningIn {
  readonly Variables: { readonly person: Person; readonly identity: Identity; readonly returnTo: string };
}

export function signInRoutes({ ports, signIn, cookies }: VisitPorts, limits: readonly MiddlewareHandler[]): Hono {
  const issuerReached = async <Answer>(ask: Promise<Answer>): Promise<Answer> => {
    try {
      return await ask;
    } catch (error) {
      if (error instanceof SignInRefused) throw new ProblemError('sign-in-refused');
      ports.onFault(error);
      throw isOutage(error) ? error : new ProblemError('unavailable');
    }
  };
  /** Who the issuer says that somebody is, once they are in the directory: from here on it counts as theirs. */
  const identified: MiddlewareHandler<SigningIn> = async (context, next) => {
    const attempt = cookies.takeAttempt(context);
    if (attempt === null) throw new ProblemError('sign-in-refused');
    const answered = new URL(context.req.url).searchParams;
    const identity = await issuerReached(signIn.provider.finish(answered, attempt));
    const listed = await signIn.personOf(identity);
    if (listed === null) throw new ProblemError('not-in-directory');
    context.set('person', listed.person);
    context.set('identity', identity);
    context.set('returnTo', attempt.returnTo);
    await next();
  };
  return new Hono<SigningIn>()
    .get('/sign-in', (context) =>
      context.html(
        signInPage(`/web/sign-in/start?return=${encodeURIComponent(returnPath(context, signIn.publicUrl))}`),
      ),
    )
    .get('/sign-in/start', async (context) => {
      const { provider, publicUrl } = signIn;
      const asAnother = context.req.query('as') === 'another';
      const { url, attempt } = await issuerReached(provider.begin(returnPath(context, publicUrl), asAnother));
      cookies.keepAttempt(context, attempt);
      return context.redirect(url.href);
    })
    .get('/sign-in/callback', identified, ...limits, async (context) => {
      // Another session of this browser ends here: one browser, one person.
      const before = cookies.session(context);
      if (before !== undefined) await signIn.sessions.close(before);
      cookies.keepSession(context, await signIn.sessions.open(context.get('identity'), ports.clock()));
      return context.redirect(context.get('returnTo'));
    })
    .get('/signed-out', async (context) =>
      context.html(signedOutPage((await signIn.provider.signOutUrl())?.href ?? null)),
    )
    .post('/sign-out', async (context) => {
      // Whoever is signed out by another site loses nothing but time; its form would say so all the same.
      refuseForeignOrigin(context, signIn);
      const secret = cookies.session(context);
      if (secret !== undefined) await signIn.sessions.close(secret);
      cookies.forget(context);
      return context.redirect('/web/signed-out', 303);
    }) as unknown as Hono;
}

/** A page of ours and nothing else: no other site, and nothing that a browser would take for one. */
function returnPath(context: Context, publicUrl: URL): string {
  const asked = context.req.query('return') ?? HOME;
  if (!URL.canParse(asked, publicUrl.href)) return HOME;
  const { origin, pathname, search } = new URL(asked, publicUrl);
  return origin === publicUrl.origin && pathname.startsWith('/web/') ? pathname + search : HOME;
}
