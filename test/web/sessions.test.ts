/** What may be posted, by whom, and what becomes of what was typed. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Rates } from '../../api/http/rate-limit.ts';
import type { Answer } from '../../schemas/answers.ts';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import { createPages, hiddenFields, ISSUER, keptFields, textOf, type Pages, type Visitor } from './visitor.ts';

const START = {
  'facts.personKey': 'SYN-PERSON-0001',
  proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
  'facts.windowFrom': '2026-11-10T06:00',
  'facts.windowUntil': '2026-11-12T20:00',
  zone: 'America/New_York',
  'facts.regionCode': 'EAST-07',
  'facts.placeClass': 'other',
  note: 'first line\r\nsecond <line> & "more"',
};

let pages: Pages;
let supervisor: Visitor;
beforeEach(async () => {
  pages = createPages();
  supervisor = await pages.visitor('supervisor-a');
});

const started = (): number => pages.stack.calls.filter((call) => call === 'cases.start').length;
const typed = (form: Record<string, string>): [string, string][] => Object.entries(form);

test('a page without a session leads to sign-in and remembers where it led', async () => {
  const stranger = await pages.visitor();
  const { path, html } = await stranger.get('/web/cases?after=x');
  expect(path).toBe(`/web/sign-in?return=${encodeURIComponent('/web/cases?after=x')}`);
  expect(html).toContain('href="/web/sign-in/start?return=%2Fweb%2Fcases%3Fafter%3Dx"');
});

test('what a person asks by pages and what they ask by the API counts together', async () => {
  const limited = createPages({}, { rates: { requestsPerMinute: 100, refusalsPerMinute: 3 } });
  const byApi = async (path: string, as: string) =>
    (await limited.app.request(path, { headers: { 'casegate-as': as } })).status;
  const [one, other] = [await limited.visitor('supervisor-a'), await limited.visitor('supervisor-b')];
  for (let tries = 0; tries < 3; tries += 1) await one.get('/web/cases/c_guess');
  expect(await byApi('/cases', 'supervisor-a')).toBe(429);
  for (let tries = 0; tries < 3; tries += 1) expect(await byApi('/cases/c_guess', 'supervisor-b')).toBe(404);
  expect((await other.get('/web/cases')).status).toBe(429);
  expect(await byApi('/cases', 'supervisor-d')).toBe(200);
});

test('whatever somebody asks of pages is counted once: forms that send nothing on, streams of changes, and a form of nobody’s', async () => {
  const limitedTo = (rates: Rates) => createPages({}, { rates }).visitor('supervisor-a');
  const asker = await limitedTo({ requestsPerMinute: 3, refusalsPerMinute: 100 });
  expect((await asker.get('/web/start')).status).toBe(200);
  expect((await asker.submit('/web/start', { ...START, add: 'facts.statuses' })).status).toBe(200);
  const late = await asker.get('/web/start');
  expect([late.status, late.headers.get('retry-after')]).toEqual([429, '60']);
  expect((await asker.send('GET', '/web/queue/changes?seen=x')).status).toBe(429);
  const forger = await limitedTo({ requestsPerMinute: 100, refusalsPerMinute: 2 });
  for (let tries = 0; tries < 2; tries += 1)
    expect((await forger.post('/web/start', [['token', 'forged']])).status).toBe(403);
  expect((await forger.get('/web/start')).status).toBe(429);
});

test('a sign-in counts as a request of whoever the issuer says it is, and is refused like any other', async () => {
  const attempt = { state: 's', nonce: 'n', codeVerifier: 'v', returnTo: '/web/work' };
  const provider = {
    begin: async () => ({ url: new URL(ISSUER), attempt }),
    finish: async () => ({ issuer: ISSUER, subject: 'supervisor-a' }),
    signOutUrl: async () => null,
  };
  const limited = createPages({ provider }, { rates: { requestsPerMinute: 2, refusalsPerMinute: 100 } });
  const statuses: number[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const browser = await limited.visitor();
    await browser.send('GET', '/web/sign-in/start');
    statuses.push((await browser.send('GET', '/web/sign-in/callback?code=c')).status);
  }
  expect([statuses, limited.sessions.size]).toEqual([[302, 302, 429], 2]);
});

test.each([
  'https://elsewhere.example/web/work',
  '//elsewhere.example/web/',
  '/cases',
  '/web/../cases',
  'javascript:1',
])('sign-in never leads to %s', async (place) => {
  const { html } = await (await pages.visitor()).get(`/web/sign-in?return=${encodeURIComponent(place)}`);
  expect(html).toContain('href="/web/sign-in/start?return=%2Fweb%2Fwork"');
});

test('a form starts a case, in the time of its zone', async () => {
  const { status, html } = await supervisor.submit('/web/start', START);
  expect(status).toBe(200);
  expect(textOf(html)).toContain('Recorded You have started the case.');
  expect(html).toContain('datetime="2026-11-10T11:00:00.000Z"');
  expect(html).toContain('first line\nsecond &lt;line&gt; &amp; &quot;more&quot;');
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'an address that says %s was recorded says nothing',
  async (name) => {
    leadTo(`/web/work?recorded=${name}`);
    const { status, html } = await supervisor.get(`/web/work?recorded=${name}`);
    expect(status).toBe(200);
    expect(textOf(html)).not.toContain('Recorded');
  },
);

test('what was done is said once, and only where a form has led: a link cannot make a page say it', async () => {
  const { path, html } = await supervisor.submit('/web/start', START);
  expect(textOf(html)).toContain('Recorded You have started the case.');
  expect(textOf((await supervisor.get(path)).html)).not.toContain('Recorded');
  const id = path.split('?')[0]!;
  for (const claimed of ['recorded=decision.cleared', 'awaiting=decision.cleared', 'recorded=disclosure']) {
    const { html: shown, status } = await supervisor.get(`${id}?${claimed}`);
    expect(status).toBe(200);
    expect(textOf(shown), claimed).not.toMatch(/Recorded|awaiting its record/);
  }
  const privacy = await pages.visitor('privacy-a');
  const custody = await privacy.get('/web/custody?measured=hold&outcome=done');
  expect(custody.html).not.toContain('usa-alert__heading');
});

/** As if a form had led there. */
const leadTo = (path: string) => supervisor.cookies.set('casegate-8080-way-on', encodeURIComponent(path));

