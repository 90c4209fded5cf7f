/**
 * What machines may ask to be sent, as an allow-list of codes: a protected field has no place to stand in.
 * Every message about a case looks the same whether or not somebody is protected.
 */
import type { InstantMs, PartnerClass, Schedule } from './words.ts';

/** A group of staff; which of them, the notification service knows. */
export const AUDIENCES = ['legal', 'supervisor', 'leadership', 'privacy', 'policyStaff'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** A notification says that there is something to do behind sign-in, and nothing else. */
export type NotifyParams = {
  readonly audience: Audience;
  readonly office: string;
  readonly reason: 'assigned' | 'reminder' | 'overdue' | 'escalated' | 'urgent' | 'changed';
};

/** Has the service look for other cases of the same person concerned, so that protection follows into them (row 29). */
export type LinkParams = {
  readonly personReference: string;
  readonly protects: boolean;
  /** Time limits from now on, for a consultation that another case then opens. */
  readonly schedule: Schedule;
};

/** A partner is told a window and a region; the opaque reference is added where the message is made. */
export type AskPartnerParams = {
  readonly partnerClass: PartnerClass;
  readonly windowFrom: InstantMs;
  readonly windowUntil: InstantMs;
  readonly regionCode: string;
  readonly occasion: 'request' | 'reminder';
};
