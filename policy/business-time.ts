/**
 * Arithmetic on an office's calendar. Never imported by machines or workflows: time-zone data changes between releases of Node, so a due date
 * is computed once, where the event is made, and read from the record ever after.
 */
import { Temporal } from 'temporal-polyfill';
import type { InstantMs } from '../schemas/words.ts';
import type { BusinessCalendar, HolidayRule, OfficeHours, Weekday } from './business-calendar.ts';
import { durationOf, type DurationParts } from './duration.ts';
import type { Counting, IsoDuration } from './policy-version.ts';

/** In a calendar that works at all, the next working day is at most some days away; one beyond this never works. */
const FREE_DAYS_MAX = 60;

const SATURDAY = 6;
const SUNDAY = 7;

/** @throws RangeError for a duration, a time zone or a time that is none, and for a calendar that never works */
export function later(
  calendar: BusinessCalendar,
  office: string,
  atMs: InstantMs,
  duration: IsoDuration,
  counting: Counting,
): InstantMs {
  const parts = durationOf(duration);
  const hours = hoursOf(calendar, office);
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(hours.timeZone);
  switch (counting) {
    case 'elapsed':
      return at.add({ hours: parts.days * 24, milliseconds: parts.timeMs }).epochMilliseconds;
    case 'calendarDays':
      return at.add({ days: parts.days, milliseconds: parts.timeMs }).epochMilliseconds;
    case 'businessDays':
      return laterInOfficeHours(workOf(calendar, hours), at, parts).epochMilliseconds;
  }
}

/** Own properties only: an office called `constructor` is an office that is not named. */
export const hoursOf = ({ offices, otherOffices }: BusinessCalendar, office: string): OfficeHours =>
  (Object.hasOwn(offices, office) ? offices[office]! : otherOffices).value;

interface Work {
  readonly timeZone: string;
  readonly opensAt: Temporal.PlainTime;
  readonly closesAt: Temporal.PlainTime;
  readonly isWorkingDay: (date: Temporal.PlainDate) => boolean;
}

function workOf(calendar: BusinessCalendar, { timeZone, workingDays, opensAt, closesAt }: OfficeHours): Work {
  const years = new Map<number, ReadonlySet<string>>();
  const freeIn = (year: number): ReadonlySet<string> => {
    const known = years.get(year) ?? new Set(holidaysOf(calendar, year));
    years.set(year, known);
    return known;
  };
  return {
    timeZone,
    opensAt: Temporal.PlainTime.from(opensAt),
    closesAt: Temporal.PlainTime.from(closesAt),
    isWorkingDay: (date) =>
      workingDays.includes(date.dayOfWeek as Weekday) &&
      !freeIn(date.year).has(date.toString()) &&
      !calendar.closures.value.includes(date.toString()),
  };
}

/** The days of a year that are free as holidays, as they are observed; ISO 8601 dates in order. */
export function holidaysOf({ holidays }: BusinessCalendar, year: number): string[] {
  // New Year's Day of the next year is observed in this one where it falls on a Saturday.
  return [year, year + 1]
    .flatMap((inYear) => holidays.map(({ value: { on } }) => observed(dateOf(on, inYear))))
    .filter((date) => date.year === year)
    .map((date) => date.toString())
    .sort();
}

function dateOf(rule: HolidayRule, year: number): Temporal.PlainDate {
  if ('day' in rule) return Temporal.PlainDate.from({ year, month: rule.month, day: rule.day }, { overflow: 'reject' });
  const first = Temporal.PlainDate.from({ year, month: rule.month, day: 1 }, { overflow: 'reject' });
  if (rule.nth === -1) {
    const last = first.with({ day: first.daysInMonth });
    return last.subtract({ days: (last.dayOfWeek - rule.weekday + 7) % 7 });
  }
  return first.add({ days: ((rule.weekday - first.dayOfWeek + 7) % 7) + (rule.nth - 1) * 7 });
}

function observed(date: Temporal.PlainDate): Temporal.PlainDate {
  if (date.dayOfWeek === SATURDAY) return date.subtract({ days: 1 });
  return date.dayOfWeek === SUNDAY ? date.add({ days: 1 }) : date;
}

/** Whole days keep the time of day, each on a working day; the rest is counted within office hours alone. */
function laterInOfficeHours(
  work: Work,
  at: Temporal.ZonedDateTime,
  { days, timeMs }: DurationParts,
): Temporal.ZonedDateTime {
  let moment = atWork(work, at);
  for (let day = 0; day < days; day += 1)
    moment = on(work, nextWorkingDay(work, moment.toPlainDate()), moment.toPlainTime());
  let left = timeMs;
  for (;;) {
    const untilCloseMs = on(work, moment.toPlainDate(), work.closesAt).epochMilliseconds - moment.epochMilliseconds;
    if (left <= untilCloseMs) return moment.add({ milliseconds: left });
    left -= untilCloseMs;
    moment = on(work, nextWorkingDay(work, moment.toPlainDate()), work.opensAt);
  }
}

/** This moment where the office is open, else when it opens next. */
function atWork(work: Work, at: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const date = at.toPlainDate();
  const time = at.toPlainTime();
  const isClosed = !work.isWorkingDay(date) || Temporal.PlainTime.compare(time, work.closesAt) >= 0;
  if (isClosed) return on(work, nextWorkingDay(work, date), work.opensAt);
  return Temporal.PlainTime.compare(time, work.opensAt) < 0 ? on(work, date, work.opensAt) : at;
}

function nextWorkingDay({ isWorkingDay }: Work, after: Temporal.PlainDate): Temporal.PlainDate {
  for (let days = 1; days <= FREE_DAYS_MAX; days += 1) {
    const date = after.add({ days });
    if (isWorkingDay(date)) return date;
  }
  throw new RangeError(`no working day within ${FREE_DAYS_MAX} days after ${after.toString()}`);
}

const on = ({ timeZone }: Work, date: Temporal.PlainDate, plainTime: Temporal.PlainTime): Temporal.ZonedDateTime =>
  date.toZonedDateTime({ timeZone, plainTime });
