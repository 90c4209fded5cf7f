import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENT_2025_01_31 as POLICY } from '../../policy/announcement-2025-01-31.ts';
import { durationMs } from '../../policy/duration.ts';
import { DEMO_OVERLAY, overlaid } from '../../policy/overlay.ts';
import { POLICIES, policyDigestOf, termsOf } from '../../policy/registry.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import { walk } from './documents.ts';

const DAY_MS = 86_400_000;
/** Monday, 08:00 in New York. */
const AT_MS = Date.parse('2026-11-02T08:00:00-05:00');
const EAST = 'OFFICE-EAST';
const WEST = 'OFFICE-WEST';
const isoOf = (atMs: number): string => new Date(atMs).toISOString();

describe('durations', () => {
  it.each([
    ['P2D', 2 * DAY_MS],
    ['PT1H', 3_600_000],
    ['PT1M', 60_000],
    ['PT90S', 90_000],
    ['P1DT2H3M4S', DAY_MS + 2 * 3_600_000 + 3 * 60_000 + 4_000],
    ['P1DT4S', DAY_MS + 4_000],
    ['PT36H', 36 * 3_600_000],
    ['P366D', 366 * DAY_MS],
  ])('%s', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it.each(['P1M', 'P1Y', 'P2W', 'P1Y2M3D', 'P1M1DT2H', 'P1W2D'])(
    'refuses %s: a calendar decides how long that is',
    (text) => {
      expect(() => durationMs(text)).toThrow(/years, months or weeks: write it in days/);
    },
  );

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '2D',
    'P2',
    'P2d',
    'p2D',
    '-P2D',
    'P-2D',
    '+P2D',
    'P1.5D',
    'PT0.5S',
    'P1,5D',
    'P2D ',
    ' P2D',
    'P2D\n',
    'P 2D',
    'PT2D',
    'P2H',
    'PT1S1M',
    'PT1M1H',
    'P1D1D',
    'P1e3D',
    'P٢D',
    'P0000000001D',
    'PD',
    'PTS',
  ])('refuses %j as malformed', (text) => {
    expect(() => durationMs(text)).toThrow(/^not a duration/);
  });

  it.each(['P0D', 'PT0S', 'P0DT0H0M0S'])('refuses %s: a time limit of no time', (text) => {
    expect(() => durationMs(text)).toThrow('is no time at all');
  });

  it.each(['P366DT1S', 'P367D', 'P999999999D', 'PT999999999H'])('refuses %s: longer than a year', (text) => {
    expect(() => durationMs(text)).toThrow('is longer than 366 days');
  });
});

