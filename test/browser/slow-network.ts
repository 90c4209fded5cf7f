/** Days of people whose network is slow, or loses things. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { doAction, textOf } from './acts.ts';
import { fillStart, signIn, startCase, type WebStack, startedCase } from './web-stack.ts';

/** A telephone at the edge of its network: milliseconds to the first byte, then bytes a second. */
const SLOW = { offline: false, latency: 200, downloadThroughput: 100_000, uploadThroughput: 50_000 };

const STYLES = '**/assets/**/*.css';

export function overSlowNetwork(stack: () => WebStack): void {
  describe('over a slow network', () => {
    test('a person signs in, finds a case and withdraws it; style sheets come once', async () => {
      const path = await startedCase(stack(), 'SYN-DAY-0040');
      const page = await stack().stranger();
      const arrived = await slowedDown(page);
      await signIn(page, 'supervisor-a');
      expect(arrived.filter((url) => url.endsWith('.css')).length).toBeGreaterThan(0);
      arrived.length = 0;
      await page.goto(path);
      await doAction(page, 'Withdraw the case', () => page.getByLabel('Note').fill('Synthetic.'));
      expect(await textOf(page)).toContain('Withdrawn');
      expect(arrived.filter((url) => url.endsWith('.css'))).toEqual([]);
    });

    test('whoever sends a form again while the answer is on its way has sent it once', async () => {
      const page = await stack().person('supervisor-a', { javaScript: false });
      await fillStart(page, 'SYN-DAY-0041');
      const taken: (string | undefined)[] = [];
      const { promise: isTaken, resolve: onTaken } = Promise.withResolvers<void>();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      await page.route('**/web/start', async (route) => {
        // The service has the form at once; what it says is on its way for a while, and nobody takes the first answer any more.
        const response = await route.fetch({ maxRedirects: 0 });
        taken.push(response.headers()['location']);
        onTaken();
        await released;
        await route.fulfill({ response }).catch(() => undefined);
      });
      const button = page.getByRole('button', { name: 'Start the case' }).last();
      await button.focus();
      await page.keyboard.press('Enter');
      await isTaken;
      // The form stands there as it was, and can be pressed again.
      await page.keyboard.press('Enter');
      await expect.poll(() => taken.length).toBe(2);
      release();
      await page.waitForURL('**/web/cases/c_*');
      expect(taken[0]).toMatch(/^\/web\/cases\/c_/);
      expect(taken[1]).toBe(taken[0]);
      expect(await textOf(page)).toContain('Recorded');
    });

    test('what is typed before the style sheets are there stays, and where they never come everything can be done', async () => {
      const page = await stack().person('supervisor-a');
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      await page.route(STYLES, async (route) => {
        await released;
        await route.continue();
      });
      await page.goto('/web/start', { waitUntil: 'commit' });
      await page.locator('[name="facts.personKey"]').evaluate((field: { value: string }) => {
        field.value = 'SYN-DAY-0042';
      });
      release();
      await page.waitForLoadState();
      expect(await page.getByLabel('Key of the person concerned').inputValue()).toBe('SYN-DAY-0042');
      expect(await borderOfButton(page)).not.toBe(NO_STYLE);

      await page.unroute(STYLES);
      await page.route(STYLES, (route) => route.abort());
      await startCase(page, 'SYN-DAY-0042');
      expect(await borderOfButton(page)).toBe(NO_STYLE);
      await doAction(page, 'Withdraw the case', () => page.getByLabel('Note').fill('Synthetic.'));
      expect(await textOf(page)).toContain('Withdrawn');
    });
  });
}

/** @returns addresses of what came over the network, and not from the browser's cache; it grows */
async function slowedDown(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', SLOW);
  const arrived: string[] = [];
  const cached = new Set<string>();
  session.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId));
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (!cached.has(requestId) && response.fromDiskCache !== true) arrived.push(response.url);
  });
  return arrived;
}

/** A button's as browsers have it. */
const NO_STYLE = 'outset';
const borderOfButton = (page: Page): Promise<string> =>
  page.evaluate<string>(`getComputedStyle([...document.querySelectorAll('button')].at(-1)).borderTopStyle`);
