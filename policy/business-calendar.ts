import type { Stated } from './policy-version.ts';

/** ISO 8601: Monday is 1, Sunday 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A day of the month, or the nth such weekday of it; -1 is the last. */
export type HolidayRule =
  | { readonly month: number; readonly day: number }
  | { readonly month: number; readonly weekday: Weekday; readonly nth: 1 | 2 | 3 | 4 | -1 };

export interface Holiday {
  readonly name: string;
  readonly on: HolidayRule;
}

/** When an office works. Local times `HH:MM`, the same on each working day; the night is not worked through. */
export interface OfficeHours {
  /** IANA name, such as America/New_York. */
  readonly timeZone: string;
  readonly workingDays: readonly Weekday[];
  readonly opensAt: string;
  readonly closesAt: string;
}

/**
 * On which days work is done, and when. It travels as data with its version, so that the version's digest pins it too; due dates are computed
 * from it where an event is made, and recorded.
 */
export interface BusinessCalendar {
  readonly holidays: readonly Stated<Holiday>[];
  /** Which day is free instead, where a holiday falls on a day that is free anyway. */
  readonly saturdayHolidays: Stated<'fridayBefore'>;
  readonly sundayHolidays: Stated<'mondayAfter'>;
  /** Further days without work, ISO 8601 dates: as when an executive order closes the agencies. */
  readonly closures: Stated<readonly string[]>;
  /** By the code of the office. */
  readonly offices: { readonly [office: string]: Stated<OfficeHours> };
  /** Of an office that is not named. */
  readonly otherOffices: Stated<OfficeHours>;
}
