const DAY_MS = 86_400_000;
/** No time limit of a case is longer than a year; a longer one is a slip, and a case would silently wait for it. */
const DURATION_DAYS_MAX = 366;

const ELAPSED = /^P(?=\d|T)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;
const OF_CALENDAR = /^P[^T]*[YMW]/;

/** Days apart from the rest: how long a day is depends on how it is counted. */
export interface DurationParts {
  readonly days: number;
  /** Hours, minutes and seconds together. */
  readonly timeMs: number;
}

/**
 * An ISO 8601 duration of days, hours, minutes and seconds. Upper case, whole numbers.
 * @throws RangeError for everything else, and for none at all or more than a year
 */
export function durationOf(text: string): DurationParts {
  if (OF_CALENDAR.test(text)) {
    throw new RangeError(
      `the duration ${JSON.stringify(text)} has years, months or weeks: write it in days, such as P14D`,
    );
  }
  const parts = ELAPSED.exec(text);
  if (parts === null) throw new RangeError(`not a duration such as P2D or P1DT12H: ${JSON.stringify(text)}`);
  const [days, hours, minutes, seconds] = parts.slice(1).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const timeMs = hours * 3_600_000 + minutes * 60_000 + seconds * 1_000;
  const wholeMs = days * DAY_MS + timeMs;
  if (wholeMs === 0) throw new RangeError(`the duration ${text} is no time at all`);
  if (wholeMs > DURATION_DAYS_MAX * DAY_MS)
    throw new RangeError(`the duration ${text} is longer than ${DURATION_DAYS_MAX} days`);
  return { days, timeMs };
}

/** As elapsed time in milliseconds: a day has 24 hours. @throws RangeError as `durationOf` */
export function durationMs(text: string): number {
  const { days, timeMs } = durationOf(text);
  return days * DAY_MS + timeMs;
}
