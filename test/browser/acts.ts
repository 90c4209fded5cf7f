/** What people do on our pages, whoever they are. */
import type { Page } from 'playwright-core';
import { send } from './web-stack.ts';

export const textOf = (page: Page): Promise<string> => page.locator('main').innerText();

/** Follows a link of the page and sends the form behind it. */
export async function doAction(
  page: Page,
  words: string,
  fill: () => Promise<void> = async () => undefined,
): Promise<void> {
  await page.getByRole('link', { name: words }).click();
  await fill();
  await send(page, words);
  await page.waitForURL('**?recorded=*');
}

export async function reportImproperUse(page: Page, id: string): Promise<void> {
  await page.getByRole('link', { name: 'Report improper access' }).click();
  await page.getByText('Improper use').click();
  await page.getByLabel(/^Case/).fill(id);
  await page.getByLabel('When it happened').fill('2026-11-02T09:00');
  await page.getByLabel('Note').fill('A synthetic report.');
  await send(page, 'Report improper access');
  await page.waitForURL('**/web/work?recorded=incident');
}
