/**
 * What stands in place of a payload that the codec did not accept.
 *
 * A codec that throws while it decodes fails the workflow task, and the task is tried again for ever: anyone who can send
 * one plaintext update would freeze a case. So such a payload becomes this value. Whoever takes values from Temporal
 * (update validators, signal handlers, a workflow's start, activities) asks `isUnauthentic` first and refuses it.
 */
export const UNAUTHENTIC = 'casegate/unauthentic';

export const UNAUTHENTIC_REASONS = [
  /** Not encrypted at all. */
  'unencrypted',
  /** Says that it is encrypted, but not in a form that this codec writes. */
  'malformed',
  /** Not made by a holder of the key that it names, or changed afterwards. */
  'forged',
  /** Made for another workflow, activity or namespace than the one it arrived at. */
  'moved',
  /** Arrived where the receiver does not know to which workflow it belongs, so nothing can be compared. */
  'noContext',
] as const;
export type UnauthenticReason = (typeof UNAUTHENTIC_REASONS)[number];

export interface Unauthentic {
  readonly [UNAUTHENTIC]: UnauthenticReason;
}

/**
 * Whether `value` stands for a refused payload. A value that merely contains the name beside others counts too: no
 * value of ours has it, and a doubt is decided against the sender. Looks at the value itself, not into it, since one
 * payload is one argument, result or detail.
 */
export function isUnauthentic(value: unknown): value is Unauthentic {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, UNAUTHENTIC);
}
