/** Lists that are longer than a page: each says that there is more, and leads there; what stands beside it stays where it is. */
import { expect, test } from 'vitest';
import type { AuditPort } from '../../api/adapters/audit-port.ts';
import type { RegisterPort } from '../../api/adapters/register-port.ts';
import type { DueCase, OpenProposal, StandingHold } from '../../ledger/custody-reads.ts';
import type { KnownVersion } from '../../ledger/policy-library.ts';
import { POLICIES, termsOf } from '../../policy/registry.ts';
import { NOW_MS } from '../api/memory-stack.ts';
import { createPages, unescaped, type Visitor } from './visitor.ts';

/** Two pages of the API's default, and a bit. */
const ROWS = 120;
const caseOf = (index: number): string => `c_${String(index).padStart(26, '0')}`;
const rowsOf = <Row>(rowOf: (index: number) => Row): Row[] => Array.from({ length: ROWS }, (_, index) => rowOf(index));

/** The page of such a list: rows are numbered by their case. */
const pageIn =
  <Row extends { readonly caseId: string }>(rows: readonly Row[]) =>
  async ({ after, limit }: { readonly after?: { readonly caseId: string }; readonly limit: number }) =>
    rows.filter(({ caseId }) => after === undefined || caseId > after.caseId).slice(0, limit);

const holds = pageIn(
  rowsOf((index): StandingHold => ({ caseId: caseOf(index), reference: `LIT-${index}`, placedAt: 1 })),
);
const proposals = pageIn(
  rowsOf((index): OpenProposal => ({
    caseId: caseOf(index),
    measure: 'hold',
    reference: `PRO-${index}`,
    proposedBy: 'somebody',
    proposedAt: 1,
    lapsesAt: NOW_MS,
  })),
);
const due = pageIn(rowsOf((index): DueCase => ({ caseId: caseOf(1_000 + index), endedAt: 1, isOnHold: false })));

const audit = {
  standingHolds: holds,
  openProposals: (_at, page) => proposals(page),
  dueForShredding: (_at, page) => due(page),
} satisfies Partial<AuditPort> as unknown as AuditPort;

/** Addresses of the buttons that lead on. */
const nextPages = (html: string): string[] =>
  [...html.matchAll(/href="([^"]*)"\s*>Next page</g)].map(([, href]) => unescaped(href!));

const afterIn = (href: string, parameter: string): string | null =>
  new URL(href, 'http://x').searchParams.get(parameter);

async function turned(visitor: Visitor, path: string, parameter: string, row: RegExp): Promise<string[]> {
  const found: string[] = [];
  for (let at: string | undefined = path; at !== undefined;) {
    const { html, status } = await visitor.get(at);
    expect(status).toBe(200);
    found.push(...[...html.matchAll(row)].map(([, name]) => name!));
    const here = afterIn(at, parameter);
    at = nextPages(html).find((href) => ![null, here].includes(afterIn(href, parameter)));
  }
  return found;
}

test.each([
  ['holdsAfter', /LIT-(\d+)</g, 0],
  ['proposalsAfter', /PRO-(\d+)</g, 0],
  ['dueAfter', /c_0{22}(1\d{3})</g, 1_000],
])('custody: by %s every row is seen once, and none is left out', async (parameter, row, first) => {
  const visitor = await createPages({}, { audit }).visitor('privacy-a');
  const found = await turned(visitor, '/web/custody', parameter, row);
  expect(found).toEqual(rowsOf((index) => String(first + index)));
});

test('custody: one list goes on, and the others stay where they are; My work says that there are more', async () => {
  const visitor = await createPages({}, { audit }).visitor('privacy-a');
  const first = nextPages((await visitor.get('/web/custody')).html);
  expect(first).toHaveLength(3);
  const { html } = await visitor.get(first.find((href) => href.includes('holdsAfter'))!);
  const onward = nextPages(html).map((href) => [...new URL(href, 'http://x').searchParams.keys()].toSorted());
  expect(onward).toEqual([['holdsAfter', 'proposalsAfter'], ['holdsAfter'], ['dueAfter', 'holdsAfter']]);
  expect((await visitor.get('/web/work')).html).toContain('More wait for a second person');
});

test('versions: every one is seen once, and each can be chosen to compare with', async () => {
  const [built] = POLICIES;
  const versions = rowsOf((index): KnownVersion => {
    const policy = { ...built!, version: index === 0 ? built!.version : `synthetic-${index}` };
    const terms = termsOf(policy);
    return { policy, terms, digest: terms.digest, loaded: null };
  });
  const standing = { activation: null, suspension: null, proposal: null };
  const library = {
    refresh: async () => undefined,
    versions: () => versions,
    distrusted: () => [],
    standing: () => standing,
    byName: (name: string) => versions.find(({ policy }) => policy.version === name)!,
  };
  const register = { library, machinesDigest: 'a'.repeat(64), register: {}, look: async () => undefined };
  const visitor = await createPages({}, { register: register as unknown as RegisterPort }).visitor('auditor-a');
  const names = versions.map(({ policy }) => policy.version);
  expect(await turned(visitor, '/web/policies', 'after', /href="\/web\/policies\/([^"/]+)"><code/g)).toEqual(
    // What is in force stands above each page, too.
    [0, 50, 100].flatMap((from) => [names[0]!, ...names.slice(from, from + 50)]),
  );
  const { html } = await visitor.get('/web/policies/synthetic-7');
  const offered = [...html.matchAll(/<option value="([^"]+)"/g)].map(([, name]) => name);
  expect(offered).toEqual(names.filter((name) => name !== 'synthetic-7'));
});
