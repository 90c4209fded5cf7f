/** Somebody who has no mouse. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What the focused element is called: by its label, or by what it says. */
export const focusedName = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const element = document.activeElement;
    if (element === document.body) return '';
    const label = element.labels?.[0] ?? element;
    return (label.textContent ?? '').trim().replaceAll(/\\s+/g, ' ');
  })()`);

/** WCAG 2.4.7: whatever has the focus has an outline. */
export async function expectFocusSeen(page: Page): Promise<void> {
  // The button inside a field for a time takes the focus from the field, and the browser draws a ring around it that no style reaches.
  if (await page.evaluate<boolean>(`document.activeElement.matches('[type=datetime-local]:not(:focus)')`)) return;
  const outline = await page.evaluate<string>(OUTLINE_OF_FOCUSED);
  expect(outline, `around ${await focusedName(page)}`).toMatch(/^solid [1-9]/);
}

/** The design system draws the box of a choice beside its input, which is not seen itself: the outline is then around that. */
const OUTLINE_OF_FOCUSED = `(() => {
  const element = document.activeElement;
  const drawn = element.matches('.usa-radio__input, .usa-checkbox__input')
    ? getComputedStyle(element.nextElementSibling, '::before')
    : getComputedStyle(element);
  return drawn.outlineStyle + ' ' + drawn.outlineWidth;
})()`;

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

/** Every stop of a page from here on, as far as one with this name. */
export async function stopsUntil(page: Page, name: string): Promise<{ readonly name: string; readonly top: number }[]> {
  const stops: { readonly name: string; readonly top: number }[] = [];
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press('Tab');
    await expectFocusSeen(page);
    const top = await page.evaluate<number>('document.activeElement.getBoundingClientRect().top + scrollY');
    stops.push({ name: await focusedName(page), top });
    if (stops.at(-1)!.name === name) return stops;
  }
  throw new Error(`nothing named ${name} can be reached; there are: ${stops.map((one) => one.name).join(' | ')}`);
}

/** Goes to a field and types; what was there is replaced. */
export async function type(page: Page, name: string | RegExp, text: string): Promise<void> {
  await focus(page, name);
  await page.keyboard.type(text);
}

/** Month, day and year, then the time: what a picker's parts take one after the other. */
export async function typeMoment(page: Page, name: string, date: string, time: string): Promise<void> {
  await focus(page, name);
  await page.keyboard.type(date);
  // A year may have more than four digits.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type(time);
}

/** Of choices only one is a stop, and the arrows go from one to the next: on to the one with this name. */
export async function choose(page: Page, first: string | RegExp, name: string): Promise<void> {
  await focus(page, first);
  await page.keyboard.press('Space');
  for (let step = 0; step < STOPS_MAX && (await focusedName(page)) !== name; step += 1)
    await page.keyboard.press('ArrowDown');
  expect(await focusedName(page)).toBe(name);
}
