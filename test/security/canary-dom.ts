/** What an operator's browser shows: Temporal UI, in the DOM of a real browser, with what its own API answered to it. */
import { launchBrowser } from '../../dev/browser.ts';
import type { CanaryStage } from './canary-stage.ts';

/** Each has four pages of some hundred scripts; every case is of the same form. */
const CASES_MAX = 6;
/** For what hangs. */
const PAGE_TIMEOUT_MS = 90_000;
const TABS = ['history', 'pending-activities', 'query', 'memo'];

export async function pagesOfTemporalUi({ temporalUiUrl }: CanaryStage, caseIds: readonly string[]): Promise<string[]> {
  const browser = await launchBrowser();
  const texts: string[] = [];
  try {
    const context = await browser.newContext();
    context.setDefaultTimeout(PAGE_TIMEOUT_MS);
    const page = await context.newPage();
    const answers: Promise<string>[] = [];
    page.on('response', (response) => {
      // A page that is left takes the bodies of its unfinished answers with it.
      if (new URL(response.url()).pathname.startsWith('/api/')) answers.push(response.text().catch(() => ''));
    });
    for (const caseId of caseIds.slice(0, CASES_MAX)) {
      await page.goto(`${temporalUiUrl}/namespaces/default/workflows/${caseId}`);
      await page.getByText('appendEntry').first().waitFor();
      texts.push(await page.content());
      for (const tab of TABS) {
        await page.locator(`a[href*="/${caseId}/"][href*="/${tab}"]`).first().click();
        await page.waitForURL((url) => url.pathname.endsWith(`/${tab}`));
        await page.getByRole('heading', { name: caseId }).waitFor();
        texts.push(await page.content());
      }
    }
    return [...texts, ...(await Promise.all(answers))];
  } finally {
    await browser.close();
  }
}