test('an act that the record has not taken yet is said to await it, until the record has gone on', async () => {
  const { path } = await supervisor.submit('/web/start', START);
  const id = new URL(path, 'http://pages').pathname;
  pages.stack.forced.push({ is: 'awaitingRecord' });
  const { path: after, html } = await supervisor.submit(`${id}/do/case.withdrawn`, { note: 'synthetic' });
  expect(after).toBe(`${id}?awaiting=case.withdrawn&asOf=1`);
  expect(textOf(html)).toContain('Accepted, awaiting its record Withdraw the case.');
  expect(textOf(html)).not.toContain('Recorded Done');
  expect(textOf((await supervisor.get(after)).html)).toContain('Accepted, awaiting its record Withdraw the case.');
  await pages.stack.send('POST', `${id.slice('/web'.length)}/events`, 'supervisor-a', {
    type: 'case.withdrawn',
    note: 'synthetic',
  });
  expect(textOf((await supervisor.get(after)).html)).not.toContain('awaiting its record');
});

test('a case that is accepted and not in the record yet is said to be on its way, and shown once it is there', async () => {
  const { ledger } = pages.ports;
  vi.spyOn(ledger, 'awaitEntry').mockResolvedValue(false);
  const hidden = vi.spyOn(ledger, 'caseOf').mockResolvedValue(null);
  const { path, status, html } = await supervisor.submit('/web/start', START);
  expect(status).toBe(202);
  expect(textOf(html)).toContain('Accepted, awaiting its record');
  expect(html).toContain(`href="${path.replace('&', '&amp;')}">Look again</a>`);
  expect((await supervisor.get(path)).status).toBe(202);
  hidden.mockRestore();
  const shown = await supervisor.get(path);
  expect(shown.status).toBe(200);
  expect(textOf(shown.html)).toContain('What is missing, who, by when');
  expect(textOf(shown.html)).not.toContain('awaiting its record');
});

