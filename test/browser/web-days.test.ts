/** What people do in a browser, on real servers: each role's day, without scripts, by keyboard, at once, and across the end of a session. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { doAction, reportImproperUse, textOf } from './acts.ts';
import { asNewcomer } from './newcomer.ts';
import { byKeyboard } from './by-keyboard.ts';
import { overSlowNetwork } from './slow-network.ts';
import { send, signIn, startCase, startWebStack, type WebStack, startedCase } from './web-stack.ts';

/** A browser, five processes and the other tests share the machine. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PARTNERS = ['internal', 'local', 'state', 'federal'];

let stack: WebStack;
beforeAll(async () => {
  stack = await startWebStack();
});
afterEach(() => stack.leave());
afterAll(() => stack?.stop());

async function answer(handle: string, words: string): Promise<void> {
  const page = await stack.person(handle, { javaScript: false });
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText(words, { exact: true }).click();
  await send(page, 'Send the answer');
  await page.waitForURL('**?recorded=*');
  await page.context().close();
}

test("each role's day, with scripts switched off: from the start of a case to its end", async () => {
  const supervisor = await stack.person('supervisor-a', { javaScript: false });
  const path = await startCase(supervisor, 'SYN-DAY-0001');
  expect(await textOf(supervisor)).toMatch(/Awaiting OPLA consultation · Checking deconfliction/);

  const legal = await stack.person('legal-a', { javaScript: false });
  await legal.getByRole('link', { name: 'Team queue' }).first().click();
  await legal.getByRole('link', { name: 'Consultation', exact: true }).first().click();
  await doAction(legal, 'Claim the consultation');
  await doAction(legal, 'Begin the consultation');
  await doAction(legal, 'Give advice', async () => {
    await legal.getByText('Consistent, with conditions').click();
    await legal.getByText('Condition (optional)').first().click();
    await legal.getByRole('button', { name: /^Add: condition/ }).click();
    await legal.getByLabel('Condition 1').fill('Synthetic condition <one>.');
  });
  expect(await textOf(legal)).toContain('Synthetic condition <one>.');

  for (const partner of PARTNERS) await answer(`partner-${partner}`, 'No conflict');

  // Whoever submitted it may decide it; row 20 keeps apart who proposed it.
  await supervisor.goto(path);
  await doAction(supervisor, 'Acknowledge a condition of the advice');
  await doAction(supervisor, 'Decide that the process requirements are met');
  expect(await textOf(supervisor)).toContain('Process requirements met');
  await doAction(supervisor, 'Record what was done', async () => {
    await supervisor.getByText('Action not taken', { exact: true }).click();
  });
  expect(await textOf(supervisor)).toContain('Nothing for you to do here now.');

  await supervisor.getByRole('link', { name: 'entry 1', exact: true }).click();
  expect(await textOf(supervisor)).toMatch(/as it stood after entry 1[\s\S]*Awaiting OPLA consultation/);
});

test('a conflict, a blocked case and leadership: the other way through', async () => {
  const supervisor = await stack.person('supervisor-a');
  const path = await startCase(supervisor, 'SYN-DAY-0002');
  const legal = await stack.person('legal-b');
  await legal.goto(path);
  await legal.getByRole('link', { name: 'Consultation', exact: true }).click();
  await doAction(legal, 'Claim the consultation');
  await doAction(legal, 'Begin the consultation');
  await doAction(legal, 'Give advice', () => legal.getByText('Not consistent with applicable').click());
  await supervisor.goto(path);
  expect(await textOf(supervisor)).toContain('Blocked');
  await doAction(supervisor, 'Escalate to senior leadership', () => supervisor.getByLabel('Note').fill('Synthetic.'));
  const leader = await stack.person('leadership-a');
  expect(await textOf(leader)).toContain('Escalated to senior leadership');
  await leader.goto(path);
  await doAction(leader, 'Decline for leadership', () => leader.getByLabel('Note').fill('Synthetic.'));
  await supervisor.goto(path);
  expect(await textOf(supervisor)).toContain('Declined');
});

test('leadership is asked, finds the consultation in its queue, assigns it, and answers', async () => {
  const supervisor = await stack.person('supervisor-a', { javaScript: false });
  const path = await startCase(supervisor, 'SYN-DAY-0012');
  await doAction(supervisor, 'Ask a question', async () => {
    await supervisor.getByText('Leadership', { exact: true }).click();
    await supervisor.getByLabel('Note').fill('Synthetic: nobody has claimed it.');
  });
  const leader = await stack.person('leadership-a', { javaScript: false });
  expect(await textOf(leader)).toContain(path.split('/').at(-1)!);
  await leader.getByRole('link', { name: 'Team queue', exact: true }).click();
  expect(await textOf(leader)).toContain('OFFICE-EAST');
  await leader.getByText('Choose', { exact: false }).last().click();
  await leader.getByLabel('To whom').selectOption('Legal staff B (synthetic), OFFICE-EAST');
  await leader.getByLabel('Hand-over note').fill('Synthetic.');
  await send(leader, 'Assign the chosen ones');
  await leader.getByText('What became of each').waitFor();
  expect(await textOf(leader)).toMatch(/t_\w{26}: done[\s\S]*Legal staff B \(synthetic\)/);
  await leader.goto(path);
  await doAction(leader, 'Answer a question', () => leader.getByLabel('Note').fill('Synthetic answer.'));
  await leader.getByRole('link', { name: 'My work' }).click();
  expect(await textOf(leader)).not.toContain(path.split('/').at(-1)!);
});

test('a consultation is given back, put off, taken up, handed over and given up, on its page', async () => {
  const path = await startedCase(stack, 'SYN-DAY-0013');
  const legal = await stack.person('legal-a', { javaScript: false });
  await legal.goto(path);
  await legal.getByRole('link', { name: 'Consultation', exact: true }).click();
  const task = new URL(legal.url()).pathname;
  await doAction(legal, 'Claim the consultation');
  await doAction(legal, 'Give the consultation back');
  expect(await textOf(legal)).toMatch(/Claimed by\s+nobody/);
  await doAction(legal, 'Claim the consultation');
  await doAction(legal, 'Begin the consultation');
  await doAction(legal, 'Suspend the consultation', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16);
    await legal.getByLabel('Until when').fill(soon);
    await legal.getByLabel('Time zone').selectOption({ label: 'UTC' });
    await legal.getByLabel('Note').fill('Synthetic.');
  });
  expect(await textOf(legal)).toContain('Suspended until');
  await doAction(legal, 'Resume the consultation');
  await doAction(legal, 'Delegate the consultation', async () => {
    await legal.getByLabel('To whom').fill('STAFF-LEGAL-B');
    await legal.getByLabel('Note').fill('Synthetic.');
  });
  const colleague = await stack.person('legal-b', { javaScript: false });
  await colleague.goto(task);
  await doAction(colleague, 'Give the consultation up', async () => {
    await colleague.getByText('Recusal, for a conflict of interest').click();
    await colleague.getByLabel('Note').fill('Synthetic.');
  });
  expect(await textOf(colleague)).toMatch(/Claimed by\s+nobody/);
  await colleague.getByText('What you cannot do now, and why').click();
  expect(await textOf(colleague)).toMatch(
    /Claim the consultation: who has given it up, or recused themselves, does none of it again/,
  );
  await legal.goto(task);
  await doAction(legal, 'Claim the consultation');
});

test('a colleague is brought in to a case, sees it, and no longer when that has ended; counsel releases what it wrote', async () => {
  const supervisor = await stack.person('supervisor-a', { javaScript: false });
  const path = await startCase(supervisor, 'SYN-DAY-0010');
  const colleague = await stack.person('supervisor-d', { javaScript: false });
  const sees = async (): Promise<boolean> => (await colleague.goto(path))!.status() === 200;
  expect(await sees()).toBe(false);
  expect(await textOf(colleague)).toContain('There is nothing here for this person');

  await supervisor.getByRole('link', { name: 'Bring a colleague in' }).click();
  await supervisor.getByLabel('To whom').fill('STAFF-SUPERVISOR-D');
  await supervisor.getByText('Cover for somebody').click();
  await send(supervisor, 'Bring a colleague in');
  await supervisor.waitForURL('**?recorded=assignment');
  expect(await textOf(supervisor)).toMatch(/Supervisor D \(synthetic\): cover for somebody/);
  expect(await sees()).toBe(true);

  const legal = await stack.person('legal-a', { javaScript: false });
  await legal.goto(path);
  await legal.getByRole('link', { name: 'End that Supervisor D' }).click();
  await legal.getByText('What they were brought in for is done').click();
  await send(legal, 'End that a colleague');
  await legal.waitForURL('**?recorded=assignment.ended');
  expect(await sees()).toBe(false);

  await legal.getByRole('link', { name: 'Release what legal staff' }).click();
  await legal.getByText('Auditor', { exact: true }).click();
  await legal.getByLabel('Reference').fill('SYN-MEMO-1');
  await send(legal, 'Release, as counsel');
  await legal.waitForURL('**?recorded=release');

  const privacy = await stack.person('privacy-a', { javaScript: false });
  await privacy.goto(`/web/oversight/${path.split('/').at(-1)}`);
  expect(await textOf(privacy)).toMatch(/Assignment: ended: Supervisor D[\s\S]*Case: assigned: Supervisor D/);
});

test('an open page says when it no longer shows how things stand; nothing of it is replaced', async () => {
  const path = await startedCase(stack, 'SYN-DAY-0008');
  const watching = await Promise.all(['/web/queue?claimed=nobody', path].map((page) => watchedBy('legal-b', page)));
  const legal = await stack.person('legal-a');
  await legal.goto(path);
  await legal.getByRole('link', { name: 'Consultation', exact: true }).click();
  await doAction(legal, 'Claim the consultation');
  for (const page of watching) {
    await page.getByText('New since this page was made').waitFor();
    await page.getByRole('link', { name: 'show it' }).click();
    await page.getByText('New since this page').waitFor({ state: 'hidden' });
  }
  expect(await textOf(watching[1]!)).toContain('Legal staff A (synthetic)');
});

async function watchedBy(handle: string, path: string): Promise<Page> {
  const page = await stack.person(handle);
  await Promise.all([page.waitForRequest(/changes\?seen=/), page.goto(path)]);
  return page;
}

test("the privacy officer's and the auditor's day: who looked, what was disclosed, what was reported, and whether it is sound", async () => {
  const supervisor = await stack.person('supervisor-a', { javaScript: false });
  const path = await startCase(supervisor, 'SYN-DAY-0009');
  const id = path.split('/').at(-1)!;
  await supervisor.goto(`${path}/memo`);
  expect(await textOf(supervisor)).toMatch(/Record of the legal consultation[\s\S]*U nonimmigrant/);
  await reportImproperUse(supervisor, id);

  const privacy = await stack.person('privacy-a', { javaScript: false });
  await privacy.getByRole('link', { name: 'Incidents' }).click();
  await privacy.getByRole('link', { name: 'Improper use' }).first().click();
  expect(await textOf(privacy)).toContain('A synthetic report.');
  await doAction(privacy, 'Acknowledge', () => privacy.getByLabel('Reference').fill('SYN-INC-1'));
  await privacy.getByRole('link', { name: id }).click();
  expect(await textOf(privacy)).toMatch(/Supervisor A \(synthetic\)\s+Memo: printed/);
  await privacy.getByRole('link', { name: 'Record a disclosure' }).click();
  await privacy.getByLabel('Ground').selectOption('b3');
  await privacy.getByLabel('To whom').fill('SYN-COURT');
  await privacy.getByLabel('Authorized by').fill('STAFF-LEADERSHIP-A');
  await privacy.getByLabel('Reference').first().fill('SYN-DOCKET-1');
  await privacy.getByLabel('SHA-256').first().fill('0'.repeat(64));
  await send(privacy, 'Record a disclosure');
  await privacy.waitForURL(`**/web/oversight/${id}?recorded=disclosure`);
  expect(await textOf(privacy)).toContain('SYN-COURT');

  const auditor = await stack.person('auditor-a', { javaScript: false });
  await auditor.getByRole('link', { name: 'Audit' }).click();
  await auditor.getByLabel('Reference of a case').fill(id);
  await send(auditor, 'Verify');
  await auditor.getByText('What was verified').waitFor();
  expect(await textOf(auditor)).toMatch(/Sound\s[\s\S]*of a log of/);
  await send(auditor, 'Compare with Temporal');
  await auditor.getByText('No discrepancies').waitFor();
});

test('a legal hold stands when two people have placed it, and until two people have released it', async () => {
  const path = await startedCase(stack, 'SYN-DAY-0011');
  const id = path.split('/').at(-1)!;
  const privacy = await stack.person('privacy-a', { javaScript: false });
  const leader = await stack.person('leadership-a', { javaScript: false });
  await privacy.getByRole('link', { name: 'Custody' }).click();
  await privacy.getByLabel('Measure', { exact: true }).selectOption('Place a legal hold');
  await privacy.getByLabel('Reference of the case').fill(id);
  await send(privacy, 'Go on');
  await privacy.getByLabel('Reference').fill('LIT 7');
  await send(privacy, 'Place a legal hold');
  await privacy.getByText('Reference: Must be a reference').waitFor();
  await privacy.getByLabel('Reference').fill('LIT-7');
  await send(privacy, 'Place a legal hold');
  await privacy.getByText('It takes effect when a second person does the same').waitFor();
  expect(await textOf(privacy)).toMatch(/No legal hold stands/);
  expect(await textOf(privacy)).toMatch(new RegExp(`${id}[\\s\\S]*waits for somebody else`));

  await leader.getByRole('link', { name: 'Custody' }).click();
  await leader.getByRole('link', { name: 'Confirm' }).click();
  expect(await leader.getByLabel('Reference').inputValue()).toBe('LIT-7');
  await send(leader, 'Place a legal hold');
  await leader.getByText('Done, as two people: place a legal hold').waitFor();
  expect(await textOf(leader)).toMatch(/Nothing waits for a second person[\s\S]*LIT-7/);

  await leader.getByRole('link', { name: 'Release' }).click();
  await send(leader, 'Release a legal hold');
  await privacy.getByRole('link', { name: 'Custody' }).click();
  await privacy.getByRole('link', { name: 'Confirm' }).click();
  await send(privacy, 'Release a legal hold');
  await privacy.getByText('Done, as two people: release a legal hold').waitFor();
  expect(await textOf(privacy)).toContain('No legal hold stands.');
});

test('several are claimed, one handed over and one given back at once, with what became of each', async () => {
  const supervisor = await stack.person('supervisor-a');
  const tasks: string[] = [];
  const page = await stack.person('legal-a', { javaScript: false });
  for (const personKey of ['SYN-DAY-0014', 'SYN-DAY-0015']) {
    await page.goto(await startCase(supervisor, personKey));
    await page.getByRole('link', { name: 'Consultation', exact: true }).click();
    tasks.push(new URL(page.url()).pathname.split('/').at(-1)!);
  }
  const [handedOver, givenBack] = tasks as [string, string];
  const choose = (task: string): Promise<void> => page.locator(`label[for="choose-${task}"]`).click();
  const became = async (task: string): Promise<void> => {
    await page.getByText('What became of each').waitFor();
    expect(await textOf(page)).toContain(`${task}: done`);
  };
  await page.goto('/web/queue?claimed=nobody&order=latest');
  for (const task of tasks) await choose(task);
  await send(page, 'Claim the chosen ones');
  for (const task of tasks) await became(task);
  await page.goto('/web/queue?claimed=me&order=latest');
  await choose(handedOver);
  await send(page, 'Hand the chosen ones over');
  await page.getByText('Hand-over note: Must not be empty').waitFor();
  await page.getByLabel('Hand-over note').fill('Synthetic: on leave.');
  await page.getByLabel('To whom').selectOption({ label: 'Legal staff B (synthetic)' });
  await send(page, 'Hand the chosen ones over');
  await became(handedOver);
  await page.goto('/web/queue?claimed=me&order=latest');
  await choose(givenBack);
  await send(page, 'Give the chosen ones back');
  await became(givenBack);
  await page.goto(`/web/tasks/${handedOver}`);
  expect(await textOf(page)).toMatch(/Claimed by\s+Legal staff B \(synthetic\)/);
  await page.goto(`/web/tasks/${givenBack}`);
  expect(await textOf(page)).toMatch(/Claimed by\s+nobody/);
});

asNewcomer(() => stack);

test('two race to claim one consultation: one has it, the other reads why not', async () => {
  const path = await startedCase(stack, 'SYN-DAY-0004');
  const pages = await Promise.all(['legal-a', 'legal-b'].map((handle) => stack.person(handle)));
  for (const page of pages) {
    await page.goto(path);
    await page.getByRole('link', { name: 'Consultation', exact: true }).click();
  }
  await Promise.all(
    pages.map(async (page) => {
      await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'POST'),
        send(page, 'Claim the consultation'),
      ]);
      await page.waitForLoadState();
    }),
  );
  const won = pages.filter((page) => page.url().includes('recorded=task.claimed'));
  const [lost] = pages.filter((page) => !won.includes(page));
  expect(won).toHaveLength(1);
  expect(await textOf(lost!)).toContain('Only while nobody has claimed it');
});

test('a session that ends in the middle of a form loses nothing', async () => {
  const page = await stack.stranger();
  await signIn(page, 'supervisor-a');
  const path = await startCase(page, 'SYN-DAY-0005');
  await page.goto(`${path}/do/case.withdrawn`);
  await page.getByLabel('Note').fill('A long synthetic reason\nin two lines.');
  const other = await page.context().newPage();
  await other.goto('/web/work');
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.waitForURL('**/web/signed-out');

  await send(page, 'Withdraw the case');
  await page.getByText('Nothing is lost').waitFor();
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Sign in (opens another tab)' }).click(),
  ]);
  await tab.getByRole('link', { name: 'Sign in' }).click();
  await tab.locator('button[value="supervisor-a"]').first().click();
  await tab.getByText('Close this tab').waitFor();
  await send(page, 'Send it now');
  // Signing out has forgotten this browser's secret, so the form is looked at once more.
  await page.getByText('Look at what would be sent below').waitFor();
  await send(page, 'Send it now');
  await page.waitForURL('**?recorded=case.withdrawn');
  expect(await textOf(page)).toContain('A long synthetic reason\nin two lines.');
});

byKeyboard(() => stack);

overSlowNetwork(() => stack);
