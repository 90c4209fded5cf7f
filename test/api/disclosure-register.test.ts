/** The register of disclosures: over all cases, for who reads the accounting of each, and no more than that shows. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createPages, textOf, type Pages } from '../web/visitor.ts';
import { NOW_MS, ROW_1, ROW_2 } from './memory-stack.ts';

const DAY_MS = 86_400_000;
const personOf = (handle: string) => `urn:casegate:embedded#${handle}`;

let pages: Pages;
let now = NOW_MS;
beforeEach(() => {
  now = NOW_MS;
  pages = createPages();
  Object.assign(pages.stack.ports, { clock: () => now });
});

interface Row {
  readonly case: string | null;
  readonly ground: string;
  readonly recipient: string;
}
interface Register {
  readonly disclosures: readonly Row[];
  readonly next: string | null;
}

async function ask(method: string, path: string, as: string, body?: object) {
  const response = await pages.stack.send(method, path, as, body);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const register = async (query = '', as = 'privacy-a'): Promise<Register> =>
  (await ask('GET', `/disclosures?${query}`, as)).body as unknown as Register;

const started = async (row: object): Promise<string> =>
  String((await ask('POST', '/cases', 'supervisor-a', row)).body['case']);

async function disclose(id: string, ground: string, recipient: string): Promise<void> {
  const said = { ground, recipient, authorisedBy: 'STAFF-LEADERSHIP-A', reference: 'SYN-1', digest: 'a'.repeat(64) };
  expect((await ask('POST', `/cases/${id}/disclosures`, 'privacy-a', said)).status).toBe(201);
}

/** Three days of two cases, and one export of the whole record on the last. */
async function disclosed(): Promise<readonly [one: string, other: string]> {
  const [one, other] = [await started(ROW_2), await started(ROW_1)];
  await disclose(one, 'b3', 'COURT-1');
  now += DAY_MS;
  await disclose(other, 'b7', 'VICTIM-ORG-1');
  now += DAY_MS;
  await disclose(one, 'b7', 'COURT-1');
  const details = { purpose: 'audit', ground: 'a2', reference: 'AUD-1', recipient: 'STAFF-AUDITOR-A' };
  const whole = { kind: 'disclosure', action: 'record.disclosed', caseId: null, details } as const;
  await pages.stack.ports.privacy.recordAct({ ...whole, person: personOf('auditor-a'), at: now });
  return [one, other];
}

const seen = ({ disclosures }: Register) => disclosures.map((row) => [row.case, row.ground, row.recipient]);

test('every case’s, and the whole record’s, the last first, each as the accounting of its case has it', async () => {
  const [one, other] = await disclosed();
  const all = await register();
  expect(seen(all)).toEqual([
    [null, 'a2', 'STAFF-AUDITOR-A'],
    [one, 'b7', 'COURT-1'],
    [other, 'b7', 'VICTIM-ORG-1'],
    [one, 'b3', 'COURT-1'],
  ]);
  for (const id of [one, other]) {
    const { body } = await ask('GET', `/cases/${id}/disclosures`, 'auditor-a');
    const ofCase = all.disclosures.filter((row) => row.case === null || row.case === id);
    expect(ofCase.map(({ case: _case, ...row }) => row)).toEqual(body['disclosures']);
  }
});

test('page after page, by ground, by recipient, by time: together they are the whole, and nothing twice', async () => {
  await disclosed();
  const whole = await register();
  const rows: Row[] = [];
  for (let query = 'limit=1'; ;) {
    const { disclosures, next } = await register(query);
    rows.push(...disclosures);
    if (next === null) break;
    query = `limit=1&after=${next}`;
  }
  expect(rows).toEqual(whole.disclosures);
  const day = new Date(NOW_MS + DAY_MS).toISOString();
  const some = async (query: string) => seen(await register(query)).map(([, ground, recipient]) => [ground, recipient]);
  expect(await some('ground=b7')).toEqual([
    ['b7', 'COURT-1'],
    ['b7', 'VICTIM-ORG-1'],
  ]);
  expect(await some('recipient=COURT-1&ground=b3')).toEqual([['b3', 'COURT-1']]);
  expect(await some(`from=${day}&ground=b7&recipient=VICTIM-ORG-1`)).toEqual([['b7', 'VICTIM-ORG-1']]);
  expect(await some(`until=${day}`)).toEqual([['b3', 'COURT-1']]);
  expect(await some(`from=${new Date(now + 1).toISOString()}`)).toEqual([]);
});