const STATUS = { benefit: 'uNonimmigrant', role: 'primaryApplicant', stage: 'pending', provenance: 'agencyRecords' };
const statusFields = (index: number, status: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(status).map(([field, value]) => [`facts.statuses.${index}.${field}`, value]));

test('a status that was added and left empty is refused: somebody meant to say something', async () => {
  const empty = { ...START, ...statusFields(0, { benefit: '', provenance: '' }) };
  const { status, html } = await supervisor.submit('/web/start', empty);
  expect(status).toBe(422);
  expect(textOf(html)).toContain('Benefit : Choose one.');
  expect(started()).toBe(0);
});

test('an item is taken away by its button, those behind it move up, and nothing is sent by that', async () => {
  const two = { ...START, ...statusFields(0, { benefit: '', provenance: '' }), ...statusFields(1, STATUS) };
  const { status, html } = await supervisor.submit('/web/start', { ...two, drop: 'facts.statuses.0' });
  expect(status).toBe(200);
  expect(started()).toBe(0);
  expect(html).toMatch(/name="facts\.statuses\.0\.benefit"[\s\S]*?value="uNonimmigrant" selected/);
  expect(html).not.toContain('facts.statuses.1');
  const { path } = await supervisor.submit('/web/start', { ...START, ...statusFields(0, STATUS) });
  expect(path).toContain('recorded=case.started');
});

test('the start form fills itself in with an example on the embedded default, and nowhere else', async () => {
  const example = await supervisor.get('/web/start?example');
  expect(example.html).toMatch(/value="SYN-LOCAL"/);
  expect(example.html).toMatch(/<option value="uNonimmigrant" selected>/);
  const elsewhere = await createPages({}, { acceptsHandles: false }).visitor('supervisor-a');
  expect((await supervisor.get('/web/start')).html).toContain('/web/start?example');
  for (const path of ['/web/start', '/web/start?example'])
    expect((await elsewhere.get(path)).html).not.toMatch(/SYN-LOCAL|\?example/);
});

test('a partner is asked until it has answered, whatever became of the request meanwhile', async () => {
  const { path } = await supervisor.submit('/web/start', START);
  const id = new URL(path, 'http://pages').pathname.split('/').at(-1)!;
  const shown = await (await pages.stack.send('GET', `/cases/${id}`, 'supervisor-a')).json();
  const { request } = (shown as Answer<'Case'>).requests.find(({ partnerClass }) => partnerClass === 'local')!;
  const event = (as: string, body: object) => pages.stack.send('POST', `/requests/${request}/events`, as, body);
  const page = async (): Promise<string> =>
    (await (await pages.visitor('partner-local')).get(`/web/requests/${request}`)).html;
  expect(await page()).toMatch(/name="answer"/);
  await event('supervisor-a', { type: 'request.excused', note: 'synthetic' });
  const excused = await page();
  expect(excused).toMatch(/name="answer"/);
  expect(excused).not.toContain('You have answered');
  await event('partner-local', { type: 'request.answered', answer: 'noConflict' });
  const answered = await page();
  expect(answered).not.toMatch(/name="answer"/);
  expect(answered).toContain('You have answered');
});

test('My work leads legal staff to the consultation, and says who has claimed it, who has it among their tasks alone', async () => {
  await supervisor.submit('/web/start', { ...START, ...statusFields(0, STATUS) });
  const workOf = async (handle: string): Promise<string> => (await (await pages.visitor(handle)).get('/web/work')).html;
  const html = await workOf('legal-a');
  const [, task] = /<a href="\/web\/tasks\/(t_\w+)"\s*>OPLA consultation</.exec(html) ?? [];
  expect(textOf(html)).toContain('Nov 10, 2026, 11:00 UTC');
  await pages.stack.send('POST', `/tasks/${task}/events`, 'legal-b', { type: 'task.claimed' });
  expect(textOf(await workOf('legal-a'))).toMatch(/it is claimed[\s\S]*Legal staff B \(synthetic\)/);
  const owned = textOf(await workOf('legal-b'));
  expect(owned).toContain(task);
  expect(owned).not.toContain('Cases that wait for you');
});

