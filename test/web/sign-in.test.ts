/** The whole flow against the real `oidc-provider` of the embedded default. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { exportJWK, generateKeyPair } from 'jose';
import { createAccessTokens } from '../../api/sign-in/access-token.ts';
import { createIdentityProvider } from '../../api/sign-in/sign-in-provider.ts';
import { embeddedPersonOf } from '../../api/sign-in/staff-directory.ts';
import { freePort } from '../../dev/free-port.ts';
import { startIdentityProvider, type RunningIdentityProvider } from '../../dev/identity-provider.ts';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import { createPages, ORIGIN, type Pages, type Visitor } from './visitor.ts';

const CLAIMS = { subject: 'sub', require: {} };
const SECRET = 'synthetic-client-secret-of-a-test';

let provider: RunningIdentityProvider;
beforeAll(async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  provider = await startIdentityProvider({
    port: await freePort(),
    publicUrl: ORIGIN,
    clientSecret: SECRET,
    keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }],
    people: SYNTHETIC_PEOPLE,
  });
});
afterAll(() => provider?.stop());

let pages: Pages;
let visitor: Visitor;
beforeEach(async () => {
  pages = pagesWith(SECRET);
  visitor = await pages.visitor();
});

const pagesWith = (clientSecret: string): Pages =>
  createPages({
    provider: createIdentityProvider({
      issuer: provider.issuer,
      clientId: 'casegate',
      clientSecret,
      publicUrl: new URL(ORIGIN),
      claims: CLAIMS,
    }),
    personOf: embeddedPersonOf({ list: () => SYNTHETIC_PEOPLE }, provider.issuer),
    accessTokens: createAccessTokens({ issuer: provider.issuer, audience: 'urn:casegate:api', claims: CLAIMS }),
  });

/** A browser's part at the issuer: cookies, redirects, and the one form. @returns the address that leads back to us */
async function pick(
  handle: string,
  start: string,
  cookies = new Map<string, string>(),
  { step = '', asked = (_html: string): void => undefined } = {},
): Promise<URL> {
  let isAsked = false;
  let request: [string, RequestInit] = [start, {}];
  for (let hops = 0; hops < 10; hops += 1) {
    const [url, init] = request;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, redirect: 'manual', headers });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0]!.split('=');
      if (/expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      const next = new URL(location, url);
      if (next.origin === ORIGIN) {
        expect(isAsked, 'the issuer asked who to be').toBe(true);
        return next;
      }
      request = [next.href, {}];
    } else {
      const html = await response.text();
      expect(response.status, html).toBe(200);
      isAsked = true;
      asked(html);
      request = [url + step, { method: 'POST', body: new URLSearchParams({ person: handle }) }];
    }
  }
  throw new Error('the issuer leads nowhere');
}

async function begin(returnTo = '/web/work'): Promise<string> {
  const response = await visitor.send('GET', `/web/sign-in/start?return=${encodeURIComponent(returnTo)}`);
  expect(response.status).toBe(302);
  return response.headers.get('location')!;
}

test('a person signs in, lands where they wanted to, and is who they picked', async () => {
  const back = await pick('legal-a', await begin('/web/queue'));
  const { status, path, html } = await visitor.get(back.pathname + back.search);
  expect([status, path]).toEqual([200, '/web/queue']);
  expect(html).toContain('Legal staff A (synthetic)');
  expect([...pages.sessions.values()]).toEqual([{ issuer: provider.issuer, subject: 'legal-a' }]);
});

test('whoever wants to be somebody else is asked anew by the issuer, and stays who they were until then', async () => {
  const first = await pick('legal-a', await begin());
  await visitor.get(first.pathname + first.search);
  const again = (await visitor.send('GET', '/web/sign-in/start?as=another')).headers.get('location')!;
  expect(new URL(again).searchParams.get('prompt')).toBe('login');
  expect(new URL(await begin()).searchParams.get('prompt')).toBe(null);
  const asked = (await visitor.send('GET', '/web/sign-in/start?as=another')).headers.get('location')!;
  expect((await visitor.get('/web/work')).html).toContain('Legal staff A (synthetic)');
  const back = await pick('supervisor-a', asked);
  const { path, html } = await visitor.get(back.pathname + back.search);
  expect(path).toBe('/web/work');
  expect(html).toContain('Supervisor A (synthetic)');
  expect([...pages.sessions.values()]).toEqual([{ issuer: provider.issuer, subject: 'supervisor-a' }]);
});

