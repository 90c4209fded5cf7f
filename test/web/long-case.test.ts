/** Pages of a case that has more entries than one page shows, and of one that was reopened. */
import { beforeEach, expect, test, vi } from 'vitest';
import { ROW_1, ROW_2 } from '../api/memory-stack.ts';
import { createPages, textOf, type Pages } from './visitor.ts';

let pages: Pages;
beforeEach(() => {
  pages = createPages();
});

async function send(method: string, path: string, as: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await pages.stack.send(method, path, as, body);
  const answer = (await response.json()) as Record<string, unknown>;
  expect(response.ok, JSON.stringify(answer)).toBe(true);
  return answer;
}

const start = async (body: unknown): Promise<string> =>
  String((await send('POST', '/cases', 'supervisor-a', body))['case']);
const act = (id: string, as: string, event: object) =>
  send('POST', `/cases/${id}/events`, as, { note: 'synthetic', ...event });

async function comment(id: string, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1)
    await act(id, 'supervisor-a', { type: 'comment.added', note: `remark ${number}.` });
}

async function advise(id: string): Promise<void> {
  const { tasks, factsDigest } = await send('GET', `/cases/${id}`, 'legal-a');
  const task = (tasks as { readonly task: string }[])[0]!.task;
  for (const event of [
    { type: 'task.claimed' },
    { type: 'task.started' },
    {
      type: 'task.completed',
      advice: 'consistentWithConditions',
      text: 'the reasons of counsel',
      conditions: ['only by day'],
      factsDigest,
    },
  ])
    await send('POST', `/tasks/${task}/events`, 'legal-a', event);
}

