/** What a case asks of a role, as a task on pages: whose it is, how it stands, and what follows when it is not one's own any more. */
import { beforeEach, expect, test } from 'vitest';
import { ROW_1 } from '../api/memory-stack.ts';
import { createPages, textOf, type Pages, type Visitor } from './visitor.ts';

let pages: Pages;
let id: string;
beforeEach(async () => {
  pages = createPages();
  id = ((await (await pages.stack.send('POST', '/cases', 'supervisor-a', ROW_1)).json()) as { case: string }).case;
});

const form = (event: string): string => `/web/cases/${id}/do/${event}`;
const textAt = async (visitor: Visitor, path = `/web/cases/${id}`): Promise<string> =>
  textOf((await visitor.get(path)).html);
const claimedBy = async (handle: string): Promise<Visitor> => {
  const visitor = await pages.visitor(handle);
  const { html, path } = await visitor.submit(form('work.claimed'), {});
  expect(path).toBe(`/web/cases/${id}?recorded=work.claimed`);
  expect(textOf(html)).toMatch(
    /Claimed by Supervisor A \(synthetic\), for what is asked of: supervisor[^;]*; to be begun by/,
  );
  return visitor;
};

test('it is begun, set aside until a time and taken up again; the page and its timeline say so', async () => {
  const visitor = await claimedBy('supervisor-a');
  expect(await textAt(visitor)).toMatch(
    /Begin your work on the case.*Set your work on the case aside.*Delegate your work/,
  );
  const begun = await visitor.submit(form('work.started'), {});
  expect(textOf(begun.html)).toMatch(/You have begun your work on the case\..*; begun /);
  expect(textOf(begun.html)).toMatch(/Begin your work on the case\s*:?\s*done|done\s+Begin your work on the case/i);
  const set = await visitor.submit(form('work.suspended'), {
    until: '2026-11-02T15:00',
    zone: 'UTC',
    note: 'Synthetic.',
  });
  expect(textOf(set.html)).toMatch(
    /You have set your work on the case aside until a time\..*; set aside until Nov 2, 2026, 15:00 UTC/,
  );
  expect(textOf(set.html)).toMatch(/Whose work Supervisor/);
  await visitor.submit(form('work.resumed'), {});
  expect(await textAt(visitor)).not.toContain('set aside until');
});

test('its form suggests colleagues of the role alone, and whoever delegates it reads on My work that they have', async () => {
  const visitor = await claimedBy('supervisor-a');
  const { html } = await visitor.get(form('work.delegated'));
  expect(html).toContain('STAFF-SUPERVISOR-D');
  expect(html).not.toMatch(/STAFF-LEGAL-A|STAFF-PARTNER|STAFF-LEADERSHIP/);
  const sent = await visitor.submit(form('work.delegated'), { to: 'STAFF-SUPERVISOR-D', note: 'Synthetic.' });
  expect(sent.path).toBe(`/web/work?of=${id}&recorded=work.delegated`);
  expect(textOf(sent.html)).toContain(`You have delegated your work on the case (${id}).`);
  const colleague = await pages.visitor('supervisor-d');
  expect(await textAt(colleague)).toContain('Claimed by Supervisor D (synthetic)');
  const givenBack = await colleague.submit(form('work.released'), {});
  expect([givenBack.status, textOf(givenBack.html)]).toEqual([
    200,
    expect.stringContaining(`You have given your work on the case back (${id}).`),
  ]);
  expect((await colleague.get(`/web/cases/${id}`)).status).toBe(404);
});

test('who recuses themselves reads that they have, and everybody that they do nothing of it', async () => {
  const visitor = await claimedBy('supervisor-a');
  expect(await textAt(visitor, form('work.failed'))).toMatch(/conflict of interest.*nobody can undo this/);
  const sent = await visitor.submit(form('work.failed'), { cause: 'recusal', note: 'Synthetic.' });
  expect(sent.path).toBe(`/web/work?of=${id}&recorded=work.failed`);
  expect(textOf(sent.html)).toContain(`You have recused yourself from the case (${id}).`);
  const colleague = await pages.visitor('supervisor-b');
  expect(await textAt(colleague)).toMatch(/Has given it up Supervisor A \(synthetic\)/);
  expect(await textAt(visitor, form('work.claimed'))).toMatch(/You cannot do this now.*recused themselves/);
});

test('leadership assigns it, with the staff of the case’s office to choose from', async () => {
  await pages.stack.send('POST', `/cases/${id}/events`, 'supervisor-a', {
    type: 'question.asked',
    of: 'leadership',
    note: 'Synthetic.',
  });
  const leader = await pages.visitor('leadership-b');
  const { html } = await leader.get(form('work.assigned'));
  expect(html).toContain('STAFF-SUPERVISOR-D');
  const sent = await leader.submit(form('work.assigned'), {
    role: 'supervisor',
    to: 'STAFF-SUPERVISOR-D',
    note: 'Synthetic.',
  });
  expect(textOf(sent.html)).toMatch(/You have assigned what the case asks of a role\..*Claimed by Supervisor D/);
});
