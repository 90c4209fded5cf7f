/** What a page says of a state is so: in what order, in which tense, of whom, and what may be done about it. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../schemas/answers.ts';
import { NOW_MS, ROW_1, ROW_2 } from '../api/memory-stack.ts';
import { createPages, textOf, type Pages } from './visitor.ts';

let pages: Pages;
beforeEach(() => {
  pages = createPages();
});

const HOUR_MS = 3_600_000;
const NOTE = { note: 'synthetic' };

async function send<Taken>(method: string, path: string, as: string, body?: object): Promise<Taken> {
  const response = await pages.stack.send(method, path, as, body);
  const answer = (await response.json()) as Taken;
  expect(response.ok, `${path}: ${JSON.stringify(answer)}`).toBe(true);
  return answer;
}
const show = (id: string): Promise<Answer<'Case'>> => send('GET', `/cases/${id}`, 'supervisor-a');
const start = async (body: object = ROW_1): Promise<string> =>
  (await send<{ case: string }>('POST', '/cases', 'supervisor-a', body)).case;
const act = (id: string, as: string, event: object) => send('POST', `/cases/${id}/events`, as, event);
const page = async (handle: string, path: string): Promise<string> =>
  (await (await pages.visitor(handle)).get(path)).html;
const read = async (handle: string, path: string): Promise<string> => textOf(await page(handle, path));

async function requestOf(id: string, asked: string): Promise<string> {
  return (await show(id)).requests.find(({ partnerClass }) => partnerClass === asked)!.request;
}

async function answerLocal(id: string, answer: string): Promise<string> {
  const request = await requestOf(id, 'local');
  await send('POST', `/requests/${request}/events`, 'partner-local', { type: 'request.answered', answer });
  return `/web/requests/${request}`;
}

async function toTask(id: string, ...events: readonly object[]): Promise<string> {
  const { task } = (await show(id)).tasks[0]!;
  for (const event of events) await send('POST', `/tasks/${task}/events`, 'legal-a', event);
  return task;
}
const BEGUN = [{ type: 'task.claimed' }, { type: 'task.started' }];

describe('a request', () => {
  test('that has ended asks for no answer, neither where the question stands nor on the form', async () => {
    const id = await start();
    const request = `/web/requests/${await requestOf(id, 'local')}`;
    await act(id, 'supervisor-a', { type: 'case.withdrawn', ...NOTE });
    const html = await page('partner-local', request);
    expect(textOf(html)).toContain('This request has ended: no answer is needed.');
    expect(html).not.toMatch(/name="answer"|Change the answer/);
    const form = await page('partner-local', `${request}/do/request.answered`);
    expect(textOf(form)).toMatch(/You cannot do this now.*no answer is needed/);
    expect(form).not.toMatch(/name="answer"/);
  });

  test('that was answered before it ended can be changed no more', async () => {
    const id = await start();
    const request = await answerLocal(id, 'noConflict');
    expect(await page('partner-local', request)).toContain('Change the answer');
    await act(id, 'supervisor-a', { type: 'case.withdrawn', ...NOTE });
    const html = await page('partner-local', request);
    expect(textOf(html)).toContain('no answer is needed');
    expect(html).not.toContain('Change the answer');
  });

  test.each([
    ['noConflict', /nothing more is asked of you/],
    ['notOurs', /nothing more is asked of you/],
    ['conflict', /waits until a supervisor has resolved it with you/],
    ['cannotTell', /waits until a supervisor has reached you/],
  ])('says what follows from the answer %s', async (answer, words) => {
    const text = await read('partner-local', await answerLocal(await start(), answer));
    expect(text).toMatch(words);
    expect(/nothing more is asked/.test(text)).toBe(String(words).includes('nothing more'));
  });

  test('has its own answer for who gave it, and an answer for everybody else', async () => {
    const request = await answerLocal(await start(), 'noConflict');
    expect(await read('partner-local', request)).toMatch(/Your answer No conflict/);
    const supervisor = await read('supervisor-a', request);
    expect(supervisor).toMatch(/ Answer No conflict/);
    expect(supervisor).not.toContain('Your answer');
  });

  test('says its times on the list as on its own page', async () => {
    await start();
    expect(await read('partner-local', '/web/requests')).toMatch(/06:00 EST \( ?Nov 10, 2026, 11:00 UTC ?\)/);
  });
});

describe('a partner that cannot tell', () => {
  test('has to be reached by a supervisor, as the board says, and the form asks when and how', async () => {
    const id = await start();
    await answerLocal(id, 'cannotTell');
    const board = (await show(id)).gates.find(({ partnerClass }) => partnerClass === 'local')!;
    expect(board).toMatchObject({ who: ['supervisor'], missing: expect.stringMatching(/supervisor has to reach it/) });
    expect(await read('supervisor-b', `/web/cases/${id}`)).toMatch(/cannot tell: a supervisor has to reach it/);
    const form = await read('supervisor-b', `/web/cases/${id}/do/conflict.resolved?partnerClass=local`);
    expect(form).toMatch(/Contact with the partner Where the partner cannot tell/);
    expect(form).toMatch(/When.*How/);
    await answerLocal(id, 'conflict');
    const other = await read('supervisor-b', `/web/cases/${id}/do/conflict.resolved?partnerClass=local`);
    expect(other).toContain('Contact with the partner (optional)');
  });
});

test('who decides reads what was advised and answered, beside the facts', async () => {
  const id = await start(ROW_2);
  await answerLocal(id, 'conflict');
  const { factsDigest } = await show(id);
  const advice = { type: 'task.completed', advice: 'consistent', factsDigest, conditions: [], text: '' };
  await toTask(id, ...BEGUN, advice);
  const form = await read('supervisor-b', `/web/cases/${id}/do/decision.cleared`);
  expect(form).toMatch(/What was advised and answered Advice Consistent with applicable legal limitations/);
  expect(form).toMatch(/OPLA consultation met/);
  expect(form).toMatch(/local law enforcement A conflict is reported/);
  expect(await read('supervisor-b', `/web/cases/${id}/do/comment.added`)).not.toContain('What was advised');
});

describe('a case as it stood', () => {
  test('is told of in the past, once', async () => {
    const id = await start();
    const html = await page('supervisor-a', `/web/cases/${id}/history/1`);
    const text = textOf(html);
    expect(text.match(/What (was|is) missing/g)).toEqual(['What was missing']);
    expect(text).toContain('Then: Awaiting');
    expect(html).not.toMatch(/Now:|\(now\)/);
    expect(await page('supervisor-a', `/web/cases/${id}`)).toMatch(/What is missing[^]*Now:[^]*\(now\)/);
  });
});

test('a timeline has the latest first, and what was earlier below', async () => {
  const id = await start();
  await act(id, 'supervisor-a', { type: 'comment.added', ...NOTE });
  for (const path of [`/web/cases/${id}`, `/web/cases/${id}/timeline`]) {
    const entries = [...(await page('supervisor-a', path)).matchAll(/id="entry-(\d+)"/g)].map(([, entry]) => entry);
    expect(entries, path).toEqual(['2', '1']);
  }
});

describe('a consultation', () => {
  test('that waits for the supervisor is due by what the supervisor has, and its own clock stands still', async () => {
    const id = await start(ROW_2);
    const task = await toTask(id, ...BEGUN);
    const own = (await show(id)).gates[0]!.dueAt;
    const limit = NOW_MS + 30 * HOUR_MS;
    const later = pages.stack.ports.policy.scheduleOf(pages.stack.ports.policy.currentTerms(), NOW_MS, 'OFFICE-EAST');
    const deadlines = { remindAt: limit - HOUR_MS, dueAt: limit, escalateAt: limit + HOUR_MS };
    Object.assign(pages.stack.ports.policy, { scheduleOf: () => ({ ...later, consultation: deadlines }) });
    await toTask(id, { type: 'information.requested', text: 'synthetic' });
    const dueAt = new Date(limit).toISOString();
    expect(own).not.toBe(dueAt);
    expect((await show(id)).gates[0]).toMatchObject({ who: ['supervisor'], dueAt, overdue: false });
    const awaiting = { since: new Date(NOW_MS).toISOString(), dueAt };
    expect(await send('GET', `/tasks/${task}`, 'legal-a')).toMatchObject({ dueAt: own, awaiting });
    expect(await read('legal-a', `/web/tasks/${task}`)).toMatch(
      /stands still: information is awaited Information asked of the supervisor Nov 2.* by Nov 3/,
    );
    expect(await read('legal-a', '/web/queue')).toContain('stands still');
    await send('POST', `/tasks/${task}/events`, 'supervisor-a', { type: 'information.provided', text: 'synthetic' });
    expect(await send('GET', `/tasks/${task}`, 'legal-a')).toMatchObject({ dueAt: own, awaiting: null });
    expect(await read('legal-a', `/web/tasks/${task}`)).not.toContain('stands still');
  });

  test('names who may take it, who may not, and who assigns it; and nobody once it has ended', async () => {
    const id = await start(ROW_2);
    const task = await toTask(id, ...BEGUN, { type: 'task.failed', cause: 'recusal', ...NOTE });
    await act(id, 'supervisor-a', { type: 'work.referred', role: 'legal', office: 'OFFICE-WEST', ...NOTE });
    expect(await send('GET', `/tasks/${task}`, 'legal-b')).toMatchObject({
      potentialOwners: [
        { role: 'legal', office: 'OFFICE-EAST' },
        { role: 'legal', office: 'OFFICE-WEST' },
      ],
      excludedOwners: ['Legal staff A (synthetic)', 'Proposing officer A (synthetic)', 'Supervisor A (synthetic)'],
      businessAdministrators: ['leadership'],
    });
    expect(await read('legal-b', `/web/tasks/${task}`)).toMatch(
      /Who may take it Whoever is legal staff \(OPLA\) of OFFICE-EAST, or .* But not Legal staff A .* Assigned by senior leadership/,
    );
    const { factsDigest } = await show(id);
    const given = { type: 'task.completed', advice: 'consistent', factsDigest, conditions: [], text: '' };
    for (const event of [...BEGUN, given]) await send('POST', `/tasks/${task}/events`, 'legal-b', event);
    expect(await send('GET', `/tasks/${task}`, 'legal-b')).toMatchObject({ potentialOwners: [], excludedOwners: [] });
    expect(await read('legal-b', `/web/tasks/${task}`)).not.toContain('Who may take it');
  });

  test('is the owner’s turn on the page of its case, and a colleague reads whose', async () => {
    const id = await start(ROW_2);
    await toTask(id, ...BEGUN);
    expect(await read('legal-a', `/web/cases/${id}`)).toContain('It is your turn.');
    expect(await read('legal-b', `/web/cases/${id}`)).toContain(
      'Legal staff A (synthetic) has claimed the consultation',
    );
  });
});

test('an escalated case is leadership’s: on its board, and under My work of leadership alone', async () => {
  const id = await start(ROW_2);
  const { factsDigest } = await show(id);
  const advice = { type: 'task.completed', advice: 'notConsistent', factsDigest, conditions: [], text: '' };
  await toTask(id, ...BEGUN, advice);
  const waitsFor = async (handle: string): Promise<boolean> => (await read(handle, '/web/work')).includes(id);
  expect((await show(id)).gates[0]).toMatchObject({ who: ['supervisor'] });
  expect(await waitsFor('supervisor-a')).toBe(true);
  await act(id, 'supervisor-a', { type: 'case.escalated', ...NOTE });
  expect((await show(id)).gates[0]).toMatchObject({
    who: ['leadership'],
    missing: expect.stringMatching(/^senior leadership returns the case/),
  });
  expect(await waitsFor('supervisor-a')).toBe(false);
  expect(await waitsFor('leadership-a')).toBe(true);
  expect(await read('leadership-a', '/web/work')).toContain('Escalated to senior leadership');
});

describe('the queue', () => {
  test('names the case of each consultation, and leads to where several are handed over', async () => {
    const id = await start(ROW_2);
    const html = await page('legal-a', '/web/queue');
    expect(html).toContain(`href="/web/cases/${id}"`);
    expect(html).toMatch(/href="\/web\/queue\?claimed=me"/);
    const hint = 'To hand over or give back several of yours';
    expect(textOf(html)).toContain(hint);
    for (const [handle, path] of [
      ['legal-a', '/web/queue?claimed=me'],
      ['supervisor-a', '/web/queue'],
    ] as const)
      expect(await read(handle, path)).not.toContain(hint);
  });
});

describe('a form', () => {
  test('leads from each mistake to something that takes the focus', async () => {
    const id = await start(ROW_2);
    await toTask(id, ...BEGUN);
    await answerLocal(id, 'cannotTell');
    const task = (await show(id)).tasks[0]!.task;
    const forms: readonly (readonly [handle: string, path: string])[] = [
      ['legal-a', `/web/tasks/${task}/do/task.completed`],
      ['partner-state', `/web/requests/${await requestOf(id, 'state')}/do/request.answered`],
      ['supervisor-b', `/web/cases/${id}/do/conflict.resolved?partnerClass=local`],
      ['supervisor-a', `/web/cases/${id}/do/facts.amended`],
    ];
    for (const [handle, path] of forms) {
      const { html } = await (await pages.visitor(handle)).submit(path, { note: '', 'facts.placeClass': 'nowhere' });
      const targets = [...html.matchAll(/<a href="#(f-[\w-]+)"/g)].map(([, target]) => target!);
      expect(targets, path).not.toHaveLength(0);
      for (const target of targets) {
        const [, element, attributes] = new RegExp(`<(\\w+)([^>]*\\sid="${target}"[^>]*)>`).exec(html) ?? [];
        const takesFocus = /^(input|select|textarea)$/.test(element ?? '') || /tabindex="-1"/.test(attributes ?? '');
        expect(takesFocus, `${path}: ${target}`).toBe(true);
      }
    }
  });

  test('says in which zone its times are, wherever it names the zone', async () => {
    const id = await start();
    for (const path of ['/web/start', `/web/cases/${id}/do/facts.amended`])
      expect(await read('supervisor-a', path), path).toMatch(/In the time zone that this form names/);
  });

  test('says what recording an action does, also where a statement has to follow', async () => {
    const id = await start();
    for (const { request, partnerClass } of (await show(id)).requests)
      await send('POST', `/requests/${request}/events`, `partner-${partnerClass}`, {
        type: 'request.answered',
        answer: 'noConflict',
      });
    const { factsDigest } = await show(id);
    await act(id, 'supervisor-b', { type: 'decision.cleared', factsDigest, ...NOTE });
    const text = await read('supervisor-a', `/web/cases/${id}/do/action.recorded`);
    expect(text).toMatch(/closes when you record this\. Where removal proceedings follow/);
    expect(text).not.toMatch(/which closes the case|and close the case/);
  });
});
