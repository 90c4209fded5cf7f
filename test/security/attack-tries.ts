/** Every try by name: what an attacker sends, and with what it has to be refused. */
import { createHmac } from 'node:crypto';
import { exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose';
import { formOf, tokenClaims, UI_ORIGIN, type Arena } from './attack-arena.ts';

export interface Try {
  readonly group: string;
  readonly name: string;
  /** What comes back. Several answers that must not differ: see `alike`. */
  readonly attack: (arena: Arena) => Promise<Response | readonly Response[]>;
  readonly refusedWith: readonly number[];
  /** The action that the record of attempts has to name afterwards; null where nothing reached anything that has a record. */
  readonly recorded: string | null;
  /** Nobody must be able to tell the answers apart. */
  readonly alike?: true;
}

const UNKNOWN = '0'.repeat(26);
export const START = {
  facts: {
    personKey: 'SYN-PERSON-0009',
    statuses: [],
    placeClass: 'other',
    windowFrom: '2026-11-10T06:00:00-05:00',
    windowUntil: '2026-11-12T20:00:00-05:00',
    regionCode: 'EAST-07',
  },
  proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
};
const NOTE = { note: 'x' };

const tries: Try[] = [];
function attempt(
  group: string,
  name: string,
  attack: Try['attack'],
  refusedWith: number | readonly number[],
  recorded: string | null = null,
): void {
  tries.push({ group, name, attack, refusedWith: [refusedWith].flat(), recorded });
}
function alike(
  group: string,
  name: string,
  attack: (arena: Arena) => Promise<readonly Response[]>,
  status: number,
): void {
  tries.push({ group, name, attack, refusedWith: [status], recorded: null, alike: true });
}

// — tokens ————————————————————————————————————————————————————————————————————————————————————————————————————————

const withToken = (arena: Arena, token: string, path = '/cases') =>
  arena.send('GET', path, null, undefined, { authorization: `Bearer ${token}` });
const badClaims = (name: string, claims: (arena: Arena) => Record<string, unknown>) =>
  attempt('token', name, async (arena) => withToken(arena, await arena.token(claims(arena))), 401);
const now = () => Math.floor(Date.now() / 1000);

attempt('token', 'none at all', (arena) => arena.send('GET', '/cases', null), 401);
attempt(
  'token',
  'unsigned (alg none)',
  async (arena) => withToken(arena, new UnsecuredJWT(tokenClaims(arena.issuer)).encode()),
  401,
);
attempt(
  'token',
  'signed with the public key as a shared secret (HS256)',
  async (arena) => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const text = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: 'one' })}.${encode({ client_id: 'c', ...tokenClaims(arena.issuer) })}`;
    const mac = createHmac('sha256', await exportSPKI(arena.keys.publicKey))
      .update(text)
      .digest('base64url');
    return withToken(arena, `${text}.${mac}`);
  },
  401,
);
attempt(
  'token',
  'signed by another key under a known key id',
  async (arena) => withToken(arena, await arena.token({}, {}, (await generateKeyPair('RS256')).privateKey)),
  401,
);
attempt(
  'token',
  'of a key that nobody knows',
  async (arena) => withToken(arena, await arena.token({}, { kid: 'another' })),
  401,
);
attempt(
  'token',
  'that brings its own key',
  async (arena) =>
    withToken(
      arena,
      await arena.token(
        {},
        { kid: undefined, jku: 'http://127.0.0.1:1/keys', jwk: { kty: 'oct', k: 'AAAA' } },
        (await generateKeyPair('RS256')).privateKey,
      ),
    ),
  401,
);
attempt('token', 'an ID token', async (arena) => withToken(arena, await arena.token({}, { typ: 'JWT' })), 401);
badClaims('made out to another audience', () => ({ aud: 'urn:another:api' }));
badClaims('of another issuer', () => ({ iss: 'https://issuer.invalid' }));
badClaims('expired', () => ({ exp: now() - 60 }));
badClaims('not yet valid', () => ({ nbf: now() + 600 }));
badClaims('without an id', () => ({ jti: undefined }));
badClaims('without an end', () => ({ exp: undefined }));
attempt(
  'token',
  'changed after it was signed',
  async (arena) => {
    const [head, , signature] = (await arena.token()).split('.');
    const claims = Buffer.from(JSON.stringify({ ...tokenClaims(arena.issuer), sub: 'legal-a' })).toString('base64url');
    return withToken(arena, `${head}.${claims}.${signature}`);
  },
  401,
);
attempt(
  'token',
  'of 64 KiB',
  async (arena) => withToken(arena, await arena.token({ filler: 'x'.repeat(65_536) })),
  401,
);
attempt(
  'token',
  'of somebody whom the directory does not have',
  async (arena) => withToken(arena, await arena.token({ sub: 'nobody' })),
  403,
);
attempt(
  'token',
  'that says of itself what its person may do',
  async (arena) =>
    arena.send(
      'POST',
      `/tasks/${arena.east.task}/events`,
      null,
      { type: 'task.claimed' },
      {
        authorization: `Bearer ${await arena.token({ roles: ['legal'], role: 'legal', groups: ['legal'] })}`,
      },
    ),
  403,
  'task.claimed',
);
attempt(
  'token',
  'and beside it somebody else’s name',
  async (arena) =>
    arena.send('GET', '/cases', 'legal-a', undefined, { authorization: `Bearer ${await arena.token()}` }),
  401,
);
attempt(
  'token',
  'a session that was never opened',
  (arena) => arena.send('GET', '/web/cases', null, undefined, { cookie: `casegate-8080-session=${'A'.repeat(43)}` }),
  302,
);
attempt(
  'token',
  'the session of a page, at the API',
  async (arena) =>
    arena.send('GET', '/cases', null, undefined, {
      cookie: `casegate-8080-session=${await arena.session('supervisor-a')}`,
    }),
  401,
);
attempt('token', 'two names in one header', (arena) => arena.send('GET', '/cases', 'operator-a, supervisor-a'), 401);
attempt(
  'token',
  'a name in a header of a proxy',
  (arena) =>
    arena.send('GET', '/cases', null, undefined, {
      'x-forwarded-user': 'supervisor-a',
      'x-remote-user': 'supervisor-a',
    }),
  401,
);

// — ids of others —————————————————————————————————————————————————————————————————————————————————————————————————

for (const rest of ['', '/why', '/timeline', '/history/1', '/changes'])
  attempt(
    'id of others',
    `read a case of another office: ${rest || 'itself'}`,
    (arena) => arena.send('GET', `/cases/${arena.west.case}${rest}`, 'supervisor-a'),
    404,
    'case.read',
  );
attempt(
  'id of others',
  'act on a case of another office',
  (arena) =>
    arena.send('POST', `/cases/${arena.west.case}/events`, 'supervisor-a', { type: 'case.withdrawn', ...NOTE }),
  404,
  'case.read',
);
attempt(
  'id of others',
  'reopen a case of another office',
  (arena) => {
    const { personKey: _personKey, ...facts } = START.facts;
    return arena.send('POST', `/cases/${arena.west.case}/epochs`, 'supervisor-a', { ...START, facts });
  },
  404,
  'case.read',
);
attempt(
  'id of others',
  'read a task of another office',
  (arena) => arena.send('GET', `/tasks/${arena.west.task}`, 'legal-a'),
  404,
  'task.read',
);
attempt(
  'id of others',
  'claim a task of another office',
  (arena) => arena.send('POST', `/tasks/${arena.west.task}/events`, 'legal-a', { type: 'task.claimed' }),
  404,
  'task.read',
);
attempt(
  'id of others',
  'read a request to another partner',
  (arena) => arena.send('GET', `/requests/${arena.east.requests['local']}`, 'partner-state'),
  404,
  'request.read',
);
attempt(
  'id of others',
  'answer a request to another partner',
  (arena) =>
    arena.send('POST', `/requests/${arena.east.requests['local']}/events`, 'partner-state', {
      type: 'request.answered',
      answer: 'noConflict',
    }),
  404,
  'request.read',
);
attempt(
  'id of others',
  'a partner asks for the case behind its request',
  (arena) => arena.send('GET', `/cases/${arena.east.case}`, 'partner-local'),
  404,
  'case.read',
);
attempt(
  'id of others',
  'an operator reads the case whose id Temporal shows',
  (arena) => arena.send('GET', `/cases/${arena.east.case}`, 'operator-a'),
  404,
  'case.read',
);
attempt(
  'id of others',
  'a request’s reference as a case’s id',
  (arena) => arena.send('GET', `/cases/${arena.east.requests['local']}`, 'supervisor-a'),
  404,
);
attempt(
  'id of others',
  'a page of another office’s case',
  async (arena) => {
    const visitor = await arena.visitor('supervisor-a');
    return visitor.send('GET', `/web/cases/${arena.west.case}`);
  },
  404,
  'case.read',
);

// — no need to know in one's own office ———————————————————————————————————————————————————————————————————————————

for (const rest of ['', '/why', '/timeline', '/history/1', '/changes', '/assignments'])
  attempt(
    'need to know',
    `read a case of one’s own office that one is not on: ${rest || 'itself'}`,
    (arena) => arena.send('GET', `/cases/${arena.east.case}${rest}`, 'supervisor-d'),
    404,
    'case.read',
  );
attempt(
  'need to know',
  'read its task',
  (arena) => arena.send('GET', `/tasks/${arena.east.task}`, 'supervisor-d'),
  404,
  'task.read',
);
attempt(
  'need to know',
  'read one of its requests',
  (arena) => arena.send('GET', `/requests/${arena.east.requests['local']}`, 'supervisor-d'),
  404,
  'request.read',
);
attempt(
  'need to know',
  'act on it',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-d', { type: 'case.withdrawn', ...NOTE }),
  404,
  'case.read',
);
for (const [name, as, to] of [
  ['bring oneself in to it', 'supervisor-d', 'STAFF-SUPERVISOR-D'],
  ['bring a colleague in to it', 'supervisor-d', 'STAFF-SUPERVISOR-B'],
] as const)
  attempt(
    'need to know',
    name,
    (arena) =>
      arena.send('POST', `/cases/${arena.east.case}/assignments`, as, { type: 'case.assigned', to, reason: 'cover' }),
    404,
    'case.read',
  );
attempt(
  'need to know',
  'bring somebody of another office in',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/assignments`, 'supervisor-a', {
      type: 'case.assigned',
      to: 'STAFF-SUPERVISOR-C',
      reason: 'cover',
    }),
  422,
);
attempt(
  'need to know',
  'a page of it',
  async (arena) => (await arena.visitor('supervisor-d')).send('GET', `/web/cases/${arena.east.case}`),
  404,
  'case.read',
);
alike(
  'need to know',
  'a case of one’s own office and none at all',
  async ({ send, east }) =>
    Promise.all([east.case, `c_${UNKNOWN}`].map((id) => send('GET', `/cases/${id}`, 'supervisor-d'))),
  404,
);

