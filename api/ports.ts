/** What the HTTP app needs of the outside. The app is a value over these, so that it is tested without a port, a server or a database. */
import type { CaseInput } from '../machines/case-events.ts';
import type { Urgency } from '../machines/consultation-urgency.ts';
import type { AskedRole } from '../machines/case-reading.ts';
import type { AwaitedRole } from '../machines/case-waiting.ts';
import type { RefusalCode, System, SystemEvent } from '../machines/system.ts';
import type { WaitingStep } from '../machines/waiting-steps.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import type { Payload } from '@temporalio/common';
import type { Decoded } from '../codec/decoding.ts';
import type { Rates } from './http/rate-limit.ts';
import type { RegisterPort } from './adapters/register-port.ts';
import type { AuditPort } from './adapters/audit-port.ts';
import type { NoteLook } from './access/looks.ts';
import type { KeptAnswers } from '../ledger/kept-answers.ts';
import type { PrivacyRecord } from '../ledger/privacy-record.ts';
import type { Figures, FiguresOf } from '../ledger/work-figures.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { InstantMs, Json, PartnerClass, Person, PersonId, Schedule } from '../schemas/words.ts';

/** Cases in Temporal. */
export interface Cases {
  /** Idempotent by the case's id: a case that is there already stays as it is. */
  start(caseId: string, input: CaseInput): Promise<Started>;
  /** A new epoch of a case that has ended (row 22); its entries go on counting. */
  reopen(caseId: string, input: CaseInput, entriesBefore: number): Promise<Started>;
  /** Idempotent by the update's id: a repetition gets the first answer. Answers within 20 s. */
  submit(submission: CaseSubmission): Promise<Submitted>;
  /** Lets a case that was held after a fault go on. */
  resume(caseId: string, updateId: string): Promise<Resumed>;
  /** How many are held after a fault, as operators see it; null where Temporal cannot say now. */
  countHeld(): Promise<number | null>;
}

export interface CaseSubmission {
  readonly caseId: string;
  readonly updateId: string;
  /** Key of the actor that takes the event. */
  readonly to: string;
  readonly event: SystemEvent;
  /** The case takes it right after this entry, or not at all. */
  readonly after?: number;
  /** How long to wait for the record before saying that it is awaited; a default where it is left out. */
  readonly waitMs?: number;
}

/** `exists`: an execution under this id runs, or has run where none may run again. */
export type Started = { readonly is: 'started' | 'exists' | 'unavailable' };

export type Submitted =
  | { readonly is: 'accepted'; readonly entry: number; readonly at: InstantMs }
  | { readonly is: 'refused'; readonly code: RefusalCode; readonly reasons: readonly Json[] }
  /** The case has taken it in, durably, and the record has not yet: it takes effect with the record. */
  | { readonly is: 'awaitingRecord' }
  /** Another entry than the one given as `after` is the last. */
  | { readonly is: 'changed' }
  /** No case takes updates under this id any more. */
  | { readonly is: 'ended' }
  | { readonly is: 'held' | 'busy' | 'unavailable' | 'fault' };

/** `held`: it still is, since this release cannot read it. */
export type Resumed = { readonly is: 'resumed' | 'notHeld' | 'held' | 'ended' | 'unavailable' | 'fault' };

/** Where a keyset page begins: after the row with this key. Opaque to clients. */
export interface CaseCursor {
  readonly updatedAt: InstantMs;
  readonly caseId: string;
}

/** As the page before had it: the row may have another due date by now. */
export interface TaskCursor {
  readonly priority: number;
  readonly dueAt: InstantMs;
  readonly taskId: string;
}

export interface RequestCursor {
  readonly dueAt: InstantMs;
  readonly reference: string;
}

export interface CaseRow {
  readonly caseId: string;
  readonly entry: number;
  readonly epoch: number;
  readonly office: string;
  /** State of the root machine by name. */
  readonly state: string;
  readonly openedAt: InstantMs;
  readonly updatedAt: InstantMs;
  readonly endedAt: InstantMs | null;
}

export interface WaitingRow extends CaseRow {
  /** When something of it is due next, whosever it is. */
  readonly dueAt: InstantMs | null;
}

