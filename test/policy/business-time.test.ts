import { allForYear } from '@18f/us-federal-holidays';
import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENT_2025_01_31 as POLICY } from '../../policy/announcement-2025-01-31.ts';
import type { BusinessCalendar, OfficeHours } from '../../policy/business-calendar.ts';
import { holidaysOf, later } from '../../policy/business-time.ts';
import type { Counting, IsoDuration } from '../../policy/policy-version.ts';

const CALENDAR: BusinessCalendar = POLICY.calendar;
const EAST = 'OFFICE-EAST';
const YEARS = Array.from({ length: 30 }, (_, index) => 2021 + index);

const laterIn = (calendar: BusinessCalendar, at: string, duration: IsoDuration, counting: Counting): string =>
  new Date(later(calendar, EAST, Date.parse(at), duration, counting)).toISOString();
const inUtc = (text: string): string => new Date(text).toISOString();

const withHours = (hours: Partial<OfficeHours>): BusinessCalendar => ({
  ...CALENDAR,
  offices: {
    [EAST]: { ...POLICY.calendar.offices[EAST], value: { ...POLICY.calendar.offices[EAST].value, ...hours } },
  },
});

describe('federal holidays', () => {
  it.each(YEARS)('of %i are those of an independent table, as they are observed', (year) => {
    // It lists the days of a year by the holiday, so that one observed at the end of the year before stands there.
    const theirs = [year, year + 1]
      .flatMap((inYear) => allForYear(inYear, { shiftSaturdayHolidays: true, shiftSundayHolidays: true }))
      .map(({ dateString }) => iso(dateString))
      .filter((date) => date.startsWith(`${year}-`));
    expect(holidaysOf(CALENDAR, year)).toEqual([...new Set(theirs)].sort());
    expect(theirs.length).toBeGreaterThanOrEqual(10);
  });

  const iso = (dateString: string): string =>
    dateString
      .split('-')
      .map((part) => part.padStart(2, '0'))
      .join('-');
});

describe('time on the calendar of an office', () => {
  it.each([
    // 23 hours lie between the two ten o'clocks.
    ['elapsed', '2026-03-07T10:00:00-05:00', 'P1D', '2026-03-08T11:00:00-04:00'],
    ['calendarDays', '2026-03-07T10:00:00-05:00', 'P1D', '2026-03-08T10:00:00-04:00'],
    ['businessDays', '2026-03-06T10:00:00-05:00', 'P1D', '2026-03-09T10:00:00-04:00'],
    // Hours are counted while the office is open: from Friday 16:00 one hour there, then three on Monday.
    ['businessDays', '2026-03-06T16:00:00-05:00', 'PT4H', '2026-03-09T11:00:00-04:00'],
    ['businessDays', '2026-03-06T16:00:00-05:00', 'P1DT2H', '2026-03-10T09:00:00-04:00'],
    // Exactly until it closes.
    ['businessDays', '2026-03-06T16:00:00-05:00', 'PT1H', '2026-03-06T17:00:00-05:00'],
    ['elapsed', '2026-03-06T16:00:00-05:00', 'PT4H', '2026-03-06T20:00:00-05:00'],
  ] as const)('%s from %s after %s', (counting, at, duration, expected) => {
    expect(laterIn(CALENDAR, at, duration, counting)).toBe(inUtc(expected));
  });

  it('moves a time of day that the clocks leave out on that day', () => {
    const night = withHours({ workingDays: [1, 2, 3, 4, 5, 6, 7], opensAt: '00:30', closesAt: '23:30' });
    expect(laterIn(night, '2026-03-07T02:30:00-05:00', 'P1D', 'businessDays')).toBe(inUtc('2026-03-08T03:30:00-04:00'));
  });

  it('leaves out days on which the agencies are closed by order', () => {
    const closed: BusinessCalendar = {
      ...CALENDAR,
      closures: { ...POLICY.calendar.closures, value: ['2026-03-23', '2026-03-24'] },
    };
    expect(laterIn(closed, '2026-03-20T10:00:00-04:00', 'P1D', 'businessDays')).toBe(
      inUtc('2026-03-25T10:00:00-04:00'),
    );
  });

  it('works on the days on which the office works', () => {
    const sundays = withHours({ workingDays: [7] });
    expect(laterIn(sundays, '2026-03-20T10:00:00-04:00', 'P1D', 'businessDays')).toBe(
      inUtc('2026-03-29T08:00:00-04:00'),
    );
  });

  it('refuses a calendar that never works instead of looking for ever', () => {
    expect(() => laterIn(withHours({ workingDays: [] }), '2026-03-20T10:00:00-04:00', 'P1D', 'businessDays')).toThrow(
      'no working day within 60 days',
    );
  });

  it('refuses a time zone that there is not', () => {
    expect(() =>
      laterIn(withHours({ timeZone: 'America/Nowhere' }), '2026-03-20T10:00:00-04:00', 'P1D', 'elapsed'),
    ).toThrow(RangeError);
  });
});
