/** Pages of a consultation: forwarded, awaiting information, and given by telephone. */
import { beforeEach, expect, test } from 'vitest';
import { NOW_MS, ROW_2 } from '../api/memory-stack.ts';
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

async function started(personKey = 'SYN-PERSON-0001'): Promise<{ readonly id: string; readonly task: string }> {
  const id = String(
    (await send('POST', '/cases', 'supervisor-a', { ...ROW_2, facts: { ...ROW_2.facts, personKey } }))['case'],
  );
  const { tasks } = await send('GET', `/cases/${id}`, 'legal-a');
  return { id, task: (tasks as { readonly task: string }[])[0]!.task };
}

const act = (task: string, as: string, event: object) => send('POST', `/tasks/${task}/events`, as, event);

async function begun(): Promise<{ readonly id: string; readonly task: string }> {
  const one = await started();
  for (const type of ['task.claimed', 'task.started']) await act(one.task, 'legal-a', { type });
  return one;
}

test('a task’s page forwards it to another office, with a note, and there it is in the queue', async () => {
  const { task } = await begun();
  const legal = await pages.visitor('legal-a');
  const form = `/web/tasks/${task}/do/work.referred`;
  const page = await legal.get(`/web/tasks/${task}`);
  expect(page.html).toContain(`href="${form}"`);
  expect(textOf(page.html)).toContain('Forward the consultation to another office');
  const { html } = await legal.get(form);
  expect(textOf(html)).toContain('Forward the consultation to another office');
  expect(html).toContain('<option value="OFFICE-WEST">');
  expect(html).not.toContain('name="role"');
  expect((await legal.submit(form, { office: 'OFFICE-WEST' })).status).toBe(422);
  const done = await legal.submit(form, { office: 'OFFICE-WEST', note: 'nobody here is eligible' });
  expect([done.status, done.path.split('?')[0]]).toEqual([200, `/web/tasks/${task}`]);
  expect((await (await pages.visitor('legal-c')).get('/web/queue')).html).toContain(task);
});

test('the queue forwards several at once, and says what became of each', async () => {
  const one = await started('SYN-PERSON-0001');
  const other = await started('SYN-PERSON-0002');
  const legal = await pages.visitor('legal-a');
  const chosen = { operation: 'forward', office: 'OFFICE-WEST', forwardNote: '', key: 'one' };
  const { html } = await legal.get('/web/queue');
  expect(html).toContain('value="forward"');
  const hidden = [...html.matchAll(/<input type="hidden" name="token" value="([^"]+)"/g)].at(-1)![1]!;
  const forward = (fields: Readonly<Record<string, string>>) =>
    legal.post('/web/queue', [
      ['token', hidden],
      ['task', one.task],
      ['task', other.task],
      ...Object.entries({ ...chosen, ...fields }),
    ]);
  const refused = await forward({});
  expect(refused.status).toBe(422);
  expect(refused.html).toMatch(/<details class="cg-details" open>\s*<summary>Forward to another office/);
  expect(textOf(refused.html)).toContain('Note for the other office: Must not be empty');
  const done = textOf((await forward({ forwardNote: 'on leave', key: 'two' })).html);
  for (const { task } of [one, other]) expect(done).toContain(`${task} : done`);
});

test('what is done of a consultation is marked on its page and on that of its case', async () => {
  const { id, task } = await begun();
  const legal = await pages.visitor('legal-a');
  for (const path of [`/web/tasks/${task}`, `/web/cases/${id}`])
    expect(textOf((await legal.get(path)).html), path).toMatch(/done Claim the consultation +done Begin the/);
});

test('row 11: while information is awaited its owner may go on without it, give it up, or hand it over', async () => {
  const { task } = await begun();
  await act(task, 'legal-a', { type: 'information.requested', text: 'which office is it' });
  const page = textOf((await (await pages.visitor('legal-a')).get(`/web/tasks/${task}`)).html);
  for (const words of [
    'Go on without the information that was asked for',
    'Give the consultation up',
    'Give the consultation back',
    'Delegate the consultation to a colleague',
  ])
    expect(page.split('What you cannot do now')[0]).toContain(words);
});

test('R1: advice by telephone names who gave it and the facts discussed, on the timeline and on the memo', async () => {
  const { id, task } = await begun();
  const { factsDigest } = await send('GET', `/tasks/${task}`, 'legal-a');
  const telephone = {
    givenAt: new Date(NOW_MS).toISOString(),
    givenTo: 'STAFF-SUPERVISOR-A',
    givenBy: 'STAFF-LEGAL-B',
  };
  await act(task, 'legal-a', { type: 'task.completed', advice: 'consistent', factsDigest, telephone });
  const legal = await pages.visitor('legal-a');
  for (const path of [`/web/cases/${id}`, `/web/cases/${id}/timeline`, `/web/cases/${id}/memo`]) {
    const text = textOf((await legal.get(path)).html);
    expect(text, path).toContain(`Digest of the facts discussed ${String(factsDigest)}`);
    expect(text, path).toContain('Who gave it Legal staff B (synthetic)');
  }
});
