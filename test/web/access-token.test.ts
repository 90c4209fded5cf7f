/** Access tokens against an issuer that we play ourselves, so that it can also play false. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { createAccessTokens } from '../../api/sign-in/access-token.ts';

const AUDIENCE = 'urn:casegate:api';
const MAPPING = { subject: 'sub', require: {} };

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

let server: Server;
let issuer: string;
let keys: Key[];
let fetches: { metadata: number; keys: number };
let metadata: object;
/** What the address of the keys answers instead of keys. */
let broken: number | null;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 2) });
  keys = [await newKey('one')];
  fetches = { metadata: 0, keys: 0 };
  broken = null;
  server = createServer((request, response) => void answer(request.url ?? '', response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  metadata = { issuer, jwks_uri: `${issuer}/keys` };
});
afterEach(async () => {
  vi.useRealTimers();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

async function answer(url: string, response: { writeHead(status: number): unknown; end(body: string): unknown }) {
  if (url === '/keys') {
    fetches.keys += 1;
    if (broken !== null) response.writeHead(broken);
    const shown = keys.map(async ({ kid, publicKey }) => ({
      ...(await exportJWK(publicKey)),
      kid,
      alg: 'RS256',
      use: 'sig',
    }));
    return response.end(JSON.stringify({ keys: await Promise.all(shown) }));
  }
  fetches.metadata += 1;
  return response.end(JSON.stringify(metadata));
}

const newKey = async (kid: string): Promise<Key> => ({ kid, ...(await generateKeyPair('RS256')) });
const accessTokens = (mapping: Parameters<typeof createAccessTokens>[0]['claims'] = MAPPING) =>
  createAccessTokens({ issuer, audience: AUDIENCE, claims: mapping });

interface Changes {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: Key;
}

const seconds = () => Math.floor(Date.now() / 1000);

function claimsWith(claims: Record<string, unknown> = {}): Record<string, unknown> {
  const iat = seconds();
  const all = {
    iss: issuer,
    sub: 'synthetic',
    aud: AUDIENCE,
    client_id: 'a',
    jti: 'b',
    iat,
    exp: iat + 300,
    ...claims,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const token = ({ claims, header, key = keys[0]! }: Changes = {}): Promise<string> =>
  new SignJWT(claimsWith(claims))
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header })
    .sign(key.privateKey, { crit: { synthetic: true } });

test('a token of the issuer, for this API, names its person', async () => {
  expect(await accessTokens().verify(await token())).toEqual({ issuer, subject: 'synthetic' });
});

test.each<[string, Changes]>([
  ['another issuer', { claims: { iss: 'https://elsewhere.example' } }],
  ['another audience', { claims: { aud: 'urn:something:else' } }],
  ['no audience', { claims: { aud: undefined } }],
  ['no subject', { claims: { sub: undefined } }],
  ['an empty subject', { claims: { sub: '' } }],
  ['no client', { claims: { client_id: undefined } }],
  ['no id of its own', { claims: { jti: undefined } }],
  ['no expiry', { claims: { exp: undefined } }],
  ['expired', { claims: { exp: Date.UTC(2026, 10, 2) / 1000 - 31 } }],
  ['not valid yet', { claims: { nbf: Date.UTC(2026, 10, 2) / 1000 + 31 } }],
  ['an ID token', { header: { typ: 'JWT' } }],
  ['without a type', { header: { typ: undefined } }],
  ['a critical header that nobody knows', { header: { crit: ['synthetic'], synthetic: 1 } }],
])('refused: %s', async (_name, changes) => {
  expect(await accessTokens().verify(await token(changes))).toBeNull();
});

test('refused: the issuer with one slash more', async () => {
  expect(await accessTokens().verify(await token({ claims: { iss: `${issuer}/` } }))).toBeNull();
});

test('refused: a token that nobody signed', async () => {
  const unsigned = new UnsecuredJWT(claimsWith()).encode();
  const withType = [
    Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url'),
    ...unsigned.split('.').slice(1),
  ];
  expect(await accessTokens().verify(withType.join('.'))).toBeNull();
});

test('refused: a token signed with the public key as if it were a shared secret', async () => {
  const secret = new TextEncoder().encode(await exportSPKI(keys[0]!.publicKey));
  const forged = await new SignJWT(claimsWith())
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'one' })
    .sign(secret);
  expect(await accessTokens().verify(forged)).toBeNull();
});

