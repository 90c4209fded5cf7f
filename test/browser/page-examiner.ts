/** Looks at pages for what a program can find: WCAG 2.2 AA with axe, and whether they fit on narrow screens. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { RunOptions } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A telephone, and an ordinary screen at 200 % (WCAG 1.4.4, 1.4.10). */
const NARROW_PX = [640, 320];

/** Of the package's two forms the one that a browser reads in half the time: it does so on every page. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the dark scheme changes: it is the same document, with other colours. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What our style sheets tell apart where they give colours: what an element is, what it stands in, and the control that it labels. Two
 * pages whose elements are alike in this have the same colours.
 */
const STYLED_IN_PAGE = `(() => {
  const own = (element) => [element.localName, element.getAttribute('class'), element.type, element.getAttribute('role'),
    element.getAttribute('aria-current'), element.checked, element.disabled, element.open, element.hasAttribute('href')].join();
  const seen = new Set();
  const walk = (element, above) => {
    const control = element.previousElementSibling?.matches('input') ? own(element.previousElementSibling) + '+' : '';
    const path = above + '>' + control + own(element);
    seen.add(path);
    for (const child of element.children) walk(child, path);
  };
  walk(document.body, '');
  return [...seen];
})()`;

export interface PageExaminer {
  /** In light and in dark, wide and narrow. @returns violations that a program can find, and widths at which one has to scroll sideways */
  examine(page: Page, name: string): Promise<readonly string[]>;
  /** Of everything that was examined since the last time. */
  expectAllClean(): void;
}

export function createPageExaminer(): PageExaminer {
  const found = new Map<string, readonly string[]>();
  const examined = new Set<string>();
  const styled = new Set<string>();

  return {
    async examine(page, name) {
      // Many pages are the same for several roles; what stands around them is looked at on each role's first page.
      const main = withoutIds(await page.locator('main').innerHTML());
      if (examined.has(main) && found.size > 0) return [];
      examined.add(main);
      const kinds = await page.evaluate<string[]>(STYLED_IN_PAGE);
      const hasNewColours = kinds.some((kind) => !styled.has(kind));
      for (const kind of kinds) styled.add(kind);
      await giveAxe(page);
      const light = await violationsIn(page, 'light', {
        runOnly: STANDARDS,
        ...(hasNewColours
          ? {}
          : { rules: Object.fromEntries(RULES_OF_COLOUR.map((rule) => [rule, { enabled: false }])) }),
      });
      const dark = hasNewColours ? await violationsIn(page, 'dark', { runOnly: RULES_OF_COLOUR }) : [];
      const faults = [...light, ...dark, ...(await tooWide(page))];
      found.set(name, faults);
      return faults;
    },
    expectAllClean() {
      expect(found.size).toBeGreaterThan(0);
      expect([...found].filter(([, faults]) => faults.length > 0)).toEqual([]);
      found.clear();
    },
  };
}

/** The same page of another case, or loaded again, differs in what nobody reads: its references, and what its forms send unseen. */
const withoutIds = (markup: string): string =>
  markup
    .replaceAll(/<input type="hidden"[^>]*>/g, (input) => input.replace(/value="[^"]*"/, ''))
    .replaceAll(/\b[a-z]_[0-9a-z]{26}\b/g, '');

const given = new WeakSet<BrowserContext>();

/** A script that comes with every page the browser reads once, and keeps; one that is evaluated in a page it reads each time, for a tenth of a second. */
async function giveAxe(page: Page): Promise<void> {
  const context = page.context();
  if (!given.has(context)) {
    given.add(context);
    await context.addInitScript({ content: AXE });
  }
  if (!(await page.evaluate<boolean>(`typeof axe !== 'undefined'`))) await page.evaluate(AXE);
}

/** The page has axe in it already. */
async function violationsIn(page: Page, scheme: 'light' | 'dark', options: RunOptions): Promise<string[]> {
  await page.emulateMedia({ colorScheme: scheme });
  // What passed is not wanted, and gathering it took most of the time; nor are style sheets fetched again for rules about media.
  const wanted: RunOptions = { ...options, resultTypes: ['violations'], preload: false };
  const violations = await page.evaluate(
    async (run) => (await (globalThis as unknown as { axe: typeof axe }).axe.run(run)).violations,
    wanted,
  );
  return violations.map(({ id, nodes }) => `${scheme} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

async function tooWide(page: Page): Promise<string[]> {
  const size = page.viewportSize()!;
  const found: string[] = [];
  for (const width of NARROW_PX) {
    await page.setViewportSize({ width, height: 800 });
    const taken = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (taken > width) found.push(`${taken} px wide at ${width} px`);
  }
  await page.setViewportSize(size);
  return found;
}
