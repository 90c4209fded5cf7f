/** Everything that `npm start` brings up, and a database whose owner a test can be, on ports and in a folder of its own, and people with browsers in front of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../dev/browser.ts';
import { startEverything } from '../../dev/embedded-default.ts';
import { freePort } from '../../dev/free-port.ts';
import { ephemeralDatabase, type EphemeralDatabase } from '../../dev/ephemeral-postgres.ts';
import { createProcessKeeper } from '../../dev/process-keeper.ts';
import { takeRunFile } from '../../dev/run-file.ts';
import { temporalCliPath } from '../../dev/temporal-binary.ts';
import { newSigningKey, trustedKeysOf, type SigningKey } from '../../schemas/policy-signing.ts';
import { exampleCase } from '../../schemas/example-case.ts';
import { TEST_BUNDLES } from '../workflows/test-bundles.ts';

/** A page comes within moments; on a machine that does much else, within this. */
const PAGE_TIMEOUT_MS = 30_000;

type BrowserState = Awaited<ReturnType<BrowserContext['storageState']>>;

export interface PersonOptions {
  readonly javaScript?: boolean;
  readonly width?: number;
}

export interface WebStack {
  readonly url: string;
  /** Reaches what the record's database holds, as its owner. */
  readonly databaseUrl: string;
  /** Signs policy versions that these servers believe. */
  readonly policySigner: SigningKey;
  /**
   * A browser of their own, signed in. From the second time on it has the cookies of the first, which spares five pages: whoever signs out
   * signs in with `signIn`.
   */
  person(handle: string, options?: PersonOptions): Promise<Page>;
  stranger(options?: PersonOptions): Promise<Page>;
  /** Closes every browser that is open: a page that lies open goes on asking for changes. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWebStack(): Promise<WebStack> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'casegate-web-test-'));
  const quiet = () => undefined;
  const runFile = await takeRunFile(stateFolder, quiet);
  const keeper = createProcessKeeper({ runFile, log: quiet, onServerEnd: quiet });
  let browser: Browser | null = null;
  let database: EphemeralDatabase | null = null;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await keeper.stop();
    await database?.stop();
    runFile.release();
    await rm(stateFolder, { recursive: true, force: true });
  };
  try {
    const [temporal, temporalUi, api, identity, postgres] = (await Promise.all(
      Array.from({ length: 5 }, () => freePort()),
    )) as [number, number, number, number, number];
    const policySigner = await newSigningKey('synthetic-signer');
    const policyKeysFile = join(stateFolder, 'policy-keys.json');
    await writeFile(policyKeysFile, JSON.stringify(trustedKeysOf(policySigner)));
    const { CASEGATE_POLICY: _other, ...own } = process.env;
    database = await ephemeralDatabase();
    const { databaseUrl } = database;
    await startEverything({
      stateFolder,
      ports: { temporal, temporalUi, api, identity, postgres },
      keeper,
      log: quiet,
      signal: new AbortController().signal,
      environment: {
        ...own,
        DATABASE_URL: databaseUrl,
        TEMPORAL_CLI_PATH: await temporalCliPath(),
        CASEGATE_BUNDLE_CACHE_DIR: TEST_BUNDLES,
        CASEGATE_POLICY_KEYS_FILE: policyKeysFile,
      },
    });
    browser = await launchBrowser();
    const url = `http://127.0.0.1:${api}`;
    const stranger = async (options: PersonOptions = {}): Promise<Page> =>
      (await contextFor(browser!, url, options)).newPage();
    const signedIn = new Map<string, BrowserState>();
    return {
      url,
      databaseUrl,
      policySigner,
      stranger,
      async person(handle, options = {}) {
        const kept = signedIn.get(handle);
        const page = await (await contextFor(browser!, url, options, kept)).newPage();
        if (kept !== undefined) await page.goto('/web/work');
        else {
          await signIn(page, handle);
          signedIn.set(handle, await page.context().storageState());
        }
        return page;
      },
      async leave() {
        await Promise.all(browser!.contexts().map((context) => context.close()));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function contextFor(
  browser: Browser,
  baseURL: string,
  { javaScript = true, width = 1100 }: PersonOptions,
  kept?: BrowserState,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: javaScript,
    viewport: { width, height: 900 },
    ...(kept === undefined ? {} : { storageState: kept }),
  });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  return context;
}

export async function signIn(page: Page, handle: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.locator(`button[value="${handle}"]`).first().click();
  await page.waitForURL('**/web/work');
}

/** Presses the button that sends a form; the hidden one before it is for the Enter key. */
export const send = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).last().click();

/** Starts a case as the command line does, for what only begins with one. @returns the path of its page */
export async function startedCase({ url }: WebStack, personKey: string): Promise<string> {
  const { facts, ...opening } = exampleCase('2', Date.now());
  const response = await fetch(`${url}/cases`, {
    method: 'POST',
    headers: { 'casegate-as': 'supervisor-a', 'content-type': 'application/json' },
    body: JSON.stringify({ ...opening, facts: { ...facts, personKey } }),
  });
  if (response.status !== 201) throw new Error(`the case was not started: ${await response.text()}`);
  return `/web/cases/${((await response.json()) as { case: string }).case}`;
}

export interface CaseFields {
  readonly known: boolean;
}

/** Starts a case, as a supervisor would. @returns the path of its page */
export async function startCase(page: Page, personKey: string, fields?: CaseFields): Promise<string> {
  await fillStart(page, personKey, fields);
  await send(page, 'Start the case');
  await page.waitForURL('**/web/cases/c_*');
  return new URL(page.url()).pathname;
}

/** Fills the guided form. */
export async function fillStart(page: Page, personKey: string, { known }: CaseFields = { known: true }): Promise<void> {
  await page.goto('/web/start');
  await page.getByLabel('Key of the person concerned').fill(personKey);
  await page.getByLabel('Proposing officer').fill('STAFF-PROPOSING-OFFICER-A');
  if (known) {
    await page.getByRole('button', { name: /^Add: status/ }).click();
    await page.getByLabel('Benefit', { exact: true }).selectOption('uNonimmigrant');
    await page.getByText('Primary applicant').click();
    await page.getByText('Pending').click();
    await page.getByLabel('How it became known').selectOption('agencyRecords');
  }
  await page.getByLabel('Planned action: from').fill('2027-01-12T06:00');
  await page.getByLabel('Planned action: until').fill('2027-01-14T20:00');
  await page.getByLabel(/^Region/).fill('EAST-07');
  await page.getByLabel('Kind of place of the planned action').selectOption('other');
}
