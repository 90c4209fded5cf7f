/** What an operator sees in Temporal UI, in a real browser: the board, and of what a case is about nothing. */
import { execFileSync } from 'node:child_process';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../dev/browser.ts';
import { BOARD_COLUMNS, SAVED_QUERIES } from '../../ops/operator-board.ts';
import { SEARCH_ATTRIBUTES } from '../../schemas/search-attributes.ts';
import { CANARY } from '../workflows/synthetic-case.ts';
import { startBoard, type Board, type BoardCases } from './board-cases.ts';
import { payloadsIn, textsIn } from './api-answers.ts';

const NAMESPACE = 'default';
/** For what hangs: the pages load a hundred scripts, on two shared cores. */
const PAGE_TIMEOUT_MS = 90_000;
const TEST_TIMEOUT_MS = 400_000;

/** Long enough not to come up by chance in the base64 of ciphertext. */
const CASE_WORDS = /consult|conflict|benefit|victim|immigra|beneficiary/i;

/** Which cases each saved query has to find. */
const FOUND: Readonly<Record<string, readonly (keyof BoardCases)[]>> = {
  Held: ['held'],
  Retrying: ['retrying'],
  Overdue: ['overdue'],
  'Overdue partners': ['overdue'],
  'One office': ['partner', 'overdue', 'person', 'timer'],
  'Ended without the record': ['terminated'],
};

/** What the row of each case has to show: state, whom it waits for, overdue, office. */
const SHOWN: Readonly<Record<keyof BoardCases, readonly [string, string, string, string]>> = {
  partner: ['waiting', 'partner', 'FALSE', 'OFFICE-EAST'],
  otherOffice: ['waiting', 'partner', 'FALSE', 'OFFICE-WEST'],
  person: ['waiting', 'person', 'FALSE', 'OFFICE-EAST'],
  timer: ['waiting', 'timer', 'FALSE', 'OFFICE-EAST'],
  overdue: ['waiting', 'partner', 'TRUE', 'OFFICE-EAST'],
  held: ['held', 'partner', 'FALSE', 'OFFICE-EAST'],
  retrying: ['retrying', 'partner', 'FALSE', 'OFFICE-EAST'],
  ended: ['ended', 'none', 'FALSE', 'OFFICE-EAST'],
  terminated: ['waiting', 'partner', 'FALSE', 'OFFICE-EAST'],
};
/** When which local activity ended; nothing of what it was given or gave. */
const MARKER_NAMES = [
  'seq',
  'attempt',
  'activity_id',
  'activity_type',
  'complete_time',
  'backoff',
  'original_schedule_time',
];
const POLICY = 'announcement-2025-01-31';
const STATUS: Readonly<Record<string, string>> = { ended: 'COMPLETED', terminated: 'TERMINATED' };

const TABS = [
  'timeline',
  'history',
  'relationships',
  'workers',
  'pending-activities',
  'call-stack',
  'query',
  'user-metadata',
  'search-attributes',
  'memo',
];