// — more than one's role ——————————————————————————————————————————————————————————————————————————————————————————

for (const as of ['legal-a', 'partner-local', 'leadership-a', 'auditor-a', 'operator-a', 'privacy-a', 'policy-a'])
  attempt('role', `${as} starts a case`, (arena) => arena.send('POST', '/cases', as, START), 403, 'case.started');
for (const as of ['operator-a', 'auditor-a', 'partner-local'])
  attempt('role', `${as} lists tasks`, (arena) => arena.send('GET', '/tasks', as), 403, 'task.read');
attempt(
  'role',
  'a supervisor answers for a partner',
  (arena) =>
    arena.send('POST', `/requests/${arena.east.requests['local']}/events`, 'supervisor-a', {
      type: 'request.answered',
      answer: 'noConflict',
    }),
  403,
  'request.answered',
);
attempt(
  'role',
  'legal staff whose training has expired claim (R7)',
  (arena) => arena.send('POST', `/tasks/${arena.own.task}/events`, 'legal-d', { type: 'task.claimed' }),
  403,
  'task.claimed',
);
for (const type of [
  'protection.inherited',
  'policy.changed',
  'policy.suspended',
  'step.late',
  'work.due',
  'xstate.done.actor.consultation',
  'xstate.after.1',
  'consultation.completed',
])
  attempt(
    'role',
    `the service’s own event from outside: ${type}`,
    (arena) => arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', { type, ...NOTE }),
    422,
  );
