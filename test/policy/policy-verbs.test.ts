/** `casegate policy` and `casegate whatif` over the real app, register and record: who may do what, and what each is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createPolicyPort } from '../../api/adapters/policy-port.ts';
import type { AppPorts } from '../../api/ports.ts';
import { run } from '../../cli/run.ts';
import { retentionIn, createPolicyLibrary, type PolicyLibrary } from '../../ledger/policy-library.ts';
import { createPolicyRegister, type PolicyRegister } from '../../ledger/policy-register.ts';
import { policyDigestOf } from '../../policy/registry.ts';
import { newSigningKey, signPolicyFile, trustedKeysOf } from '../../schemas/policy-signing.ts';
import { hold } from '../api/contract.ts';
import { createMemoryStack, NOW_MS, type MemoryStack } from '../api/memory-stack.ts';
import { DrivenCase } from '../ledger/cases.ts';
import { startStack, type Stack } from '../ledger/stack.ts';
import { bytesOf, editablePolicy, KEPT, narrowerPolicy } from './policy-files.ts';

const MACHINES_DIGEST = 'a'.repeat(64);
const BUILT = 'announcement-2025-01-31';
const NEXT = 'synthetic-2027-01-01';
const JUVENILE = {
  benefit: 'specialImmigrantJuvenile',
  role: 'beneficiary',
  stage: 'approved',
  provenance: 'agencyRecords',
} as const;

const signer = await newSigningKey('synthetic-signer');
const policy = { ...narrowerPolicy(NEXT), records: { keepTextsFor: KEPT } };
const file = bytesOf(policy);
const DIGEST = policyDigestOf(policy);

let record: Stack;
let memory: MemoryStack;
let register: PolicyRegister;
let library: PolicyLibrary;
let app: ReturnType<typeof createApp>;
let looks = 0;
const files = new Map<string, Uint8Array | string>();

beforeAll(async () => {
  record = await startStack();
  memory = createMemoryStack();
  register = createPolicyRegister(record.db);
  library = createPolicyLibrary({ register, trusted: trustedKeysOf(signer) });
  const ports: AppPorts = {
    ...memory.ports,
    ledger: record.ledger,
    policy: createPolicyPort(library, BUILT),
    register: {
      library,
      register,
      machinesDigest: MACHINES_DIGEST,
      look: async () => {
        looks += 1;
      },
    },
  };
  app = createApp(ports);
  files.set('next.json', file);
  files.set('next.json.jws', `${await signPolicyFile(file, signer)}\n`);
  files.set('note', 'A synthetic reason.');
  files.set('key', JSON.stringify(signer));
  files.set('keys', JSON.stringify(trustedKeysOf(signer)));
  files.set('proof', JSON.stringify(proof()));
}, 120_000);

afterAll(() => record?.stop());

const proof = (more: object = {}) => ({
  format: 'casegate-proof/1',
  policyDigest: DIGEST,
  machinesDigest: MACHINES_DIGEST,
  states: 10,
  transitions: 20,
  violations: 0,
  ...more,
});

async function type(line: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const out: string[] = [];
  const err: string[] = [];
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
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    readStdin: async () => new Uint8Array(),
    isWatched: false,
    every: () => () => {},
    now: () => NOW_MS,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
const json = async (line: string): Promise<unknown> => JSON.parse((await type(`${line} --json`)).out) as unknown;

/** Opens a case in the record, as its workflow would. */
async function opened(...statuses: (typeof JUVENILE)[]): Promise<DrivenCase> {
  const driven = new DrivenCase();
  const { facts } = (driven.opening().input as unknown as { input: { facts: object } }).input;
  const fresh = new DrivenCase();
  await record.ledger.append(
    fresh.opening({ facts: { ...facts, personReference: `p_${fresh.caseId}`, statuses } as never }),
  );
  return fresh;
}

