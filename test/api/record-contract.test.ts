/** The contract of what needs a real record: versions of the policy, bundles, custody, maintenance; and that no route is left out. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createAuditPort } from '../../api/adapters/audit-port.ts';
import { createPolicyPort } from '../../api/adapters/policy-port.ts';
import { OPERATION_LIST } from '../../api/contract/operations.ts';
import { createPolicyLibrary } from '../../ledger/policy-library.ts';
import { createPolicyRegister } from '../../ledger/policy-register.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { policyDigestOf } from '../../policy/registry.ts';
import { newSigningKey, signPolicyFile, trustedKeysOf } from '../../schemas/policy-signing.ts';
import { startAudited, type Audited, type RecordCopy } from '../audit/audited.ts';
import { OPENED_AT } from '../ledger/cases.ts';
import { references, RING } from '../ledger/stack.ts';
import { bytesOf, KEPT, narrowerPolicy } from '../policy/policy-files.ts';
import { hold } from './contract.ts';
import { createMemoryStack } from './memory-stack.ts';

const BUILT = 'announcement-2025-01-31';
const NEXT = 'synthetic-2027-01-01';
const MACHINES_DIGEST = 'a'.repeat(64);
const NOTE = 'A synthetic reason.';
/** Kept for no time: everything that has ended is due. */
const RETENTION_MS = 0;

const signer = await newSigningKey('synthetic-signer');
const policy = { ...narrowerPolicy(NEXT), records: { keepTextsFor: KEPT } };
const file = bytesOf(policy);
const digest = policyDigestOf(policy);

let audited: Audited;
let record: RecordCopy;
let app: ReturnType<typeof createApp>;
const held = new Set<string>();

beforeAll(async () => {
  audited = await startAudited();
  record = await audited.copy();
  const { ports } = createMemoryStack();
  const clock = () => OPENED_AT + 86_400_000;
  const register = createPolicyRegister(record.db);
  const library = createPolicyLibrary({ register, trusted: trustedKeysOf(signer) });
  // Temporal knows none of the cases of this record.
  const client = { workflow: { list: async function* () {} } } as never;
  const options = { db: record.db, keyRing: RING, references, program: caseProgram, client, clock };
  app = createApp({
    ...ports,
    clock,
    ledger: { ...record.ledger, recordAttempt: ports.ledger.recordAttempt },
    privacy: createPrivacyRecord(record.db, RING),
    policy: createPolicyPort(library, BUILT),
    register: { library, register, machinesDigest: MACHINES_DIGEST, look: async () => undefined },
    audit: createAuditPort({ ...options, retention: async () => RETENTION_MS }),
  });
}, 120_000);

afterAll(async () => {
  await record?.close();
  await audited?.stop();
});