attempt(
  'role',
  'says who acts, in the body',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', {
      type: 'case.withdrawn',
      ...NOTE,
      by: { id: 'x', roles: ['leadership'] },
    }),
  422,
);
attempt(
  'role',
  'says when, in the body',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', { type: 'case.withdrawn', ...NOTE, at: 1 }),
  422,
);
attempt(
  'role',
  'starts a case of another office',
  (arena) => arena.send('POST', '/cases', 'supervisor-a', { ...START, office: 'OFFICE-WEST' }),
  422,
);
attempt(
  'role',
  'an operator loads a policy version',
  (arena) => arena.send('POST', '/policies', 'operator-a', {}),
  [403, 404],
);

// — one's own approval ————————————————————————————————————————————————————————————————————————————————————————————

attempt(
  'own approval',
  'claims the consultation of the own case',
  (arena) => arena.send('POST', `/tasks/${arena.own.task}/events`, 'both-a', { type: 'task.claimed' }),
  403,
  'task.claimed',
);
attempt(
  'own approval',
  'the officer who proposed the action claims',
  (arena) => arena.send('POST', `/tasks/${arena.own.task}/events`, 'proposing-officer-a', { type: 'task.claimed' }),
  403,
  'task.claimed',
);
attempt(
  'own approval',
  'completes it, unclaimed',
  (arena) =>
    arena.send('POST', `/tasks/${arena.own.task}/events`, 'both-a', {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest: arena.own.factsDigest,
      text: 'x',
    }),
  403,
  'task.completed',
);
attempt(
  'own approval',
  'has it assigned by leadership',
  (arena) =>
    arena.send('POST', `/tasks/${arena.own.task}/events`, 'leadership-a', {
      type: 'task.assigned',
      to: 'STAFF-BOTH-A',
      ...NOTE,
    }),
  [403, 404],
);
attempt(
  'own approval',
  'has it delegated by its owner: to the submitter',
  (arena) =>
    arena.send('POST', `/tasks/${arena.east.task}/events`, 'legal-a', {
      type: 'task.delegated',
      to: 'STAFF-SUPERVISOR-A',
      ...NOTE,
    }),
  403,
  'task.delegated',
);
attempt(
  'own approval',
  'records advice by telephone on the own case',
  (arena) =>
    arena.send('POST', `/tasks/${arena.own.task}/events`, 'both-a', {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest: arena.own.factsDigest,
      text: 'x',
      telephone: { givenAt: '2026-11-02T12:00:00Z', givenTo: 'STAFF-LEGAL-A' },
    }),
  403,
  'task.completed',
);
attempt(
  'own approval',
  'has the submitter named as who gave the advice by telephone',
  (arena) =>
    arena.send('POST', `/tasks/${arena.east.task}/events`, 'legal-a', {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest: arena.east.factsDigest,
      text: 'x',
      telephone: {
        givenAt: '2026-11-02T12:00:00Z',
        givenTo: 'STAFF-LEGAL-A',
        givenBy: 'STAFF-SUPERVISOR-A',
      },
    }),
  403,
  'task.completed',
);
attempt(
  'own approval',
  'excuses every partner by claiming that one is a partner',
  (arena) =>
    arena.send('POST', `/requests/${arena.own.requests['local']}/events`, 'both-a', {
      type: 'request.answered',
      answer: 'noConflict',
    }),
  403,
  'request.answered',
);
attempt(
  'own approval',
  'approves the own claim of exigency',
  (arena) => arena.send('POST', `/cases/${arena.own.case}/events`, 'both-a', { type: 'exigency.approved', ...NOTE }),
  403,
  'exigency.approved',
);
attempt(
  'own approval',
  'confirms the own claim of a mistake (row 7)',
  (arena) => arena.send('POST', `/cases/${arena.own.case}/events`, 'both-a', { type: 'mistake.confirmed', ...NOTE }),
  [403, 409],
  'mistake.confirmed',
);
attempt(
  'own approval',
  'of several tasks at once, among them the own',
  async (arena) => {
    const response = await arena.send('POST', '/tasks/bulk', 'both-a', {
      tasks: [arena.own.task],
      event: { type: 'task.claimed' },
    });
    const text = await response.clone().text();
    // Each item has a result of its own: what counts is the item's.
    return text.includes('not-permitted') ? new Response(text, { status: 403 }) : response;
  },
  403,
  'task.claimed',
);

