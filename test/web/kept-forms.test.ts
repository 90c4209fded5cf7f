/** What becomes of what was typed, and of its key, where a form cannot be taken: it comes back whole, and takes effect once. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keyFor } from '../../api/pages/filled-form.ts';
import { problemOf } from '../../schemas/problems.ts';
import { ROW_1, ROW_2 } from '../api/memory-stack.ts';
import { createPages, hiddenFields, keptFields, textOf, type Pages, type Visitor } from './visitor.ts';

const START = {
  'facts.personKey': 'SYN-PERSON-0001',
  proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
  'facts.windowFrom': '2026-11-10T06:00',
  'facts.windowUntil': '2026-11-12T20:00',
  zone: 'America/New_York',
  'facts.regionCode': 'EAST-07',
  'facts.placeClass': 'other',
};
type Typed = readonly (readonly [string, string])[];

let pages: Pages;
let supervisor: Visitor;
beforeEach(async () => {
  pages = createPages();
  supervisor = await pages.visitor('supervisor-a');
});

async function opened(body: object = ROW_1): Promise<string> {
  const answer = await pages.stack.send('POST', '/cases', 'supervisor-a', body);
  return ((await answer.json()) as { case: string }).case;
}
async function read(path: string, as: string): Promise<Record<string, unknown>> {
  return (await (await pages.stack.send('GET', path, as)).json()) as Record<string, unknown>;
}
const keyIn = (html: string): string => new Map(keptFields(html)).get('key')!;
const sendForm = async (path: string, typed: Typed, visitor = supervisor) => {
  const { html } = await visitor.get(path);
  const form = hiddenFields(html).filter(([name]) => !typed.some(([typedName]) => typedName === name));
  return { key: keyIn(html), shown: await visitor.post(path.split('?')[0]!, [...form, ...typed]) };
};

describe('the key of a form that comes back', () => {
  const typed = new Map([['key', ['k-1']]]);

  test.each(['busy', 'too-many-requests', 'unavailable', 'held', 'unexpected', 'not-tried'] as const)(
    'stays after %s: it may have taken effect',
    (name) => expect(keyFor(typed, problemOf(name))).toBe('k-1'),
  );
  test.each(['malformed', 'not-permitted', 'not-in-this-state', 'facts-changed', 'too-large'] as const)(
    'is another after %s: it was refused, and may be sent in other words',
    (name) => expect(keyFor(typed, problemOf(name))).not.toBe('k-1'),
  );
  test('stays where the form was only reshaped, and is made where there was none', () => {
    expect(keyFor(typed, null)).toBe('k-1');
    expect(keyFor(new Map(), null)).toMatch(/./);
    expect(keyFor(null, null)).not.toBe(keyFor(null, null));
  });

  test('stays in the form of an act, and what was typed takes effect once', async () => {
    const form = `/web/cases/${await opened()}/do/comment.added`;
    for (const is of ['busy', 'fault', 'unavailable', 'held'] as const) {
      pages.stack.forced.push({ is });
      const { key, shown } = await sendForm(form, [['note', 'a remark']]);
      expect([is, keyIn(shown.html)]).toEqual([is, key]);
      expect(shown.html).toContain('a remark</textarea>');
    }
    pages.stack.forced.push({ is: 'refused', code: 'notAdmitted', reasons: [] });
    const { key, shown } = await sendForm(form, [['note', 'a remark']]);
    expect(keyIn(shown.html)).not.toBe(key);
  });

  test('stays in the form that starts a case, and in the one that reopens it', async () => {
    const { cases } = pages.ports;
    vi.spyOn(cases, 'start').mockResolvedValueOnce({ is: 'unavailable' });
    const start = await sendForm('/web/start', Object.entries(START));
    expect([start.shown.status, keyIn(start.shown.html)]).toEqual([503, start.key]);
    const id = await opened();
    await pages.stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn' });
    vi.spyOn(cases, 'reopen').mockResolvedValueOnce({ is: 'unavailable' });
    const again = Object.entries(START).filter(([name]) => name !== 'facts.personKey');
    const reopen = await sendForm(`/web/cases/${id}/reopen`, again);
    expect([reopen.shown.status, keyIn(reopen.shown.html)]).toEqual([503, reopen.key]);
    const { path } = await supervisor.post(`/web/cases/${id}/reopen`, [...hiddenFields(reopen.shown.html), ...again]);
    expect(path).toContain('recorded=case.reopened');
  });

  test('stays where nothing of the act is known to the page, such as a report', async () => {
    const typed: Typed = [
      ['category', 'improperAccess'],
      ['occurredAt', '2026-11-01T06:00'],
      ['zone', 'America/New_York'],
      ['note', 'what happened'],
    ];
    vi.spyOn(pages.ports.privacy, 'reportIncident').mockRejectedValueOnce(new Error('a fault'));
    const { key, shown } = await sendForm('/web/incidents/report', typed);
    expect([shown.status, keyIn(shown.html)]).toEqual([500, key]);
    expect(shown.html).toContain('what happened</textarea>');
  });
});

describe('whatever goes wrong with a form, it comes back with all that was typed', () => {
  const TYPED = Object.entries({ ...START, note: '\nfirst line' });

  async function expectKept(shown: { status: number; html: string }, status: number): Promise<void> {
    expect(shown.status).toBe(status);
    expect(shown.html).toContain('<!doctype html>');
    expect(textOf(shown.html)).toContain('Nothing is lost');
    expect(keptFields(shown.html)).toEqual(expect.arrayContaining(TYPED));
    expect(shown.html).not.toMatch(/sign-in\?return|Go to the sign-in page/);
    const { path } = await supervisor.post('/web/start', keptFields(shown.html));
    expect(path).toContain('recorded=case.started');
  }

  test('the database of sessions is down', async () => {
    const { html } = await supervisor.get('/web/start');
    const down = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    vi.spyOn(pages.ports.signIn!.sessions, 'find').mockRejectedValueOnce(down);
    await expectKept(await supervisor.post('/web/start', [...hiddenFields(html), ...TYPED]), 503);
  });

  test('there were too many requests', async () => {
    const { html } = await supervisor.get('/web/start');
    const limited = createPages(pages.ports.signIn, { rates: { requestsPerMinute: 0, refusalsPerMinute: 1 } });
    const visitor = await limited.visitor('supervisor-a');
    for (const [name, value] of supervisor.cookies) visitor.cookies.set(name, value);
    const shown = await visitor.post('/web/start', [...hiddenFields(html), ...TYPED]);
    expect(shown.headers.get('retry-after')).toBe('60');
    await expectKept(shown, 429);
  });

  test('what the form is about cannot be read after it was refused', async () => {
    const id = await opened();
    const { html } = await supervisor.get(`/web/cases/${id}/do/comment.added`);
    const { ledger } = pages.ports;
    pages.stack.forced.push({ is: 'unavailable' });
    const caseOf = ledger.caseOf.bind(ledger);
    vi.spyOn(ledger, 'caseOf')
      .mockImplementationOnce(caseOf)
      .mockRejectedValueOnce(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    const shown = await supervisor.post(`/web/cases/${id}/do/comment.added`, [
      ...hiddenFields(html),
      ['note', 'a remark'],
    ]);
    expect([shown.status, keyIn(shown.html)]).toEqual([503, keyIn(html)]);
    expect(keptFields(shown.html)).toContainEqual(['note', 'a remark']);
  });

  test('a page that is only read says what is the matter, and sends nobody to sign in who has', async () => {
    vi.spyOn(pages.ports.signIn!.sessions, 'find').mockRejectedValueOnce(new Error('a fault'));
    const { status, html } = await supervisor.get('/web/work');
    expect(status).toBe(500);
    expect(html).toContain('Go to my work');
    expect(html).not.toContain('Go to the sign-in page');
  });
});

describe('how large a form may be', () => {
  const CYRILLIC = 'щ'.repeat(4_000);
  async function advice(conditions: number): Promise<{ path: string; typed: Typed; legal: Visitor }> {
    const id = await opened(ROW_2);
    const { tasks } = (await read(`/cases/${id}`, 'legal-a')) as { tasks: { task: string }[] };
    const { task } = tasks[0]!;
    for (const type of ['task.claimed', 'task.started'])
      await pages.stack.send('POST', `/tasks/${task}/events`, 'legal-a', { type });
    const legal = await pages.visitor('legal-a');
    const path = `/web/tasks/${task}/do/task.completed`;
    const texts = Array.from({ length: conditions }, (_, index) => [`conditions.${index}`, CYRILLIC] as const);
    return { path, typed: [['advice', 'consistentWithConditions'], ['text', CYRILLIC], ...texts], legal };
  }

  test('all that the API takes, in whatever script', async () => {
    const { path, typed, legal } = await advice(6);
    const { shown } = await sendForm(path, typed, legal);
    expect(shown.path).toContain('recorded=task.completed');
  });

  test('what the API does not take comes back, however much fits into the fields', async () => {
    const { path, typed, legal } = await advice(20);
    const { shown } = await sendForm(path, typed, legal);
    expect(shown.status).toBe(413);
    expect(textOf(shown.html)).toContain('The body is too large');
    expect(shown.html.split(CYRILLIC)).toHaveLength(22);
    expect(pages.stack.faults).toEqual([]);
  });

  test('more than that is answered by a page', async () => {
    const { shown } = await sendForm('/web/start', [['note', 'x'.repeat(1024 * 1024)]]);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([413, 'text/html; charset=UTF-8']);
  });

  test('what is typed stops at the limit of its field, which is said; a file that is pasted does not', async () => {
    const { path, legal } = await advice(0);
    const { html } = await legal.get(path);
    expect(html).toMatch(/name="text" rows="5" maxlength="4000" aria-describedby="[^"]*f-text-limit"/);
    expect(textOf(html)).toContain('At most 4,000 characters.');
    const load = (await (await pages.visitor('policy-a')).get('/web/policies/load')).html;
    expect(/<textarea[^>]*name="file"[^>]*>/.exec(load)?.[0]).not.toContain('maxlength');
  });
});

test('a line end at the beginning of a text stays one, however often the form comes back', async () => {
  const form = `/web/cases/${await opened()}/do/comment.added`;
  pages.stack.forced.push({ is: 'busy' });
  let { html } = (await sendForm(form, [['note', '\r\n\r\na remark']])).shown;
  for (let times = 0; times < 3; times += 1) {
    expect(new Map(keptFields(html)).get('note')!.replaceAll('\r\n', '\n')).toBe('\n\na remark');
    pages.stack.forced.push({ is: 'busy' });
    ({ html } = await supervisor.post(form, keptFields(html)));
  }
});

test('what is folded stands open as soon as an item was added to it', async () => {
  const id = await opened(ROW_2);
  const { tasks } = (await read(`/cases/${id}`, 'legal-a')) as { tasks: { task: string }[] };
  const { task } = tasks[0]!;
  for (const type of ['task.claimed', 'task.started'])
    await pages.stack.send('POST', `/tasks/${task}/events`, 'legal-a', { type });
  const path = `/web/tasks/${task}/do/task.completed`;
  const unfilled: Typed = [
    ['telephone.givenAt', ''],
    ['telephone.givenTo', ''],
  ];
  const { shown } = await sendForm(path, [...unfilled, ['add', 'conditions']], await pages.visitor('legal-a'));
  const open = [...shown.html.matchAll(/<details class="cg-details"([^>]*)>\s*<summary>([^<(]*)/g)].map(
    ([, attributes, title]) => [title!.trim(), attributes!.trim()],
  );
  expect(open).toEqual([
    ['Condition', 'open'],
    ['Given by telephone', ''],
  ]);
});

test('amending begins with all that is known; reopening without the statuses, which stay known', async () => {
  const id = await opened(ROW_2);
  const form = `/web/cases/${id}/do/facts.amended`;
  const { html } = await supervisor.get(form);
  expect(html).toMatch(/name="facts\.statuses\.0\.benefit"[\s\S]*?value="uNonimmigrant" selected/);
  const amended: Typed = [
    ...['benefit', 'role', 'stage', 'provenance'].map(
      (field) =>
        [`facts.statuses.0.${field}`, ROW_2.facts.statuses[0]![field as 'benefit' | 'role' | 'stage']] as const,
    ),
    ['facts.placeClass', 'other'],
    ['facts.windowFrom', '2026-11-10T06:00'],
    ['facts.windowUntil', '2026-11-12T20:00'],
    ['facts.regionCode', 'EAST-08'],
    ['zone', 'America/New_York'],
    ['note', 'another region'],
  ];
  expect((await sendForm(form, amended)).shown.path).toContain('recorded=facts.amended');
  await pages.stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn' });
  const reopen = (await supervisor.get(`/web/cases/${id}/reopen`)).html;
  expect(reopen).toContain('value="EAST-08"');
  expect(reopen).not.toContain('facts.statuses.0');
});

test('a number that was typed can be typed again after it was refused; a code that came with the form stays', async () => {
  const id = await opened();
  const corrected = (
    await sendForm(`/web/cases/${id}/do/entry.corrected`, [
      ['entry', '99'],
      ['note', 'a slip'],
    ])
  ).shown;
  expect(corrected.status).toBe(422);
  expect(corrected.html).toMatch(/<input\s+class="usa-input"\s+id="f-entry"\s+name="entry"\s+value="99"/);
  const given = (await sendForm(`/web/cases/${id}/do/conflict.resolved?partnerClass=local`, [['note', '']])).shown;
  expect(given.status).toBe(422);
  expect(hiddenFields(given.html)).toContainEqual(['partnerClass', 'local']);
});

test('under “What you typed” stands what was typed, and nothing that the form came with', async () => {
  const id = await opened(ROW_2);
  const { html } = await supervisor.get(`/web/cases/${id}/do/conflict.resolved?partnerClass=local`);
  pages.sessions.clear();
  const shown = await supervisor.post(`/web/cases/${id}/do/conflict.resolved`, [
    ...hiddenFields(html),
    ['zone', 'America/New_York'],
    ['note', 'by telephone'],
  ]);
  const [, typed = ''] = /What you typed<\/h2>([\s\S]*?)<button/.exec(shown.html) ?? [];
  expect([...typed.matchAll(/<dt>([^<]*)/g)].map(([, term]) => term)).toEqual(['Note']);
  expect(keptFields(shown.html)).toEqual(
    expect.arrayContaining([
      ['partnerClass', 'local'],
      ['zone', 'America/New_York'],
    ]),
  );
});

test('the page of a request reads it once', async () => {
  await opened();
  const requestOf = vi.spyOn(pages.ports.ledger, 'requestOf');
  const partner = await pages.visitor('partner-local');
  const [, path] = /href="(\/web\/requests\/r_\w+)"/.exec((await partner.get('/web/requests')).html) ?? [];
  expect((await partner.get(path!)).html).toContain('name="answer"');
  expect(requestOf).toHaveBeenCalledOnce();
});