test('a case page shows the latest 100 entries, with a way to those before; what was said is found however old it is', async () => {
  const id = await start(ROW_2);
  await advise(id);
  await act(id, 'supervisor-a', { type: 'question.asked', of: 'opla', note: 'which office is it' });
  await comment(id, 230);
  const supervisor = await pages.visitor('supervisor-a');
  const { html } = await supervisor.get(`/web/cases/${id}`);
  const shown = textOf(html);
  expect(html.match(/<li id="entry-/g)).toHaveLength(100);
  expect(shown).toContain('remark 230.');
  expect(shown).toContain('remark 131.');
  expect(shown).not.toContain('remark 130.');
  expect(shown).toContain('the reasons of counsel');
  expect(shown).toContain('only by day');
  expect(html).toContain(`href="/web/cases/${id}/memo"`);
  const earlier = async (of: string) => supervisor.get(/href="([^"]*\/timeline\?after=[^"]*)"/.exec(of)![1]!);
  const second = await earlier(html);
  expect(textOf(second.html)).toContain('remark 130.');
  expect(textOf(second.html)).not.toContain('remark 131.');
  const first = await earlier(second.html);
  expect(textOf(first.html)).toContain('The case was started');
  expect(first.html).not.toContain('/timeline?after=');
  const then = await supervisor.get(`/web/cases/${id}/history/5`);
  expect(textOf(then.html)).toContain('which office is it');
  for (const stood of ['only by day', 'the reasons of counsel', 'Requests and tasks', 'The case was started'])
    expect(textOf(then.html)).toContain(stood);
  expect(textOf(then.html)).not.toContain('remark 1.');
  expect(textOf((await supervisor.get(`/web/cases/${id}/history/3`)).html)).not.toContain('only by day');
  const condition = await supervisor.get(`/web/cases/${id}/do/condition.acknowledged?condition=condition-1`);
  expect(textOf(condition.html)).toContain('only by day');
  const question = await (await pages.visitor('legal-a')).get(`/web/cases/${id}/do/question.answered?question=1`);
  expect(textOf(question.html)).toContain('which office is it');
});

test('row 22: after a case was reopened, the first question is that of the new epoch', async () => {
  const id = await start(ROW_1);
  const ask = (note: string) => act(id, 'supervisor-a', { type: 'question.asked', of: 'leadership', note });
  await ask('asked before');
  await act(id, 'supervisor-a', { type: 'case.withdrawn' });
  const { personKey: _personKey, ...facts } = ROW_1.facts;
  const { proposingOfficer } = ROW_1;
  await send('POST', `/cases/${id}/epochs`, 'supervisor-a', { facts, proposingOfficer, note: 'synthetic' });
  await ask('asked anew');
  const leader = await pages.visitor('leadership-a');
  const form = `/web/cases/${id}/do/question.answered?question=1`;
  const asked = textOf((await leader.get(form)).html);
  expect(asked).toContain('asked anew');
  expect(asked).not.toContain('asked before');
  const { path, html } = await leader.submit(form, { note: 'the answer' });
  expect(path).toContain('recorded=question.answered');
  expect(textOf(html)).toContain('the answer');
});

test('the API gives the entries of a case as they happened, or the latest first', async () => {
  const id = await start(ROW_1);
  await comment(id, 4);
  const page = async (query: string) => {
    const { entries, next } = await send('GET', `/cases/${id}/timeline?${query}`, 'supervisor-a');
    return { entries: (entries as { readonly entry: number }[]).map(({ entry }) => entry), next };
  };
  expect((await page('limit=2')).entries).toEqual([1, 2]);
  const latest = await page('limit=2&order=latest');
  expect(latest.entries).toEqual([5, 4]);
  const before = await page(`limit=2&order=latest&after=${String(latest.next)}`);
  expect(before.entries).toEqual([3, 2]);
  expect(await page(`limit=2&order=latest&after=${String(before.next)}`)).toEqual({ entries: [1], next: null });
  expect(await page('limit=5&order=latest')).toEqual({ entries: [5, 4, 3, 2, 1], next: null });
  const refused = await pages.stack.send('GET', `/cases/${id}/timeline?order=none`, 'supervisor-a');
  expect(refused.status).toBe(422);
});

test('each requirement shows the sentences behind it, verbatim, and leads to its rule', async () => {
  const id = await start(ROW_2);
  const { html } = await (await pages.visitor('supervisor-a')).get(`/web/cases/${id}`);
  const { gates } = (await send('GET', `/cases/${id}/why`, 'supervisor-a')) as {
    gates: { marks: string[]; because: { label: string; quote?: string }[] }[];
  };
  const text = textOf(html);
  const quotes = gates.flatMap(({ because }) => because.flatMap(({ quote }) => (quote === undefined ? [] : [quote])));
  expect(quotes.length).toBeGreaterThan(0);
  for (const quote of quotes) expect(text).toContain(quote.replaceAll(/\s+/g, ' '));
  const rules = gates.flatMap(({ marks }) => marks.filter((mark) => mark.startsWith('R')));
  for (const rule of rules) expect(html).toContain(`href="/web/policy#${rule}"`);
  const { html: policy } = await (await pages.visitor('supervisor-a')).get('/web/policy');
  for (const rule of rules) expect(policy).toContain(`id="${rule}"`);
});

test('the form that starts a case shows R9 where it asks for sources, and names every default that applies as ours', async () => {
  const { html } = await (await pages.visitor('supervisor-a')).get('/web/start');
  const policy = pages.ports.policy.documentOf(pages.ports.policy.currentTerms());
  const text = textOf(html);
  const [, step = ''] = /What a determination would rest on([\s\S]*?)<\/section>/.exec(html) ?? [];
  expect(step).toContain('name="facts.determinationSources"');
  for (const stated of policy.rules.R9) expect(textOf(step)).toContain('quote' in stated ? stated.quote : stated.value);
  const { dueAfter, remindAfter, counting } = policy.consultation;
  const applying = [dueAfter, remindAfter, counting, policy.deconfliction.dueAfter, policy.clearance.validFor];
  const ours = [...applying, ...Object.values(policy.benefits).map(({ consultation }) => consultation)].filter(
    ({ label }) => label === 'product default',
  );
  expect(ours.length).toBeGreaterThan(3);
  for (const stated of ours) expect(text).toContain('note' in stated ? stated.note : '');
});

test('looking back has its limit, and says so: it is no entry that is not there', async () => {
  const id = await start(ROW_1);
  const record = (await pages.ports.ledger.caseOf(id))!;
  vi.spyOn(pages.ports.ledger, 'caseOf').mockResolvedValue({ ...record, entry: 2_001 });
  for (const [entry, status, type] of [
    [2_001, 422, '/problems/too-long'],
    [2_002, 404, '/problems/not-found'],
  ] as const) {
    const response = await pages.stack.send('GET', `/cases/${id}/history/${entry}`, 'supervisor-a');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type });
  }
});
