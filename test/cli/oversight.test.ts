import { beforeEach, expect, test } from 'vitest';
import { createTerminal, type Terminal } from './terminal.ts';

let terminal: Terminal;
let id: string;
beforeEach(async () => {
  terminal = createTerminal();
  terminal.files.set('case.json', await ok('example --row 2'));
  const started = await ok('start case.json --as supervisor-a --idempotency-key golden --json');
  id = (JSON.parse(started) as { case: string }).case;
});

async function ok(line: string): Promise<string> {
  const { code, out, err } = await terminal.type(line);
  expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
  return out;
}

const refused = async (line: string): Promise<number> => (await terminal.type(line)).code;

test('who looked, and who was refused', async () => {
  await ok(`show ${id} --as legal-a`);
  expect(await refused(`show ${id} --as supervisor-c`)).toBe(4);
  expect(await ok(`accesses ${id} --as privacy-a`)).toMatchInlineSnapshot(`
    "AT                        BY                         WHAT       PURPOSE  REFUSED
    2026-11-02T12:00:00.000Z  Supervisor C (synthetic)   case.read  -        noNeedToKnow
    2026-11-02T12:00:00.000Z  Legal staff A (synthetic)  case.read  duty     -"
  `);
  expect(await refused(`accesses ${id} --as supervisor-a`)).toBe(3);
});

test('a disclosure from a file, and the accounting', async () => {
  const disclosure = {
    ground: 'b3',
    recipient: 'AGENCY-1',
    authorisedBy: 'STAFF-LEADERSHIP-A',
    reference: 'DOCKET-7',
    digest: 'a'.repeat(64),
  };
  terminal.files.set('disclosure.json', JSON.stringify(disclosure));
  expect(await ok(`disclose ${id} disclosure.json --as privacy-a`)).toMatch(/^Recorded as d_[0-9a-z]{26}\.$/);
  expect(await ok(`disclosures ${id} --as auditor-a`)).toMatchInlineSnapshot(`
    "AT                        TO        GROUND  AUTHORISED BY       REFERENCE  DISCRETION  WHAT
    2026-11-02T12:00:00.000Z  AGENCY-1  b3      STAFF-LEADERSHIP-A  DOCKET-7   -           sha256 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

    Requests to partner agencies, each a reference, a window and a region, as for every case:
      local: asked"
  `);
  expect((await ok('disclosures --recipient AGENCY-1 --from 2026-11-02T00:00:00Z --as auditor-a')).replaceAll(id, 'ID'))
    .toMatchInlineSnapshot(`
      "CASE                          AT                        TO        GROUND  AUTHORISED BY       REFERENCE  DISCRETION  WHAT
      ID  2026-11-02T12:00:00.000Z  AGENCY-1  b3      STAFF-LEADERSHIP-A  DOCKET-7   -           sha256 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    `);
  expect(await ok('disclosures --ground b7 --as auditor-a')).toBe('No disclosure is there.');
  expect(await refused(`disclosures ${id} --ground b7 --as auditor-a`)).toBe(2);
  expect(await refused('disclosures --until tomorrow --as auditor-a')).toBe(2);
  expect(await refused('disclosures --as supervisor-a')).toBe(3);
  terminal.files.set('disclosure.json', JSON.stringify({ ...disclosure, ground: 'b2' }));
  const { code, err } = await terminal.type(`disclose ${id} disclosure.json --as privacy-a`);
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('/discretion') as string });
});

test('an incident from its report to its end', async () => {
  const report = { category: 'improperAccess', case: id, occurredAt: '2026-11-01T12:00:00Z', note: 'synthetic' };
  terminal.files.set('report.json', JSON.stringify(report));
  const said = await ok('report-incident report.json --as operator-a --idempotency-key golden');
  const incident = /i_[0-9a-z]{26}/.exec(said)![0];
  expect(await ok('incidents --state reported --as privacy-a')).toContain(incident);
  expect(await refused(`close-incident ${incident} --finding improper --reference INC-1 --as privacy-a`)).toBe(3);
  await ok(`acknowledge-incident ${incident} --reference INC-1 --as privacy-a`);
  await ok(`refer-incident ${incident} --to counsel --reference INC-1 --as privacy-a`);
  await ok(`close-incident ${incident} --finding improper --reference INC-1 --as privacy-a`);
  expect((await ok(`incident ${incident} --as privacy-a`)).replaceAll(/[ic]_[0-9a-z]{26}/g, 'ID'))
    .toMatchInlineSnapshot(`
    "Incident  ID
    Category  improperAccess
    State     closed: improper
    Case      ID
    Occurred  2026-11-01T12:00:00.000Z
    Reported  2026-11-02T12:00:00.000Z by Operator A (synthetic)

    synthetic"
  `);
  expect(await ok('incidents --state reported --as privacy-a')).toBe('Nothing is reported.');
});

test('the redacted record, what counsel releases, statistics', async () => {
  expect(
    (await ok(`redact ${id} --reference FOIA-1 --as privacy-a`)).replaceAll(id, 'ID').replace(/[0-9a-f]{64}/, 'DIGEST'),
  ).toMatchInlineSnapshot(`
    "{
      "format": "casegate-redacted-record/1",
      "case": "ID",
      "withheld": "Identities, facts, texts, times of day and every other entry are withheld under 8 U.S.C. 1367(a)(2), whether there are any or not.",
      "entries": [
        {
          "on": "2026-11-02",
          "words": "the case was opened"
        }
      ]
    }

    sha256 DIGEST (over the canonical form, RFC 8785)"
  `);
  expect(await ok(`release-advice ${id} --to auditor --reference MEMO-1 --as legal-a`)).toBe(
    'Released to the role auditor, up to entry 1.',
  );
  expect(await refused(`release-advice ${id} --to auditor --reference MEMO-1 --as supervisor-a`)).toBe(3);
  expect(await ok('statistics --as auditor-a')).toContain('OFFICE-EAST    withheld');
});

test('an operator lets a held case go on', async () => {
  const line = `resume-case ${id} --reason mended --reference TICKET-1`;
  expect(await refused(`${line} --as operator-a`)).toBe(3);
  expect(await refused(`${line} --as supervisor-a`)).toBe(3);
  expect(await refused(`resume-case ${id} --reference TICKET-1 --as operator-a`)).toBe(2);
});
