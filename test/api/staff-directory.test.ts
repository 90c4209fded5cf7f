/** The staff directory as a file: who is out of office, who looks after their tasks, and who is on call, by the clock. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStaffFile } from '../../api/sign-in/staff-directory.ts';

const ISSUER = 'https://issuer.example';
const at = (iso: string): number => Date.parse(iso);
const LEAVE = { from: '2026-12-21T00:00:00-05:00', until: '2027-01-04T00:00:00-05:00' };

const member = (subject: string, more: object = {}) => ({
  subject,
  displayName: `${subject} (synthetic)`,
  staffId: `STAFF-${subject}`,
  roles: ['legal'],
  office: 'OFFICE-EAST',
  ...more,
});
const STAFF = [member('A', { absences: [{ ...LEAVE, substitute: 'STAFF-B' }] }), member('B')];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-staff-'));
});
afterAll(() => rm(folder, { recursive: true }));

let now = 0;
async function open(content: object) {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(path, JSON.stringify(content));
  return { path, directory: await openStaffFile(path, ISSUER, () => now) };
}

test('a substitute looks after the tasks of who is out of office: from its first moment on, until its last, and no other', async () => {
  const { directory } = await open({ staff: STAFF });
  const substitutesFor = async (subject: string) =>
    (await directory.personOf({ issuer: ISSUER, subject }))?.person.substitutesFor;
  for (const [moment, expected] of [
    [at(LEAVE.from) - 1, undefined],
    [at(LEAVE.from), [`${ISSUER}#A`]],
    [at(LEAVE.until) - 1, [`${ISSUER}#A`]],
    [at(LEAVE.until), undefined],
  ] as const) {
    now = moment;
    const away = { person: `${ISSUER}#A`, substitute: `${ISSUER}#B`, until: at(LEAVE.until) };
    expect(directory.away!(moment), String(moment)).toMatchObject(expected === undefined ? [] : [away]);
    expect(await substitutesFor('B'), String(moment)).toEqual(expected);
    expect(await substitutesFor('A')).toBeUndefined();
    expect(directory.list().find(({ person }) => person.staffId === 'STAFF-B')!.person.substitutesFor).toEqual(
      expected,
    );
  }
});

test('who is on call changes by the clock', async () => {
  const night = { from: '2026-11-25T18:00:00-05:00', until: '2026-11-26T08:00:00-05:00' };
  const { directory } = await open({ staff: STAFF, onCall: [{ ...night, staffId: 'STAFF-B', reach: 'ext. 5551' }] });
  const names = (iso: string) => directory.onCall!(at(iso)).map(({ displayName, reach }) => [displayName, reach]);
  expect(names('2026-11-25T17:59:59-05:00')).toEqual([]);
  expect(names(night.from)).toEqual([['B (synthetic)', 'ext. 5551']]);
  expect(names(night.until)).toEqual([]);
});

test('what is taken away is gone at the next request', async () => {
  const { path, directory } = await open({ staff: STAFF });
  expect(await directory.personOf({ issuer: ISSUER, subject: 'B' })).not.toBeNull();
  await writeFile(path, JSON.stringify({ staff: [member('C')] }));
  expect(await directory.personOf({ issuer: ISSUER, subject: 'B' })).toBeNull();
  await writeFile(path, '{"staff": [');
  await expect(directory.personOf({ issuer: ISSUER, subject: 'C' })).rejects.toThrow(SyntaxError);
});

test('who answers for whom is the file’s to say, of the same office or of leadership, and never in a circle', async () => {
  const staff = [
    member('A', { reportsTo: 'STAFF-B' }),
    member('B', { reportsTo: 'STAFF-L' }),
    member('L', { roles: ['leadership'], office: 'OFFICE-WEST' }),
  ];
  const { directory } = await open({ staff });
  const superiors = directory.list().map(({ person, reportsTo }) => [person.staffId, reportsTo]);
  expect(superiors).toEqual([
    ['STAFF-A', `${ISSUER}#B`],
    ['STAFF-B', `${ISSUER}#L`],
    ['STAFF-L', undefined],
  ]);
  const refused = async (changed: object, index: number) => {
    const others = staff.map((one, place) => (place === index ? { ...one, ...changed } : one));
    return open({ staff: others }).then(
      () => 'taken',
      (error: unknown) => String(error),
    );
  };
  expect(await refused({ reportsTo: 'STAFF-X' }, 0)).toContain('somebody in this file');
  expect(await refused({ reportsTo: 'STAFF-A' }, 0)).toContain('nobody answers for themselves');
  expect(await refused({ reportsTo: 'STAFF-A' }, 2)).toContain('nobody answers for themselves');
  expect(await refused({ office: 'OFFICE-WEST' }, 1)).toContain('somebody of the same office, or of leadership');
});

test.each([
  [
    'a substitute whom nobody knows',
    { staff: [member('A', { absences: [{ ...LEAVE, substitute: 'STAFF-X' }] })] },
    'somebody else in this file',
  ],
  [
    'one who substitutes for themselves',
    { staff: [member('A', { absences: [{ ...LEAVE, substitute: 'STAFF-A' }] })] },
    'somebody else in this file',
  ],
  [
    'an absence that ends before it begins',
    { staff: [member('A', { absences: [{ from: LEAVE.until, until: LEAVE.from, substitute: 'STAFF-A' }] })] },
    'ends before it begins',
  ],
  [
    'somebody on call whom nobody knows',
    { staff: STAFF, onCall: [{ ...LEAVE, staffId: 'STAFF-X', reach: 'ext. 1' }] },
    'somebody in this file',
  ],
  [
    'a roster with a field more',
    { staff: STAFF, onCall: [{ ...LEAVE, staffId: 'STAFF-B', reach: '1', home: 'x' }] },
    'Unrecognized key',
  ],
])('%s is refused', async (_, content, message) => {
  await expect(open(content)).rejects.toThrow(message);
});