describe('files, away from the service', () => {
  it('lint says that a right file is right, whose values it has and what its digest is', async () => {
    const { code, out } = await type('policy lint next.json');
    expect(code).toBe(0);
    expect(out).toContain(`digest ${DIGEST}`);
    expect(out).toMatch(/\d+ document, \d+ statute|\d+ statute/);
    expect(out).toContain('the signature was not checked');
  });

  it('lint names every fault with its place, and ends with 2', async () => {
    const wrong = editablePolicy();
    wrong['version'] = '11005.3';
    files.set('wrong.json', bytesOf(wrong));
    const { code, err } = await type('policy lint wrong.json');
    expect(code).toBe(2);
    expect(err).toContain('/policy/version: is the number of a rescinded policy');
  });

  it('a new key signs, its public part verifies, and the private part is never asked of the service', async () => {
    files.set('mine', (await type('policy new-key mine')).out);
    files.set('mine.public', (await type('policy public-key mine')).out);
    files.set('mine.jws', (await type('policy sign next.json --key mine')).out);
    const { code, out } = await type('policy lint next.json --signature mine.jws --keys mine.public');
    expect({ code, signed: out.includes('signed by mine') }).toEqual({ code: 0, signed: true });
    expect((await type('policy lint next.json --signature mine.jws --keys keys')).err).toContain(
      'a key that is not trusted',
    );
    expect(files.get('mine.public')).not.toContain('"d"');
  });

  it('a version of the build can be taken as a file to begin with, and passes lint under another name', async () => {
    const { out } = await type(`policy show ${BUILT} --file --as policy-a`);
    files.set('begun.json', out.replace(`"version": "${BUILT}"`, '"version": "synthetic-begun"'));
    expect((await type('policy lint begun.json')).code).toBe(0);
  });

  it('diff compares a version with a file, value by value', async () => {
    const { out } = await type(`policy diff ${BUILT} next.json --as policy-a`);
    expect(out).toBe(
      [
        '/benefits/specialImmigrantJuvenile/consultation',
        '  - true  [product default]',
        '  + false  [product default]',
        '/deconfliction/partnerClasses/state',
        '  - true  [document]',
        '  + false  [document]',
        '/records/keepTextsFor',
        '  + P2555D  [product default]',
      ].join('\n'),
    );
    expect((await type('policy diff next.json next.json')).out).toBe('they do not differ');
  });
});

