/** Temporal UI with the codec server in a real browser: ciphertext for an operator, plaintext for an auditor, and who looked on record. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../api/app.ts';
import { embeddedPersonOf } from '../../api/sign-in/staff-directory.ts';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { createDecoding } from '../../codec/decoding.ts';
import { launchBrowser } from '../../dev/browser.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { TASK_QUEUE } from '../../schemas/task-queue.ts';
import { createMemoryStack, NOW_MS } from '../api/memory-stack.ts';
import { ringOf } from '../codec/rings.ts';
import { ISSUER, memorySessions } from '../web/visitor.ts';
import { MemoryLedger, startStack, type Stack } from '../workflows/stack.ts';
import { CANARY, caseInput, PROTECTED } from '../workflows/synthetic-case.ts';

/** For what hangs: the pages load a hundred scripts, on two shared cores. */
const TEST_TIMEOUT_MS = 400_000;
const PAGE_TIMEOUT_MS = 90_000;

const ring = ringOf('k-1', { 'k-1': 1 });
const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
const memory = createMemoryStack();
let temporal: TestTemporal;
let stack: Stack;
let server: Server;
let apiOrigin: string;
let browser: Browser;
let sessionOf: (handle: string) => Promise<string>;

beforeAll(async () => {
  temporal = await startTestTemporal({ withUi: true });
  stack = await startStack({
    address: temporal.address,
    activities: new MemoryLedger().activities,
    keyRing: ring,
    taskQueue: TASK_QUEUE,
  });
  // The note first: Temporal UI renders of a long text only the lines that are in view.
  const { note, ...input } = caseInput([PROTECTED]);
  await createTemporalCases({ client: stack.client, taskQueue: TASK_QUEUE }).start(caseId, { note, ...input });
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sessions = memorySessions(new Map());
  sessionOf = (handle) => sessions.open({ issuer: ISSUER, subject: handle }, NOW_MS);
  const app = createApp({
    ...memory.ports,
    codec: { origin: temporal.uiUrl!, decode: createDecoding(ring) },
    signIn: {
      publicUrl: new URL(apiOrigin),
      provider: { begin: unused, finish: unused, signOutUrl: async () => null },
      accessTokens: { verify: async () => null },
      sessions,
      personOf: embeddedPersonOf(memory.ports.people, ISSUER),
    },
  });
  server.on('request', getRequestListener(app.fetch));
  browser = await launchBrowser();
}, TEST_TIMEOUT_MS);

function unused(): never {
  throw new Error('not in this test');
}

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await stack?.stop();
  await temporal?.stop();
}, TEST_TIMEOUT_MS);

/** A browser whose person is signed in to casegate, and has told Temporal UI where to have payloads decoded. */
async function visit(handle: string): Promise<{ readonly page: Page; readonly answers: number[] }> {
  const context = await browser.newContext({ viewport: { width: 1700, height: 1200 } });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  const name = `casegate-${new URL(apiOrigin).port}-session`;
  await context.addCookies([
    { name, value: await sessionOf(handle), domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Lax' },
  ]);
  await context.addInitScript((endpoint) => {
    localStorage.setItem('endpoint', JSON.stringify(endpoint));
    localStorage.setItem('includeCredentials', 'true');
    localStorage.setItem('overrideRemoteCodecConfiguration', 'true');
  }, `${apiOrigin}/codec/audit`);
  const page = await context.newPage();
  const answers: number[] = [];
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url());
    if (response.request().method() === 'POST' && origin === apiOrigin && pathname === '/codec/audit/decode')
      answers.push(response.status());
  });
  const description = await stack.client.workflow.getHandle(caseId).describe();
  await page.goto(`${temporal.uiUrl}/namespaces/default/workflows/${caseId}/${description.runId}/history`);
  await page.getByRole('heading', { name: caseId }).waitFor();
  return { page, answers };
}

it(
  'shows an auditor what a case was started with, and that they looked is in the record',
  async () => {
    const { page, answers } = await visit('auditor-a');
    await page.getByText(CANARY).first().waitFor();
    expect(new Set(answers)).toEqual(new Set([200]));
    const shown = memory.accesses.filter((access) => access.shown > 0);
    expect(shown.length).toBeGreaterThan(0);
    for (const access of shown)
      expect(access).toMatchObject({ person: 'urn:casegate:embedded#auditor-a', purpose: 'audit', caseId, refused: 0 });
    // What the SDK itself notes in a history (number and kind of a local activity) is plain: it is not shown as if it were ours.
    for (const access of memory.accesses) expect(access.shown + access.refused).toBeGreaterThan(0);
    await page.context().close();
  },
  TEST_TIMEOUT_MS,
);

it(
  'shows an operator ciphertext, and that they tried is in the record',
  async () => {
    const before = memory.accesses.length;
    const { page, answers } = await visit('operator-a');
    await expect.poll(() => answers.length, { timeout: PAGE_TIMEOUT_MS }).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([403]));
    const html = await page.content();
    expect(html).not.toContain(CANARY);
    expect(html).not.toMatch(/uNonimmigrant/);
    expect(memory.accesses).toHaveLength(before);
    expect(memory.attempts.at(-1)).toMatchObject({
      person: 'urn:casegate:embedded#operator-a',
      action: 'payload.decode',
      reasons: ['role'],
    });
    await page.context().close();
  },
  TEST_TIMEOUT_MS,
);
