/** The same pages and style sheets, from an app in this process: for what takes servers long, or has them fail, to bring about. */
import type { Page } from 'playwright-core';
import { ORIGIN, type Pages, type Shown, type Visitor } from '../web/visitor.ts';

export interface InMemory {
  readonly page: Page;
  /** Sends forms as the page does; what is answered can be shown to the browser. */
  readonly visitor: Visitor;
  /** Has the browser show what was answered already. */
  show(shown: Shown): Promise<void>;
}

/** @param page of a browser that is nobody yet */
export async function inMemory(page: Page, pages: Pages, handle: string): Promise<InMemory> {
  const visitor = await pages.visitor(handle);
  const answered = new Map<string, string>();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const html = answered.get(pathname + search);
    if (html !== undefined) return route.fulfill({ contentType: 'text/html', body: html });
    const response = await visitor.send('GET', pathname + search);
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  return {
    page,
    visitor,
    async show({ path, html }) {
      answered.set(path, html);
      await page.goto(ORIGIN + path);
    },
  };
}