test('My work says that nothing waits only where nothing does: an unread report waits for privacy staff, a held case for operators', async () => {
  const workOf = async (handle: string): Promise<string> =>
    textOf((await (await pages.visitor(handle)).get('/web/work')).html);
  for (const handle of ['privacy-a', 'operator-a']) expect(await workOf(handle)).toContain('Nothing waits for you.');
  const report = { category: 'improperAccess', case: null, occurredAt: '2026-11-01T12:00:00Z', note: 'synthetic' };
  await pages.stack.send('POST', '/incidents', 'supervisor-a', report);
  pages.stack.held.count = 2;
  const [reports, held] = [await workOf('privacy-a'), await workOf('operator-a')];
  expect(reports).toMatch(/Reports that nobody of the privacy staff has acknowledged[\s\S]*i_\w{26}/);
  expect(held).toContain('2 cases are held after a fault');
  for (const text of [reports, held]) expect(text).not.toContain('Nothing waits for you.');
  pages.stack.held.count = null;
  expect(await workOf('operator-a')).toMatch(/cannot be said now/);
});

test('whoever is asked finds it under My work, and no longer when it is answered', async () => {
  const { path } = await supervisor.submit('/web/start', START);
  const id = new URL(path, 'http://pages').pathname.split('/').at(-1)!;
  const event = (as: string, body: object) => pages.stack.send('POST', `/cases/${id}/events`, as, body);
  const waitsFor = async (handle: string): Promise<boolean> =>
    textOf((await (await pages.visitor(handle)).get('/web/work')).html).includes(id);
  const asked = { orap: 'policy-a', opla: 'legal-a', leadership: 'leadership-a' };
  for (const [index, [of, handle]] of Object.entries(asked).entries()) {
    expect(await waitsFor(handle), of).toBe(false);
    await event('supervisor-a', { type: 'question.asked', of, note: 'synthetic' });
    expect(await waitsFor(handle), of).toBe(true);
    await event(handle, { type: 'question.answered', question: index + 1, note: 'synthetic' });
    expect(await waitsFor(handle), of).toBe(false);
  }
  await event('supervisor-a', { type: 'action.reported', note: 'synthetic', removalProceedings: false });
  expect(await waitsFor('privacy-a')).toBe(true);
  const listed = await pages.stack.send('GET', '/cases', 'privacy-a');
  expect(await listed.json()).toMatchObject({ cases: [{ case: id }] });
});

test.each([{}, { origin: 'https://elsewhere.example' }, { origin: 'null' }, { origin: 'http://127.0.0.1:8081' }])(
  'a form of another site is refused: %j',
  async (headers: Record<string, string>) => {
    const { html } = await supervisor.get('/web/start');
    const { status, html: answer } = await supervisor.post(
      '/web/start',
      [...hiddenFields(html), ...typed(START)],
      headers,
    );
    expect(status).toBe(403);
    expect(answer).not.toContain('SYN-PERSON-0001');
    expect(started()).toBe(0);
  },
);

test('a form without its token is not sent, and shows what it held', async () => {
  const { status, html } = await supervisor.post('/web/start', [['token', 'x'.repeat(43)], ...typed(START)]);
  expect(status).toBe(403);
  expect(started()).toBe(0);
  expect(html).toContain('SYN-PERSON-0001');
});

test('a token of another browser of the same person is none of this one', async () => {
  const elsewhere = await pages.visitor('supervisor-a');
  const { html } = await elsewhere.get('/web/start');
  await supervisor.get('/web/start');
  expect((await supervisor.post('/web/start', [...hiddenFields(html), ...typed(START)])).status).toBe(403);
  expect(started()).toBe(0);
});

