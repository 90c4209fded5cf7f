/** Days of people who have no mouse. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { textOf } from './acts.ts';
import { choose, expectFocusSeen, focus, focusedName, pressOn, stopsUntil, type, typeMoment } from './keyboard.ts';
import { type WebStack, startedCase } from './web-stack.ts';

export function byKeyboard(stack: () => WebStack): void {
  describe('by keyboard alone', () => {
    test('sign in, claim, answer', async () => {
      await startedCase(stack(), 'SYN-DAY-0003');
      const legal = await stack().stranger();
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

      const partner = await stack().person('partner-state');
      await pressOn(partner, 'Answer the request');
      await partner.waitForURL('**/web/requests/r_*');
      await focus(partner, 'No conflict');
      await partner.keyboard.press('ArrowDown');
      await partner.keyboard.press('ArrowDown');
      await partner.keyboard.press('Enter');
      await partner.waitForURL('**?recorded=*');
      expect(await textOf(partner)).toContain('Recorded');
    });

    test('the skip link is the first stop, and what has the focus is seen', async () => {
      const page = await stack().person('supervisor-a');
      await page.keyboard.press('Tab');
      expect(await focusedName(page)).toBe('Skip to main content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    });

    test('a supervisor fills in the whole form that starts a case, is refused, mends it, and sends it', async () => {
      const page = await stack().person('supervisor-a');
      await pressOn(page, 'Start a case');
      await page.waitForURL('**/web/start');
      await expectInReadingOrder(page, 'Key of the person concerned', 'Start the case');
      await page.keyboard.press('Enter');
      await expectRefusalFocused(page);
      await pressOn(page, 'Proposing officer');
      expect(await focusedName(page)).toMatch(/^Proposing officer/);
      await page.keyboard.type('STAFF-PROPOSING-OFFICER-A');

      await pressOn(page, 'Add: status that is known');
      await page.getByRole('group', { name: 'Status that is known 1' }).waitFor();
      expect(await focusedName(page)).toMatch(/^Status that is known 1/);
      await expectFocusSeen(page);
      await type(page, 'Benefit', 'U non');
      await choose(page, 'Beneficiary', 'Primary applicant');
      await choose(page, 'Approved', 'Pending');
      await type(page, 'How it became known', 'Agency');
      await pressOn(page, /^Product defaults in this part/);
      expect(await page.evaluate('document.activeElement.parentElement.open')).toBe(true);
      await typeMoment(page, 'Planned action: from', '01122027', '0600AM');
      await typeMoment(page, 'Planned action: until', '01142027', '0800PM');
      await type(page, 'Region', 'EAST-07');
      await type(page, 'Kind of place', 'Other');
      await pressOn(page, 'Start the case');

      await expectRefusalFocused(page);
      await pressOn(page, 'Key of the person concerned');
      await page.keyboard.type('SYN-DAY-0030');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/web/cases/c_*');
      expect(await textOf(page)).toMatch(/U nonimmigrant[\s\S]*Jan 12, 2027, 06:00 EST/);
    });

    test('legal staff claims a consultation, begins it, and gives its advice with a condition', async () => {
      const path = await startedCase(stack(), 'SYN-DAY-0031');
      const legal = await stack().person('legal-a');
      await legal.goto(path);
      await pressOn(legal, /^Consultation$/);
      await legal.waitForURL('**/web/tasks/t_*');
      await pressOn(legal, 'Claim the consultation');
      await legal.waitForURL('**?recorded=task.claimed');
      await pressOn(legal, 'Begin the consultation');
      await legal.waitForURL('**?recorded=task.started');
      await pressOn(legal, 'Give advice');
      await legal.waitForURL('**/do/task.completed');
      await pressOn(legal, 'Give advice');
      await expectRefusalFocused(legal);
      await pressOn(legal, 'Advice');
      await choose(legal, /^Consistent/, 'Consistent, with conditions');
      await pressOn(legal, 'Condition (optional)');
      await pressOn(legal, /^Add: condition/);
      await legal.getByLabel('Condition 1').waitFor();
      expect(await focusedName(legal)).toMatch(/^Condition 1/);
      await legal.keyboard.type('A synthetic condition.');
      await pressOn(legal, 'Give advice');
      await legal.waitForURL('**?recorded=task.completed');
      expect(await textOf(legal)).toContain('A synthetic condition.');
    });
  });
}

/** A form that was refused begins with what is wrong, which has the focus and shows it. */
async function expectRefusalFocused(page: Page): Promise<void> {
  await page.getByRole('alert').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('problem');
  await expectFocusSeen(page);
}

/** From one field to another each stop lies below the one before, or beside it: as the page is read. */
async function expectInReadingOrder(page: Page, from: string, to: string): Promise<void> {
  await focus(page, from);
  const stops = await stopsUntil(page, to);
  expect(stops.map(({ top }) => top)).toEqual(stops.map(({ top }) => top).toSorted((one, other) => one - other));
}
