import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENT_2025_01_31 as POLICY } from '../../policy/announcement-2025-01-31.ts';
import { durationMs } from '../../policy/duration.ts';
import { DEMO_OVERLAY, overlaid } from '../../policy/overlay.ts';
import { POLICIES, policyDigestOf, termsOf } from '../../policy/registry.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import { walk } from './documents.ts';

const DAY_MS = 86_400_000;
const AT_MS = Date.UTC(2026, 10, 2, 12);

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
  const deadlines = { remindAt: AT_MS + 2 * DAY_MS, dueAt: AT_MS + 3 * DAY_MS, escalateAt: AT_MS + 5 * DAY_MS };

  it('counts every time limit of the version from the moment it is asked for', () => {
    expect(scheduleFrom(POLICY, AT_MS)).toEqual({
      consultation: deadlines,
      deconfliction: deadlines,
      clearanceExpiresAt: AT_MS + 30 * DAY_MS,
      lapseEndsAt: AT_MS + 44 * DAY_MS,
    });
  });

  it('counts elapsed time, across a change of daylight saving and the end of a year too', () => {
    const beforeFallBackMs = Date.parse('2026-10-31T20:00:00-04:00');
    expect(scheduleFrom(POLICY, beforeFallBackMs).consultation.remindAt).toBe(Date.parse('2026-11-02T19:00:00-05:00'));
    const beforeNewYearMs = Date.parse('2026-12-31T23:00:00Z');
    expect(scheduleFrom(POLICY, beforeNewYearMs).consultation.dueAt).toBe(Date.parse('2027-01-03T23:00:00Z'));
  });

  it('takes deadlines of consultation and deconfliction each from its own rules', () => {
    const longer = { ...POLICY.deconfliction, dueAfter: { ...POLICY.deconfliction.dueAfter, value: 'P4D' } } as const;
    const { consultation, deconfliction } = scheduleFrom({ ...POLICY, deconfliction: longer }, AT_MS);
    expect(consultation).toEqual(deadlines);
    expect(deconfliction).toEqual({ ...deadlines, dueAt: AT_MS + 4 * DAY_MS });
  });

  it.each(POLICIES)(
    'of $version reminds before it is due, escalates after, and does not tell the two gates apart',
    (policy) => {
      const { consultation, deconfliction, clearanceExpiresAt, lapseEndsAt } = scheduleFrom(policy, AT_MS);
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
      '/consultation/dueAfter',
      '/consultation/escalateAfter',
      '/consultation/remindAfter',
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
