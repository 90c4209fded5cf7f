/** What people do in a browser, on real servers: each role's day, without scripts, by keyboard, at once, and across the end of a session. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { decidingDigestOf, readDecidingFiles } from '../../ledger/deciding-code.ts';
import { policyDigestOf } from '../../policy/registry.ts';
import { signPolicyFile } from '../../schemas/policy-signing.ts';
import { bytesOf, narrowerPolicy } from '../policy/policy-files.ts';
import { send, signIn, startCase, startWebStack, type WebStack } from './web-stack.ts';

/** A browser, five processes and the other tests share the machine. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PARTNERS = ['internal', 'local', 'state', 'federal'];

let stack: WebStack;
beforeAll(async () => {
  stack = await startWebStack();
});
afterEach(() => stack.leave());
afterAll(() => stack?.stop());

const textOf = (page: Page): Promise<string> => page.locator('main').innerText();

/** Follows a link of the page and sends the form behind it. */
async function doAction(page: Page, words: string, fill: () => Promise<void> = async () => undefined): Promise<void> {
  await page.getByRole('link', { name: words }).click();
  await fill();
  await send(page, words);
  await page.waitForURL('**?recorded=*');
}

async function answer(handle: string, words: string): Promise<void> {
  const page = await stack.person(handle, { javaScript: false });
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('link', { name: 'Answer' }).click();
  await page.getByText(words, { exact: true }).click();
  await send(page, 'Give the partner');
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
    await supervisor.getByText('Action not taken').click();
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
  await leader.getByRole('link', { name: 'Team queue' }).click();
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

test('a consultation is put off, taken up, handed over and given up, on its page', async () => {
  const path = await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0013');
  const legal = await stack.person('legal-a', { javaScript: false });
  await legal.goto(path);
  await legal.getByRole('link', { name: 'Consultation', exact: true }).click();
  const task = new URL(legal.url()).pathname;
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
    await colleague.getByText('Recusal', { exact: true }).click();
    await colleague.getByLabel('Note').fill('Synthetic.');
  });
  expect(await textOf(colleague)).toMatch(/Claimed by\s+nobody/);
  await colleague.getByText('What you cannot do now, and why').click();
  expect(await textOf(colleague)).toMatch(/Claim the consultation: who has given the task up may not take it again/);
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
  const path = await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0008');
  const watching = await Promise.all(['/web/queue?claimed=nobody', path].map((page) => watchedBy('legal-b', page)));
  const legal = await stack.person('legal-a');
  await legal.goto(path);
  await legal.getByRole('link', { name: 'Consultation', exact: true }).click();
  await doAction(legal, 'Claim the consultation');
  for (const page of watching) {
    await page.getByText('Something has changed since this page was made.').waitFor();
    await page.getByRole('link', { name: 'Look again' }).click();
    await page.getByText('Something has changed').waitFor({ state: 'hidden' });
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
  await supervisor.getByRole('link', { name: 'Report improper access' }).click();
  await supervisor.getByText('Improper use').click();
  await supervisor.getByLabel(/^Case/).fill(id);
  await supervisor.getByLabel('When it happened').fill('2026-11-02T09:00');
  await supervisor.getByLabel('Note').fill('A synthetic report.');
  await send(supervisor, 'Report improper access');
  await supervisor.waitForURL('**/web/work?recorded=incident');

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
  const path = await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0011');
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

test('several are claimed, handed over and given back at once, with what became of each', async () => {
  await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0010');
  const page = await stack.person('legal-a', { javaScript: false });
  await page.goto('/web/queue?claimed=nobody');
  await page.getByText('Choose', { exact: false }).last().click();
  await send(page, 'Claim the chosen ones');
  await page.getByText('What became of each').waitFor();
  await page.goto('/web/queue?claimed=me&order=latest');
  await page.locator('label', { hasText: 'Choose' }).first().click();
  await send(page, 'Hand the chosen ones over');
  await page.getByText('Hand-over note: Must not be empty').waitFor();
  await page.getByLabel('Hand-over note').fill('Synthetic: on leave.');
  await page.getByLabel('To whom').selectOption({ label: 'Legal staff B (synthetic)' });
  await send(page, 'Hand the chosen ones over');
  await page.getByText('What became of each').waitFor();
  expect(await textOf(page)).toMatch(/t_\w{26}: done/);
});

test('by keyboard alone: sign in, claim, answer', async () => {
  await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0003');
  const legal = await stack.stranger();
  await legal.goto('/');
  await pressOn(legal, 'Sign in');
  await legal.waitForURL('**/interaction/*');
  await pressOn(legal, 'Legal staff B (synthetic)');
  await legal.waitForURL('**/web/work');
  await pressOn(legal, 'Team queue');
  await legal.waitForURL('**/web/queue');
  await focus(legal, 'Choose');
  await legal.keyboard.press('Space');
  await pressOn(legal, 'Claim the chosen ones');
  await legal.getByText('What became of each').waitFor();
  expect(await textOf(legal)).toMatch(/t_\w{26}: done/);

  const partner = await stack.person('partner-state');
  await pressOn(partner, /^r_/);
  await partner.waitForURL('**/web/requests/r_*');
  await pressOn(partner, 'Answer');
  await partner.waitForURL('**/do/request.answered');
  await focus(partner, 'No conflict');
  await partner.keyboard.press('ArrowDown');
  await partner.keyboard.press('ArrowDown');
  await partner.keyboard.press('Enter');
  await partner.waitForURL('**?recorded=*');
  expect(await textOf(partner)).toContain('Recorded');
});

test('the skip link is the first stop, and what has the focus is seen', async () => {
  const page = await stack.person('supervisor-a');
  await page.keyboard.press('Tab');
  expect(await focusedName(page)).toBe('Skip to main content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
});

test('two race to claim one consultation: one has it, the other reads why not', async () => {
  const path = await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0004');
  const pages = await Promise.all(['legal-a', 'legal-b'].map((handle) => stack.person(handle)));
  for (const page of pages) {
    await page.goto(path);
    await page.getByRole('link', { name: 'Consultation', exact: true }).click();
    await page.getByRole('link', { name: 'Claim the consultation' }).click();
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
  const page = await stack.person('supervisor-a');
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
  await tab.locator('button[value="supervisor-a"]').click();
  await tab.getByText('Close this tab').waitFor();
  await send(page, 'Send it now');
  // Signing out has forgotten this browser's secret, so the form is looked at once more.
  await page.getByText('Look at what would be sent below').waitFor();
  await send(page, 'Send it now');
  await page.waitForURL('**?recorded=case.withdrawn');
  expect(await textOf(page)).toContain('A long synthetic reason\nin two lines.');
});

/** A telephone, and an ordinary screen at 200 % (WCAG 1.4.4, 1.4.10). */
const NARROW_PX = [640, 320];

/** What the dark scheme changes: it is the same document, with other colours. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What our style sheets tell apart where they give colours: what an element is, what it stands in, and the control that it labels. Two
 * pages whose elements are alike in this have the same colours.
 */
const STYLED_IN_PAGE = `(() => {
  const own = (element) => [element.localName, element.getAttribute('class'), element.type, element.getAttribute('role'),
    element.getAttribute('aria-current'), element.checked, element.disabled, element.open, element.hasAttribute('href')].join();
  const seen = new Set();
  const walk = (element, above) => {
    const control = element.previousElementSibling?.matches('input') ? own(element.previousElementSibling) + '+' : '';
    const path = above + '>' + control + own(element);
    seen.add(path);
    for (const child of element.children) walk(child, path);
  };
  walk(document.body, '');
  return [...seen];
})()`;

/** Cases are told in batches, each by its own workflow; a limit for what hangs. */
const TOLD_WITHIN_MS = 120_000;

/** What `npm run prove:record` prints where everything holds: the walk itself takes minutes, and test/prove has it. */
const proofOf = async (version: Parameters<typeof policyDigestOf>[0]): Promise<string> =>
  JSON.stringify({
    format: 'casegate-proof/1',
    policyDigest: policyDigestOf(version),
    machinesDigest: decidingDigestOf(await readDecidingFiles()),
    states: 10,
    transitions: 20,
    violations: 0,
  });

describe('every page', () => {
  const visited = new Map<string, string[]>();
  const examined = new Set<string>();

  const styled = new Set<string>();

  /** In light and in dark, wide and narrow: no violation of WCAG 2.2 AA that a program can find, and nothing to scroll sideways. */
  async function examine(page: Page, name: string): Promise<void> {
    // Many pages are the same for several roles; what stands around them is looked at on each role's first page.
    const main = await page.locator('main').innerHTML();
    if (examined.has(main) && visited.size > 0) return;
    examined.add(main);
    const found: string[] = [];
    const violationsOf = async (scheme: 'light' | 'dark', look: (axe: AxeBuilder) => AxeBuilder): Promise<void> => {
      await page.emulateMedia({ colorScheme: scheme });
      // No page has a frame, so that axe needs no second page to gather what frames found.
      const { violations } = await look(new AxeBuilder({ page }).setLegacyMode()).analyze();
      found.push(
        ...violations.map(({ id, nodes }) => `${scheme} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
      );
    };
    const kinds = await page.evaluate<string[]>(STYLED_IN_PAGE);
    const hasNewColours = kinds.some((kind) => !styled.has(kind));
    for (const kind of kinds) styled.add(kind);
    await violationsOf('light', (axe) => axe.withTags(STANDARDS).disableRules(hasNewColours ? [] : RULES_OF_COLOUR));
    if (hasNewColours) await violationsOf('dark', (axe) => axe.withRules(RULES_OF_COLOUR));
    const size = page.viewportSize()!;
    for (const width of NARROW_PX) {
      await page.setViewportSize({ width, height: 800 });
      const taken = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (taken > width) found.push(`${taken} px wide at ${width} px`);
    }
    await page.setViewportSize(size);
    visited.set(name, found);
  }

  const expectAllClean = (): void => {
    expect(visited.size).toBeGreaterThan(0);
    expect([...visited].filter(([, found]) => found.length > 0)).toEqual([]);
    visited.clear();
  };

  test('before sign-in and after', async () => {
    const page = await stack.stranger();
    await page.goto('/');
    await examine(page, 'sign-in');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await examine(page, 'picker');
    await page.locator('button[value="supervisor-a"]').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await examine(page, 'signed out');
    await page.goto('/web/sign-in/callback?code=x&state=y');
    await examine(page, 'refused');
    expectAllClean();
  });

  test.each([
    'supervisor-a',
    'legal-a',
    'partner-local',
    'leadership-a',
    'privacy-a',
    'operator-a',
    'auditor-a',
    'policy-a',
  ])('of %s', async (handle) => {
    const page = await stack.person(handle);
    const places = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
    for (const place of places) {
      await page.goto(place);
      await examine(page, place);
    }
    await page.goto('/web/nothing');
    await examine(page, 'nothing here');
    expectAllClean();
  });

  test('of a case, with every form that it offers, empty and refused', async () => {
    const page = await stack.person('supervisor-a');
    const path = await startCase(page, 'SYN-DAY-0006');
    await examine(page, 'case');
    await page.goto(`${path}/history/1`);
    await examine(page, 'history');
    await page.goto(`${path}/memo`);
    await examine(page, 'memo');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    expect(await page.getByRole('heading', { name: 'Record of the legal consultation' }).isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.goto(`${path}/do/comment.added`);
    await page.getByLabel('Note').fill('x'.repeat(4_000));
    await send(page, 'Add a comment');
    await page.waitForURL('**?recorded=*');
    await examine(page, 'case, with a text that has no place to break');
    for (const form of ['bring-in', 'end-assignment?to=STAFF-SUPERVISOR-D']) {
      await page.goto(`${path}/${form}`);
      await examine(page, form);
      await send(page, /^(Bring|End)/);
      await examine(page, `${form}, refused`);
    }
    await page.goto('/web/incidents/report');
    await send(page, 'Report improper access');
    await examine(page, 'report, refused');
    await examineForms(page, path, `${path}/do/facts.amended`);
    await page.goto(path);
    await doAction(page, 'Withdraw the case', () => page.getByLabel('Note').fill('Synthetic.'));
    await examine(page, 'case, withdrawn');
    await page.getByRole('link', { name: 'Reopen the case' }).click();
    await examine(page, 'reopening');
    await page.goto('/web/policies');
    await examine(page, 'versions');
    await page.getByRole('link', { name: 'announcement-2025-01-31+demo' }).click();
    await examine(page, 'a version');
    await page.goto('/web/start');
    await page.getByRole('button', { name: /^Add: status/ }).click();
    await send(page, 'Start the case');
    await examine(page, 'start, refused');
    expectAllClean();
  });

  test('of a consultation, with every form that it offers', async () => {
    const path = await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0007');
    const page = await stack.person('legal-a');
    await page.goto(path);
    await page.getByRole('link', { name: 'Consultation', exact: true }).click();
    const task = new URL(page.url()).pathname;
    await examine(page, 'task');
    await examineForms(page, task);
    await page.goto(task);
    await doAction(page, 'Claim the consultation');
    await doAction(page, 'Begin the consultation');
    await examine(page, 'task, begun');
    await examineForms(page, task);
    await examineForms(page, path);
    await page.goto(`${path}/release-advice`);
    await examine(page, 'release');
    await send(page, 'Release, as counsel');
    await examine(page, 'release, refused');
    expectAllClean();
  });

  test('of a held case', async () => {
    const page = await stack.person('operator-a');
    await page.getByRole('link', { name: 'Held cases' }).click();
    const board = await page.getByRole('link', { name: 'Held cases in Temporal UI' }).getAttribute('href');
    expect(new URL(board!).searchParams.get('query')).toBe('CasegateState = "held"');
    await page.getByLabel('Id of the case').fill(`c_${'0'.repeat(26)}`);
    await send(page, 'Show');
    await examine(page, 'resumption');
    const execution = await page.getByRole('link', { name: /^c_0/ }).getAttribute('href');
    expect(new URL(execution!).pathname).toMatch(/^\/namespaces\/default\/workflows\/c_0{26}$/);
    await page.getByText('The cause was mended').click();
    await page.getByLabel('Reference').fill('SYN-TICKET-1');
    await send(page, 'Let a held case go on');
    expect(await textOf(page)).toContain('There is nothing here for this person');
    await examine(page, 'resumption, refused');
    expectAllClean();
  });

  test('of a partner', async () => {
    const page = await stack.person('partner-local');
    await page.getByRole('table').getByRole('link').first().click();
    await examine(page, 'request');
    await page.getByRole('link', { name: 'Answer' }).click();
    await examine(page, 'answer');
    await send(page, 'Give the partner');
    await examine(page, 'answer, refused');
    expectAllClean();
  });

  test('of oversight, audit, and one whose training has run out', async () => {
    const page = await stack.person('privacy-a');
    await page.goto('/web/incidents');
    await page.getByRole('table').getByRole('link').first().click();
    await examineForms(page, new URL(page.url()).pathname);
    await page.getByRole('link', { name: 'Incidents' }).first().click();
    await page.getByRole('link', { name: /^c_/ }).first().click();
    await examine(page, 'oversight of a case');
    await page.getByRole('link', { name: 'Record a disclosure' }).click();
    await send(page, 'Record a disclosure');
    await examine(page, 'disclosure, refused');
    const id = new URL(page.url()).pathname.split('/')[3]!;
    await page.goto(`/web/custody/${id}/shred`);
    await examine(page, 'destroying');
    await page.getByLabel('Reference').fill('SYN-SCHEDULE-1');
    await send(page, 'Destroy the texts of a case');
    expect(await textOf(page)).toContain('The case has not ended');
    await examine(page, 'destroying, refused');
    await page.goto(`/web/custody/${id}/hold?reference=LIT-8`);
    await send(page, 'Place a legal hold');
    await examine(page, 'custody, with a proposal');
    await page.goto('/web/audit');
    await send(page, 'Verify');
    await page.getByText('What was verified').waitFor();
    await examine(page, 'audit, verified');
    const legal = await stack.person('legal-d');
    await legal.goto('/web/queue?claimed=me');
    await examine(legal, 'training has run out');
    expectAllClean();
  });

  test('that keeps what was typed', async () => {
    const page = await stack.person('supervisor-a');
    await page.goto('/web/start');
    await page.getByLabel('Note').fill('x'.repeat(300));
    await page.context().clearCookies();
    await send(page, 'Start the case');
    await examine(page, 'session ended');
    await signIn(await page.context().newPage(), 'supervisor-a');
    await send(page, 'Send it now');
    await examine(page, 'looked at once more');
    expectAllClean();
  });

  test('of the policy: what comes into force was proposed, and what is suspended was in force', async () => {
    const page = await stack.person('leadership-a');
    await page.goto('/web/policies/announcement-2025-01-31+demo/activation');
    await send(page, 'Bring this version into force');
    await examine(page, 'activation, without a reason');
    await page.getByLabel('Note').fill('A synthetic reason.');
    await send(page, 'Bring this version into force');
    expect(await textOf(page)).toContain('Nobody has proposed this version');
    await page.goto('/web/policy/suspension');
    await page.getByLabel('Note').fill('A synthetic order of a court.');
    await send(page, 'Suspend the version in force');
    await examine(page, 'suspension, refused');
    expect(await textOf(page)).toContain('No version was activated here');
    expect(await page.getByLabel('Note').inputValue()).toBe('A synthetic order of a court.');
    const supervisor = await stack.person('supervisor-a');
    await supervisor.goto('/web/policy/suspension');
    await examine(supervisor, 'suspension, not permitted');
    expect(await textOf(supervisor)).toContain('it takes the role policy staff or senior leadership');
    const staff = await stack.person('policy-a');
    await staff.goto('/web/policies');
    await examine(staff, 'versions, of policy staff');
    await staff.getByRole('link', { name: 'See which open cases it would change' }).first().click();
    await examine(staff, 'impact, of nothing');
    await staff.goto('/web/policies/load');
    await examine(staff, 'load');
    await staff.getByLabel('Policy file').fill('{"format": "casegate-policy/1"}\n');
    await send(staff, 'Load a version');
    await examine(staff, 'load, without a signature');
    await staff.goto('/web/policies/announcement-2025-01-31/proposal');
    await examine(staff, 'proposal');
    await staff.getByLabel('Record of the proof').fill('{\n  "states": ten\n}');
    await send(staff, 'Propose this version');
    await examine(staff, 'proposal, refused');
    expect(await textOf(staff)).toContain('Record of the proof: Is not JSON: line 2');
    expect(await staff.getByLabel('Record of the proof').inputValue()).toBe('{\n  "states": ten\n}');
    expectAllClean();
  });

  // The last one: every open case is told of it, and held at its end.
  test('of a version on its way: loaded, looked at, proposed, brought into force by another, suspended', async () => {
    const path = await startCase(await stack.person('supervisor-a'), 'SYN-DAY-0020');
    const version = narrowerPolicy('synthetic-2027-01-01');
    const file = bytesOf(version);
    const signature = await signPolicyFile(file, stack.policySigner);
    const staff = await stack.person('policy-a');
    await staff.goto('/web/policies');
    await staff.getByRole('link', { name: 'Load a version' }).click();
    await staff.getByLabel('Policy file').fill(new TextDecoder().decode(file).replace('hardGate', 'softGate'));
    await staff.getByLabel('Signature').fill(signature);
    await send(staff, 'Load a version');
    expect(await textOf(staff)).toContain('The signature does not belong to this file');
    await examine(staff, 'load, refused');
    await staff.getByLabel('Policy file').fill(new TextDecoder().decode(file));
    await send(staff, 'Load a version');
    await staff.waitForURL('**?recorded=version.loaded');

    await staff.getByRole('link', { name: `See which open cases it would change ${version.version}` }).click();
    expect(await textOf(staff)).toMatch(
      new RegExp(`${path.split('/').at(-1)}[\\s\\S]*Deconfliction: State law enforcement`),
    );
    await examine(staff, 'impact');
    await staff.getByRole('link', { name: path.split('/').at(-1)! }).click();
    await staff.getByText('Everything could have happened as it did.').waitFor();
    await examine(staff, 'what if');

    await staff.getByRole('link', { name: version.version }).click();
    await staff.getByLabel('From which version').selectOption('announcement-2025-01-31');
    await staff.getByRole('button', { name: 'Compare' }).click();
    await staff.getByText('in which it differs from announcement-2025-01-31', { exact: false }).waitFor();
    await examine(staff, 'a version, compared');
    await staff.getByRole('link', { name: 'Every value, with its source' }).click();
    await examine(staff, 'values of a version');
    await staff.getByRole('link', { name: version.version }).click();
    await staff.getByRole('link', { name: /^Propose/ }).click();
    await staff.getByLabel('Record of the proof').fill(await proofOf(version));
    await staff.getByLabel('Note').fill('A synthetic reason.');
    await send(staff, 'Propose this version');
    await staff.waitForURL('**?recorded=version.proposed');
    expect(await textOf(staff)).toContain('It waits for somebody else than you.');
    await examine(staff, 'versions, one proposed');

    const leader = await stack.person('leadership-a');
    await leader.goto('/web/policies');
    await leader.getByRole('link', { name: `Bring into force ${version.version}` }).click();
    await leader.getByLabel('Note').fill('A synthetic second reason.');
    await send(leader, 'Bring this version into force');
    await leader.waitForURL('**?recorded=version.activated');
    expect(await textOf(leader)).toMatch(/In force\s+synthetic-2027-01-01[\s\S]*In force: Leadership A/);
    await examine(leader, 'versions, one in force');
    const toldIn = async (page: Page): Promise<string> => {
      await page.goto('/web/policies');
      return textOf(page);
    };
    await expect.poll(() => toldIn(leader), { timeout: TOLD_WITHIN_MS }).toMatch(/told, .*\b0 to go/);

    await leader.getByRole('link', { name: `Suspend ${version.version}` }).click();
    await leader.getByLabel('Note').fill('A synthetic order of a court.');
    await send(leader, 'Suspend the version in force');
    await leader.waitForURL('**?recorded=version.suspended');
    expect(await textOf(leader)).toMatch(/is suspended: open cases are held for counsel[\s\S]*order of a court/);
    await examine(leader, 'versions, suspended');
    await expect.poll(() => toldIn(leader), { timeout: TOLD_WITHIN_MS }).toMatch(/told, .*\b0 to go/);
    const supervisor = await stack.person('supervisor-a');
    await supervisor.goto(path);
    expect(await textOf(supervisor)).toContain('Held for legal review');
    expectAllClean();
  });

  async function examineForms(page: Page, path: string, ...more: readonly string[]): Promise<void> {
    await page.goto(path);
    const links = await page
      .locator('.cg-actions a')
      .evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute('href')!));
    expect(links.length).toBeGreaterThan(0);
    for (const link of [...links, ...more]) {
      await page.goto(link);
      await examine(page, link);
    }
  }
});

// — keyboard ————————————————————————————————————————————————————————————————————————————————————————————————————

const focusedName = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels[0]?.textContent : element?.textContent;
    return (label ?? '').trim().replaceAll(/\\s+/g, ' ');
  })()`);

/** As many stops as the longest of these pages has, and some. */
const STOPS_MAX = 120;

/** Goes on with the Tab key until what has this name has the focus. */
async function focus(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (typeof name === 'string' ? focused.startsWith(name) : name.test(focused)) return;
    seen.push(focused);
  }
  throw new Error(`nothing named ${name} can be reached; there are: ${seen.join(' | ')}`);
}

async function pressOn(page: Page, name: string | RegExp): Promise<void> {
  await focus(page, name);
  await page.keyboard.press('Enter');
}