export interface CaseRecord extends CaseRow {
  readonly system: System;
  /** Whom somebody on the case brought in, as long as that stands. */
  readonly assigned: readonly PersonId[];
  /** What waits for people beside the tasks and requests, and since when. */
  readonly steps: readonly WaitingStep[];
}

/** A case for whoever oversees cases, also where its texts were destroyed. */
export interface Overseen {
  readonly caseId: string;
  /** Undefined where its texts were destroyed. */
  readonly office: string | undefined;
}

export interface TaskRow {
  readonly taskId: string;
  readonly caseId: string;
  readonly actorKey: string;
  readonly kind: string;
  readonly state: string;
  readonly owner: string | null;
  readonly office: string;
  readonly dueAt: InstantMs;
  readonly overdue: boolean;
  readonly urgency: Urgency | null;
  readonly priority: number;
}

export interface RequestRow {
  readonly reference: string;
  readonly caseId: string;
  readonly actorKey: string;
  readonly partnerClass: PartnerClass;
  readonly state: string;
  readonly windowFrom: InstantMs;
  readonly windowUntil: InstantMs;
  readonly regionCode: string;
  readonly dueAt: InstantMs;
}

export interface EntryRow {
  readonly entry: number;
  readonly at: InstantMs;
  /** The input as it was accepted, `{kind: 'start', at, input}` for an epoch's first. */
  readonly input: Json;
}

export interface Attempt {
  readonly person: string;
  readonly action: string;
  readonly caseId: string | null;
  readonly reasons: readonly string[];
  readonly at: InstantMs;
}

/** Protected contents shown to somebody beside a case's own pages: codes and counts. */
export interface Access {
  readonly person: string;
  readonly action: string;
  readonly caseId: string | null;
  readonly purpose: string;
  readonly shown: number;
  readonly refused: number;
  readonly at: InstantMs;
}

/** The record. All lists are at most `limit` rows, in the order of their keys. */
export interface CaseLedger {
  caseOf(caseId: string): Promise<CaseRecord | null>;
  entriesOf(caseId: string, page: { readonly after?: number; readonly limit: number }): Promise<readonly EntryRow[]>;
  /** The case's entry that an update became; null where it became none. */
  entryOfUpdate(caseId: string, updateId: string): Promise<number | null>;
  listCases(page: {
    /** Only cases that one of these people is on; null for all. */
    readonly onThem: readonly PersonId[] | null;
    readonly office?: string;
    readonly state?: string;
    readonly forRole?: AskedRole;
    readonly open?: boolean;
    readonly after?: CaseCursor;
    readonly limit: number;
  }): Promise<readonly CaseRow[]>;
  /** Open cases that wait for a role: what is due first, first, then what has no deadline, the oldest first. */
  listWaiting(page: {
    readonly awaited: AwaitedRole;
    readonly onThem: readonly PersonId[] | null;
    readonly office?: string;
    readonly forRole?: AskedRole;
    readonly limit: number;
  }): Promise<readonly WaitingRow[]>;
  listTasks(page: {
    readonly onThem: readonly PersonId[] | null;
    readonly office?: string;
    readonly owner?: string;
    readonly state?: string;
    readonly unclaimed?: boolean;
    readonly overdue?: boolean;
    /** A task of which it is not said is ordinary. */
    readonly urgency?: Urgency;
    readonly forLeadership?: boolean;
    /** What is due last, first. */
    readonly order?: 'soonest' | 'latest' | 'priority';
    readonly after?: TaskCursor;
    readonly limit: number;
  }): Promise<readonly TaskRow[]>;
  taskOf(taskId: string): Promise<TaskRow | null>;
  workFigures(of: FiguresOf): Promise<Figures>;
  listRequests(page: {
    readonly partnerClass: PartnerClass;
    readonly asked?: boolean;
    readonly after?: RequestCursor;
    readonly limit: number;
  }): Promise<readonly RequestRow[]>;
  requestOf(reference: string): Promise<RequestRow | null>;
  /** Whether the entry is in the record, at the latest after `timeoutMs`. */
  awaitEntry(caseId: string, entry: number, timeoutMs: number): Promise<boolean>;
  recordAttempt(attempt: Attempt): Promise<void>;
  /** In the record before it answers. */
  recordAccesses(accesses: readonly Access[]): Promise<void>;
  /** Whether some case of this person concerned knows a protected status, ended ones included (row 29). Nobody is told which. */
  protects(personReference: string): Promise<boolean>;
  /** The cases of this person concerned (row 21): for legal staff alone, and of these only who may read each. */
  related(personReference: string): Promise<readonly { readonly caseId: string; readonly ended: boolean }[]>;
}

