/** At nights and on holidays who is on call is told as well of what cannot wait, by the staff file and a fixed clock. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Activities } from '../../activities/contract.ts';
import { createActivities } from '../../activities/create-activities.ts';
import { createNotificationOutbox } from '../../activities/outbox.ts';
import type { Notification, NotificationPort } from '../../activities/ports.ts';
import type { NotifyParams } from '../../schemas/outbound.ts';
import { onCallRoster } from '../../worker/on-call-roster.ts';

const NIGHT = { from: '2026-12-24T18:00:00-05:00', until: '2026-12-28T08:00:00-05:00' };
const at = (iso: string): number => Date.parse(iso);
const HOLIDAY = at('2026-12-25T03:00:00-05:00');

const member = (name: string, roles: readonly string[], office: string, more: object = {}) => ({
  subject: name,
  displayName: `${name} (synthetic)`,
  staffId: `STAFF-${name}`,
  roles,
  office,
  ...more,
});
const STAFF = {
  staff: [
    member('LEGAL-EAST', ['legal'], 'OFFICE-EAST', { mail: 'legal-east@agency.invalid' }),
    member('LEGAL-WEST', ['legal'], 'OFFICE-WEST'),
    member('LEADER-EAST', ['leadership'], 'OFFICE-EAST'),
    member('AT-HOME', ['legal'], 'OFFICE-EAST'),
  ],
  onCall: ['LEGAL-EAST', 'LEGAL-WEST', 'LEADER-EAST'].map((name) => ({
    ...NIGHT,
    staffId: `STAFF-${name}`,
    reach: 'ext. 5551',
  })),
};

let folder: string;
let now: number;
let faults: number;
let sent: Notification[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-on-call-'));
  [now, faults, sent] = [HOLIDAY, 0, []];
  await writeFile(join(folder, 'staff.json'), JSON.stringify(STAFF));
});
afterEach(() => rm(folder, { recursive: true }));

const unused = async (): Promise<never> => Promise.reject(new Error('not in this test'));
const recording: NotificationPort = { send: async (notification) => void sent.push(notification) };
const activities = (notifications = recording, path: string | null = join(folder, 'staff.json')): Activities =>
  createActivities({
    ledger: { append: unused },
    partners: { ask: unused },
    related: { link: unused },
    requestReferenceOf: () => 'r_1',
    notifications,
    onCall: onCallRoster({ path: path ?? undefined, clock: () => now, onFault: () => (faults += 1) }),
  });

const KEY = 'c_canary-case:12:notify';
const deliver = (reason: NotifyParams['reason'], more: Partial<NotifyParams> = {}, by = activities()): Promise<void> =>
  by.deliver({
    caseId: 'c_canary-case',
    deliveries: [{ key: KEY, type: 'notify', params: { audience: 'legal', office: 'OFFICE-EAST', reason, ...more } }],
  });
const GROUP = { key: KEY, audience: 'legal', office: 'OFFICE-EAST' };
const ON_CALL = {
  key: `${KEY}/on-call/STAFF-LEGAL-EAST`,
  staffId: 'STAFF-LEGAL-EAST',
  mail: 'legal-east@agency.invalid',
};

test.each(['overdue', 'escalated', 'urgent'] as const)(
  '%s: the group, and who of it is on call in that office',
  async (reason) => {
    await deliver(reason);
    expect(sent).toEqual([GROUP, ON_CALL]);
  },
);

test.each(['assigned', 'reminder', 'changed'] as const)('%s waits until the office is in', async (reason) => {
  await deliver(reason);
  expect(sent).toEqual([GROUP]);
});

test('by the clock: from the first moment of the duty until its last, and not while the office is in', async () => {
  for (const [moment, called] of [
    [at(NIGHT.from) - 1, 1],
    [at(NIGHT.from), 2],
    [at(NIGHT.until) - 1, 2],
    [at(NIGHT.until), 1],
  ] as const) {
    [now, sent] = [moment, []];
    await deliver('overdue');
    expect(sent, String(moment)).toHaveLength(called);
  }
});

test('another office and another group have their own on call', async () => {
  await deliver('overdue', { office: 'OFFICE-WEST' });
  await deliver('escalated', { audience: 'leadership' });
  await deliver('overdue', { audience: 'supervisor' });
  expect(sent.flatMap((one) => ('staffId' in one ? [[one.staffId, one.mail]] : []))).toEqual([
    ['STAFF-LEGAL-WEST', null],
    ['STAFF-LEADER-EAST', null],
  ]);
});

test('tried again each of them is told once, and told no more than the group', async () => {
  const outbox = join(folder, 'outbox');
  const by = activities(createNotificationOutbox(outbox, 'http://127.0.0.1:8080/tasks'));
  await deliver('overdue', {}, by);
  await deliver('overdue', {}, by);
  const names = await readdir(join(outbox, 'notifications'));
  const texts = await Promise.all(names.map((name) => readFile(join(outbox, 'notifications', name), 'utf8')));
  expect(texts.map((text) => text.slice(0, text.indexOf('\n'))).toSorted()).toEqual([
    'To: STAFF-LEGAL-EAST (synthetic)',
    'To: legal staff, OFFICE-EAST (synthetic)',
  ]);
  const [one, other] = texts.map((text) => text.slice(text.indexOf('\n')));
  expect(one).toBe(other);
  expect(one).not.toMatch(/overdue|canary/);
});

test('a staff file that is not right holds up no case: the group is told, and the operators are', async () => {
  await writeFile(join(folder, 'staff.json'), '{"staff": [');
  await deliver('overdue');
  expect([sent, faults]).toEqual([[GROUP], 1]);
});

test('without a staff file nobody is on call', async () => {
  await deliver('overdue', {}, activities(recording, null));
  expect([sent, faults]).toEqual([[GROUP], 0]);
});
