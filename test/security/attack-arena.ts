/** What is attacked: the whole HTTP app over real machines, an issuer that we play, two offices' cases with protected texts in them. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { createAccessTokens } from '../../api/sign-in/access-token.ts';
import { createApp } from '../../api/app.ts';
import type { AppPorts, CaseRow, TaskRow } from '../../api/ports.ts';
import type { Identity } from '../../api/sign-in/sign-in.ts';
import { embeddedPersonOf } from '../../api/sign-in/staff-directory.ts';
import { createDecoding } from '../../codec/decoding.ts';
import { SYNTHETIC_PEOPLE, type SyntheticPerson } from '../../dev/people.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { Json } from '../../schemas/words.ts';
import { createMemoryStack, NOW_MS, ROW_2, type MemoryStack } from '../api/memory-stack.ts';
import { ringOf } from '../codec/rings.ts';
import { createVisitor, hiddenFields, memorySessions, type Visitor } from '../web/visitor.ts';

export const ORIGIN = 'http://127.0.0.1:8080';
export const UI_ORIGIN = 'http://127.0.0.1:8233';
const AUDIENCE = 'urn:casegate:api';
/** Stands in every protected text of the arena. */
export const CANARY = 'canary-attack-5d1e';

/** Supervisor and legal staff in one: what separation of duties is for. */
const BOTH: SyntheticPerson = {
  handle: 'both-a',
  displayName: 'Supervisor and legal staff (synthetic)',
  person: {
    id: 'urn:casegate:embedded#both-a',
    staffId: 'STAFF-BOTH-A',
    roles: ['supervisor', 'legal'],
    office: 'OFFICE-EAST',
    trainedUntil: Date.UTC(2100, 0),
  },
};

export interface Arena {
  readonly stack: MemoryStack;
  readonly ports: AppPorts;
  readonly app: ReturnType<typeof createApp>;
  readonly issuer: string;
  readonly keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  /** Of OFFICE-EAST, submitted by supervisor-a, whose consultation legal-a has in hand. */
  readonly east: Ids;
  /** Of OFFICE-WEST. */
  readonly west: Ids;
  /** Of OFFICE-EAST, submitted by somebody who is legal staff as well. */
  readonly own: Ids;
  send(
    method: string,
    path: string,
    as: string | null,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
  visitor(handle: string): Promise<Visitor>;
  session(handle: string): Promise<string>;
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>, key?: CryptoKey): Promise<string>;
  /** Digest of everything that is kept: what a refused try must leave as it was. */
  state(): Promise<string>;
  close(): Promise<void>;
}

export interface Ids {
  readonly case: string;
  readonly task: string;
  readonly requests: Readonly<Record<string, string>>;
  readonly factsDigest: string;
}

export async function openArena(): Promise<Arena> {
  const keys = await generateKeyPair('RS256');
  const { server, issuer } = await startIssuer(keys.publicKey);
  const stack = createMemoryStack();
  const people = { list: () => [...SYNTHETIC_PEOPLE, BOTH] };
  const sessions = memorySessions(new Map<string, Identity>());
  const unused = (): never => {
    throw new Error('not in this test');
  };
  const ports: AppPorts = {
    ...stack.ports,
    people,
    codec: { origin: UI_ORIGIN, decode: createDecoding(ringOf('one', { one: 1 })) },
    signIn: {
      publicUrl: new URL(ORIGIN),
      provider: { begin: unused, finish: unused, signOutUrl: async () => null },
      accessTokens: createAccessTokens({ issuer, audience: AUDIENCE, claims: { subject: 'sub', require: {} } }),
      sessions,
      personOf: embeddedPersonOf(people, issuer),
    },
  };
  const app = createApp(ports);
  const send: Arena['send'] = async (method, path, as, body, headers = {}) =>
    app.request(new URL(path, ORIGIN).href, {
      method,
      headers: {
        ...(as === null ? {} : { 'casegate-as': as }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: bodyOf(body) }),
    });
  const ids = async (as: string): Promise<Ids> => openCase(send, as);
  const east = await ids('supervisor-a');
  const west = await ids('supervisor-c');
  const own = await ids('both-a');
  await accepted(send('POST', `/tasks/${east.task}/events`, 'legal-a', { type: 'task.claimed' }));
  await accepted(send('POST', `/tasks/${east.task}/events`, 'legal-a', { type: 'task.started' }));
  const session = (handle: string) => sessions.open({ issuer, subject: handle }, NOW_MS);
  return {
    stack,
    ports,
    app,
    issuer,
    keys,
    east,
    west,
    own,
    send,
    session,
    async visitor(handle) {
      const visitor = createVisitor(app, ORIGIN);
      visitor.cookies.set('casegate-8080-session', await session(handle));
      return visitor;
    },
    token: (claims = {}, header = {}, key = keys.privateKey) =>
      new SignJWT({ client_id: 'client', ...tokenClaims(issuer), ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'one', ...header })
        .sign(key),
    state: () => stateOf(stack.ports),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const bodyOf = (body: unknown): string =>
  typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body);

export function tokenClaims(issuer: string) {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer, sub: 'supervisor-a', aud: AUDIENCE, iat: now, exp: now + 300, jti: 'jti-1' };
}

async function startIssuer(publicKey: CryptoKey): Promise<{ readonly server: Server; readonly issuer: string }> {
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    const metadata = { issuer, jwks_uri: `${issuer}/keys` };
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : metadata));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, issuer };
}

async function accepted(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.status >= 300) throw new Error(`the arena was not made: ${response.status} ${await response.text()}`);
  return response;
}

async function openCase(send: Arena['send'], as: string): Promise<Ids> {
  const body = { ...ROW_2, note: CANARY };
  const { case: id } = (await (await accepted(send('POST', '/cases', as, body))).json()) as { case: string };
  const shown = (await (await accepted(send('GET', `/cases/${id}`, as))).json()) as {
    factsDigest: string;
    tasks: { task: string }[];
    requests: { request: string; partnerClass: string }[];
  };
  return {
    case: id,
    task: shown.tasks[0]!.task,
    requests: Object.fromEntries(shown.requests.map(({ request, partnerClass }) => [partnerClass, request])),
    factsDigest: shown.factsDigest,
  };
}

async function stateOf({ ledger }: AppPorts): Promise<string> {
  const rows: readonly CaseRow[] = await ledger.listCases({ onThem: null, limit: 100 });
  const kept = await Promise.all(
    rows.map(async ({ caseId }) => [await ledger.caseOf(caseId), await ledger.entriesOf(caseId, { limit: 100 })]),
  );
  const tasks: (readonly TaskRow[])[] = [];
  for (const office of ['OFFICE-EAST', 'OFFICE-WEST'])
    tasks.push(await ledger.listTasks({ onThem: null, office, limit: 100 }));
  return digestOf([kept, tasks] as unknown as Json);
}

/** A page's form, filled by the visitor whose it is. */
export async function formOf(visitor: Visitor, path: string): Promise<readonly (readonly [string, string])[]> {
  return hiddenFields((await visitor.get(path)).html);
}