export interface Policy {
  /** Brings all that follows up to date with the register: once for each request. */
  refresh(): Promise<void>;
  /** The version under which new cases start. */
  currentTerms(): PolicyTerms;
  /** Deadlines under these terms from this moment on, on the calendar of the office. @throws PolicyRefused where the version is unknown */
  scheduleOf(terms: Pick<PolicyTerms, 'version' | 'digest'>, at: InstantMs, office: string): Schedule;
  /** The whole version behind these terms, with its sources. @throws PolicyRefused where the version is unknown */
  documentOf(terms: Pick<PolicyTerms, 'version' | 'digest'>): PolicyVersion;
}

/** A person of the directory, with the handle under which embedded mode knows them. */
export interface ListedPerson {
  readonly handle: string;
  readonly displayName: string;
  readonly person: Person;
  /** Who answers for what they do, and so needs to know their cases. */
  readonly reportsTo?: PersonId;
}

export interface People {
  list(): readonly ListedPerson[];
  /** Who is called now, for nights and holidays. Without it there is no such roster. */
  onCall?(at: InstantMs): readonly OnCall[];
  /** Who is out of office now. Without it the directory knows of nobody. */
  away?(at: InstantMs): readonly Away[];
}

export interface Away {
  readonly person: PersonId;
  /** Who works on their tasks meanwhile, by their own duties. */
  readonly substitute: PersonId;
  readonly until: InstantMs;
}

export interface OnCall {
  readonly displayName: string;
  readonly person: Person;
  /** How they are reached. */
  readonly reach: string;
  readonly until: InstantMs;
}

/** Decoding for Temporal UI; see codec-routes.ts. */
export interface CodecPort {
  /** Origin of the one Temporal UI whose requests are answered, to the letter. */
  readonly origin: string;
  /** One answer for each payload, in order; see codec/decoding.ts. */
  readonly decode: (payloads: readonly Payload[]) => Promise<readonly Decoded[]>;
}

export interface AppPorts {
  /** The record as a whole: see audit-routes.ts. Without it there are no such addresses. */
  readonly audit?: AuditPort;
  /** Where Temporal UI lists the cases that are held, for operators; absent where the service was not told of a Temporal UI. */
  readonly heldCasesUrl?: string;
  /** Whether the header `Casegate-As` names who acts: embedded mode alone. */
  readonly acceptsHandles: boolean;
  /** Sign-in of browsers and access tokens; the pages are there only with it. */
  readonly signIn?: SignIn;
  /** Without it nothing is decoded. */
  readonly codec?: CodecPort;
  /** Without them nobody is slowed down: for measurements and tests. */
  readonly rates?: Rates;
  /** The beat on which "not found" leaves, in milliseconds. Without it at once: for measurements and tests. */
  readonly refusalBeatMs?: number;
  readonly ledger: CaseLedger;
  /** Acts beside the cases: who looked, what was disclosed, incidents, releases. */
  readonly privacy: PrivacyRecord;
  /** Of commands that a client may repeat under its key. */
  readonly answers: KeptAnswers;
  /** Who reads which case: see looks.ts. */
  readonly noteLook: NoteLook;
  readonly cases: Cases;
  readonly policy: Policy;
  /** The register of policy versions; without it the version that is configured is the one. */
  readonly register?: RegisterPort;
  readonly people: People;
  /** Opaque keyed ids: see codec/references.ts. */
  readonly references: (kind: string, ...parts: string[]) => string;
  readonly clock: () => InstantMs;
  /** Whether everything the service needs answers now. */
  readonly ready: () => Promise<boolean>;
  /** Takes what went wrong unexpectedly. Its text may be protected: it is for the process's own log. */
  readonly onFault: (fault: unknown) => void;
}
