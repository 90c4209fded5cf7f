/** Days of people who have no mouse. */
import { describe, expect, test } from 'vitest';
import { textOf } from './acts.ts';
import { focus, focusedName, pressOn } from './keyboard.ts';
import { startCase, type WebStack } from './web-stack.ts';

export function byKeyboard(stack: () => WebStack): void {
  describe('by keyboard alone', () => {
    test('sign in, claim, answer', async () => {
      await startCase(await stack().person('supervisor-a'), 'SYN-DAY-0003');
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
      const page = await stack().person('supervisor-a');
      await page.keyboard.press('Tab');
      expect(await focusedName(page)).toBe('Skip to main content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    });
  });
}