test('a session that ends in the middle of a form loses nothing', async () => {
  const { html: form } = await supervisor.get('/web/start');
  pages.sessions.clear();
  const ended = await supervisor.post('/web/start', [...hiddenFields(form), ...typed(START)]);
  expect(ended.status).toBe(401);
  expect(ended.html).toContain('Sign in (opens another tab)');
  expect(started()).toBe(0);
  const kept = keptFields(ended.html);
  expect(kept).toEqual(expect.arrayContaining(typed(START)));

  signInAgain(supervisor, 'supervisor-a');
  const sent = await supervisor.post('/web/start', kept);
  expect(textOf(sent.html)).toContain('Recorded You have started the case.');
  expect(started()).toBe(1);
});

test('what one person typed is not sent as another', async () => {
  const { html: form } = await supervisor.get('/web/start');
  pages.sessions.clear();
  const kept = keptFields((await supervisor.post('/web/start', [...hiddenFields(form), ...typed(START)])).html);
  signInAgain(supervisor, 'supervisor-b');
  expect((await supervisor.post('/web/start', kept)).status).toBe(403);
  expect(started()).toBe(0);
});

test('who is taken out of the staff directory is out at the next request, on pages and in the API', async () => {
  const staff = [...SYNTHETIC_PEOPLE];
  pages = createPages({
    personOf: async ({ subject }) => staff.find(({ handle }) => handle === subject) ?? null,
    accessTokens: { verify: async () => ({ issuer: ISSUER, subject: 'supervisor-a' }) },
  });
  supervisor = await pages.visitor('supervisor-a');
  const bearer = () => pages.app.request('/cases', { headers: { authorization: 'Bearer x.y.z' } });
  expect([(await supervisor.get('/web/cases')).status, (await bearer()).status]).toEqual([200, 200]);
  staff.splice(
    staff.findIndex(({ handle }) => handle === 'supervisor-a'),
    1,
  );
  expect([(await supervisor.get('/web/cases')).status, (await bearer()).status]).toEqual([403, 403]);
  expect(pages.sessions.size).toBe(0);
});

test('a role that is taken away is gone at the next request', async () => {
  let roles: readonly ['supervisor'] | readonly [] = ['supervisor'];
  const listed = SYNTHETIC_PEOPLE[0]!;
  pages = createPages({ personOf: async () => ({ ...listed, person: { ...listed.person, roles } }) });
  supervisor = await pages.visitor('supervisor-a');
  const { html } = await supervisor.get('/web/start');
  roles = [];
  expect((await supervisor.post('/web/start', [...hiddenFields(html), ...typed(START)])).status).toBe(403);
  expect(started()).toBe(0);
});

