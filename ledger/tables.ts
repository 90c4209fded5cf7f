/** The tables as Kysely sees them: camelCase here, snake_case in the database. Instants are milliseconds since the Unix epoch. */
import type { Generated } from 'kysely';
import type { InstantMs, PartnerClass } from '../schemas/words.ts';

/** Every accepted input, append-only. */
export interface EntriesTable {
  readonly caseId: string;
  /** From 1, without gaps, over all epochs. */
  readonly entry: number;
  readonly updateId: string | null;
  /** SHA-256 (hex) of the input's canonical JSON. */
  readonly inputDigest: string;
  /** SHA-256 (hex) of the canonical JSON of the system after the input. */
  readonly stateDigest: string;
  readonly keyId: string;
  /** The input's JSON text, encrypted. */
  readonly input: Buffer;
  /** When the case took the input. */
  readonly at: InstantMs;
  /** When the database took the entry, by its own clock. */
  readonly recordedAt: Generated<InstantMs>;
  readonly policyDigest: string;
  readonly machinesDigest: string;
}

/** A projection: where each case stands after its last entry. */
export interface CasesTable {
  readonly caseId: string;
  readonly entry: number;
  readonly epoch: number;
  readonly office: string;
  /** State of the root machine by name. */
  readonly state: string;
  readonly policyVersion: string;
  /** When the present epoch was opened. */
  readonly openedAt: InstantMs;
  readonly updatedAt: InstantMs;
  readonly endedAt: InstantMs | null;
  readonly keyId: string;
  /** The system's JSON text, encrypted. */
  readonly system: Buffer;
}

/** A projection: human tasks, the ended ones too. */
export interface TasksTable {
  readonly taskId: string;
  readonly caseId: string;
  readonly actorKey: string;
  readonly kind: string;
  /** WS-HumanTask: ready, reserved, inProgress, suspended, completed, obsolete. */
  readonly state: string;
  readonly owner: string | null;
  readonly office: string;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
  readonly overdue: boolean;
  readonly endedAt: InstantMs | null;
}

/** A projection: deconfliction requests, one for each case and class of partner. */
export interface RequestsTable {
  readonly reference: string;
  readonly caseId: string;
  readonly actorKey: string;
  readonly partnerClass: PartnerClass;
  /** `asked`, `answered`, `excused`, or `closed` with its case. */
  readonly state: string;
  readonly windowFrom: InstantMs;
  readonly windowUntil: InstantMs;
  readonly regionCode: string;
  readonly dueAt: InstantMs;
  readonly overdue: boolean;
  readonly endedAt: InstantMs | null;
}

/** What was refused or came late, append-only: beside the entries, since it changed no case. */
export interface AttemptsTable {
  readonly attempt: Generated<number>;
  readonly person: string;
  readonly action: string;
  readonly caseId: string | null;
  /** Codes, as a JSON array. */
  readonly reasons: string;
  readonly at: InstantMs;
  readonly recordedAt: Generated<InstantMs>;
}

export interface Tables {
  readonly entries: EntriesTable;
  readonly cases: CasesTable;
  readonly tasks: TasksTable;
  readonly requests: RequestsTable;
  readonly attempts: AttemptsTable;
}
