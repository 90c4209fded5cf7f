import type { PolicyVersion } from './policy-version.ts';

const DAY_MS = 86_400_000;

/** For how long at least the texts of an ended case are kept, in milliseconds; null where the version names no time. */
export function retentionMsOf({ records }: Pick<PolicyVersion, 'records'>): number | null {
  return records === undefined ? null : Number(records.keepTextsFor.value.slice('P'.length, -'D'.length)) * DAY_MS;
}
