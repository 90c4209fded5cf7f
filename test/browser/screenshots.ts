/**
 * `npm run screenshots`: pictures of Temporal UI for the documentation, and of our own pages to look at, of synthetic cases on servers of its
 * own; `npm run screenshots -- pages` makes the latter alone. Not part of the tests, since a picture differs at each run by its ids and times.
 */
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../../dev/browser.ts';
import { boardStorage } from '../../ops/operator-board.ts';
import { startBoard } from './board-cases.ts';
import { photographPages } from './page-pictures.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** Which git does not see. */
const PAGES = fileURLToPath(new URL('../../.casegate/screenshots/', import.meta.url));
const NAMESPACE = 'default';
const PAGE_TIMEOUT_MS = 90_000;

async function photographBoard(): Promise<void> {
  const board = await startBoard();
  const browser = await launchBrowser();
  try {
    // High enough for every case, and wide enough for every column.
    const context = await browser.newContext({ viewport: { width: 1660, height: 712 } });
    context.setDefaultTimeout(PAGE_TIMEOUT_MS);
    await context.addInitScript(
      (entries) => {
        for (const [name, value] of Object.entries(entries)) localStorage.setItem(name, value);
      },
      { ...boardStorage(NAMESPACE), navOpen: 'false' },
    );
    const page = await context.newPage();
    await page.goto(`${board.uiUrl}/namespaces/${NAMESPACE}/workflows`);
    await page.getByRole('link', { name: board.cases.held }).waitFor();
    await page.evaluate('document.fonts.ready');
    await page.screenshot({ path: `${IMAGES}temporal-ui-board.png` });
    await page.getByRole('link', { name: board.cases.ended }).click();
    await page.getByText('appendEntry').first().waitFor();
    await page.screenshot({ path: `${IMAGES}temporal-ui-case.png` });
  } finally {
    await browser.close();
    await board.stop();
  }
}

if (process.argv[2] !== 'pages') await photographBoard();
await photographPages(PAGES);
