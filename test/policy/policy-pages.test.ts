/** The register of versions on pages, over the real app and register: a signed file on its way into force, and what is refused on it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPolicyPort } from '../../api/adapters/policy-port.ts';
import { createPolicyLibrary } from '../../ledger/policy-library.ts';
import { createPolicyRegister, type PolicyRegister } from '../../ledger/policy-register.ts';
import { policyDigestOf } from '../../policy/registry.ts';
import { POLICY_FILE_BYTES_MAX } from '../../schemas/policy-file.ts';
import { newSigningKey, signPolicyFile, trustedKeysOf } from '../../schemas/policy-signing.ts';
import { DrivenCase } from '../ledger/cases.ts';
import { startStack, type Stack } from '../ledger/stack.ts';
import { createPages, textOf, unescaped, type Pages, type Shown, type Visitor } from '../web/visitor.ts';
import { bytesOf, editablePolicy, narrowerPolicy } from './policy-files.ts';

const MACHINES_DIGEST = 'a'.repeat(64);
const BUILT = 'announcement-2025-01-31';
const NEXT = 'synthetic-2027-01-01';

const signer = await newSigningKey('synthetic-signer');
const policy = narrowerPolicy(NEXT);
const DIGEST = policyDigestOf(policy);
/** As an editor writes it, and `casegate policy show --file` prints it: with a line end at its end. */
const file = lined(bytesOf(policy));

let record: Stack;
let register: PolicyRegister;
let pages: Pages;
let proposer: Visitor;
let leader: Visitor;

beforeAll(async () => {
  record = await startStack();
  register = createPolicyRegister(record.db);
  const library = createPolicyLibrary({ register, trusted: trustedKeysOf(signer) });
  pages = createPages(
    {},
    {
      ledger: record.ledger,
      policy: createPolicyPort(library, BUILT),
      register: { library, register, machinesDigest: MACHINES_DIGEST, look: async () => undefined },
    },
  );
  proposer = await pages.visitor('policy-a');
  leader = await pages.visitor('leadership-a');
}, 120_000);

afterAll(() => record?.stop());

function lined(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`${new TextDecoder().decode(bytes)}\n`);
}
/** What a browser sends of a text in an area of lines: every line end as CR LF, whatever it was. */
const typed = (text: string | Uint8Array): string =>
  (typeof text === 'string' ? text : new TextDecoder().decode(text)).replaceAll(/\r\n|\r|\n/g, '\r\n');
const signed = (bytes: Uint8Array): Promise<string> => signPolicyFile(bytes, signer);
const load = async (bytes: Uint8Array, signature: string): Promise<Shown> =>
  proposer.submit('/web/policies/load', { file: typed(bytes), signature: typed(signature) });

const proof = (more: object = {}): string =>
  JSON.stringify(
    {
      format: 'casegate-proof/1',
      policyDigest: DIGEST,
      machinesDigest: MACHINES_DIGEST,
      states: 10,
      transitions: 20,
      violations: 0,
      ...more,
    },
    null,
    2,
  );
const propose = (text: string, note = 'A synthetic reason.', by = proposer): Promise<Shown> =>
  by.submit(`/web/policies/${NEXT}/proposal`, { proof: typed(text), note });

/** What is said above the form. */
const saidIn = ({ html }: Shown): string => {
  const main = html.slice(html.indexOf('<h1'));
  return textOf(main.slice(0, main.indexOf('<form')));
};

/** What stands in the area of lines of this name, as a browser would show it. */
function areaOf({ html }: Shown, name: string): string {
  const [, text] = new RegExp(`<textarea[^>]*name="${name}"[^>]*>([\\s\\S]*?)</textarea>`).exec(html)!;
  return unescaped(text!.replaceAll('\r\n', '\n').replace(/^\n/, ''));
}
/** The links of the register for this visitor: their words, as they are heard. */
async function offeredTo(visitor: Visitor): Promise<readonly string[]> {
  const { html } = await visitor.get('/web/policies');
  const main = html.slice(html.indexOf('<main'));
  return [
    ...main.matchAll(
      /<a[^>]*href="\/web\/polic[^"]*\/(?:load|proposal|activation|suspension|impact)"[^>]*>([\s\S]*?)<\/a>/g,
    ),
  ].map(([, words]) => textOf(words!).trim());
}

it('offers what a visitor can do next with each version', async () => {
  expect(await offeredTo(proposer)).toEqual([
    'Load a version from a signed file',
    `Propose ${BUILT}`,
    `See which open cases it would change ${BUILT}+demo`,
    `Propose ${BUILT}+demo`,
  ]);
  expect(await offeredTo(leader)).toEqual([]);
  expect(await offeredTo(await pages.visitor('auditor-a'))).toEqual([
    `See which open cases it would change ${BUILT}+demo`,
  ]);
});

