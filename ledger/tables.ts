/** The tables as Kysely sees them: camelCase here, snake_case in the database. Instants are milliseconds since the Unix epoch. */
import type { Generated } from 'kysely';
import type { AskedRole } from '../machines/case-reading.ts';
import type { StepRole } from '../machines/case-steps.ts';
import type { AwaitedRole } from '../machines/case-waiting.ts';
import type { Urgency } from '../machines/consultation-urgency.ts';
import type { DatedWork } from '../machines/dated-work.ts';
import type { InstantMs, PartnerClass, TransitionRule } from '../schemas/words.ts';
import type { ActKind } from './log/leaf.ts';

/** Every accepted input, append-only. */
export interface EntriesTable {
  readonly caseId: string;
  /** From 1, without gaps, over all epochs. */
  readonly entry: number;
  readonly updateId: string | null;
  /** Of the content, salted: see log/leaf.ts. */
  readonly commitment: string;
  /** Input, state and effects, encrypted under the case's key: see content.ts. */
  readonly content: Buffer;
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
  /** Roles of no office that read it: see machines/case-reading.ts. Null in a row of an older version. */
  readonly forRoles: readonly AskedRole[] | null;
  /** Roles that have something to do in it: see machines/case-waiting.ts. Null in a row of an older version. */
  readonly awaited: readonly AwaitedRole[] | null;
  /** When something of it is due next. */
  readonly dueAt: InstantMs | null;
  /** The system's JSON text, encrypted under the case's key. */
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
  /** Null in a row of an older version. */
  readonly urgency: Urgency | null;
  /** From 0, which comes first, to 10. */
  readonly priority: number;
  /** Whether leadership reads its case. */
  readonly forLeadership: boolean | null;
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
  /** The case's. Null in a row of an older version, like the next. */
  readonly office: string | null;
  /** When it was asked, or asked again after it had been answered. */
  readonly askedAt: InstantMs | null;
  /** When it was answered first since then; null where it was not, or was excused. */
  readonly answeredAt: InstantMs | null;
}

/** A projection: what a case waits for from people beside its tasks and requests. */
export interface WaitingStepsTable {
  readonly caseId: string;
  /** Its name: see machines/case-steps.ts. */
  readonly step: string;
  readonly role: StepRole;
  readonly office: string;
  readonly since: InstantMs;
  /** When its people were told that it is late, and when leadership was. */
  readonly remindedAt: InstantMs | null;
  readonly escalatedAt: InstantMs | null;
}

/** A projection: by when claimed work of a role is begun, or until when it is set aside. */
export interface ClaimedWorkTable extends DatedWork {
  readonly caseId: string;
}

/** A projection: whom a case's history gives a duty, and who has work of it in hand. */
export interface CasePeopleTable {
  readonly caseId: string;
  readonly person: string;
}

/** Whom somebody on a case brought in, as long as that stands; their acts say who, when and why. */
export interface AssignmentsTable {
  readonly caseId: string;
  readonly person: string;
  readonly reason: string;
  readonly assignedBy: string;
  readonly assignedAt: InstantMs;
}

/** The key of each case, wrapped by a key of the ring; destroyed, its texts cannot be read any more. */
export interface CaseKeysTable {
  readonly caseId: string;
  /** Key of the ring that wraps it. */
  readonly keyId: string;
  readonly wrapped: Buffer | null;
  readonly madeAt: Generated<InstantMs>;
  readonly destroyedAt: InstantMs | null;
}

/** What was done, tried or disclosed beside the cases' sequences, append-only. Codes only. */
export interface ActsTable {
  readonly act: Generated<number>;
  readonly kind: ActKind;
  readonly person: string;
  readonly action: string;
  readonly caseId: string | null;
  /** A JSON object of codes. */
  readonly details: string;
  readonly at: InstantMs;
  readonly recordedAt: Generated<InstantMs>;
  readonly salt: Buffer;
  readonly commitment: string;
}

/** What was answered to commands that carried a key. */
export interface KeptAnswersTable {
  readonly reference: string;
  readonly digest: string;
  /** Null while the first try is under way. */
  readonly status: number | null;
  readonly body: string | null;
  readonly at: InstantMs;
}

/** Leaves that have no place in the log yet. */
export interface LogQueueTable {
  readonly id: Generated<number>;
  readonly caseId: string | null;
  /** With `caseId` the entry whose leaf it is; null for an act's. */
  readonly entry: number | null;
  /** The act whose leaf it is; null for an entry's. */
  readonly act: number | null;
  readonly leaf: Buffer;
}

