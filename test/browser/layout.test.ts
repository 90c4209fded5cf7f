/** What only a browser can say of how a page is laid out, wide and narrow: the same pages, from an app in this process. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchBrowser } from '../../dev/browser.ts';
import { ROW_2 } from '../api/memory-stack.ts';
import { createPages, ORIGIN, type Pages } from '../web/visitor.ts';
import { inMemory } from './in-memory.ts';

/** The other tests share the machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const HEIGHT_PX = 900;
const WIDTHS_PX = [1_280, 640, 320];

let browser: Browser;
let pages: Pages;
let id: string;
beforeAll(async () => {
  browser = await launchBrowser();
  pages = createPages();
  const answer = await pages.stack.send('POST', '/cases', 'supervisor-a', ROW_2);
  ({ case: id } = (await answer.json()) as { case: string });
});
afterAll(() => browser?.close());

/** What a page says of changes, once it may. */
const CHANGED = 'event: changed\ndata: x\n\n';

/** @param changes until then the page hears of none */
async function seen(handle: string, path: string, width: number, changes: Promise<void>): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: HEIGHT_PX } });
  const { page } = await inMemory(await context.newPage(), pages, handle);
  await page.route('**/changes?*', async (route) => {
    await changes;
    await route.fulfill({ contentType: 'text/event-stream', body: CHANGED });
  });
  await page.goto(ORIGIN + path);
  await page.evaluate('document.fonts.ready');
  return page;
}

const lookAt = async (
  handle: string,
  path: string,
  width: number,
  look: (page: Page, tell: () => void) => Promise<void>,
): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const page = await seen(handle, path, width, promise);
  try {
    await look(page, resolve);
  } finally {
    resolve();
    await page.context().close();
  }
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const boxOf = async (page: Page, selector: string): Promise<Box> => (await page.locator(selector).boundingBox())!;
const bottomOf = ({ y, height }: Box): number => Math.round(y + height);

describe('the filters of the queue', () => {
  test.each([
    [1_280, 1],
    [640, 2],
    [320, 6],
  ])('stand at %i px in as many lines as they need, and the button at the end of the last', async (width, lines) => {
    await lookAt('legal-a', '/web/queue', width, async (page) => {
      const boxes = await page
        .locator('.cg-filter select, .cg-filter button')
        .all()
        .then((parts) => Promise.all(parts.map(async (part) => (await part.boundingBox())!)));
      expect(boxes).toHaveLength(6);
      expect(new Set(boxes.map(bottomOf)).size).toBe(lines);
      expect(Math.max(...boxes.map((box) => box.x + box.width))).toBeLessThanOrEqual(width);
    });
  });
});

describe('that there is something new', () => {
  test.each(WIDTHS_PX.flatMap((width) => [['case', width] as const, ['queue', width] as const]))(
    'covers nothing and moves nothing: %s at %i px',
    async (place, width) => {
      await lookAt('legal-a', place === 'queue' ? '/web/queue' : `/web/cases/${id}`, width, async (page, tell) => {
        const before = await boxOf(page, 'h1');
        tell();
        await page.getByText('New since this page was made').waitFor();
        expect(await boxOf(page, 'h1')).toEqual(before);
        const covered = await page.evaluate<string[]>(COVERED);
        expect(covered).toEqual([]);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      });
    },
  );
});

/** What shares room with the notice, of what stands above and below it. */
const COVERED = `(() => {
  const notice = document.querySelector('.cg-changed > *').getBoundingClientRect();
  const shares = ({ left, right, top, bottom }) =>
    left < notice.right && right > notice.left && top < notice.bottom && bottom > notice.top;
  return [...document.querySelectorAll('header *, main *, footer *')]
    .filter((element) => [...element.getClientRects()].some(shares))
    .map((element) => element.outerHTML.slice(0, 100));
})()`;

/** Ids that stand in more than one line. */
const BROKEN = `[...document.querySelectorAll('.cg-whole')].filter((id) => id.getClientRects().length > 1)`;

test.each([
  ['supervisor-a', 'case'],
  ['legal-a', '/web/work'],
  ['legal-a', '/web/queue'],
  ['supervisor-a', '/web/cases'],
  ['partner-local', '/web/requests'],
])('ids are whole where there is room, and nothing is wider than the page: %s, %s', async (handle, place) => {
  const path = place === 'case' ? `/web/cases/${id}` : place;
  await lookAt(handle, path, 1_280, async (page) => {
    expect(await page.locator('.cg-whole').count()).toBeGreaterThan(0);
    for (const width of [1_280, 1_089, 920, 640, 480, 320]) {
      await page.setViewportSize({ width, height: HEIGHT_PX });
      const broken = await page.evaluate<{ id: string; inTable: boolean }[]>(
        `${BROKEN}.map((id) => ({ id: id.textContent, inTable: id.closest('table') !== null }))`,
      );
      // Columns of a table have less room than its cards, of which each row is one on a narrower screen.
      const isTight = width > 640 && width < 1_089;
      if (width > 320)
        expect(
          broken.filter(({ inTable }) => !(isTight && inTable)),
          `at ${width} px`,
        ).toEqual([]);
      const taken = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(taken, `at ${width} px`).toBeLessThanOrEqual(width);
    }
  });
});
