/**
 * What machines may ask to be sent, as an allow-list of codes: a protected field has no place to stand in.
 * Every message about a case looks the same whether or not somebody is protected.
 */
import type { InstantMs, PartnerClass } from './words.ts';

/** A notification says that there is something to do behind sign-in, and nothing else. */
export type NotifyParams = {
  readonly audience: 'legal' | 'supervisor' | 'leadership' | 'privacy';
  readonly office: string;
  readonly reason: 'assigned' | 'reminder' | 'overdue' | 'escalated' | 'changed';
};

/** A partner is told a window and a region; the opaque reference is added where the message is made. */
export type AskPartnerParams = {
  readonly partnerClass: PartnerClass;
  readonly windowFrom: InstantMs;
  readonly windowUntil: InstantMs;
  readonly regionCode: string;
  readonly occasion: 'request' | 'reminder';
};
