/** What a case asks of a role, as a task on pages: whose it is, how it stands, and what follows when it is not one's own any more. */
import { beforeEach, expect, test } from 'vitest';
import { ROW_1 } from '../api/memory-stack.ts';
import { createPages, hiddenFields, textOf, type Pages, type Visitor } from './visitor.ts';

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

const inCase = (as: string, event: object) => pages.stack.send('POST', `/cases/${id}/events`, as, event);
const handToD = async (): Promise<Visitor> => {
  await inCase('supervisor-a', { type: 'work.claimed' });
  await inCase('supervisor-a', { type: 'work.delegated', to: 'STAFF-SUPERVISOR-D', note: 'Synthetic.' });
  return pages.visitor('supervisor-d');
};
const suggestedIn = (html: string): string[] =>
  [...html.matchAll(/<option value="(STAFF-[A-Z-]+)"/g)].map(([, staffId]) => staffId!).toSorted();

test('whoever forwards it reads on My work that they have, whether they see the case any more or not', async () => {
  const colleague = await handToD();
  for (const [visitor, office] of [
    [colleague, 'OFFICE-WEST'],
    [await pages.visitor('legal-a'), 'OFFICE-EAST'],
  ] as const) {
    const sent = await visitor.submit(form('work.referred'), { role: 'supervisor', office, note: 'Synthetic.' });
    expect([sent.status, sent.path]).toEqual([200, `/web/work?of=${id}&recorded=work.referred`]);
    expect(textOf(sent.html)).toMatch(new RegExp(`You have forwarded [^.]*\\(${id}\\)\\.`));
  }
});

test('whoever ends their own assignment reads so on My work; somebody else stays on the case', async () => {
  const bringIn = () =>
    pages.stack.send('POST', `/cases/${id}/assignments`, 'supervisor-a', {
      type: 'case.assigned',
      to: 'STAFF-SUPERVISOR-D',
      reason: 'cover',
    });
  const end = (visitor: Visitor) =>
    visitor.submit(`/web/cases/${id}/end-assignment?to=STAFF-SUPERVISOR-D`, {
      to: 'STAFF-SUPERVISOR-D',
      reason: 'workDone',
    });
  await bringIn();
  const left = await end(await pages.visitor('supervisor-d'));
  expect([left.status, left.path]).toEqual([200, `/web/work?of=${id}&recorded=assignment.left`]);
  expect(textOf(left.html)).toContain(`Recorded That you are on it no longer by that (${id}).`);
  await bringIn();
  const ended = await end(await pages.visitor('legal-a'));
  expect([ended.status, ended.path]).toEqual([200, `/web/cases/${id}?recorded=assignment.ended`]);
  expect(textOf(ended.html)).toContain('Recorded That they are on it no longer by that.');
});

test('a form that is sent once more says the same, whatever it took away', async () => {
  const colleague = await handToD();
  const assignment = `/web/cases/${id}/end-assignment`;
  const bringIn = { type: 'case.assigned', to: 'STAFF-SUPERVISOR-D', reason: 'cover' };
  await pages.stack.send('POST', `/cases/${id}/assignments`, 'supervisor-a', bringIn);
  await inCase('supervisor-a', { type: 'comment.added', note: 'Synthetic.' });
  for (const [path, typed] of [
    [form('work.released'), {}],
    [assignment, { to: 'STAFF-SUPERVISOR-D', reason: 'workDone' }],
  ] as const) {
    const fields = [...hiddenFields((await colleague.get(path)).html), ...Object.entries(typed)];
    const first = await colleague.post(path, fields);
    expect([path, first.status]).toEqual([path, 200]);
    const attempts = pages.stack.attempts.length;
    expect((await colleague.post(path, fields)).html).toBe(first.html);
    expect(pages.stack.attempts.length).toBe(attempts);
  }
  expect((await colleague.get(`/web/cases/${id}`)).status).toBe(404);
  const attempts = pages.stack.attempts.length;
  const other = await colleague.post(assignment, [
    ...hiddenFields((await colleague.get('/web/incidents/report')).html).filter(([name]) => name === 'token'),
    ['to', 'STAFF-SUPERVISOR-A'],
    ['reason', 'workDone'],
  ]);
  expect([other.status, pages.stack.attempts.length]).toEqual([404, attempts + 1]);
});

test('where it was forwarded to another office, its form suggests those of that office', async () => {
  await inCase('supervisor-a', {
    type: 'work.referred',
    role: 'supervisor',
    office: 'OFFICE-WEST',
    note: 'Synthetic.',
  });
  await inCase('supervisor-a', { type: 'work.claimed' });
  const { html } = await (await pages.visitor('supervisor-a')).get(form('work.delegated'));
  expect(suggestedIn(html)).toEqual(['STAFF-SUPERVISOR-C']);
  expect(html).toContain('Supervisor C (synthetic), OFFICE-WEST');
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

const askLeadership = () => inCase('supervisor-a', { type: 'question.asked', of: 'leadership', note: 'Synthetic.' });

test('leadership delegates its own to leadership of any office', async () => {
  await askLeadership();
  const leader = await pages.visitor('leadership-a');
  await leader.submit(form('work.claimed'), {});
  const { html } = await leader.get(form('work.delegated'));
  expect(suggestedIn(html)).toEqual(['STAFF-LEADERSHIP-B']);
  const sent = await leader.submit(form('work.delegated'), { to: 'STAFF-LEADERSHIP-B', note: 'Synthetic.' });
  expect(textOf(sent.html)).toContain(`You have delegated your work on the case (${id}).`);
});

test('leadership assigns it, with those to choose from whom the case would take', async () => {
  await askLeadership();
  await inCase('supervisor-b', { type: 'work.claimed' });
  await inCase('legal-b', { type: 'work.failed', cause: 'recusal', note: 'Synthetic.' });
  const leader = await pages.visitor('leadership-b');
  const { html } = await leader.get(form('work.assigned'));
  const suggested = suggestedIn(html);
  expect(suggested).toEqual([
    'STAFF-LEADERSHIP-A',
    'STAFF-LEGAL-A',
    'STAFF-LEGAL-E',
    'STAFF-PROPOSING-OFFICER-A',
    'STAFF-SUPERVISOR-A',
    'STAFF-SUPERVISOR-D',
  ]);
  // Who has it now is tried first: after the others they could take it again.
  const staffIds = pages.stack.ports.people.list().map(({ person }) => person.staffId);
  const taken = new Set<string>();
  for (const to of ['STAFF-SUPERVISOR-B', ...staffIds.filter((one) => !/-(SUPERVISOR|LEADERSHIP)-B$/.test(one))])
    for (const role of ['supervisor', 'legal', 'leadership'])
      if ((await inCase('leadership-b', { type: 'work.assigned', role, to, note: 'Synthetic.' })).ok) taken.add(to);
  expect([...taken].toSorted()).toEqual(suggested);
  const sent = await leader.submit(form('work.assigned'), {
    role: 'supervisor',
    to: 'STAFF-SUPERVISOR-D',
    note: 'Synthetic.',
  });
  expect(textOf(sent.html)).toMatch(/You have assigned what the case asks of a role\..*Claimed by Supervisor D/);
});