test.each(['ground=b9', 'recipient=a%20name', 'from=yesterday', 'until=2026-11-01', 'after=x', 'limit=0'])(
  'what narrows nothing is refused and said: %s',
  async (query) => {
    const { status, body } = await ask('GET', `/disclosures?${query}`, 'auditor-a');
    const [name] = query.split('=');
    expect({ status, errors: body['errors'] }).toMatchObject({ status: 422, errors: [{ pointer: `?${name}` }] });
  },
);

describe('who looks', () => {
  test.each(['supervisor-a', 'legal-a', 'leadership-a', 'operator-a', 'partner-local', 'policy-a'])(
    '%s does not, and that is in the record',
    async (as) => {
      expect((await ask('GET', '/disclosures', as)).status).toBe(403);
      expect(pages.stack.attempts).toMatchObject([
        { person: personOf(as), action: 'disclosure.listed', caseId: null, reasons: ['role'] },
      ]);
      const visitor = await pages.visitor(as);
      const shown = await visitor.get('/web/disclosures');
      expect(shown.status).toBe(403);
      expect(shown.html).not.toContain('href="/web/disclosures"');
    },
  );

  test('is in the record once for each look at the register, and once an hour for the accounting of a case', async () => {
    const [one] = await disclosed();
    const looks = () => pages.stack.accesses.filter(({ action }) => action === 'disclosure.listed');
    expect(looks()).toEqual([]);
    await register('limit=3');
    await register('ground=b8', 'auditor-a');
    const look = { action: 'disclosure.listed', caseId: null, purpose: 'oversight', refused: 0, at: now };
    expect(looks()).toEqual([
      { ...look, person: personOf('privacy-a'), shown: 3 },
      { ...look, person: personOf('auditor-a'), shown: 0 },
    ]);
    for (const path of ['disclosures', 'disclosures?limit=1']) await ask('GET', `/cases/${one}/${path}`, 'privacy-a');
    expect(looks().slice(2)).toMatchObject([{ person: personOf('privacy-a'), caseId: one }]);
  });
});

describe('the page', () => {
  test('says where nothing was disclosed, and where nothing is as asked for', async () => {
    const visitor = await pages.visitor('privacy-a');
    expect(textOf((await visitor.get('/web/disclosures')).html)).toContain('Nothing has been disclosed');
    const asked = await visitor.get('/web/disclosures?ground=b7&from=2026-11-01');
    expect(textOf(asked.html)).toContain('No disclosure is as you ask for');
    expect(asked.html).toContain('value="2026-11-01"');
  });

  test('has a day as a whole, leads to the accounting of a case, and from there and the menu one comes to it', async () => {
    const [one, other] = await disclosed();
    const visitor = await pages.visitor('auditor-a');
    const day = new Date(NOW_MS + DAY_MS).toISOString().slice(0, 10);
    const { html } = await visitor.get(`/web/disclosures?from=${day}&until=${day}`);
    expect(html).toContain(`href="/web/oversight/${other}"`);
    expect(html).not.toContain(`href="/web/oversight/${one}"`);
    expect(html).toMatch(/<a href="\/web\/disclosures"\s+aria-current="page"/);
    expect((await visitor.get('/web/oversight')).html.match(/href="\/web\/disclosures"/g)).toHaveLength(2);
  });

  test('goes on where it ended, with the filters, and so does the accounting of a case', async () => {
    const id = await started(ROW_2);
    for (let made = 1; made <= 51; made += 1) {
      now += 1;
      await disclose(id, 'b3', `COURT-${made}`);
    }
    const visitor = await pages.visitor('privacy-a');
    for (const path of ['/web/disclosures?ground=b3', `/web/oversight/${id}`]) {
      const first = await visitor.get(path);
      expect(first.html).not.toContain('COURT-1<');
      const next = /class="usa-button usa-button--outline"\s+href="([^"]*[aA]fter=[^"]*)"/.exec(first.html)![1]!;
      const second = await visitor.get(next.replaceAll('&amp;', '&'));
      const cells = [...second.html.matchAll(/COURT-\d+</g)].map(([cell]) => cell);
      expect([path, cells]).toEqual([path, ['COURT-1<']]);
    }
  });
});