describe('Temporal UI without a key', () => {
  let board: Board;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Bodies of everything that the UI's own API answered, as they came. */
  const answers: Promise<{ url: string; body: string }>[] = [];

  beforeAll(async () => {
    board = await startBoard();
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1700, height: 900 } });
    context.setDefaultTimeout(PAGE_TIMEOUT_MS);
    page = await context.newPage();
    page.on('response', (response) => {
      const url = response.url();
      if (!new URL(url).pathname.startsWith('/api/')) return;
      // A page that is left takes the bodies of its unfinished answers with it.
      answers.push(
        response.text().then(
          (body) => ({ url, body }),
          () => ({ url, body: '' }),
        ),
      );
    });
    // As an operator brings the board into a browser.
    const snippet = execFileSync(process.execPath, ['ops/board-snippet.ts', NAMESPACE], { encoding: 'utf8' });
    await page.goto(`${board.uiUrl}/namespaces/${NAMESPACE}/workflows`);
    await Promise.all([page.waitForEvent('load'), page.evaluate(snippet)]);
  }, TEST_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await board?.stop();
  }, TEST_TIMEOUT_MS);

  async function openList(): Promise<void> {
    await page.goto(`${board.uiUrl}/namespaces/${NAMESPACE}/workflows`);
    await page.getByRole('link', { name: board.cases.held }).waitFor();
  }

  const shownCases = async (): Promise<string[]> => {
    const links = page.locator('table a[href*="/workflows/c_"]');
    return (await links.allInnerTexts()).map((text) => text.trim()).toSorted();
  };

  async function expectNeutral(): Promise<void> {
    const html = await page.content();
    expect(html).not.toContain(CANARY);
    expect(html).not.toMatch(CASE_WORDS);
    expect(await page.title()).toMatch(new RegExp(`^[A-Z][A-Za-z ]+ \\| (${NAMESPACE}|c_[0-9a-f]{26})$`));
  }

  it(
    'lists every case with the attributes of the board as columns, and opens on their values alone',
    async () => {
      await openList();
      // The first two columns are for selecting rows.
      const texts = async (cells: Locator) => (await cells.allInnerTexts()).slice(2).map((text) => text.trim());
      expect(await texts(page.locator('table thead th'))).toEqual(BOARD_COLUMNS);
      expect(BOARD_COLUMNS).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
      expect(await shownCases()).toEqual(Object.values(board.cases).toSorted());

      for (const [name, caseId] of Object.entries(board.cases)) {
        const row = page.locator('table tbody tr', { hasText: caseId });
        const [status, id, ...shown] = await texts(row.locator('td'));
        expect([status, id, ...shown.slice(0, 5)], name).toEqual([
          STATUS[name] ?? 'RUNNING',
          caseId,
          ...SHOWN[name as keyof BoardCases],
          POLICY,
        ]);
      }
      await expectNeutral();
    },
    TEST_TIMEOUT_MS,
  );

  it.each(SAVED_QUERIES.map(({ name, query }) => ({ name, query })))(
    'the saved view "$name" finds its cases and no others',
    async ({ name, query }) => {
      await openList();
      await page.getByRole('button', { name: /Saved Views/ }).click();
      await page.getByRole('menuitem', { name, exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get('query') === query);
      const expected = FOUND[name]!.map((one) => board.cases[one]).toSorted();
      await expect.poll(shownCases, { timeout: PAGE_TIMEOUT_MS }).toEqual(expected);
      await expectNeutral();
    },
    TEST_TIMEOUT_MS,
  );

  it.each([
    ['ended', TABS],
    ['held', ['history', 'pending-activities', 'call-stack']],
    ['retrying', ['history', 'pending-activities', 'call-stack']],
  ] as const)(
    'every page of a case (%s) keeps to itself what it is about',
    async (name, tabs) => {
      const caseId = board.cases[name];
      await openList();
      await page.getByRole('link', { name: caseId }).click();
      await page.getByText('appendEntry').first().waitFor();
      await expectNeutral();
      for (const tab of tabs) {
        // As an operator does it, and without loading everything anew.
        await page.locator(`a[href*="/${caseId}/"][href*="/${tab}"]`).first().click();
        await page.waitForURL((url) => url.pathname.endsWith(`/${tab}`));
        await page.getByRole('heading', { name: caseId }).waitFor();
        await expectNeutral();
      }
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'the API behind every page answered with ciphertext alone',
    async () => {
      const bodies = (await Promise.all(answers)).filter(({ body }) => body !== '');
      let payloads = 0;
      for (const { url, body } of bodies) {
        for (const text of textsIn(body)) {
          expect(text, url).not.toContain(CANARY);
          expect(text, url).not.toMatch(CASE_WORDS);
        }
        for (const { encoding, path, text } of payloadsIn(body)) {
          payloads += 1;
          // The SDK's own note of a local activity, which passes no codec.
          if (path.endsWith('/markerRecordedEventAttributes/details/data/payloads/0'))
            expect(MARKER_NAMES, path).toEqual(expect.arrayContaining(Object.keys(JSON.parse(text) as object)));
          else expect(encoding, `${url} ${path}`).toBe('binary/encrypted');
        }
      }
      // Had the test looked at nothing, it would have found nothing.
      expect(bodies.filter(({ url }) => /\/history(-reverse)?\?/.test(url)).length).toBeGreaterThan(4);
      expect(payloads).toBeGreaterThan(50);
    },
    TEST_TIMEOUT_MS,
  );
});
