/** Somebody who has no mouse. */
import type { Page } from 'playwright-core';

/** What the focused element is called: by its label, or by what it says. */
export const focusedName = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const element = document.activeElement;
    const label = element.labels?.[0] ?? element;
    return (label.textContent ?? '').trim().replaceAll(/\\s+/g, ' ');
  })()`);

/** As many stops as the longest of these pages has, and some. */
const STOPS_MAX = 120;

/** Goes on with the Tab key until what has this name has the focus. */
export async function focus(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (typeof name === 'string' ? focused.startsWith(name) : name.test(focused)) return;
    seen.push(focused);
  }
  throw new Error(`nothing named ${name} can be reached; there are: ${seen.join(' | ')}`);
}

export async function pressOn(page: Page, name: string | RegExp): Promise<void> {
  await focus(page, name);
  await page.keyboard.press('Enter');
}
