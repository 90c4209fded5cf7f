/** Out of office: who is away and who substitutes is said wherever a task's owner is named, and the substitute works by their own duties (row 20). */
import { beforeEach, expect, test } from 'vitest';
import { NOW_MS, ROW_2 } from '../api/memory-stack.ts';
import { createTerminal, type Terminal } from '../cli/terminal.ts';
import { createPages, textOf, type Pages } from './visitor.ts';

let pages: Pages;
let terminal: Terminal;
let id: string;
let task: string;
beforeEach(async () => {
  pages = createPages();
  terminal = createTerminal({}, pages.stack, pages.app);
  ({ id, task } = await claimedByAbsent('STAFF-PROPOSING-OFFICER-A'));
});

/** Of a consultation that somebody claimed who is out of office now; legal-b substitutes. */
async function claimedByAbsent(proposingOfficer: string): Promise<{ readonly id: string; readonly task: string }> {
  const facts = { ...ROW_2.facts, personKey: `SYN-${proposingOfficer}` };
  const opened = await pages.stack.send('POST', '/cases', 'supervisor-a', { ...ROW_2, facts, proposingOfficer });
  const { case: of } = (await opened.json()) as { case: string };
  const shown = await pages.stack.send('GET', `/cases/${of}`, 'legal-e');
  const claimed = ((await shown.json()) as { tasks: { task: string }[] }).tasks[0]!.task;
  await pages.stack.send('POST', `/tasks/${claimed}/events`, 'legal-e', { type: 'task.claimed' });
  return { id: of, task: claimed };
}

const read = async (path: string, as: string): Promise<Record<string, unknown>> =>
  (await (await pages.stack.send('GET', path, as)).json()) as Record<string, unknown>;
const seen = async (path: string, as: string): Promise<string> =>
  textOf((await (await pages.visitor(as)).get(path)).html);

const AWAY = { until: '2026-11-16T00:00:00.000Z', substitute: 'Legal staff B (synthetic)' };
const SAID = 'Out of office until Nov 16, 2026, 00:00 UTC . Substitute: Legal staff B (synthetic)';

test('the API says it of the task and of each row of the queue, and of nobody who is there', async () => {
  expect(await read(`/tasks/${task}`, 'legal-a')).toMatchObject({ ownerAway: AWAY });
  expect(await read('/tasks', 'supervisor-a')).toMatchObject({ tasks: [{ ownerAway: AWAY }] });
  await pages.stack.send('POST', `/tasks/${task}/events`, 'legal-e', { type: 'task.released' });
  expect(await read(`/tasks/${task}`, 'legal-a')).toMatchObject({ owner: null, ownerAway: null });
  await pages.stack.send('POST', `/tasks/${task}/events`, 'legal-a', { type: 'task.claimed' });
  expect(await read(`/tasks/${task}`, 'legal-a')).toMatchObject({ ownerAway: null });
});

test('who may not see the task is not told who has it, and so not who is away', async () => {
  for (const as of ['supervisor-c', 'partner-local', 'operator-a'])
    expect(JSON.stringify(await read(`/tasks/${task}`, as)), as).not.toContain('Legal staff');
});

test('the pages say it, and the substitute has the task among their own work', async () => {
  for (const path of [`/web/tasks/${task}`, '/web/queue']) expect(await seen(path, 'legal-a')).toContain(SAID);
  expect(await seen('/web/work', 'legal-b')).toContain(SAID);
  // What a colleague merely could do is not theirs.
  expect(await seen('/web/work', 'legal-a')).not.toContain(SAID);
});

test('the terminal says it', async () => {
  expect((await terminal.type(`task ${task} --as legal-b`)).out).toMatch(
    /^owner +Legal staff E, out of office \(synthetic\)\nout of office +until 2026-11-16 00:00Z; substitute: Legal staff B \(synthetic\)$/m,
  );
  expect((await terminal.type('tasks --as legal-b')).out).toContain(
    'Legal staff E, out of office (synthetic), out of office',
  );
});

test('by API, terminal or page the substitute does the task, under their own name', async () => {
  expect((await terminal.type(`begin ${task} --as legal-b`)).code).toBe(0);
  const visitor = await pages.visitor('legal-b');
  const advised = await visitor.submit(`/web/tasks/${task}/do/task.completed`, {
    advice: 'consistent',
    text: 'Synthetic advice.',
  });
  expect(advised.status).toBe(200);
  const { entries } = (await read(`/cases/${id}/timeline`, 'legal-b')) as {
    entries: { readonly type: string; readonly by: string }[];
  };
  expect(entries.slice(1).map(({ type, by }) => [type, by])).toEqual([
    ['task.claimed', 'Legal staff E, out of office (synthetic)'],
    ['task.started', 'Legal staff B (synthetic)'],
    ['task.completed', 'Legal staff B (synthetic)'],
  ]);
});

test('no other colleague does it for who is away', async () => {
  const { status } = await pages.stack.send('POST', `/tasks/${task}/events`, 'legal-a', { type: 'task.started' });
  expect(status).toBe(403);
  expect(await terminal.type(`begin ${task} --as legal-a`)).toMatchObject({
    code: 3,
    err: expect.stringContaining('only who has claimed the task may do it') as string,
  });
});

test('row 20: who proposed the case does not advise on it as the substitute either, by API, terminal or page', async () => {
  const own = await claimedByAbsent('STAFF-LEGAL-B');
  const WHY = 'one person may not both propose the action and advise on it (row 20)';
  const { factsDigest, actions } = (await read(`/tasks/${own.task}`, 'legal-b')) as {
    factsDigest: string;
    actions: { readonly action: string; readonly whyNot: readonly string[] }[];
  };
  for (const type of ['task.started', 'task.completed'])
    expect(actions.find(({ action }) => action === type)!.whyNot).toContain(WHY);
  const advice = { type: 'task.completed', advice: 'consistent', factsDigest, conditions: [], text: 'Synthetic.' };
  // Begun by who is away, so that nothing but row 20 stands against it.
  await pages.stack.send('POST', `/tasks/${own.task}/events`, 'legal-e', { type: 'task.started' });
  const refused = await pages.stack.send('POST', `/tasks/${own.task}/events`, 'legal-b', advice);
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ reasons: [WHY] })]);
  expect(pages.stack.attempts.at(-1)).toMatchObject({ action: 'task.completed', at: NOW_MS });
  expect(await terminal.type(`complete ${own.task} --advice consistent --as legal-b`)).toMatchObject({
    code: 3,
    err: expect.stringContaining(WHY) as string,
  });
  expect(await seen(`/web/tasks/${own.task}`, 'legal-b')).toContain(WHY);
  const sent = await (
    await pages.visitor('legal-b')
  ).submit(`/web/tasks/${own.task}/do/task.completed`, { advice: 'consistent', factsDigest });
  expect([sent.status, textOf(sent.html)]).toEqual([403, expect.stringContaining(WHY.slice(1))]);
  expect(await read(`/tasks/${own.task}`, 'legal-e')).toMatchObject({ state: 'inProgress' });
});