describe('the schedule', () => {
  const deadlines = {
    remindAt: Date.parse('2026-11-04T08:00:00-05:00'),
    dueAt: Date.parse('2026-11-05T08:00:00-05:00'),
    escalateAt: Date.parse('2026-11-09T08:00:00-05:00'),
  };

  it('counts every time limit of the version from the moment it is asked for', () => {
    expect(scheduleFrom(POLICY, AT_MS, EAST)).toEqual({
      consultation: deadlines,
      deconfliction: deadlines,
      clearanceExpiresAt: Date.parse('2026-12-02T08:00:00-05:00'),
      lapseEndsAt: Date.parse('2026-12-16T08:00:00-05:00'),
    });
  });

  it.each([
    // Friday 15:00 → the weekend does not count.
    ['a weekend', EAST, '2026-03-20T15:00:00-04:00', '2026-03-24T15:00:00-04:00', '2026-03-25T15:00:00-04:00'],
    // Wednesday before Thanksgiving.
    ['a federal holiday', EAST, '2026-11-25T10:00:00-05:00', '2026-11-30T10:00:00-05:00', '2026-12-01T10:00:00-05:00'],
    // Independence Day 2026 is a Saturday, observed on Friday the 3rd.
    [
      'a holiday on a Saturday',
      EAST,
      '2026-07-02T09:00:00-04:00',
      '2026-07-07T09:00:00-04:00',
      '2026-07-08T09:00:00-04:00',
    ],
    // Juneteenth 2022 is a Sunday, observed on Monday the 20th.
    [
      'a holiday on a Sunday',
      EAST,
      '2022-06-17T09:00:00-04:00',
      '2022-06-22T09:00:00-04:00',
      '2022-06-23T09:00:00-04:00',
    ],
    // The clocks go back on November 1 and forward on March 8: ten o'clock stays ten o'clock.
    [
      'the end of daylight saving',
      EAST,
      '2026-10-30T10:00:00-04:00',
      '2026-11-03T10:00:00-05:00',
      '2026-11-04T10:00:00-05:00',
    ],
    [
      'the begin of daylight saving',
      EAST,
      '2026-03-06T10:00:00-05:00',
      '2026-03-10T10:00:00-04:00',
      '2026-03-11T10:00:00-04:00',
    ],
    // New Year's Day 2027 is a Friday.
    ['the end of a year', EAST, '2026-12-30T16:00:00-05:00', '2027-01-04T16:00:00-05:00', '2027-01-05T16:00:00-05:00'],
    // New Year's Day 2028 is a Saturday: December 31 is free, in the old year.
    [
      'the end of a year, observed in the old one',
      EAST,
      '2027-12-29T16:00:00-05:00',
      '2028-01-03T16:00:00-05:00',
      '2028-01-04T16:00:00-05:00',
    ],
    ['a night', EAST, '2026-03-23T19:30:00-04:00', '2026-03-26T08:00:00-04:00', '2026-03-27T08:00:00-04:00'],
    [
      'the time before the office opens',
      EAST,
      '2026-03-23T05:00:00-04:00',
      '2026-03-25T08:00:00-04:00',
      '2026-03-26T08:00:00-04:00',
    ],
    [
      'the minute at which the office closes',
      EAST,
      '2026-03-23T17:00:00-04:00',
      '2026-03-26T08:00:00-04:00',
      '2026-03-27T08:00:00-04:00',
    ],
    // The same instant is still Friday's office hours in the west.
    [
      "another office's time zone",
      WEST,
      '2026-03-20T19:00:00-04:00',
      '2026-03-24T16:00:00-07:00',
      '2026-03-25T16:00:00-07:00',
    ],
    [
      'an office that no version names',
      'OFFICE-ELSEWHERE',
      '2026-03-20T15:00:00-04:00',
      '2026-03-24T15:00:00-04:00',
      '2026-03-25T15:00:00-04:00',
    ],
    [
      'an office named like a property',
      'constructor',
      '2026-03-20T15:00:00-04:00',
      '2026-03-24T15:00:00-04:00',
      '2026-03-25T15:00:00-04:00',
    ],
  ])('crosses %s', (_what, office, at, remind, due) => {
    const { consultation, deconfliction } = scheduleFrom(POLICY, Date.parse(at), office);
    expect(isoOf(consultation.remindAt)).toBe(isoOf(Date.parse(remind)));
    expect(isoOf(consultation.dueAt)).toBe(isoOf(Date.parse(due)));
    expect(deconfliction).toEqual(consultation);
  });

  it('keeps the clock of the office where a clearance crosses a change of daylight saving', () => {
    const { clearanceExpiresAt } = scheduleFrom(POLICY, Date.parse('2026-10-20T10:00:00-04:00'), EAST);
    expect(isoOf(clearanceExpiresAt)).toBe(isoOf(Date.parse('2026-11-19T10:00:00-05:00')));
  });

  it('takes deadlines of consultation and deconfliction each from its own rules', () => {
    const longer = { ...POLICY.deconfliction, dueAfter: { ...POLICY.deconfliction.dueAfter, value: 'P4D' } } as const;
    const { consultation, deconfliction } = scheduleFrom({ ...POLICY, deconfliction: longer }, AT_MS, EAST);
    expect(consultation).toEqual(deadlines);
    expect(deconfliction).toEqual({ ...deadlines, dueAt: Date.parse('2026-11-06T08:00:00-05:00') });
  });

  it.each(POLICIES)(
    'of $version reminds before it is due, escalates after, and does not tell the two gates apart',
    (policy) => {
      const { consultation, deconfliction, clearanceExpiresAt, lapseEndsAt } = scheduleFrom(policy, AT_MS, EAST);
      expect(consultation).toEqual(deconfliction);
      const order = [AT_MS, consultation.remindAt, consultation.dueAt, consultation.escalateAt];
      expect(order).toEqual([...new Set(order)].sort((one, other) => one - other));
      expect(AT_MS).toBeLessThan(clearanceExpiresAt);
      expect(clearanceExpiresAt).toBeLessThan(lapseEndsAt);
    },
  );
});

describe('the overlay of the demonstration', () => {
  const demo = overlaid(POLICY, DEMO_OVERLAY);

  it('has a name and a digest of its own', () => {
    expect(demo.version).toBe('announcement-2025-01-31+demo');
    expect(policyDigestOf(demo)).not.toBe(policyDigestOf(POLICY));
  });

  it('has the digest of what it holds, not of what it is called', () => {
    expect(policyDigestOf({ ...demo, version: POLICY.version })).not.toBe(policyDigestOf(POLICY));
  });

  it('changes time limits only: the gates and duties are those of its version', () => {
    const { version, digest } = termsOf(demo);
    expect({ ...termsOf(POLICY), version, digest }).toEqual(termsOf(demo));
    const changed = walk(demo).stated.filter(({ path, stated }) => {
      const before = walk(POLICY).stated.find((found) => found.path === path);
      return JSON.stringify(before?.stated) !== JSON.stringify(stated);
    });
    expect(changed.map(({ path }) => path).sort()).toEqual([
      '/clearance/lapsesFor',
      '/clearance/validFor',
      '/consultation/counting',
      '/consultation/dueAfter',
      '/consultation/escalateAfter',
      '/consultation/remindAfter',
      '/deconfliction/counting',
      '/deconfliction/dueAfter',
      '/deconfliction/escalateAfter',
      '/deconfliction/remindAfter',
    ]);
    for (const { stated } of changed)
      expect(stated).toMatchObject({ label: 'product default', note: DEMO_OVERLAY.note });
  });

  it('leaves the version beneath as it was', () => {
    expect(POLICY.version).toBe('announcement-2025-01-31');
    expect(POLICY.consultation.remindAfter.value).toBe('P2D');
  });

  it.each(['remindAfter', 'dueAfter', 'escalateAfter', 'clearanceValidFor', 'clearanceLapsesFor'] as const)(
    'cannot make %s longer',
    (field) => {
      expect(() => overlaid(POLICY, { ...DEMO_OVERLAY, [field]: 'P31D' })).toThrow(
        /is longer than P\d+D of announcement-2025-01-31/,
      );
    },
  );
});