test('the issuer marks by word who was picked of the way through a case, and who comes next; the first begins it anew', async () => {
  const cookies = new Map<string, string>();
  const NOWHERE = '?step=7';
  const marksAt = async (handle: string, step: string): Promise<readonly string[]> => {
    let marks: readonly string[] = [];
    const asked = (html: string): void => {
      const [, way = ''] = /<ol>([\s\S]*?)<\/ol>/.exec(html) ?? [];
      marks = way
        .split('<li>')
        .slice(1)
        .map((one) => /class="mark">([^<]*)</.exec(one)?.[1] ?? '');
      if (step.length > 0 && step !== NOWHERE) expect(way).toContain(`value="${handle}" formaction="${step}"`);
    };
    await pick(handle, await begin(), cookies, { step, asked });
    return marks;
  };
  const [DONE, NEXT] = ['Picked already', 'Next'];
  expect(await marksAt('supervisor-a', '?step=0')).toEqual(['', '', '', '']);
  expect(await marksAt('legal-a', '?step=1')).toEqual([DONE, NEXT, '', '']);
  expect(await marksAt('auditor-a', '')).toEqual([DONE, DONE, NEXT, '']);
  expect(await marksAt('partner-local', '?step=2')).toEqual([DONE, DONE, NEXT, '']);
  expect(await marksAt('supervisor-a', '?step=3')).toEqual([DONE, DONE, DONE, NEXT]);
  expect(await marksAt('supervisor-a', '?step=0')).toEqual([DONE, DONE, DONE, DONE]);
  expect(await marksAt('legal-a', NOWHERE)).toEqual([DONE, NEXT, '', '']);
});

test('the request to the issuer has a challenge, a state and a nonce of its own each time', async () => {
  const [one, other] = [new URL(await begin()), new URL(await begin())];
  expect(one.searchParams.get('code_challenge_method')).toBe('S256');
  for (const name of ['code_challenge', 'state', 'nonce']) {
    expect(one.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    expect(one.searchParams.get(name)).not.toBe(other.searchParams.get(name));
  }
});

test("another browser's answer is not taken, nor one without an attempt, nor one twice", async () => {
  const back = await pick('legal-a', await begin());
  const path = back.pathname + back.search;
  const other = await pages.visitor();
  expect((await other.get(path)).status).toBe(403);
  await other.send('GET', '/web/sign-in/start');
  expect((await other.get(path)).status).toBe(403);
  const before = new Map(visitor.cookies);
  expect((await visitor.get(path)).status).toBe(200);
  for (const [name, value] of before) visitor.cookies.set(name, value);
  expect((await visitor.get(path)).status).toBe(403);
  expect(pages.sessions.size).toBe(1);
});

test('an answer with another state than the one we sent is not taken', async () => {
  const back = await pick('legal-a', await begin());
  back.searchParams.set('state', 'x'.repeat(43));
  expect((await visitor.get(back.pathname + back.search)).status).toBe(403);
  expect(pages.sessions.size).toBe(0);
});

test('an answer from another issuer is not taken', async () => {
  const back = await pick('legal-a', await begin());
  back.searchParams.set('iss', 'https://elsewhere.example');
  expect((await visitor.get(back.pathname + back.search)).status).toBe(403);
  expect(pages.sessions.size).toBe(0);
});

test('who does not know the client secret gets nobody signed in', async () => {
  pages = pagesWith('another-secret');
  visitor = await pages.visitor();
  const back = await pick('legal-a', await begin());
  expect((await visitor.get(back.pathname + back.search)).status).toBe(403);
  expect(pages.sessions.size).toBe(0);
});

test('signing in again in the same browser asks who to be, and ends the session before it', async () => {
  const cookies = new Map<string, string>();
  for (const handle of ['legal-a', 'supervisor-a']) {
    const back = await pick(handle, await begin(), cookies);
    expect((await visitor.get(back.pathname + back.search)).status).toBe(200);
  }
  expect([...pages.sessions.values()]).toEqual([{ issuer: provider.issuer, subject: 'supervisor-a' }]);
});

test('an issuer that is away is said, and asked again the next time', async () => {
  const port = await freePort();
  pages = createPages({
    provider: createIdentityProvider({
      issuer: `http://127.0.0.1:${port}`,
      clientId: 'casegate',
      clientSecret: SECRET,
      publicUrl: new URL(ORIGIN),
      claims: CLAIMS,
    }),
  });
  visitor = await pages.visitor();
  expect((await visitor.get('/web/sign-in/start')).status).toBe(503);
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const late = await startIdentityProvider({
    port,
    publicUrl: ORIGIN,
    clientSecret: SECRET,
    keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }],
    people: SYNTHETIC_PEOPLE,
  });
  try {
    expect((await visitor.send('GET', '/web/sign-in/start')).status).toBe(302);
  } finally {
    await late.stop();
  }
});

test('the API takes the access token that the issuer makes out to it, and not the ID token', async () => {
  const start = new URL(await begin());
  start.searchParams.set('resource', 'urn:casegate:api');
  const verifier = 'v'.repeat(43);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  start.searchParams.set('code_challenge', Buffer.from(digest).toString('base64url'));
  const back = await pick('supervisor-a', start.href);
  const answer = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`casegate:${SECRET}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code')!,
      redirect_uri: `${ORIGIN}/web/sign-in/callback`,
      code_verifier: verifier,
    }),
  });
  const tokens = (await answer.json()) as { access_token: string; id_token: string };
  const cases = (bearer: string) =>
    pages.app.request(`${ORIGIN}/cases`, { headers: { authorization: `Bearer ${bearer}` } });
  expect((await cases(tokens.access_token)).status).toBe(200);
  const refused = await cases(tokens.id_token);
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
});
