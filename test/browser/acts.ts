/** What people do on our pages, whoever they are. */
import type { Page } from 'playwright-core';
import { send } from './web-stack.ts';

export const textOf = (page: Page): Promise<string> => page.locator('main').innerText();

/** Presses the button of an act that asks for nothing; of any other, follows its link and sends the form behind it. */
export async function doAction(
  page: Page,
  words: string,
  fill: () => Promise<void> = async () => undefined,
): Promise<void> {
  const way = page.getByRole('link', { name: words }).or(page.getByRole('button', { name: words }));
  const isLink = (await way.getAttribute('href')) !== null;
  let press = way;
  if (isLink) {
    await way.click();
    await fill();
    // The others add to a list, or stand before the first field for the Enter key.
    press = page.locator('main form button').last();
  }
  // The address may say of the act before that it is recorded.
  await Promise.all([page.waitForResponse((response) => response.request().redirectedFrom() !== null), press.click()]);
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