it('shows the forms to policy staff alone, and each with hints that fit', async () => {
  for (const path of ['/web/policies/load', `/web/policies/${BUILT}/proposal`]) {
    expect((await leader.get(path)).status, path).toBe(403);
    const { status, html } = await proposer.get(path);
    expect(status, path).toBe(200);
    expect(textOf(html)).not.toContain('record of the case');
  }
  const { html } = await proposer.get(`/web/policies/${BUILT}/proposal`);
  expect(textOf(html)).toContain('Note The reason, kept in the register of versions.');
  expect(textOf(html)).toContain('npm run -s prove:record');
  expect(html).not.toContain('name="digest"');
  expect((await proposer.get('/web/policies/synthetic-unknown/proposal')).status).toBe(404);
});

it('says at the file what is wrong in it, and keeps the file and its signature', async () => {
  const wrong = editablePolicy('synthetic-wrong');
  wrong['version'] = '11005.3';
  const bytes = lined(bytesOf(wrong));
  const signature = await signed(bytes);
  const refused = await load(bytes, signature);
  expect(refused.status).toBe(409);
  expect(saidIn(refused)).toContain('Policy file : /policy/version is the number of a rescinded policy');
  expect(refused.html).toContain('href="#f-file"');
  expect(areaOf(refused, 'file')).toBe(new TextDecoder().decode(bytes));
  expect(areaOf(refused, 'signature').trim()).toBe(signature);
});

it.each([
  ['whose signature is of another file', async () => signed(bytesOf(policy)), 'does not belong to this file'],
  ['without a signature', async () => '', 'Signature : Enter something here.'],
  ['that a stranger signed', async () => signPolicyFile(file, await newSigningKey('stranger')), 'not trusted here'],
])('does not load a file %s', async (_what, sign, reason) => {
  const refused = await load(file, await sign());
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(saidIn(refused)).toContain(reason);
  expect(saidIn(refused)).not.toContain('GET /');
  expect(areaOf(refused, 'file')).toBe(new TextDecoder().decode(file));
  expect(await register.versions()).toEqual([]);
});

it('takes no form that is larger than any form can be, nor a file larger than one of a policy, and says so on a page', async () => {
  const { status, html, headers } = await load(new Uint8Array(4 * POLICY_FILE_BYTES_MAX + 1).fill(0x61), 'a..b');
  expect(status).toBe(413);
  expect(headers.get('content-type')).toContain('text/html');
  expect(textOf(html)).toContain('of a policy file 256 KiB');
  // Refused before it is read, so that nothing of it comes back.
  expect(html).not.toContain('a'.repeat(100));
  const large = await load(new Uint8Array(POLICY_FILE_BYTES_MAX + 1).fill(0x61), 'a..b');
  expect(saidIn(large)).toContain('The file is larger than 256 KiB');
});

it('loads the bytes that were signed, whose line ends the browser has changed', async () => {
  const { path, html } = await load(file, `${await signed(file)}\n`);
  expect(path).toBe('/web/policies?recorded=version.loaded');
  expect(textOf(html)).toContain('nothing is in force by that');
  const [kept] = await register.versions();
  expect(Buffer.from(kept!.file).equals(file)).toBe(true);
  expect(await offeredTo(proposer)).toContain(`Propose ${NEXT}`);
});

it('a file that was signed with CR LF is loaded on the command line: the page says so', async () => {
  const bytes = new TextEncoder().encode(typed(bytesOf(narrowerPolicy('synthetic-crlf'))));
  const refused = await load(bytes, await signed(bytes));
  expect(saidIn(refused)).toContain('does not belong to this file');
  expect(textOf(refused.html)).toContain('a file with CR LF is loaded on the command line');
});

it.each([
  ['no JSON', '{\n  "format": casegate-proof/1\n}', 'Is not JSON: line 2, column 13'],
  ['a name twice', '{"states": 1, "states": 2}', 'A name stands twice in one object: line 1, column 15'],
  ['another thing', '[]', 'Must be a record of a proof'],
  ['a proof with a violation', proof({ violations: 1 }), 'Violations must be 0'],
  ['a proof of another version', proof({ policyDigest: 'b'.repeat(64) }), 'Is a proof of another version'],
  [
    'a proof of other code',
    proof({ machinesDigest: 'b'.repeat(64) }),
    'Is a proof of another version, or of other code',
  ],
  ['a text that is too long', `${proof()}${' '.repeat(2_000)}`, 'Has more than 2000 characters'],
  ['nothing', ' ', 'Enter something here.'],
])('a proposal with %s is refused at the proof, and keeps what was typed', async (_what, text, reason) => {
  const refused = await propose(text);
  expect(refused.status).toBe(422);
  expect(textOf(refused.html)).toContain(`Record of the proof : ${reason}`);
  expect(refused.html).toContain('href="#f-proof"');
  expect(areaOf(refused, 'proof')).toBe(text);
  expect(areaOf(refused, 'note')).toBe('A synthetic reason.');
  expect((await register.standing()).proposal).toBeNull();
});

