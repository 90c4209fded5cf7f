/** Times in forms are local to a zone that the form names; outside of forms a time is an instant. */

/** Zones of the agency's offices, by their names in the IANA database. */
export const ZONES: readonly (readonly [zone: string, words: string])[] = [
  ['America/New_York', 'Eastern'],
  ['America/Chicago', 'Central'],
  ['America/Denver', 'Mountain'],
  ['America/Phoenix', 'Arizona'],
  ['America/Los_Angeles', 'Pacific'],
  ['America/Anchorage', 'Alaska'],
  ['Pacific/Honolulu', 'Hawaii'],
  ['America/Puerto_Rico', 'Puerto Rico'],
  ['Pacific/Guam', 'Guam'],
  ['UTC', 'UTC'],
];
export const ZONE_DEFAULT = 'America/New_York';

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * A local time as ISO 8601 with its offset. What is no local time, or does not exist in its zone (the hour that a clock skips in
 * spring), is given back as it is: the service says that it is not right. Of the two of an hour that a clock repeats, the first.
 */
export function instantIn(zone: string, local: string): string {
  if (!LOCAL.test(local) || !ZONES.some(([known]) => known === zone)) return local;
  const asIfUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asIfUtc)) return local;
  const offsets = [...new Set([asIfUtc - 24 * HOUR_MS, asIfUtc + 24 * HOUR_MS].map((at) => offsetOf(zone, at)))];
  const instants = offsets.map((offset) => asIfUtc - offset).filter((at) => at + offsetOf(zone, at) === asIfUtc);
  if (instants.length === 0) return local;
  const at = Math.min(...instants);
  return `${local.length === 16 ? `${local}:00` : local}${offsetText(asIfUtc - at)}`;
}

/** An instant as a form shows it. */
export function localIn(zone: string, iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '';
  return new Date(at + offsetOf(zone, at)).toISOString().slice(0, 16);
}

function offsetOf(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE_MS;
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