// — order, repetition, races ——————————————————————————————————————————————————————————————————————————————————————

const onTask = (arena: Arena, as: string, event: object, headers: Record<string, string> = {}) =>
  arena.send('POST', `/tasks/${arena.east.task}/events`, as, event, headers);
attempt(
  'order',
  'claims what another has claimed',
  (arena) => onTask(arena, 'legal-b', { type: 'task.claimed' }),
  409,
  'task.claimed',
);
attempt(
  'order',
  'completes another’s task',
  (arena) =>
    onTask(arena, 'legal-b', {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest: arena.east.factsDigest,
      text: 'x',
    }),
  403,
  'task.completed',
);
attempt(
  'order',
  'releases another’s task',
  (arena) => onTask(arena, 'legal-b', { type: 'task.released' }),
  403,
  'task.released',
);
attempt(
  'order',
  'starts what has been started',
  (arena) => onTask(arena, 'legal-a', { type: 'task.started' }),
  409,
  'task.started',
);
attempt(
  'order',
  'advises on facts that are not the case’s',
  (arena) =>
    onTask(arena, 'legal-a', { type: 'task.completed', advice: 'consistent', factsDigest: 'a'.repeat(64), text: 'x' }),
  409,
  'task.completed',
);
attempt(
  'order',
  'clears before advice and answers',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', {
      type: 'decision.cleared',
      factsDigest: arena.east.factsDigest,
      ...NOTE,
    }),
  409,
  'decision.cleared',
);
attempt(
  'order',
  'records the action as taken without a clearance',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', { type: 'clearance.renewed', ...NOTE }),
  409,
  'clearance.renewed',
);
attempt(
  'order',
  'resolves a conflict that nobody reports',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-b', {
      type: 'conflict.resolved',
      partnerClass: 'local',
      ...NOTE,
    }),
  409,
  'conflict.resolved',
);
attempt(
  'order',
  'acknowledges a condition that nobody set',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', {
      type: 'condition.acknowledged',
      condition: 'condition-1',
    }),
  409,
  'condition.acknowledged',
);
attempt(
  'order',
  'leadership returns what was never escalated',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'leadership-a', { type: 'leadership.returned', ...NOTE }),
  404,
  'case.read',
);
attempt(
  'order',
  'claims exigency, for which the document has no exception (row 17)',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', { type: 'exigency.claimed', ...NOTE }),
  409,
  'exigency.claimed',
);
attempt(
  'order',
  'reopens what has not ended',
  (arena) => {
    const { personKey: _personKey, ...facts } = START.facts;
    return arena.send('POST', `/cases/${arena.east.case}/epochs`, 'supervisor-b', { ...START, facts });
  },
  409,
);
attempt(
  'order',
  'corrects an entry of somebody else',
  (arena) =>
    arena.send('POST', `/cases/${arena.east.case}/events`, 'legal-a', { type: 'entry.corrected', entry: 1, ...NOTE }),
  [403, 409, 422],
);