it('who may not propose is told that first, whatever they paste', async () => {
  const { status, html } = await propose('no JSON', 'A synthetic reason.', leader);
  expect(status).toBe(403);
  expect(textOf(html)).not.toContain('Is not JSON');
});

it('compares it with any other version, and shows each of its values with its source', async () => {
  const { html } = await leader.get(`/web/policies/${NEXT}`);
  expect(textOf(html)).toContain(`Each value in which it differs from ${BUILT} `);
  expect(textOf(html)).toContain('Deconfliction · Partner classes · State yes document no document');
  expect(textOf(html)).not.toContain('Time limits');
  const other = textOf((await leader.get(`/web/policies/${NEXT}?against=${encodeURIComponent(`${BUILT}+demo`)}`)).html);
  expect(other).toContain(`Each value in which it differs from ${BUILT}+demo`);
  expect(other).toMatch(/\d seconds/);
  const values = textOf((await leader.get(`/web/policies/${NEXT}/values`)).html);
  expect(values).toContain(`Version ${NEXT} Digest ${DIGEST}`);
  expect(values).toContain('Deconfliction · Partner classes · State: no');
});

it('gives a version as a file to begin another with', async () => {
  const { status, html, headers } = await proposer.get(`/web/policies/${NEXT}/file`);
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toBe(`attachment; filename="${NEXT}.json"`);
  expect(html.endsWith('}\n')).toBe(true);
  expect(JSON.parse(html)).toEqual(JSON.parse(new TextDecoder().decode(file)));
});

it('shows which open cases it would change, and one of them from its beginning, to policy staff and auditors alone', async () => {
  const driven = new DrivenCase();
  await record.ledger.append(driven.opening());
  await record.ledger.append(driven.claim());
  const impact = await proposer.get(`/web/policies/${NEXT}/impact`);
  expect(textOf(impact.html)).toContain('Of 1 that were looked at, 1 would change.');
  const [, link] = /href="([^"]*what-if[^"]*)"/.exec(impact.html)!;
  expect(link).toBe(`/web/policies/${NEXT}/what-if?case=${driven.caseId}`);
  const whatIf = await proposer.get(link!);
  expect(textOf(whatIf.html)).toContain('Requirements no longer there Deconfliction: State law enforcement');
  expect(textOf(whatIf.html)).toContain('Everything could have happened as it did.');
  expect((await leader.get(link!)).status).toBe(403);
  expect((await proposer.get(`/web/policies/${NEXT}/what-if?case=c_${'0'.repeat(26)}`)).status).toBe(404);
  expect((await proposer.get(`/web/policies/${NEXT}/what-if?case=`)).path).toBe(`/web/policies/${NEXT}/impact`);
});

it('is proposed by one person and waits for another, which each of them is told', async () => {
  const { path, html } = await propose(proof());
  expect(path).toBe('/web/policies?recorded=version.proposed');
  expect(textOf(html)).toContain('It waits for somebody other than you.');
  expect(await offeredTo(proposer)).not.toContain(`Bring into force ${NEXT}`);
  expect(await offeredTo(proposer)).not.toContain(`Propose ${NEXT}`);
  expect(await offeredTo(leader)).toEqual([`Bring into force ${NEXT}`]);
  const other = await leader.get(`/web/policies/${NEXT}`);
  expect(textOf(other.html)).toMatch(
    /Proposed by Policy staff A \(synthetic\), [^.]*\. It waits for a second person\./,
  );
  const own = await proposer.submit(`/web/policies/${NEXT}/activation`, { note: 'A synthetic reason.' });
  expect(saidIn(own)).toContain('it takes a second person');
});

it('is brought into force by the other, suspended, and proposed anew', async () => {
  for (const path of [`/web/policies/${NEXT}/activation`, '/web/policy/suspension'])
    expect(textOf((await leader.get(path)).html), path).toContain('Note The reason: in the register of versions, and');
  const { html } = await leader.submit(`/web/policies/${NEXT}/activation`, { note: 'A synthetic reason.' });
  expect(textOf(html)).toMatch(/In force: Leadership A \(synthetic\)/);
  expect(await offeredTo(leader)).toEqual([`Suspend ${NEXT}`]);
  expect(await offeredTo(proposer)).not.toContain(`Propose ${NEXT}`);
  const suspended = await leader.submit('/web/policy/suspension', { note: 'A synthetic order of a court.' });
  expect(textOf(suspended.html)).toContain('The version in force is suspended');
  expect(await offeredTo(leader)).toEqual([]);
  expect(await offeredTo(proposer)).toContain(`Propose ${NEXT}`);
});