async function ask(method: 'GET' | 'POST', path: string, as: string, body?: object): Promise<Record<string, unknown>> {
  const response = await app.request(path, {
    method,
    headers: { 'casegate-as': as, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  held.add((await hold(method, path, response)) ?? expect.fail(`${method} ${path} is no operation`));
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return isJson && !path.endsWith('/exports') ? ((await response.json()) as Record<string, unknown>) : {};
}

test('a version on its way into force, and the record as a whole: every answer is what the document says', async () => {
  const signature = await signPolicyFile(file, signer);
  const [, , , open] = audited.cases;
  const at = `/policies/${NEXT}`;
  await ask('GET', '/policies', 'auditor-a');
  await ask('POST', '/policies', 'policy-a', { file: new TextDecoder().decode(file), signature: null });
  await ask('POST', '/policies', 'policy-a', { file: new TextDecoder().decode(file), signature });
  for (const version of [BUILT, NEXT, 'unknown', '11005.3']) {
    await ask('GET', `/policies/${version}`, 'auditor-a');
    await ask('GET', `/policies/${version}/file`, 'auditor-a');
  }
  const impact = await ask('GET', `${at}/impact?limit=2`, 'policy-a');
  expect(impact['cases']).not.toEqual([]);
  await ask('GET', `${at}/impact?limit=2`, 'supervisor-a');
  await ask('GET', `${at}/cases/${open.caseId}`, 'auditor-a');
  await ask('GET', `${at}/cases/c_${'0'.repeat(26)}`, 'auditor-a');
  const proof = { format: 'casegate-proof/1', policyDigest: digest, machinesDigest: MACHINES_DIGEST, states: 10 };
  const proposal = { digest, proof: { ...proof, transitions: 20, violations: 0 }, note: NOTE };
  await ask('POST', `${at}/activation`, 'leadership-a', { digest, note: NOTE });
  await ask('POST', `${at}/proposal`, 'policy-a', { ...proposal, digest: '0'.repeat(64) });
  await ask('POST', `${at}/proposal`, 'policy-a', proposal);
  await ask('POST', `${at}/activation`, 'policy-a', { digest, note: NOTE });
  await ask('POST', `${at}/activation`, 'policy-b', { digest, note: NOTE });
  await ask('POST', '/policies/suspension', 'policy-a', { note: NOTE });
  const register = await ask('GET', '/policies', 'supervisor-a');
  const names: unknown[] = [];
  for (let query = '?limit=1'; ;) {
    const page = await ask('GET', `/policies${query}`, 'supervisor-a');
    names.push(...(page['versions'] as { version: string }[]).map(({ version }) => version));
    if (page['next'] === null) break;
    query = `?limit=1&after=${String(page['next'])}`;
  }
  expect(names).toEqual((register['versions'] as { version: string }[]).map(({ version }) => version));
  expect(names).toContain(NEXT);
  await ask('GET', '/policies?after=x', 'supervisor-a');
  expect(register).toMatchObject({ suspension: { version: NEXT }, progress: { remaining: 4 } });

  await ask('GET', '/audit/key', 'auditor-a');
  await ask('POST', '/audit/exports', 'auditor-a', { caseId: open.caseId, content: null });
  await ask('POST', '/audit/exports', 'auditor-a', { caseId: `c_${'0'.repeat(26)}`, content: null });
  await ask('POST', '/audit/reconciliations', 'auditor-a', { caseId: null });
  await ask('GET', '/audit/due', 'privacy-a');
  const measures = `/audit/cases/${open.caseId}/measures`;
  const holding = { measure: 'hold', reference: 'SYN-1' };
  await ask('POST', measures, 'auditor-a', holding);
  expect(await ask('POST', measures, 'privacy-a', holding)).toMatchObject({ outcome: 'proposed' });
  for (const [ofCase, count] of [
    [open.caseId, 1],
    ['c_other', 0],
  ] as const)
    expect((await ask('GET', `/audit/proposals?case=${ofCase}`, 'privacy-a'))['proposals']).toHaveLength(count);
  expect(await ask('POST', measures, 'leadership-a', holding)).toMatchObject({ outcome: 'done' });
  const { holds, next } = await ask('GET', '/audit/holds?limit=1', 'privacy-a');
  expect(holds).toHaveLength(1);
  expect(await ask('GET', `/audit/holds?limit=1&after=${String(next)}`, 'privacy-a')).toEqual({
    holds: [],
    next: null,
  });
  await ask('GET', '/audit/proposals?after=x', 'privacy-a');
  await ask('POST', measures, 'privacy-a', { ...holding, measure: 'shred' });
  await ask('POST', '/audit/rebuilds', 'operator-a');
  await ask('POST', '/audit/rewraps', 'operator-a');
  const expected = OPERATION_LIST.filter(({ path }) => /^\/(policies|audit)/.test(path)).map(
    ({ name, answers }) => `${name} ${Object.keys(answers)[0]}`,
  );
  expect([...held]).toEqual(expect.arrayContaining(expected));
});

test('the document names every route of the app, and none that is not there', () => {
  const isPage = (path: string): boolean => /^\/(web|assets|codec|reference)|\*/.test(path);
  const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && !isPage(path));
  const documented = OPERATION_LIST.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort()).toEqual(documented.sort());
});