/** The log's leaves in their order, append-only. */
export interface LogLeavesTable {
  readonly index: number;
  readonly caseId: string | null;
  readonly entry: number | null;
  readonly act: number | null;
  readonly leaf: Buffer;
}

/** The hashes of the log's tree: see log/tiles.ts. They only grow. */
export interface LogTilesTable {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

/** Signed notes, append-only. */
export interface LogCheckpointsTable {
  readonly size: number;
  readonly note: string;
  readonly signedAt: Generated<InstantMs>;
}

/** Which cases are about the same person concerned: see related-cases.ts. */
export interface PersonLinksTable {
  readonly link: string;
  readonly caseId: string;
}

/** Policy versions that came from signed files, append-only. Their bytes are checked again whenever they are read. */
export interface PolicyVersionsTable {
  readonly version: string;
  readonly digest: string;
  readonly file: Buffer;
  readonly signature: string;
  readonly keyId: string;
  readonly person: string;
  readonly at: InstantMs;
  readonly recordedAt: Generated<InstantMs>;
}

/** What was decided about policy versions, append-only. */
export interface PolicyOrdersTable {
  /** From 1, without gaps. */
  readonly policyOrder: number;
  readonly kind: 'proposal' | 'activation' | 'suspension';
  readonly version: string;
  readonly digest: string;
  /** Of an activation: the version's own transition rule (row 18). */
  readonly rule: TransitionRule | null;
  /** Of the record of the proof that the version was proposed with. */
  readonly proofDigest: string | null;
  readonly person: string;
  readonly note: string;
  readonly at: InstantMs;
  readonly recordedAt: Generated<InstantMs>;
}

/** Which case an order has reached, append-only. */
export interface PolicyReachedTable {
  readonly policyOrder: number;
  readonly caseId: string;
  /** `unchanged`: it had ended before the order came to it, or stood so already. */
  readonly outcome: 'changed' | 'unchanged';
  /** The case's entry that the order became. */
  readonly entry: number | null;
  readonly recordedAt: Generated<InstantMs>;
}

/** The code that decides, append-only: see deciding-code.ts. */
export interface MachinesTable {
  readonly digest: string;
  readonly files: Buffer;
  readonly keptAt: Generated<InstantMs>;
}

/** Measures that wait for a second person. */
export interface CustodyProposalsTable {
  readonly caseId: string;
  readonly measure: string;
  readonly reference: string;
  readonly person: string;
  readonly at: InstantMs;
}

/** Legal holds that stand. */
export interface LegalHoldsTable {
  readonly caseId: string;
  readonly reference: string;
  readonly placedAt: InstantMs;
}

/** Where reports of improper access, use or disclosure stand; their acts say how they came there. */
export interface IncidentsTable {
  readonly incident: string;
  readonly category: string;
  readonly caseId: string | null;
  readonly state: string;
  readonly finding: string | null;
  readonly occurredAt: InstantMs;
  readonly reportedBy: string;
  /** The reporter's, whose privacy staff is told. */
  readonly office: string;
  /** When they were told that there is something to read; null before. */
  readonly toldAt: InstantMs | null;
  readonly reportedAt: InstantMs;
  readonly changedAt: InstantMs;
  /** Key of the ring under which the note is encrypted. */
  readonly keyId: string;
  readonly note: Buffer;
}

export interface Tables {
  readonly entries: EntriesTable;
  readonly cases: CasesTable;
  readonly tasks: TasksTable;
  readonly requests: RequestsTable;
  readonly casePeople: CasePeopleTable;
  readonly waitingSteps: WaitingStepsTable;
  readonly claimedWork: ClaimedWorkTable;
  readonly assignments: AssignmentsTable;
  readonly personLinks: PersonLinksTable;
  readonly caseKeys: CaseKeysTable;
  readonly acts: ActsTable;
  readonly logQueue: LogQueueTable;
  readonly logLeaves: LogLeavesTable;
  readonly logTiles: LogTilesTable;
  readonly logCheckpoints: LogCheckpointsTable;
  readonly machines: MachinesTable;
  readonly custodyProposals: CustodyProposalsTable;
  readonly legalHolds: LegalHoldsTable;
  readonly keptAnswers: KeptAnswersTable;
  readonly incidents: IncidentsTable;
  readonly policyVersions: PolicyVersionsTable;
  readonly policyOrders: PolicyOrdersTable;
  readonly policyReached: PolicyReachedTable;
}
