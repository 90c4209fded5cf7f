/** Ports to the outside world. The outside's answers are stubs in the embedded default; the ports are what adapters implement. */
import type { Audience, LinkParams } from '../schemas/outbound.ts';
import type { InstantMs, PartnerClass } from '../schemas/words.ts';
import type { AppendRequest } from './contract.ts';

/** Keeps entries. @throws an error with a `code` of TERMINAL_FAILURES where trying again cannot help. */
export interface LedgerPort {
  append(request: AppendRequest): Promise<unknown>;
}

/** Signs where the record stands. @throws an error with a `code` of TERMINAL_FAILURES where it was changed */
export interface CheckpointPort {
  write(): Promise<unknown>;
}

/** Knows which ended cases the records schedule no longer keeps. */
export interface RetentionPort {
  /** Null where the policy names no time. Offices without any are left out. */
  dueByOffice(at: InstantMs): Promise<readonly { readonly office: string; readonly due: number }[] | null>;
}

/** Knows which reports of improper access, use or disclosure the privacy staff of their offices has not been told of. */
export interface ReportsPort {
  untold(): Promise<readonly { readonly incident: string; readonly office: string }[]>;
  noteTold(incident: string, at: InstantMs): Promise<void>;
}

/** Knows until when the training of each of the staff is current (R7). */
export interface TrainingPort {
  /** Null where there is no staff directory. Partners are not this agency's staff. */
  endings(): Promise<readonly TrainingEnding[] | null>;
}

export interface TrainingEnding extends Addressee {
  readonly trainedUntil: InstantMs;
}

/** Tells a group of staff, or one of them, that there is something to do behind sign-in: never what, about whom or why. */
export interface NotificationPort {
  /** Sends at most once for each key, however often it is called. */
  send(notification: Notification): Promise<void>;
}

/** Knows who is called when nobody of an office is in. */
export interface OnCallPort {
  /** Who of this group is on call now; nobody while the office is in. Does not throw: no roster may hold up a case. */
  of(audience: Audience, office: string): Promise<readonly Addressee[]>;
}

/** One of the staff. */
export interface Addressee {
  readonly staffId: string;
  /** Their own address; null where the directory has none. */
  readonly mail: string | null;
}

export type Notification = GroupNotification | ({ readonly key: string } & Addressee);

/** To a group of an office's staff. */
export interface GroupNotification {
  readonly key: string;
  readonly audience: Audience;
  readonly office: string;
}

/** Lets protection follow a person concerned into their other cases (row 29). */
export interface RelatedCasesPort {
  /** Told again it changes nothing more. */
  link(request: { readonly caseId: string; readonly key: string } & LinkParams): Promise<void>;
}

/** Asks a partner agency about a window and a region. The form is the same whether or not somebody is protected. */
export interface PartnerPort {
  /** Asks at most once for each key, however often it is called. */
  ask(request: PartnerRequest): Promise<void>;
}

export interface PartnerRequest {
  readonly key: string;
  readonly partnerClass: PartnerClass;
  /** Opaque; the only name by which the partner and we speak of this request. */
  readonly reference: string;
  readonly windowFrom: InstantMs;
  readonly windowUntil: InstantMs;
  readonly regionCode: string;
  readonly occasion: 'request' | 'reminder';
}
