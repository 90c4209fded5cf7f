import { FlattenedSign, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { POLICIES, policyDigestOf } from '../../policy/registry.ts';
import {
  POLICY_FILE_BYTES_MAX,
  PolicyFileRefused,
  policyFileFrom,
  signedPolicyFileFrom,
  trustedKeysFrom,
  type PolicyFileRefusal,
} from '../../schemas/policy-file.ts';
import { faultsOfMeaning } from '../../schemas/policy-meaning.ts';
import { newSigningKey, signingKeyFrom, signPolicyFile, trustedKeysOf } from '../../schemas/policy-signing.ts';
import type { Json } from '../../schemas/words.ts';
import { at, bytesOf, editablePolicy, KEPT, PAGE } from './policy-files.ts';

const KEY = await newSigningKey('synthetic-signer');
const TRUSTED = trustedKeysOf(KEY);
const GOOD = bytesOf(editablePolicy());

const refusalOf = (bytes: Uint8Array): PolicyFileRefusal => {
  try {
    policyFileFrom(bytes);
  } catch (error) {
    if (error instanceof PolicyFileRefused) return error.refusal;
    throw error;
  }
  throw new Error('it was not refused');
};
const refusalOfSigned = async (bytes: Uint8Array, signature: string | null, trusted = TRUSTED): Promise<string> =>
  signedPolicyFileFrom(bytes, signature, trusted).then(
    () => 'accepted',
    (error: unknown) => (error as PolicyFileRefused).refusal.code,
  );

describe('a policy file', () => {
  it('that is right gives its page and its policy', () => {
    const { page, policy } = policyFileFrom(GOOD);
    expect(page).toBe(PAGE);
    expect(policy).toEqual(editablePolicy());
    expect(policyDigestOf(policy)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(POLICIES)('would hold $version of the build: what a loaded one has to mean, it means too', (policy) => {
    expect(faultsOfMeaning(policy, PAGE)).toEqual([]);
  });

  /** One change each, and where the refusal points to. */
  const WRONG: [what: string, change: (policy: { [field: string]: Json }) => void, pointer: string, message: RegExp][] =
    [
      ['an unknown field', (policy) => (policy['override'] = true), '/policy', /not known|unrecognized/i],
      ['a missing field', (policy) => delete policy['exigency'], '/policy/exigency', /./],
      [
        'a value without a label',
        (policy) => delete at(policy, '/consultation/mode')['label'],
        '/policy/consultation/mode/label',
        /./,
      ],
      [
        'a label of its own',
        (policy) => (at(policy, '/consultation/mode')['label'] = 'policy'),
        '/policy/consultation/mode/label',
        /./,
      ],
      [
        'a document value without its quote',
        (policy) => delete at(policy, '/title')['quote'],
        '/policy/title/quote',
        /./,
      ],
      [
        'a default without its reason',
        (policy) => delete at(policy, '/consultation/mode')['note'],
        '/policy/consultation/mode/note',
        /./,
      ],
      ['an invented mark', (policy) => (at(policy, '/title')['mark'] = 'R13'), '/policy/title/mark', /R1 to R12/],
      [
        'a reading that no machine keeps',
        (policy) => (at(policy, '/consultation/mode')['value'] = 'remind'),
        '/policy/consultation/mode/value',
        /hardGate/,
      ],
      [
        'an override of "not consistent"',
        (policy) => (at(policy, '/consultation/notConsistent')['value'] = 'warns'),
        '/policy/consultation/notConsistent/value',
        /blocks/,
      ],
      ['a name with capital letters', (policy) => (policy['version'] = 'Synthetic'), '/policy/version', /lower-case/],
      [
        'a quote that is not in the page',
        (policy) => (at(policy, '/title')['quote'] = 'Issuance of Guidance'),
        '/policy/title/quote',
        /byte for byte/,
      ],
      [
        'a quote that is changed by one space',
        (policy) => (at(policy, '/inEffect')['quote'] = 'The interim  guidance'),
        '/policy/inEffect/quote',
        /byte for byte/,
      ],
      [
        'a default with an invented quote',
        (policy) => (at(policy, '/consultation/mode')['quote'] = 'may consult'),
        '/policy/consultation/mode/quote',
        /byte for byte/,
      ],
      [
        'a rule under another mark',
        (policy) => (at(policy, '/rules/R3/0')['mark'] = 'R4'),
        '/policy/rules/R3/0/mark',
        /R3/,
      ],
      [
        'a row under another mark',
        (policy) => (at(policy, '/decisionTable/row 7')['mark'] = 'row 8'),
        '/policy/decisionTable/row 7/mark',
        /row 7/,
      ],
      [
        'a duration in months',
        (policy) => (at(policy, '/clearance/validFor')['value'] = 'P1M'),
        '/policy/clearance/validFor/value',
        /write it in days/,
      ],
      [
        'a records schedule in years',
        (policy) => (policy['records'] = { keepTextsFor: { ...KEPT, value: 'P7Y' } }),
        '/policy/records/keepTextsFor/value',
        /number of days such as P2555D/,
      ],
      [
        'a records schedule of no time',
        (policy) => (policy['records'] = { keepTextsFor: { ...KEPT, value: 'P0D' } }),
        '/policy/records/keepTextsFor/value',
        /number of days such as P2555D/,
      ],
      [
        'a reminder after the due date',
        (policy) => {
          at(policy, '/consultation/remindAfter')['value'] = 'P4D';
          at(policy, '/deconfliction/remindAfter')['value'] = 'P4D';
        },
        '/policy/consultation',
        /must remind before/,
      ],
      [
        'deadlines that tell the two gates apart',
        (policy) => (at(policy, '/consultation/dueAfter')['value'] = 'P4D'),
        '/policy/consultation/dueAfter/value',
        /by its timers/,
      ],
      [
        'a time zone that there is not',
        (policy) => (at(policy, '/calendar/offices/OFFICE-EAST/value')['timeZone'] = 'America/Nowhere'),
        '/policy/calendar/offices/OFFICE-EAST/value/timeZone',
        /time zone/,
      ],
      [
        'a fixed offset for a time zone',
        (policy) => (at(policy, '/calendar/otherOffices/value')['timeZone'] = '-05:00'),
        '/policy/calendar/otherOffices/value/timeZone',
        /time zone/,
      ],
      [
        'an office that closes before it opens',
        (policy) => (at(policy, '/calendar/otherOffices/value')['closesAt'] = '07:00'),
        '/policy/calendar/otherOffices/value/closesAt',
        /later/,
      ],
      [
        'an office that never works',
        (policy) => (at(policy, '/calendar/otherOffices/value')['workingDays'] = []),
        '/policy/calendar/otherOffices/value/workingDays',
        /./,
      ],
      [
        'a holiday on February 30',
        (policy) => (
          (at(policy, '/calendar/holidays/0/value/on')['month'] = 2),
          (at(policy, '/calendar/holidays/0/value/on')['day'] = 30)
        ),
        '/policy/calendar/holidays/0/value/on',
        /no day/,
      ],
      [
        'a pair of duties in neither list',
        (policy) => (policy['separatedDuties'] as Json[]).pop(),
        '/policy/separatedDuties',
        /neither/,
      ],
      [
        'a pair of duties in both lists',
        (policy) => (policy['combinableDuties'] as Json[]).push(at(policy, '/separatedDuties/0')),
        '/policy/separatedDuties',
        /twice/,
      ],
      [
        'a rescinded policy left out (R11)',
        (policy) => (policy['rescinded'] as Json[]).pop(),
        '/policy/rescinded',
        /10076\.1/,
      ],
      [
        'the number of a rescinded policy as its name (R11)',
        (policy) => (policy['version'] = '11005.3'),
        '/policy/version',
        /rescinded/,
      ],
      [
        'confidentiality waived (R6)',
        (policy) => (at(policy, '/benefits/uNonimmigrant/confidentiality')['value'] = 'notCovered'),
        '/policy/benefits/uNonimmigrant/confidentiality/value',
        /1367/,
      ],
      [
        'a listed place left out (R8)',
        (policy) => (at(policy, '/certifiedPlaces')['value'] = ['rapeCrisisCenter']),
        '/policy/certifiedPlaces/value',
        /1229/,
      ],
      [
        'a ninth ground of disclosure (R6)',
        (policy) => ((policy['disclosureGrounds'] as Json[])[0] = at(policy, '/disclosureGrounds/1')),
        '/policy/disclosureGrounds',
        /eight grounds/,
      ],
      [
        'a ground without its discretion (R6)',
        (policy) => (at(policy, '/disclosureGrounds/0/value')['needsDiscretion'] = false),
        '/policy/disclosureGrounds',
        /eight grounds/,
      ],
      [
        'training that need not be current (R7)',
        (policy) => (at(policy, '/training')['value'] = 'any'),
        '/policy/training/value',
        /current/,
      ],
    ];

  it.each(WRONG)('with %s is refused', (_what, change, pointer, message) => {
    const policy = editablePolicy();
    change(policy);
    const refusal = refusalOf(bytesOf(policy));
    expect(refusal).toMatchObject({ code: 'malformed' });
    const faults = 'faults' in refusal ? refusal.faults : [];
    expect(faults.map((fault) => fault.pointer)).toContain(pointer);
    expect(faults.find((fault) => fault.pointer === pointer)!.message).toMatch(message);
  });

  it('is checked against the page in it: another page makes its quotes wrong', () => {
    expect(refusalOf(bytesOf(editablePolicy(), { page: 'Another page.' }))).toMatchObject({ code: 'malformed' });
  });

  it.each([
    ['no JSON', new TextEncoder().encode('version: 1'), 'notJson'],
    [
      'a name that stands twice',
      new TextEncoder().encode('{"format":"casegate-policy/1","format":"casegate-policy/1"}'),
      'notJson',
    ],
    ['another format', bytesOf(editablePolicy(), { format: 'casegate-policy/2' }), 'malformed'],
    ['more than it may hold', new Uint8Array(POLICY_FILE_BYTES_MAX + 1).fill(0x20), 'tooLarge'],
  ])('of %s is refused', (_what, bytes, code) => {
    expect(refusalOf(bytes).code).toBe(code);
  });
});

describe('a signature', () => {
  const signedWith = async (header: { [name: string]: unknown }, bytes = GOOD): Promise<string> => {
    const jws = await new FlattenedSign(bytes)
      .setProtectedHeader({ alg: 'EdDSA', b64: false, crit: ['b64'], kid: KEY.kid, typ: 'casegate-policy', ...header })
      .sign(await importJWK(KEY, 'EdDSA'));
    return `${jws.protected}..${jws.signature}`;
  };

  it('of a trusted key lets the file in, and names the key', async () => {
    const file = await signedPolicyFileFrom(GOOD, await signPolicyFile(GOOD, KEY), TRUSTED);
    expect(file).toMatchObject({ keyId: 'synthetic-signer', page: PAGE });
  });

  it('that a text file ends with a line end is the same signature', async () => {
    expect(await refusalOfSigned(GOOD, `${await signPolicyFile(GOOD, KEY)}\n`)).toBe('accepted');
  });

  it('is needed', async () => {
    expect(await refusalOfSigned(GOOD, null)).toBe('unsigned');
    expect(await refusalOfSigned(GOOD, ' ')).toBe('unsigned');
  });

  it('belongs to the bytes: one changed byte, even of white space, is refused', async () => {
    const signature = await signPolicyFile(GOOD, KEY);
    const changed = new TextEncoder().encode(`${new TextDecoder().decode(GOOD)} `);
    expect(await refusalOfSigned(changed, signature)).toBe('signatureWrong');
  });

  it('of a key that nobody trusts is refused, under its own name and under a trusted one', async () => {
    const stranger = await newSigningKey('stranger');
    expect(await refusalOfSigned(GOOD, await signPolicyFile(GOOD, stranger))).toBe('untrustedKey');
    expect(await refusalOfSigned(GOOD, await signPolicyFile(GOOD, { ...stranger, kid: KEY.kid }))).toBe(
      'signatureWrong',
    );
    expect(await refusalOfSigned(GOOD, await signPolicyFile(GOOD, KEY), { keys: [] })).toBe('untrustedKey');
  });

  it('that was made for something else is refused', async () => {
    expect(await refusalOfSigned(GOOD, await signedWith({ typ: 'JWT' }))).toBe('otherPurpose');
  });

  it.each([
    ['in full form', async () => (await signedWith({})).replace('..', '.AAAA.')],
    ['without a header', async () => `..${(await signedWith({})).split('..')[1]}`],
    ['that is no base64', async () => 'a b..c'],
    ['whose header is no JSON', async () => `AAAA..${(await signedWith({})).split('..')[1]}`],
    [
      'with another algorithm',
      async () =>
        `${Buffer.from('{"alg":"none","b64":false,"crit":["b64"],"kid":"synthetic-signer","typ":"casegate-policy"}').toString('base64url')}..AAAA`,
    ],
    ['over the encoded payload', async () => signedWith({ b64: true })],
    ['with a header of its own', async () => signedWith({ jwk: { kty: 'OKP' } })],
  ])('%s is refused', async (_what, make) => {
    expect(await refusalOfSigned(GOOD, await make())).toBe('signatureMalformed');
  });

  it('is looked at before the file: what nobody trusted has signed is not parsed', async () => {
    expect(await refusalOfSigned(new TextEncoder().encode('no JSON'), await signPolicyFile(GOOD, KEY))).toBe(
      'signatureWrong',
    );
  });

  it('does not make a wrong file right', async () => {
    const policy = editablePolicy();
    policy['override'] = true;
    const bytes = bytesOf(policy);
    expect(await refusalOfSigned(bytes, await signPolicyFile(bytes, KEY))).toBe('malformed');
  });
});

describe('the set of trusted keys', () => {
  const keysFrom = (value: unknown) => () => trustedKeysFrom(new TextEncoder().encode(JSON.stringify(value)));

  it('is read as it was made', () => {
    expect(keysFrom(TRUSTED)()).toEqual(TRUSTED);
  });

  it.each([
    ['a private key', { keys: [KEY] }],
    ['a key of another kind', { keys: [{ kty: 'EC', crv: 'P-256', x: TRUSTED.keys[0]!.x, kid: 'a' }] }],
    ['a key id twice', { keys: [TRUSTED.keys[0], TRUSTED.keys[0]] }],
    ['a key without an id', { keys: [{ kty: 'OKP', crv: 'Ed25519', x: TRUSTED.keys[0]!.x }] }],
  ])('refuses %s, and quotes nothing of it', (_what, value) => {
    expect(keysFrom(value)).toThrow('the file of trusted policy keys is not right');
    expect(keysFrom(value)).not.toThrow(KEY.d);
  });

  it('refuses a public key where a private one signs', () => {
    expect(() => signingKeyFrom(TRUSTED.keys[0])).toThrow('not a private Ed25519 key');
  });
});
