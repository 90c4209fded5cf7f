/** Pictures of our own pages, as each role sees them, wide and narrow: to look at, and never kept with the code. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startedCase, startWebStack, type WebStack } from './web-stack.ts';

const WIDTHS_PX = [1_280, 320];
const ROLES = [
  'supervisor-a',
  'legal-a',
  'partner-local',
  'leadership-a',
  'privacy-a',
  'auditor-a',
  'operator-a',
  'policy-a',
];

/** By role: links that are followed from a page, to what has no place in the menu. */
type Steps = readonly (readonly [name: string, path: string, follow?: RegExp])[];

/** @param folder which is made; each picture is named by role, page and width */
export async function photographPages(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const stack = await startWebStack();
  try {
    const path = await startedCase(stack, 'SYN-PICTURE-1');
    await disclosed(stack, path);
    for (const width of WIDTHS_PX) {
      const stranger = await stack.stranger({ width });
      await photograph(stranger, join(folder, `nobody-reference-${width}.png`), '/reference');
      await photograph(stranger, join(folder, `nobody-sign-in-${width}.png`), '/web/sign-in');
      for (const role of ROLES) await photographRole(stack, folder, role, width, path);
      await stack.leave();
    }
  } finally {
    await stack.stop();
  }
}

async function photographRole(
  stack: WebStack,
  folder: string,
  role: string,
  width: number,
  path: string,
): Promise<void> {
  const page = await stack.person(role, { width });
  const places = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
  const steps: Steps = [...places.map((place) => [place.split('/').at(-1)!, place] as const), ...beyond(role, path)];
  for (const [name, place, follow] of steps)
    await photograph(page, join(folder, `${role}-${name}-${width}.png`), place, follow);
}

/** What a role comes to from its places. */
function beyond(role: string, path: string): Steps {
  const oversight = path.replace('/cases/', '/oversight/');
  const OF_ROLE: { readonly [role: string]: Steps } = {
    'supervisor-a': [
      ['case', path],
      ['history', `${path}/history/1`],
      ['timeline', `${path}/timeline`],
      ['memo', `${path}/memo`],
      ['form', `${path}/do/facts.amended`],
    ],
    'legal-a': [['task', path, /^Consultation$/]],
    'partner-local': [['request', '/web/requests', /^r_/]],
    'privacy-a': [
      ['oversight-of-case', oversight],
      ['redaction', `${oversight}/redact`],
      ['disclosure', `${path}/disclose`],
    ],
    'policy-a': [['versions', '/web/policies']],
  };
  return OF_ROLE[role] ?? [];
}

async function photograph(page: Page, path: string, place: string, follow?: RegExp): Promise<void> {
  await page.goto(place);
  if (follow !== undefined) await page.getByRole('main').getByRole('link', { name: follow }).first().click();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path, fullPage: true });
}

async function disclosed({ url }: WebStack, path: string): Promise<void> {
  const body = {
    ground: 'b3',
    recipient: 'SYN-COURT-1',
    authorisedBy: 'STAFF-LEADERSHIP-A',
    reference: 'SYN-DOCKET-7',
    digest: 'a'.repeat(64),
  };
  const response = await fetch(`${url}${path.slice('/web'.length)}/disclosures`, {
    method: 'POST',
    headers: { 'casegate-as': 'privacy-a', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`nothing was disclosed: ${await response.text()}`);
}
