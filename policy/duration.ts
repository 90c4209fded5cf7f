const PATTERN = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds, elapsed time.
 * @throws RangeError for anything else: months and years have no fixed length.
 */
export function durationMs(text: string): number {
  const parts = PATTERN.exec(text)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined) || text.endsWith('T')) {
    throw new RangeError(`not a duration of days, hours, minutes and seconds: ${text}`);
  }
  const [days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  return days! * DAY_MS + hours! * HOUR_MS + minutes! * MINUTE_MS + seconds! * SECOND_MS;
}