test('signing out ends the session everywhere, and only by a form of ours', async () => {
  const before = new Map(supervisor.cookies);
  expect((await supervisor.post('/web/sign-out', [], { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect(pages.sessions.size).toBe(1);
  expect((await supervisor.post('/web/sign-out', [])).path).toBe('/web/signed-out');
  for (const [name, value] of before) supervisor.cookies.set(name, value);
  expect((await supervisor.get('/web/work')).path).toContain('/web/sign-in');
});

test('two identities in one request are none', async () => {
  pages = createPages({ accessTokens: { verify: async () => ({ issuer: ISSUER, subject: 'supervisor-a' }) } });
  const headers = { authorization: 'Bearer x.y.z', 'casegate-as': 'supervisor-a' };
  expect((await pages.app.request('/cases', { headers })).status).toBe(401);
});

test('where identity is not embedded, a handle is nobody and people are not listed', async () => {
  const { createApp } = await import('../../api/app.ts');
  const app = createApp({ ...pages.ports, acceptsHandles: false });
  expect((await app.request('/cases', { headers: { 'casegate-as': 'supervisor-a' } })).status).toBe(401);
  expect((await app.request('/people')).status).toBe(404);
});

test('no page lets a script, a frame or anything from elsewhere in, and none is kept by a cache', async () => {
  const { headers, html } = await supervisor.get('/web/start');
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  expect(headers.get('cache-control')).toBe('no-store');
  expect(html).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|https?:\/\//);
});

test('cookies are out of reach for scripts and other sites, and over https for other hosts', async () => {
  const opened = async () => (await supervisor.send('GET', '/web/start')).headers.getSetCookie()[0];
  const plain = await opened();
  expect(plain).toMatch(/^casegate-8080-browser=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  // With every form it lasts as long again: one that lies open across the end of a session is still of this browser.
  expect(await opened()).toBe(plain);
  const secure = createPages({ publicUrl: new URL('https://casegate.example') });
  const { sessions, publicUrl } = secure.ports.signIn!;
  const secret = await sessions.open({ issuer: ISSUER, subject: 'supervisor-a' }, 0);
  const production = { ...secure.ports, acceptsHandles: false };
  const { createApp } = await import('../../api/app.ts');
  const [cookie] = (
    await createApp(production).request(new URL('/web/start', publicUrl).href, {
      headers: { cookie: `__Host-casegate-session=${secret}` },
    })
  ).headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-casegate-browser=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
});

test.each([
  '/assets/uswds/../../../package.json',
  '/assets/uswds/css/..%2f..%2fpackage.json',
  '/assets/uswds/js/uswds.min.js',
  '/assets/..%2fhtml.ts',
  '/assets/nothing.css',
])('no file but styles, fonts and icons is served: %s', async (path) => {
  expect((await pages.app.request(`http://127.0.0.1:8080${path}`)).status).toBe(404);
});

function signInAgain({ cookies }: Visitor, subject: string): void {
  pages.sessions.set('again', { issuer: ISSUER, subject });
  cookies.set('casegate-8080-session', 'again');
}

test('changes of a case are told to who may read it, and to nobody else; nothing of it is in them', async () => {
  const { path } = await supervisor.submit('/web/start', START);
  const changes = `${path.split('?')[0]}/changes?seen=0`;
  const told = await supervisor.send('GET', changes);
  expect(told.headers.get('content-type')).toContain('text/event-stream');
  const reader = told.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  expect(new TextDecoder().decode(value)).toBe('event: changed\ndata: {}\nid: 1\n\n');
  for (const [handle, status] of [
    ['supervisor-c', 404],
    ['partner-local', 404],
    [undefined, 401],
  ] as const)
    expect((await (await pages.visitor(handle)).send('GET', changes)).status, String(handle)).toBe(status);
  expect((await (await pages.visitor('partner-local')).send('GET', '/web/queue/changes')).status).toBe(403);
});

test('a fault while changes are told is told to whoever keeps the service, and to nobody else; a refusal to nobody', async () => {
  const { path } = await supervisor.submit('/web/start', START);
  const changes = `${path.split('?')[0]}/changes?seen=0`;
  const { ledger } = pages.ports;
  const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const caseOf = ledger.caseOf.bind(ledger);
  for (const [then, faults] of [
    [async () => Promise.reject(new Error('quotes what is protected')), 1],
    [async () => null, 1],
  ] as const) {
    vi.spyOn(ledger, 'caseOf').mockImplementationOnce(caseOf).mockImplementationOnce(then);
    const told = await (await supervisor.send('GET', changes)).text();
    expect(told).not.toContain('protected');
    expect(pages.stack.faults).toHaveLength(faults);
  }
  expect(said).not.toHaveBeenCalled();
});

test('the memo of a consultation is an access on record before it is shown, and shown to nobody else', async () => {
  const { path } = await supervisor.submit('/web/start', START);
  const memo = `${path.split('?')[0]}/memo`;
  const printed = () => pages.stack.accesses.filter(({ action }) => action === 'memo.printed');
  expect((await (await pages.visitor('supervisor-c')).get(memo)).status).toBe(404);
  expect(printed()).toEqual([]);
  expect((await supervisor.get(memo)).html).toContain('Record of the legal consultation');
  expect(printed()).toHaveLength(1);
});