describe('a version on its way into force', () => {
  it('is loaded by policy staff alone, and a refusal stands in the record', async () => {
    const refused = await type('policy load next.json --as supervisor-a');
    expect(refused.code).toBe(3);
    const act = await record.db
      .selectFrom('acts')
      .select(['kind', 'action'])
      .where('action', '=', 'version.loaded')
      .executeTakeFirst();
    expect(act).toEqual({ kind: 'attempt', action: 'version.loaded' });
    expect(await register.versions()).toEqual([]);
  });

  it.each([
    [
      'whose signature is of another file',
      async () => signPolicyFile(bytesOf(editablePolicy()), signer),
      'does not belong to this file',
    ],
    ['that nobody signed', async () => '', 'without a signature'],
    ['that a stranger signed', async () => signPolicyFile(file, await newSigningKey('stranger')), 'not trusted here'],
  ])('%s is refused with the reason', async (_what, sign, reason) => {
    files.set('other.jws', await sign());
    const { code, err } = await type('policy load next.json --signature other.jws --as policy-a');
    expect(code).toBe(3);
    expect(err).toContain(reason);
    expect(await register.versions()).toEqual([]);
  });

  it('signed and wrong is refused with its faults', async () => {
    const wrong = editablePolicy('synthetic-wrong');
    delete wrong['exigency'];
    const bytes = bytesOf(wrong);
    files.set('wrong.json', bytes);
    files.set('wrong.json.jws', await signPolicyFile(bytes, signer));
    const { code, err } = await type('policy load wrong.json --as policy-a');
    expect(code).toBe(3);
    expect(err).toContain('/policy/exigency');
  });

  it('under the name of one of the build is refused', async () => {
    const bytes = bytesOf({ ...policy, version: BUILT });
    files.set('built.json', bytes);
    files.set('built.json.jws', await signPolicyFile(bytes, signer));
    expect((await type('policy load built.json --as policy-a')).err).toContain('a version of the build');
  });

  it('is loaded once however often, and nothing is in force by that', async () => {
    for (const time of ['first', 'second'])
      expect((await type('policy load next.json --as policy-a')).code, time).toBe(0);
    expect((await register.versions()).map(({ version, digest, keyId }) => ({ version, digest, keyId }))).toEqual([
      { version: NEXT, digest: DIGEST, keyId: 'synthetic-signer' },
    ]);
    expect(await json('policy status --as supervisor-a')).toMatchObject({
      current: { version: BUILT, byConfiguration: true },
      activation: null,
    });
  });

  it('of a name that is taken is refused with other content', async () => {
    const bytes = bytesOf(narrowerPolicy(NEXT, 'hold'));
    files.set('again.json', bytes);
    files.set('again.json.jws', await signPolicyFile(bytes, signer));
    expect((await type('policy load again.json --as policy-a')).err).toContain('of this name already');
  });

  it('shows before anything is decided which open cases it would change, and how, and who was shown', async () => {
    const juvenile = await opened(JUVENILE);
    const open = await opened();
    const before = await record.ledger.caseOf(juvenile.caseId);
    const shown = await json(`policy impact ${NEXT} --as policy-a`);
    expect(shown).toMatchObject({ version: NEXT, rule: 'reEvaluate', looked: 2 });
    const { cases } = shown as { cases: { case: string; added: unknown; dropped: unknown }[] };
    const state = { gate: 'deconfliction', partnerClass: 'state' };
    const expected = [
      { case: juvenile.caseId, added: [], dropped: [{ gate: 'oplaConsultation' }, state] },
      { case: open.caseId, added: [], dropped: [state] },
    ].sort((one, other) => (one.case < other.case ? -1 : 1));
    expect(cases.map(({ case: id, added, dropped }) => ({ case: id, added, dropped }))).toEqual(expected);
    expect(await record.ledger.caseOf(juvenile.caseId)).toEqual(before);
    const accesses = await record.db
      .selectFrom('acts')
      .select('caseId')
      .where('action', '=', 'version.compared')
      .execute();
    expect(new Set(accesses.map(({ caseId }) => caseId))).toEqual(new Set(expected.map((one) => one.case)));
    expect((await type(`policy impact ${NEXT} --as policy-a`)).out).toContain('2 of 2 open cases would change');
    expect((await type(`policy impact ${NEXT} --as supervisor-a`)).code).toBe(3);
  });

  it('shows what a case would have come to under it, to policy staff and auditors alone', async () => {
    const driven = await opened(JUVENILE);
    await record.ledger.append(driven.claim());
    const line = `whatif ${driven.caseId} --policy ${NEXT}`;
    for (const who of ['policy-a', 'auditor-a'])
      expect(await json(`${line} --as ${who}`)).toMatchObject({
        dropped: [{ gate: 'oplaConsultation' }, { gate: 'deconfliction', partnerClass: 'state' }],
        skipped: [{ entry: 2, type: 'task.claimed', why: 'noSuchActor' }],
      });
    for (const who of ['supervisor-a', 'legal-a', 'operator-a', 'leadership-a'])
      expect((await type(`${line} --as ${who}`)).code).toBe(3);
    expect((await type(`whatif c_${'0'.repeat(26)} --policy ${NEXT} --as auditor-a`)).code).toBe(4);
  });

  it('does not yet say for how long the texts of ended cases are kept', async () => {
    expect(await retentionIn(library)).toBeNull();
  });

  it('is proposed with a proof of this version and of the code that runs', async () => {
    const propose = `policy propose ${NEXT} --proof proof --note-file note --as policy-a`;
    for (const more of [{ policyDigest: 'b'.repeat(64) }, { machinesDigest: 'b'.repeat(64) }, { violations: 1 }]) {
      files.set('proof', JSON.stringify(proof(more)));
      expect((await type(propose)).code).toBe(2);
    }
    files.set('proof', JSON.stringify(proof()));
    expect((await type(`policy activate ${NEXT} --note-file note --as policy-b`)).err).toContain('nobody has proposed');
    expect((await type(propose)).code).toBe(0);
  });

  it('is activated by another person, who names what they have read', async () => {
    const activate = `policy activate ${NEXT} --note-file note`;
    expect((await type(`${activate} --as policy-a`)).err).toContain('it takes a second person');
    expect((await type(`${activate} --as auditor-a`)).code).toBe(3);
    expect((await type(`${activate} --digest ${'c'.repeat(64)} --as policy-b`)).code).toBe(2);
    expect(looks).toBe(0);
    expect((await type(`${activate} --as policy-b`)).code).toBe(0);
    expect(looks).toBe(1);
    expect((await type(`${activate} --as policy-b`)).err).toContain('nobody has proposed');
    expect(await json('policy status --as auditor-a')).toMatchObject({
      current: { version: NEXT, digest: DIGEST, byConfiguration: false },
      progress: { changed: 0, unchanged: 0, remaining: 3 },
    });
    const acts = await record.db
      .selectFrom('acts')
      .select(['action', 'person'])
      .where('kind', '=', 'policy')
      .orderBy('act')
      .execute();
    expect(acts.map(({ action, person }) => `${action} ${person.split('#')[1]}`)).toEqual([
      'policy.loaded policy-a',
      'policy.proposed policy-a',
      'policy.activated policy-b',
    ]);
  });

  it('is what new cases start under', async () => {
    await library.refresh();
    expect(createPolicyPort(library, BUILT).currentTerms()).toMatchObject({ version: NEXT, digest: DIGEST });
  });

  it('says from then on for how long the texts of ended cases are kept', async () => {
    expect(await retentionIn(library)).toBe(2_555 * 86_400_000);
  });

  it('is suspended by one person, once', async () => {
    const suspend = 'policy suspend --note-file note';
    expect((await type(`${suspend} --as supervisor-a`)).code).toBe(3);
    expect((await type(`${suspend} --as leadership-a`)).code).toBe(0);
    expect((await type(`${suspend} --as leadership-a`)).err).toContain('suspended already');
    expect((await type('policy status --as supervisor-a')).out).toMatch(/suspended +since .* by Leadership A/);
  });
});

