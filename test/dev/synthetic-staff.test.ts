/** The embedded default's worker knows from its staff file the same people as the API has. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStaffFile } from '../../api/sign-in/staff-directory.ts';
import { SYNTHETIC_PEOPLE, syntheticAway, syntheticOnCall } from '../../dev/people.ts';
import { writeSyntheticStaff } from '../../dev/synthetic-staff.ts';
import { onCallRoster } from '../../worker/on-call-roster.ts';
import { staffTraining } from '../../worker/staff-training.ts';

const AT = Date.UTC(2026, 10, 2, 3);
/** As the synthetic people's own ids have it. */
const ISSUER = 'urn:casegate:embedded';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-staff-'));
  path = join(folder, 'staff.json');
  writeSyntheticStaff(path);
});
afterEach(() => rm(folder, { recursive: true }));

test('the directory that is read from it has the same people, on call and away as well', async () => {
  const directory = await openStaffFile(path, ISSUER, () => AT);
  expect(directory.list().map(({ handle: _handle, ...one }) => one)).toEqual(
    SYNTHETIC_PEOPLE.map(({ handle: _handle, ...one }) => one),
  );
  const onCall = directory.onCall!(AT).map(({ person, reach }) => [person.id, reach]);
  expect(onCall).toEqual(syntheticOnCall(AT).map(({ person, reach }) => [person.id, reach]));
  const away = directory.away!(AT).map(({ person, substitute }) => [person, substitute]);
  expect(away).toEqual(syntheticAway(AT).map(({ person, substitute }) => [person, substitute]));
});

test('the worker knows who is on call, and that nobody’s training is about to end', async () => {
  const faults: string[] = [];
  const roster = onCallRoster({ path, clock: () => AT, onFault: () => faults.push('fault') });
  expect(await roster.of('legal', 'OFFICE-EAST')).toEqual([
    { staffId: 'STAFF-LEGAL-B', mail: 'legal-b@agency.invalid' },
  ]);
  expect(await roster.of('supervisor', 'OFFICE-EAST')).toHaveLength(1);
  expect(await roster.of('legal', 'OFFICE-WEST')).toEqual([]);
  expect(faults).toEqual([]);
  const [first] = (await staffTraining(path).endings())!;
  expect(first).toMatchObject({ staffId: 'STAFF-SUPERVISOR-A', trainedUntil: Date.UTC(2100, 0) });
});
