/** Somebody who has never seen a case, and follows what the pages say. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { textOf } from './acts.ts';
import { send, type WebStack } from './web-stack.ts';

/** Each page is read, and each press is looked for: with more of either, a first case takes longer than five minutes. */
const PAGES_MAX = 24;
const PRESSES_MAX = 26;

export function asNewcomer(stack: () => WebStack): void {
  test('a newcomer sees one case through as three people, in few pages and presses, typing nothing but the advice', async () => {
    const page = await stack().stranger();
    let pages = 0;
    page.on('load', () => (pages += 1));
    let presses = 0;
    const press = async (role: 'link' | 'button', name: string | RegExp): Promise<void> => {
      presses += 1;
      await page.getByRole(role, { name }).last().click();
    };
    const choose = async (words: string): Promise<void> => {
      presses += 1;
      await page.getByText(words, { exact: true }).click();
    };
    /** The list of who one can be says whose turn comes after whose. */
    const be = async (place: number): Promise<void> => {
      await page.waitForURL('**/interaction/*');
      presses += 1;
      await page.locator('ol button').nth(place).click();
      await page.waitForURL('**/web/work');
    };
    const next = (): Promise<string> => page.locator('.cg-next').innerText();

    await page.goto('/');
    await press('link', 'Sign in');
    await be(0);
    await press('link', 'Start a case');
    await page.waitForURL('**/web/start');
    await press('link', 'fill in a synthetic example');
    await page.waitForURL('**/web/start?example');
    await send(page, 'Start the case');
    presses += 1;
    await page.waitForURL('**/web/cases/c_*');
    expect(await next()).toMatch(/turn of: legal staff[\s\S]*Nothing is asked of you now/);
    const [, id] = /cases\/(c_\w+)/.exec(page.url())!;

    await press('link', 'Sign in as somebody else');
    await be(1);
    await pressIn(page, id!, 'OPLA consultation');
    presses += 1;
    for (const [act, said] of [
      ['Claim the consultation', 'claimed'],
      ['Begin the consultation', 'begun'],
    ]) {
      await press('button', act!);
      await page.getByText(`You have ${said} the consultation`).waitFor();
      expect(await next()).toContain('It is your turn');
    }
    await press('link', 'Give advice');
    await choose('Consistent with applicable legal limitations');
    await press('button', 'Give advice');
    await page.getByText('You have given advice').waitFor();
    expect(await next()).toContain('turn of: partner liaison');

    await press('link', 'Sign in as somebody else');
    await be(2);
    await page.getByRole('row').filter({ hasText: 'SYN-LOCAL' }).getByRole('link').click();
    presses += 1;
    await choose('No conflict');
    await press('button', 'Send the answer');
    await page.getByText('nothing more is asked of you').waitFor();

    await press('link', 'Sign in as somebody else');
    await be(3);
    await pressIn(page, id!, "Supervisor's review");
    presses += 1;
    await press('link', 'Decide that the process requirements are met');
    await press('button', 'Record this decision');
    await page.getByText('You have decided').waitFor();
    await press('link', 'Record what was done');
    await choose('Action not taken');
    await press('button', 'Record what was done');
    await page.getByText('You have recorded').waitFor();
    expect(await textOf(page)).toContain('Closed');
    expect(pages).toBeLessThanOrEqual(PAGES_MAX);
    expect(presses).toBeLessThanOrEqual(PRESSES_MAX);
  });
}

/** Follows a link of the row in which a case stands. */
const pressIn = (page: Page, id: string, name: string): Promise<void> =>
  page.getByRole('row').filter({ hasText: id }).getByRole('link', { name }).click();