// — codec —————————————————————————————————————————————————————————————————————————————————————————————————————————

const decode = (
  arena: Arena,
  as: string | null,
  body: unknown,
  headers: Record<string, string> = {},
  path = '/codec/audit/decode',
) => arena.send('POST', path, as, body, headers);
for (const as of ['operator-a', 'supervisor-a', 'legal-a', 'partner-local', 'leadership-a'])
  attempt(
    'codec',
    `${as} has a payload decoded`,
    (arena) => decode(arena, as, { payloads: [] }),
    403,
    'payload.decode',
  );
attempt('codec', 'nobody does', (arena) => decode(arena, null, { payloads: [] }), 401);
attempt(
  'codec',
  'a page of another site does, in an auditor’s browser',
  async (arena) =>
    decode(
      arena,
      null,
      { payloads: [] },
      { cookie: `casegate-8080-session=${await arena.session('auditor-a')}`, origin: 'https://evil.invalid' },
    ),
  403,
);
attempt(
  'codec',
  'a page of the own origin does, without the right origin',
  async (arena) =>
    decode(arena, null, { payloads: [] }, { cookie: `casegate-8080-session=${await arena.session('auditor-a')}` }),
  401,
);
attempt(
  'codec',
  'has something encoded',
  (arena) => decode(arena, 'auditor-a', { payloads: [] }, {}, '/codec/audit/encode'),
  404,
);
attempt(
  'codec',
  'gives no purpose, or another',
  (arena) => decode(arena, 'auditor-a', { payloads: [] }, {}, '/codec/curiosity/decode'),
  404,
);
attempt(
  'codec',
  'more payloads than there may be',
  (arena) => decode(arena, 'auditor-a', { payloads: Array.from({ length: 1_000 }, () => ({})) }),
  422,
);
attempt(
  'codec',
  'as a form, so that no browser asks first',
  (arena) => decode(arena, 'auditor-a', 'payloads=1', { 'content-type': 'text/plain', origin: UI_ORIGIN }),
  415,
);

// — bodies ————————————————————————————————————————————————————————————————————————————————————————————————————————

const body = (
  name: string,
  content: unknown,
  status: number | readonly number[],
  headers: Record<string, string> = {},
) =>
  attempt(
    'body',
    name,
    (arena) => arena.send('POST', `/cases/${arena.east.case}/events`, 'supervisor-a', content, headers),
    status,
  );
