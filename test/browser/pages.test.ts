/** Every page and every form, as somebody sees it: with axe, in light and in dark, wide and narrow. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { decidingDigestOf, readDecidingFiles } from '../../ledger/deciding-code.ts';
import { policyDigestOf } from '../../policy/registry.ts';
import { signPolicyFile } from '../../schemas/policy-signing.ts';
import { bytesOf, narrowerPolicy } from '../policy/policy-files.ts';
import { doAction, reportImproperUse, textOf } from './acts.ts';
import { createPageExaminer } from './page-examiner.ts';
import { pagesOfMemory } from './pages-of-memory.ts';
import { pagesOfStates } from './pages-of-states.ts';
import { send, signIn, startCase, startWebStack, type WebStack, startedCase } from './web-stack.ts';

/** A browser, five processes and the other tests share the machine. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let stack: WebStack;
beforeAll(async () => {
  stack = await startWebStack();
});
afterEach(() => stack.leave());
afterAll(() => stack?.stop());

/** Cases are told in batches, each by its own workflow; a limit for what hangs. */
const TOLD_WITHIN_MS = 120_000;
/** Looking takes a page from the processes that tell. */
const BETWEEN_LOOKS_MS = 500;

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
  const examiner = createPageExaminer();
  const { examine, expectAllClean } = examiner;

  test('and what is wrong with one is found', async () => {
    const wrong = createPageExaminer();
    const page = await stack.stranger();
    const styles =
      'p { color: #ddd; background: #fff } @media (prefers-color-scheme: dark) { a { color: #333; background: #000 } }';
    await page.setContent(
      `<!doctype html><style>${styles}</style><main><img src="data:,"><p>Synthetic</p><a href="/">x</a><pre style="position: absolute; left: 0; width: 400px">y</pre></main>`,
    );
    const found = (await wrong.examine(page, 'wrong')).map((fault) => fault.split(':')[0]);
    expect(found).toEqual(
      expect.arrayContaining([
        'light image-alt',
        'light color-contrast',
        'dark color-contrast',
        '400 px wide at 320 px',
      ]),
    );
    expect(wrong.expectAllClean).toThrow(/wrong/);
  });

  test('before sign-in and after', async () => {
    const page = await stack.stranger();
    await page.goto('/');
    await examine(page, 'sign-in');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await examine(page, 'picker');
    await page.locator('button[value="supervisor-a"]').first().click();
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
    const path = await startCase(page, 'SYN-PAGE-0006');
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
    await page.getByRole('link', { name: 'Words used here' }).click();
    await examine(page, 'words');
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
    const path = await startedCase(stack, 'SYN-PAGE-0007');
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
    await startedCase(stack, 'SYN-PAGE-0106');
    const page = await stack.person('partner-local');
    await page.getByRole('table').getByRole('link').first().click();
    await examine(page, 'request');
    await send(page, 'Send the answer');
    await examine(page, 'answer, refused');
    expectAllClean();
  });

  test('of oversight, audit, and one whose training has run out', async () => {
    const supervisor = await stack.person('supervisor-a');
    const reported = await startCase(supervisor, 'SYN-PAGE-0107');
    await reportImproperUse(supervisor, reported.split('/').at(-1)!);
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

  pagesOfStates(() => stack, examiner, examineForms);
  pagesOfMemory(() => stack, examiner);

  // The last one: every open case is told of it, and held at its end.
  test('of a version on its way: loaded, looked at, proposed, brought into force by another, suspended', async () => {
    const path = await startedCase(stack, 'SYN-PAGE-0020');
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
    expect(await textOf(staff)).toContain('It waits for somebody other than you.');
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
    await expect
      .poll(() => toldIn(leader), { timeout: TOLD_WITHIN_MS, interval: BETWEEN_LOOKS_MS })
      .toMatch(/told, .*\b0 to go/);

    await leader.getByRole('link', { name: `Suspend ${version.version}` }).click();
    await leader.getByLabel('Note').fill('A synthetic order of a court.');
    await send(leader, 'Suspend the version in force');
    await leader.waitForURL('**?recorded=version.suspended');
    expect(await textOf(leader)).toMatch(/is suspended: open cases are held for counsel[\s\S]*order of a court/);
    await examine(leader, 'versions, suspended');
    await expect
      .poll(() => toldIn(leader), { timeout: TOLD_WITHIN_MS, interval: BETWEEN_LOOKS_MS })
      .toMatch(/told, .*\b0 to go/);
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
      const form = withoutCodes(link);
      if (formsSeen.has(form)) continue;
      formsSeen.add(form);
      await page.goto(link);
      await examine(page, link);
    }
  }

  /** An act has one form: of another case, or about another of several, what differs stands on the page of the case as well. */
  const formsSeen = new Set<string>();
  const withoutCodes = (link: string): string => link.replace(/\/[a-z]_[0-9a-z]{26}\//, '/').replaceAll(/=[^&]*/g, '');
});