describe('what cannot be selected', () => {
  it.each(['11005.3', '10076.1'])('%s is known and rescinded', async (id) => {
    const { code, err } = await type(`policy show ${id} --as supervisor-a`);
    expect(code).toBe(3);
    expect(err).toContain('rescinded and superseded');
  });

  it('a version that is unknown is not there', async () => {
    expect((await type('policy show synthetic-unknown --as supervisor-a')).code).toBe(4);
  });

  it('a stored version whose key is not trusted any more is named, not believed, and does not take the others with it', async () => {
    const distrusting = createPolicyLibrary({ register, trusted: trustedKeysOf(await newSigningKey('another')) });
    await distrusting.refresh();
    expect(distrusting.distrusted()).toEqual([{ version: NEXT, refusal: { code: 'untrustedKey' } }]);
    expect(() => distrusting.byName(NEXT)).toThrow('no policy version');
    expect(distrusting.byName(BUILT).policy.version).toBe(BUILT);
  });

  it('a stored file that somebody with access to the database changed is not believed', async () => {
    const rows = await register.versions();
    const changed = Buffer.from(new TextDecoder().decode(rows[0]!.file).replace('hardGate', 'softGate'));
    const forged = { ...register, versions: async () => [{ ...rows[0]!, file: changed }] };
    const reading = createPolicyLibrary({ register: forged, trusted: trustedKeysOf(signer) });
    await reading.refresh();
    expect(reading.distrusted()).toEqual([{ version: NEXT, refusal: { code: 'signatureWrong' } }]);
  });
});
