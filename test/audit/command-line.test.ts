/** Bundles, custody and maintenance as people meet them: the command line, over the app, over a real record. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createAuditPort, type AuditPort } from '../../api/adapters/audit-port.ts';
import { run } from '../../cli/run.ts';
import { createKeyWrapping } from '../../ledger/case-keys.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { hold } from '../api/contract.ts';
import { createMemoryStack, type MemoryStack } from '../api/memory-stack.ts';
import { DrivenCase, OPENED_AT } from '../ledger/cases.ts';
import { RING, references } from '../ledger/stack.ts';
import { PRIVATE_PEM, PUBLIC_PEM, SIGNER, startAudited, type Audited, type RecordCopy } from './audited.ts';

const DAY_MS = 86_400_000;

let audited: Audited;
beforeAll(async () => {
  audited = await startAudited();
});
afterAll(() => audited.stop());

let record: RecordCopy;
let stack: MemoryStack;
let now: number;
const files = new Map<string, string>();
beforeEach(async () => {
  record = await audited.copy();
  stack = createMemoryStack();
  now = OPENED_AT + DAY_MS;
  files.clear();
  files.set('public.pem', PUBLIC_PEM).set('private.pem', PRIVATE_PEM);
  return () => record.close();
});

async function type(line: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const clock = () => now;
  const client = {} as Parameters<typeof createAuditPort>[0]['client'];
  const options = { db: record.db, keyRing: RING, references, program: caseProgram, client, clock };
  const audit: AuditPort = createAuditPort({ ...options, retention: async () => 30 * DAY_MS });
  const ledger = { ...stack.ports.ledger, caseOf: record.ledger.caseOf, entriesOf: record.ledger.entriesOf };
  const privacy = createPrivacyRecord(record.db, RING);
  const app = createApp({ ...stack.ports, ledger, privacy, clock, audit });
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(line.split(' '), {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    env: {},
    fetch: async (input, init) => {
      const request = new Request(input as URL, init);
      const answer = await app.request(request);
      await hold(request.method, new URL(request.url).pathname, answer);
      return answer;
    },
    readFile: async (path) => {
      const content = files.get(path);
      if (content === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
      return Buffer.from(content, 'utf8');
    },
    readStdin: async () => Buffer.alloc(0),
    isWatched: false,
    every: () => () => {},
    now: clock,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const CONTENT =
  '--purpose audit --ground a2 --reference AUD-2026-7 --recipient STAFF-AUDITOR-A --recipient-key public.pem';

async function release(caseId: string, to: string): Promise<void> {
  const { code, err } = await type(`release-advice ${caseId} --to ${to} --reference MEMO-1 --as legal-a`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

describe('audit', () => {
  test('a sealed bundle of everything verifies with the key that was noted, and nothing of it is on record as a disclosure', async () => {
    const { out: key } = await type('audit key --as auditor-a');
    expect(key).toBe(SIGNER.verifier.verifierKey);
    const exported = await type('audit export --all --as auditor-a');
    expect(exported.code).toBe(0);
    files.set('bundle', `${exported.out}\n`).set('copy.note', audited.copies[0]!);
    const verified = await type(`audit verify bundle --key ${key} --checkpoint copy.note`);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/^Sound\./);
    expect(verified.out).toContain('1 from elsewhere compared');
    expect(verified.out.match(/its contents are sealed/g)).toHaveLength(4);
    expect(await record.db.selectFrom('acts').select('kind').execute()).toEqual([{ kind: 'attempt' }]);
  });

  test('contents go to one recipient, whose every case is re-executed; on record are purpose, ground and whose key', async () => {
    const [{ caseId }] = audited.cases;
    await release(caseId, 'privacy');
    const exported = await type(`audit export ${caseId} --as privacy-a ${CONTENT}`);
    files.set('bundle', exported.out);
    const verified = await type('audit verify bundle --recipient-key private.pem --json');
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.out)).toMatchObject({
      isSound: true,
      isKeyPinned: false,
      cases: [{ caseId, entries: 9, verdict: 'reExecuted' }],
    });
    const acts = await record.db.selectFrom('acts').selectAll().where('kind', '=', 'disclosure').execute();
    expect(acts).toMatchObject([{ caseId, action: 'record.disclosed', person: 'urn:casegate:embedded#privacy-a' }]);
    expect(JSON.parse(acts[0]!.details)).toMatchObject({
      purpose: 'audit',
      ground: 'a2',
      reference: 'AUD-2026-7',
      recipient: 'STAFF-AUDITOR-A',
      keyFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    // The disclosure is itself a leaf of the bundle that it allowed.
    expect(exported.out).toContain('casegate disclosure/1');
  });

  test('privileged texts stay behind until counsel releases them to the role that asks, which the verifier says', async () => {
    const [{ caseId: released }, { caseId: kept }] = audited.cases;
    await release(released, 'auditor');
    await release(kept, 'privacy');
    files.set('bundle', (await type(`audit export --all --as auditor-a ${CONTENT}`)).out);
    const { code, out } = await type('audit verify bundle --recipient-key private.pem --json');
    const { isSound, cases } = JSON.parse(out) as { isSound: boolean; cases: { caseId: string }[] };
    expect({ code, isSound }).toEqual({ code: 0, isSound: true });
    const verdictOf = (id: string) => cases.find(({ caseId }) => caseId === id);
    expect(verdictOf(released)).toMatchObject({ verdict: 'reExecuted' });
    expect(verdictOf(kept)).toMatchObject({ verdict: 'proved', why: 'privileged' });
    // Where legal staff wrote nothing, nothing is privileged.
    expect(verdictOf(audited.cases[2].caseId)).toMatchObject({ verdict: 'reExecuted' });
  });

  test('what was tampered with is named, and a script sees it by the exit code', async () => {
    const [{ caseId }] = audited.cases;
    await record.tamper(`update entries set at = at + 1 where case_id = '${caseId}' and entry = 4`);
    files.set('bundle', (await type('audit export --all --as auditor-a')).out);
    const verified = await type('audit verify bundle');
    expect(verified.code).toBe(6);
    expect(verified.out).toContain(
      `entryChanged: the record was changed after it was logged (${caseId}, entry 4, leaf 3)`,
    );
  });

  test.each([
    ['supervisor-a', 'audit export --all'],
    ['operator-a', 'audit export --all'],
    ['leadership-a', `audit export --all ${CONTENT}`],
    ['supervisor-a', 'audit reconcile'],
    ['auditor-a', 'ledger rebuild'],
    ['auditor-a', `shred c_00000000000000000000000000 --reference X`],
    ['partner-local', 'due'],
  ])('%s may not: %s', async (handle, line) => {
    const { code, out } = await type(`${line} --as ${handle}`);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(stack.attempts).toMatchObject([{ person: `urn:casegate:embedded#${handle}`, caseId: null }]);
  });

  test('a private key is never sent, nor half of what a disclosure needs', async () => {
    const sent = await type(`audit export --all --as auditor-a ${CONTENT.replace('public.pem', 'private.pem')}`);
    expect(sent.code).toBe(2);
    expect(sent.err).not.toContain('BEGIN');
    expect((await type('audit export --all --as auditor-a --purpose audit')).code).toBe(2);
    expect((await type('audit export --as auditor-a')).code).toBe(2);
  });

  test('what is no bundle is said to be none', async () => {
    files.set('bundle', '{"not":"a bundle"}\n');
    expect(await type('audit verify bundle')).toMatchObject({ code: 6 });
    expect((await type('audit verify missing')).code).toBe(2);
  });
});

describe('custody', () => {
  async function ended(): Promise<string> {
    const driven = new DrivenCase();
    for (const request of [driven.opening(), driven.claim(), driven.withdraw()]) await record.ledger.append(request);
    now = driven.at + 30 * DAY_MS;
    return driven.caseId;
  }

  test('two people destroy what is due; its proofs hold, and it is said to be proved only', async () => {
    const caseId = await ended();
    expect((await type('due --as privacy-a')).out).toContain(caseId);
    const line = `shred ${caseId} --reference SCHEDULE-1`;
    expect((await type(`${line} --as privacy-a`)).out).toContain('proposed');
    expect(await type(`${line} --as privacy-a`)).toMatchObject({
      code: 3,
      err: expect.stringContaining('second person') as string,
    });
    expect((await type(`${line} --as leadership-a`)).out).toContain('done');
    for (const one of audited.cases.slice(0, 2)) await release(one.caseId, 'auditor');
    files.set('bundle', (await type(`audit export --all --as auditor-a ${CONTENT}`)).out);
    const { code, out } = await type('audit verify bundle --recipient-key private.pem --json');
    expect(code).toBe(0);
    const { isSound, cases } = JSON.parse(out) as { isSound: boolean; cases: { caseId: string }[] };
    expect(isSound).toBe(true);
    expect(cases.find((one) => one.caseId === caseId)).toEqual({
      caseId,
      entries: 3,
      verdict: 'proved',
      why: 'shredded',
    });
    expect(cases.filter((one) => one.caseId !== caseId)).toEqual(
      Array(4).fill(expect.objectContaining({ verdict: 'reExecuted' })),
    );
  });

  test('a legal hold by two people stops it, and the refusal is on record', async () => {
    const caseId = await ended();
    const line = `legal-hold ${caseId} --reference LIT-7`;
    await type(`${line} --as privacy-a`);
    expect((await type('proposals --as leadership-a')).out).toMatch(
      new RegExp(`${caseId} +hold +LIT-7 +Privacy officer A \\(synthetic\\)`),
    );
    expect((await type('legal-holds --as auditor-a')).out).toBe('No legal hold stands.');
    await type(`${line} --as leadership-a`);
    expect((await type('proposals --as leadership-a')).out).not.toContain(caseId);
    expect((await type('legal-holds --as auditor-a')).out).toContain(`${caseId}  LIT-7`);
    expect((await type('due --as privacy-a')).out).toMatch(/ yes$/);
    const refused = await type(`shred ${caseId} --reference SCHEDULE-1 --as privacy-a`);
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('legal hold') as string });
    expect(stack.attempts).toMatchObject([{ action: 'custody.shred', caseId, reasons: ['onHold'] }]);
  });
});

describe('maintenance', () => {
  test('projections are made again, and keys wrapped anew', async () => {
    await record.db.updateTable('cases').set({ state: 'cleared' }).execute();
    expect((await type('ledger rebuild --as operator-a')).out).toBe(
      '4 cases made again from 21 entries; 0 left, since their texts were destroyed',
    );
    const states = await record.db.selectFrom('cases').select('state').execute();
    expect(states.map(({ state }) => state).sort()).toEqual(['cleared', 'cleared', 'gating', 'gating']);
    expect((await type('ledger rewrap --as operator-a')).out).toBe('0 keys wrapped anew');
    expect(createKeyWrapping(RING).activeKeyId).toBe('one');
  });
});
