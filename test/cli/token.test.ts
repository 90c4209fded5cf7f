/** The command line with an access token, over an app that takes nothing else. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccessTokens } from '../../api/sign-in/access-token.ts';
import { createApp } from '../../api/app.ts';
import { embeddedPersonOf } from '../../api/sign-in/staff-directory.ts';
import { createPages } from '../web/visitor.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const AUDIENCE = 'urn:casegate:api';

let server: Server;
let issue: (subject: string) => Promise<string>;
let terminal: Terminal;
let terminalWith: (env: Record<string, string>) => Terminal;

beforeEach(async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
  server = createServer(({ url }, response) =>
    response.end(JSON.stringify(url === '/keys' ? keys : { issuer, jwks_uri: `${issuer}/keys` })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issue = (subject) =>
    new SignJWT({ client_id: 'terminal', jti: 'a' })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'one' })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  const claims = { subject: 'sub', require: {} };
  const pages = createPages({ accessTokens: createAccessTokens({ issuer, audience: AUDIENCE, claims }) });
  const signIn = { ...pages.ports.signIn!, personOf: embeddedPersonOf(pages.ports.people, issuer) };
  const app = createApp({ ...pages.ports, signIn, acceptsHandles: false });
  terminalWith = (env) => createTerminal(env, pages.stack, app);
  terminal = terminalWith({});
  terminal.files.set('token', `${await issue('supervisor-a')}\n`);
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const ended = async (line: string): Promise<[code: number, said: string]> => {
  const { code, out, err } = await terminal.type(line);
  return [code, code === 0 ? out : err];
};

test('whoever the token is made out to acts, in reading, in writing and in watching', async () => {
  terminal.files.set('case.json', (await ended('example'))[1]);
  const [, started] = await ended('start case.json --token-file token --json');
  const { case: id } = JSON.parse(started) as { case: string };
  expect(await ended(`show ${id} --token-file token`)).toEqual([0, expect.stringContaining(id)]);
  terminal.files.set('note', 'Synthetic: not needed.');
  expect(await ended(`withdraw ${id} --note-file note --token-file token`)).toEqual([0, expect.anything()]);
  expect(await ended(`watch ${id} --token-file token`)).toEqual([0, expect.stringContaining('withdraw')]);
  await ended('audit export --all --token-file token');
  expect(terminal.sent.length).toBeGreaterThan(4);
  for (const { headers, method } of terminal.sent) {
    expect([method, headers.get('authorization')]).toEqual([method, expect.stringMatching(/^Bearer ey\S+$/)]);
    expect(headers.get('casegate-as')).toBeNull();
  }
});

test('CASEGATE_TOKEN_FILE stands for --token-file; an option goes before a variable of the other kind', async () => {
  terminal = withFiles({ CASEGATE_TOKEN_FILE: 'other' }, { other: await issue('legal-a') });
  expect(await ended('tasks')).toEqual([0, expect.anything()]);
  expect(await ended('tasks --as legal-a')).toEqual([2, expect.stringContaining('Nobody is signed in')]);
  terminal = withFiles({ CASEGATE_AS: 'legal-a' }, { token: await issue('legal-a') });
  expect(await ended('tasks --token-file token')).toEqual([0, expect.anything()]);
});

function withFiles(env: Record<string, string>, files: Record<string, string>): Terminal {
  const made = terminalWith(env);
  for (const [path, text] of Object.entries(files)) made.files.set(path, text);
  return made;
}

test('a handle counts for nothing there, nor does a token of nobody in the directory', async () => {
  expect(await ended('list --as supervisor-a')).toEqual([2, expect.stringContaining('Nobody is signed in')]);
  terminal.files.set('token', await issue('stranger'));
  expect((await ended('list --token-file token'))[0]).not.toBe(0);
});

test.each([
  ['list --as supervisor-a --token-file token', 'two ways are given'],
  ['list', 'nobody is named who acts'],
  ['list --token-file missing', 'the file cannot be read (ENOENT)'],
  ['list --token-file empty', 'the file holds no access token'],
  ['list --token-file two', 'the file holds no access token'],
  ['list --token-file token --url http://casegate.example', 'would cross the network unencrypted'],
])('casegate %s is refused, and nothing is sent', async (line, said) => {
  terminal.files.set('empty', '\n').set('two', 'one\nAuthorization: two');
  expect(await ended(line)).toEqual([2, expect.stringContaining(said)]);
  expect(terminal.sent).toEqual([]);
});

test('two variables that say who acts are refused as two options are', async () => {
  terminal = withFiles({ CASEGATE_AS: 'legal-a', CASEGATE_TOKEN_FILE: 'token' }, { token: await issue('legal-a') });
  expect(await ended('tasks')).toEqual([2, expect.stringContaining('two ways are given')]);
});
