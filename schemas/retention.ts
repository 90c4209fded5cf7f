import { z } from 'zod';

const DAY_MS = 86_400_000;

/**
 * Days for which the records schedule keeps the texts of ended cases. The document names none: an agency's schedule does, so that without a
 * setting none are ever due.
 */
export const retentionDaysSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,4}$/, { error: 'must be a number of days, 1 to 99999' })
  .transform(Number);

/** @returns null where it is not set @throws ZodError */
export function retentionMsFrom(days: string | undefined): number | null {
  return days === undefined || days === '' ? null : retentionDaysSchema.parse(days) * DAY_MS;
}