const withdrawn = (fields: string) => `{"type":"case.withdrawn",${fields}}`;
body('of 65 KiB', withdrawn(`"note":"${'x'.repeat(65 * 1024)}"`), 413);
body('10,000 levels deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, [400, 413]);
body('a million digits', withdrawn(`"note":${'9'.repeat(60_000)}`), 422);
body('empty', '', 400);
body('cut off', '{"type":"case.withdrawn"', 400);
body('a list', '[]', 422);
body('a name twice', '{"type":"case.withdrawn","type":"case.escalated","note":"x"}', 400);
body('__proto__', withdrawn('"note":"x","__proto__":{"roles":["legal"]}'), [400, 422]);
body('constructor.prototype', withdrawn('"note":"x","constructor":{"prototype":{"roles":["legal"]}}'), 422);
body('no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400);
body('half a surrogate pair', withdrawn(String.raw`"note":"\ud800"`), 422);
body('a NUL', withdrawn(String.raw`"note":"a\u0000b"`), 422);
body('controls of a terminal', withdrawn(String.raw`"note":"\u001b[2Jnothing to see"`), 422);
body('controls of text direction', withdrawn(String.raw`"note":"a\u202eb"`), 422);
body('a line for the log', withdrawn(String.raw`"note":"x\r\n{\"fault\":\"forged\"}"`), 422);
body('not declared as JSON', withdrawn('"note":"x"'), 415, { 'content-type': 'text/plain' });
body('as another site’s form can send it', 'type=case.withdrawn&note=x', 415, {
  'content-type': 'application/x-www-form-urlencoded',
});
body('an entry beyond all numbers', '{"type":"entry.corrected","entry":1e308,"note":"x"}', 422);
body('an office that is a query', '{"type":"work.referred","role":"legal","office":"X\' or 1=1--","note":"x"}', 422);
body('a key with a line break in it', withdrawn('"note":"x"'), 422, { 'idempotency-key': 'a b' });

// — injection, paths, pages ———————————————————————————————————————————————————————————————————————————————————————

const path = (
  group: string,
  name: string,
  address: (arena: Arena) => string,
  status: number | readonly number[],
  as: string | null = 'supervisor-a',
) => attempt(group, name, (arena) => arena.send('GET', address(arena), as), status);
path('injection', 'SQL in an id', (arena) => `/cases/${arena.west.case}'%20or%20'1'='1`, 404);
path('injection', 'SQL in a cursor', () => `/cases?after=${encodeURIComponent("' or 1=1--")}`, 422);
path('injection', 'SQL in a limit', () => '/cases?limit=1;drop%20table%20entries', 422);
path(
  'injection',
  'a visibility query as an id',
  () => `/cases/${encodeURIComponent('x" OR WorkflowType = "gate')}`,
  404,
);
path('injection', 'a script in a path of the pages', () => '/web/cases/%3Cscript%3Ealert(1)%3C%2Fscript%3E', 302, null);
path('injection', 'a header in a path', () => '/cases/a%0d%0aset-cookie:%20x=1', 404);
path('traversal', 'out of the assets', () => '/assets/..%2f..%2fpackage.json', 404, null);
path('traversal', 'out of the design system', () => '/assets/uswds/..%2f..%2f..%2fpackage.json', 404, null);
path('traversal', 'encoded twice', () => '/assets/%252e%252e%252fpackage.json', 404, null);
path('traversal', 'a NUL in a file’s name', () => '/assets/casegate.css%00.js', 404, null);
path('traversal', 'around the identity by dots', () => '/web/../cases', 401, null);
attempt(
  'pages',
  'another name for this machine (DNS rebinding)',
  (arena) => arena.send('GET', 'http://evil.invalid:8080/cases', 'supervisor-a'),
  403,
);
attempt(
  'pages',
  'a method that is none',
  (arena) => arena.send('DELETE', `/cases/${arena.east.case}`, 'supervisor-a'),
  404,
);
attempt(
  'pages',
  'a method in a header',
  (arena) =>
    arena.send('GET', `/cases/${arena.east.case}/events`, 'supervisor-a', undefined, {
      'x-http-method-override': 'POST',
    }),
  404,
);

const foreignForm = (name: string, send: (arena: Arena, address: string) => Promise<Response>, status = 403) =>
  attempt('other sites', name, (arena) => send(arena, `/web/cases/${arena.east.case}/do/case.withdrawn`), status);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
foreignForm('a form of another site', async (arena, address) =>
  (await arena.visitor('supervisor-a')).send('POST', address, {
    body: 'note=x',
    headers: { ...FORM, origin: 'https://evil.invalid' },
  }),
);
foreignForm('a form of no site', async (arena, address) =>
  (await arena.visitor('supervisor-a')).send('POST', address, { body: 'note=x', headers: FORM }),
);
foreignForm('a form without a token', async (arena, address) =>
  (await arena.visitor('supervisor-a')).send('POST', address, {
    body: 'note=x',
    headers: { ...FORM, origin: 'http://127.0.0.1:8080' },
  }),
);
foreignForm('a form with the token of somebody else', async (arena, address) => {
  const other = await arena.visitor('supervisor-b');
  const fields = await formOf(other, address);
  const visitor = await arena.visitor('supervisor-a');
  const text = new URLSearchParams([...fields.map(([name, value]): [string, string] => [name, value]), ['note', 'x']]);
  return visitor.send('POST', address, {
    body: text.toString(),
    headers: { ...FORM, origin: 'http://127.0.0.1:8080' },
  });
});
foreignForm(
  'a form without a session',
  (arena, address) => arena.send('POST', address, null, 'note=x', { ...FORM, origin: 'http://127.0.0.1:8080' }),
  401,
);

// — privacy, counsel, operators ———————————————————————————————————————————————————————————————————————————————————

export const DISCLOSURE = {
  ground: 'b3',
  recipient: 'AGENCY-1',
  authorisedBy: 'STAFF-LEADERSHIP-A',
  reference: 'DOCKET-1',
  digest: 'a'.repeat(64),
};
const REFERENCE = { reference: 'X-1' };
const onCase = (
  name: string,
  as: string,
  [method, rest, content]: readonly ['GET' | 'POST', string, object?],
  status: number,
  recorded: string | null,
) =>
  attempt(
    'oversight',
    name,
    (arena) => arena.send(method, `/cases/${arena.east.case}/${rest}`, as, content),
    status,
    recorded,
  );
onCase('an operator asks who looked', 'operator-a', ['GET', 'accesses'], 404, 'access.listed');
onCase('a supervisor asks who looked at the own case', 'supervisor-a', ['GET', 'accesses'], 403, 'access.listed');
onCase('leadership reads the accounting', 'leadership-a', ['GET', 'disclosures'], 404, 'disclosure.listed');
onCase('an auditor discloses', 'auditor-a', ['POST', 'disclosures', DISCLOSURE], 403, 'disclosure.recorded');
onCase(
  'legal staff of another office discloses',
  'legal-c',
  ['POST', 'disclosures', DISCLOSURE],
  404,
  'disclosure.recorded',
);
onCase('untrained legal staff discloses', 'legal-d', ['POST', 'disclosures', DISCLOSURE], 403, 'disclosure.recorded');
onCase(
  'a disclosure is authorised by who may not',
  'privacy-a',
  ['POST', 'disclosures', { ...DISCLOSURE, authorisedBy: 'STAFF-SUPERVISOR-A' }],
  422,
  null,
);
onCase(
  'a disclosure to law enforcement at nobody’s discretion',
  'privacy-a',
  ['POST', 'disclosures', { ...DISCLOSURE, ground: 'b2' }],
  422,
  null,
);
onCase(
  'a disclosure within the Department passes for one outside',
  'privacy-a',
  ['POST', 'disclosures', { ...DISCLOSURE, ground: 'a2' }],
  422,
  null,
);
onCase(
  'a disclosure names a person as its recipient',
  'privacy-a',
  ['POST', 'disclosures', { ...DISCLOSURE, recipient: 'Somebody Somewhere' }],
  422,
  null,
);
onCase('an auditor makes a redacted record', 'auditor-a', ['POST', 'redactions', REFERENCE], 403, 'record.redacted');
for (const as of ['supervisor-a', 'supervisor-b', 'legal-d'])
  onCase(
    `${as} releases the advice`,
    as,
    ['POST', 'releases', { to: 'auditor', ...REFERENCE }],
    403,
    'advice.released',
  );
onCase(
  'leadership releases advice to itself',
  'leadership-a',
  ['POST', 'releases', { to: 'leadership', ...REFERENCE }],
  404,
  'case.read',
);
onCase('counsel releases to everybody', 'legal-a', ['POST', 'releases', { to: 'partner', ...REFERENCE }], 422, null);
for (const as of ['supervisor-a', 'privacy-a', 'auditor-a'])
  onCase(
    `${as} lets a held case go on`,
    as,
    ['POST', 'resumption', { reason: 'mended', ...REFERENCE }],
    403,
    'execution.resumed',
  );
onCase(
  'an operator lets a case go on that nothing holds',
  'operator-a',
  ['POST', 'resumption', { reason: 'mended', ...REFERENCE }],
  409,
  'execution.resumed',
);
onCase(
  'an operator gives a text as the reason',
  'operator-a',
  ['POST', 'resumption', { reason: 'because', ...REFERENCE }],
  422,
  null,
);
for (const as of ['supervisor-a', 'leadership-a', 'auditor-a', 'partner-local'])
  attempt(
    'oversight',
    `${as} reads the inbox of incidents`,
    (arena) => arena.send('GET', '/incidents', as),
    403,
    'incident.handled',
  );
attempt(
  'oversight',
  'who reported an incident closes it',
  async (arena) => {
    const report = { category: 'improperAccess', occurredAt: '2026-11-01T12:00:00Z', note: 'x' };
    const { incident } = (await (await arena.send('POST', '/incidents', 'privacy-a', report)).json()) as {
      incident: string;
    };
    const step = (event: object) =>
      arena.send('POST', `/incidents/${incident}/events`, 'privacy-a', { ...event, ...REFERENCE });
    await step({ type: 'incident.acknowledged' });
    return step({ type: 'incident.closed', finding: 'notImproper' });
  },
  409,
  'incident.closed',
);
attempt(
  'oversight',
  'an incident about a case whose id is a query',
  (arena) =>
    arena.send('POST', '/incidents', 'supervisor-a', {
      category: 'other',
      case: "c_' or 1=1--",
      occurredAt: '2026-11-01T12:00:00Z',
      note: 'x',
    }),
  422,
);
for (const as of ['supervisor-a', 'operator-a', 'partner-local'])
  attempt(
    'oversight',
    `${as} asks for statistics`,
    (arena) => arena.send('GET', '/statistics', as),
    403,
    'statistics.read',
  );

// — what answers tell —————————————————————————————————————————————————————————————————————————————————————————————

const pairs: readonly (readonly [string, (arena: Arena) => readonly [string, string], string])[] = [
  ['a case of another office', ({ west }) => [`/cases/${west.case}`, `/cases/c_${UNKNOWN}`], 'supervisor-a'],
  ['its timeline', ({ west }) => [`/cases/${west.case}/timeline`, `/cases/c_${UNKNOWN}/timeline`], 'supervisor-a'],
  ['a task of another office', ({ west }) => [`/tasks/${west.task}`, `/tasks/t_${UNKNOWN}`], 'legal-a'],
  [
    'a request to another partner',
    ({ east }) => [`/requests/${east.requests['local']}`, `/requests/r_${UNKNOWN}`],
    'partner-state',
  ],
  ['who looked at it', ({ west }) => [`/cases/${west.case}/accesses`, `/cases/c_${UNKNOWN}/accesses`], 'supervisor-a'],
  ['its disclosures', ({ west }) => [`/cases/${west.case}/disclosures`, `/cases/c_${UNKNOWN}/disclosures`], 'legal-a'],
  [
    'an unknown case, to an auditor, and one that is no id',
    () => [`/cases/c_${UNKNOWN}/accesses`, '/cases/x/accesses'],
    'auditor-a',
  ],
  ['a case, to an operator', ({ east }) => [`/cases/${east.case}`, `/cases/c_${UNKNOWN}`], 'operator-a'],
];
for (const [name, addresses, as] of pairs)
  alike(
    'what answers tell',
    `${name} and one that does not exist: status, length, headers, words`,
    async (arena) => Promise.all(addresses(arena).map((address) => arena.send('GET', address, as))),
    404,
  );
const pagePairs: readonly (readonly [string, (arena: Arena) => readonly [string, string], string])[] = [
  ['a case', ({ west }) => [`cases/${west.case}`, `cases/c_${UNKNOWN}`], 'supervisor-a'],
  ['its timeline', ({ west }) => [`cases/${west.case}/timeline`, `cases/c_${UNKNOWN}/timeline`], 'supervisor-a'],
  ['a task', ({ west }) => [`tasks/${west.task}`, `tasks/t_${UNKNOWN}`], 'legal-a'],
  ['a request', ({ east }) => [`requests/${east.requests['local']}`, `requests/r_${UNKNOWN}`], 'partner-state'],
  [
    'a form',
    ({ west }) => [`cases/${west.case}/do/case.withdrawn`, `cases/c_${UNKNOWN}/do/case.withdrawn`],
    'supervisor-a',
  ],
];
for (const [name, addresses, as] of pagePairs)
  alike(
    'what answers tell',
    `${name}, on pages, and one that does not exist: status, length, headers, words`,
    async (arena) => {
      const visitor = await arena.visitor(as);
      // What names this browser, and stands in its forms, is the same from then on.
      await visitor.get('/web/policy');
      const [foreign, unknown] = addresses(arena);
      const first = await visitor.send('GET', `/web/${foreign}`);
      return [first, await visitor.send('GET', `/web/${unknown}`)];
    },
    404,
  );
alike(
  'what answers tell',
  'the same when something is sent to them',
  async ({ send, west }) =>
    Promise.all(
      [west.case, `c_${UNKNOWN}`].map((id) =>
        send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn', ...NOTE }),
      ),
    ),
  404,
);
alike(
  'what answers tell',
  'the same when what is sent to them is wrong',
  async ({ send, west }) =>
    Promise.all(
      [west.case, `c_${UNKNOWN}`].map((id) => send('POST', `/cases/${id}/events`, 'supervisor-a', '{"type":')),
    ),
  404,
);

export const TRIES: readonly Try[] = tries;
