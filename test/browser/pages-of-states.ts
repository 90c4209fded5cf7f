/** Pages of cases and of the record in states that take several people, or somebody's crime, to reach. */
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ROW_1, ROW_2 } from '../api/memory-stack.ts';
import { createPages, ORIGIN } from '../web/visitor.ts';
import { textOf } from './acts.ts';
import { inMemory } from './in-memory.ts';
import type { PageExaminer } from './page-examiner.ts';
import { send, type WebStack } from './web-stack.ts';

const PARTNERS = ['internal', 'local', 'state', 'federal'];
const NOTE = { note: 'Synthetic.' };

interface Shown {
  readonly case: string;
  readonly factsDigest: string;
  readonly tasks: readonly { readonly task: string }[];
  readonly requests: readonly { readonly request: string; readonly partnerClass: string }[];
}

export function pagesOfStates(
  stack: () => WebStack,
  { examine, expectAllClean }: PageExaminer,
  examineForms: (page: Page, path: string) => Promise<void>,
): void {
  test('of a blocked case, escalated, with every form of leadership, given back, and declined', async () => {
    const id = await started(ROW_2, 'SYN-PAGE-0201');
    const supervisor = await stack().person('supervisor-a');
    const shown = await adviseOn(id, 'notConsistent');
    await supervisor.goto(`/web/cases/${id}`);
    expect(await textOf(supervisor)).toContain('Blocked');
    await examine(supervisor, 'case, blocked');
    await examineForms(supervisor, `/web/cases/${id}`);
    await act(id, 'supervisor-a', { type: 'case.escalated', ...NOTE });
    await supervisor.goto(`/web/cases/${id}`);
    await examine(supervisor, 'case, escalated');

    const leader = await stack().person('leadership-a');
    await examine(leader, 'work of leadership');
    const forms = await leader
      .goto(`/web/cases/${id}`)
      .then(() => leader.locator('.cg-actions a').evaluateAll((links) => links.map((link) => link.textContent)));
    expect(forms).toEqual(expect.arrayContaining([expect.stringMatching(/^Return/), expect.stringMatching(/^Refer/)]));
    await examineForms(leader, `/web/cases/${id}`);
    for (const event of ['leadership.returned', 'leadership.referred', 'leadership.declined']) {
      await leader.goto(`/web/cases/${id}/do/${event}`);
      await leader.getByRole('button').last().click();
      await leader.getByRole('alert').waitFor();
      await examine(leader, `${event}, refused`);
    }
    await act(id, 'leadership-a', { type: 'leadership.declined', ...NOTE });
    await supervisor.goto(`/web/cases/${id}`);
    expect(await textOf(supervisor)).toContain('Declined');
    await examine(supervisor, 'case, declined');
    await supervisor.goto(`/web/tasks/${shown.tasks[0]!.task}`);
    await examine(supervisor, 'task, completed');
    expectAllClean();
  });

  test('of a cleared case, and of one that is closed, with the whole of its history', async () => {
    const id = await started(ROW_1, 'SYN-PAGE-0202');
    const { requests, factsDigest } = await show(id, 'supervisor-a');
    for (const { request, partnerClass } of requests)
      await call('POST', `/requests/${request}/events`, `partner-${partnerClass}`, {
        type: 'request.answered',
        answer: 'noConflict',
      });
    expect(requests.map(({ partnerClass }) => partnerClass).toSorted()).toEqual(PARTNERS.toSorted());
    await act(id, 'supervisor-b', { type: 'decision.cleared', factsDigest, ...NOTE });
    const page = await stack().person('supervisor-a');
    await page.goto(`/web/cases/${id}`);
    expect(await textOf(page)).toContain('Process requirements met');
    await examine(page, 'case, cleared');
    await examineForms(page, `/web/cases/${id}`);
    await act(id, 'supervisor-a', { type: 'action.recorded', outcome: 'actionNotTaken', ...NOTE });
    await page.goto(`/web/cases/${id}`);
    expect(await textOf(page)).toContain('Closed');
    await examine(page, 'case, closed');
    await page.goto(`/web/cases/${id}/history/${requests.length + 2}`);
    expect(await textOf(page)).toContain('as it stood after entry');
    await examine(page, 'history of a closed case');
    expectAllClean();
  });

  test('of a case whose work is claimed and set aside, with every form of it, and given up', async () => {
    const id = await started(ROW_1, 'SYN-PAGE-0206');
    await act(id, 'supervisor-a', { type: 'work.claimed' });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await act(id, 'supervisor-a', { type: 'work.suspended', until, ...NOTE });
    const page = await stack().person('supervisor-a');
    await page.goto(`/web/cases/${id}`);
    expect(await textOf(page)).toContain('set aside until');
    await examine(page, 'case, set aside');
    for (const form of ['work.suspended', 'work.delegated', 'work.failed']) {
      await page.goto(`/web/cases/${id}/do/${form}`);
      await examine(page, form);
    }
    await page.getByText('Recusal').click();
    await page.getByLabel('Note').fill('Synthetic.');
    await send(page, 'Recuse yourself');
    await page.waitForURL('**/web/work?of=*');
    await examine(page, 'my work, recused');
    expectAllClean();
  });

  test('of several consultations handed over at once, where one was given back meanwhile', async () => {
    const ids = [await started(ROW_2, 'SYN-PAGE-0203'), await started(ROW_2, 'SYN-PAGE-0204')];
    const tasks: string[] = [];
    for (const id of ids) {
      const [{ task }] = (await show(id, 'legal-b')).tasks as [{ task: string }];
      await call('POST', `/tasks/${task}/events`, 'legal-b', { type: 'task.claimed' });
      tasks.push(task);
    }
    const page = await stack().person('legal-b');
    await page.goto('/web/queue?claimed=me&order=latest');
    for (const task of tasks) await page.locator(`label[for="choose-${task}"]`).click();
    await send(page, 'Hand the chosen ones over');
    await page.getByRole('alert').waitFor();
    await examine(page, 'queue, refused as a whole');
    await page.getByLabel('To whom').selectOption({ label: 'Legal staff A (synthetic)' });
    await page.getByLabel('Hand-over note').fill('Synthetic.');
    await call('POST', `/tasks/${tasks[1]}/events`, 'legal-b', { type: 'task.released' });
    await send(page, 'Hand the chosen ones over');
    await page.getByText('What became of each').waitFor();
    const became = await textOf(page);
    expect(became).toMatch(new RegExp(`${tasks[0]}: done`));
    expect(became).not.toMatch(new RegExp(`${tasks[1]}: done`));
    await examine(page, 'queue, with a refusal');
    expectAllClean();
  });

  test('of a record that is not sound', async () => {
    const id = await started(ROW_1, 'SYN-PAGE-0205');
    const page = await stack().person('auditor-a');
    await page.goto('/web/audit');
    await page.getByLabel('Reference of a case').fill(id);
    await tamper(`update entries set at = at + 1 where case_id = '${id}' and entry = 1`);
    await send(page, 'Verify');
    await page.getByText('Not sound').waitFor();
    await examine(page, 'audit, not sound');
    await tamper(`update entries set at = at - 1 where case_id = '${id}' and entry = 1`);
    await send(page, 'Verify');
    await page.getByText('Every leaf is in its place').waitFor();
    expectAllClean();
  });

  test('of a case with more entries than a page shows', async () => {
    // Served from memory: in the record a hundred entries take their time.
    const pages = createPages();
    const answer = await pages.stack.send('POST', '/cases', 'supervisor-a', ROW_2);
    const { case: id } = (await answer.json()) as Shown;
    for (let number = 1; number <= 120; number += 1)
      await pages.stack.send('POST', `/cases/${id}/events`, 'supervisor-a', {
        type: 'comment.added',
        note: `Synthetic remark ${number}.`,
      });
    const { page } = await inMemory(await stack().stranger(), pages, 'supervisor-a');
    await page.goto(`${ORIGIN}/web/cases/${id}`);
    await examine(page, 'case of many entries');
    await page.locator('a[href*="/timeline?after="]').click();
    await page.getByText('Synthetic remark 1.').waitFor();
    await examine(page, 'earlier entries');
    await page.goto(`${ORIGIN}/web/cases/${id}/history/110`);
    await examine(page, 'history of many entries');
    expectAllClean();
  });

  async function call(method: string, path: string, as: string, body?: object): Promise<unknown> {
    const response = await fetch(`${stack().url}${path}`, {
      method,
      headers: { 'casegate-as': as, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    expect(response.ok, `${path}: ${answered}`).toBe(true);
    return JSON.parse(answered);
  }

  const show = async (id: string, as: string): Promise<Shown> => (await call('GET', `/cases/${id}`, as)) as Shown;
  const act = (id: string, as: string, event: object): Promise<unknown> =>
    call('POST', `/cases/${id}/events`, as, event);

  async function started(row: typeof ROW_2, personKey: string): Promise<string> {
    const planned = { windowFrom: '2027-01-12T06:00:00-05:00', windowUntil: '2027-01-14T20:00:00-05:00' };
    const facts = { ...row.facts, ...planned, personKey };
    return ((await call('POST', '/cases', 'supervisor-a', { ...row, facts })) as Shown).case;
  }

  async function adviseOn(id: string, advice: string): Promise<Shown> {
    const shown = await show(id, 'legal-a');
    const { factsDigest } = shown;
    const given = { type: 'task.completed', advice, factsDigest, conditions: [], text: '' };
    for (const event of [{ type: 'task.claimed' }, { type: 'task.started' }, given])
      await call('POST', `/tasks/${shown.tasks[0]!.task}/events`, 'legal-a', event);
    return shown;
  }

  /** As somebody who owns the database. */
  async function tamper(statement: string): Promise<void> {
    const client = new Client({ connectionString: stack().databaseUrl });
    await client.connect();
    try {
      for (const sql of [
        'alter table entries disable trigger all',
        statement,
        'alter table entries enable trigger all',
      ])
        await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