test('refused: another key under a known name, a changed text, and no token at all', async () => {
  const forged = await token({ key: { ...(await newKey('one')) } });
  const [head, , signature] = (await token()).split('.');
  const changed = [
    head,
    Buffer.from(JSON.stringify(claimsWith({ sub: 'other' }))).toString('base64url'),
    signature,
  ].join('.');
  const tokens = accessTokens();
  for (const one of [forged, changed, 'x', '..', 'x'.repeat(8_193)]) expect(await tokens.verify(one)).toBeNull();
});

test('a new key is found', async () => {
  const tokens = accessTokens();
  await tokens.verify(await token());
  keys = [await newKey('two')];
  vi.setSystemTime(Date.now() + 31_000);
  expect(await tokens.verify(await token())).toEqual({ issuer, subject: 'synthetic' });
});

test('a key that was withdrawn is trusted no longer than ten minutes', async () => {
  const tokens = accessTokens();
  const [old] = keys;
  expect(await tokens.verify(await token())).not.toBeNull();
  keys = [await newKey('two')];
  vi.setSystemTime(Date.now() + 600_001);
  expect(await tokens.verify(await token({ key: old! }))).toBeNull();
});

test('a flood of tokens under unknown keys asks the issuer once in half a minute', async () => {
  const tokens = accessTokens();
  await tokens.verify(await token());
  const flood = await Promise.all(
    Array.from({ length: 200 }, (_, index) => token({ header: { kid: `unknown-${index}` } })),
  );
  expect(await Promise.all(flood.map((one) => tokens.verify(one)))).toEqual(flood.map(() => null));
  expect(fetches).toEqual({ metadata: 1, keys: 1 });
  vi.setSystemTime(Date.now() + 31_000);
  await Promise.all(flood.map((one) => tokens.verify(one)));
  expect(fetches).toEqual({ metadata: 1, keys: 2 });
});

test('keys that cannot be had are no fault of the token', async () => {
  broken = 500;
  const tokens = accessTokens();
  await expect(tokens.verify(await token())).rejects.toThrow(/Expected 200 OK/);
  broken = null;
  expect(await tokens.verify(await token())).not.toBeNull();
});

test('metadata of another issuer, or keys at an insecure address, are not taken', async () => {
  metadata = { issuer: 'https://elsewhere.example', jwks_uri: `${issuer}/keys` };
  await expect(accessTokens().verify(await token())).rejects.toThrow(/^the issuer /);
  metadata = { issuer, jwks_uri: 'http://elsewhere.example/keys' };
  await expect(accessTokens().verify(await token())).rejects.toThrow(/^the issuer /);
});

test('the claims mapping says which claim names a person, and what a token must say', async () => {
  const tokens = accessTokens({ subject: 'employee', require: { acr: ['phr', 'phrh'] } });
  const said = async (claims: Record<string, unknown>) => tokens.verify(await token({ claims }));
  expect(await said({ employee: 'E1', acr: 'phr' })).toEqual({ issuer, subject: 'E1' });
  expect(await said({ employee: 'E1', acr: ['x', 'phrh'] })).not.toBeNull();
  expect(await said({ employee: 'E1', acr: 'pwd' })).toBeNull();
  expect(await said({ employee: 'E1' })).toBeNull();
  expect(await said({ employee: 1, acr: 'phr' })).toBeNull();
  expect(await said({ acr: 'phr' })).toBeNull();
});
