/** What people look up, as a pure function of a case's system: so it can be made again from the entries at any time. */
import type { Insertable } from 'kysely';
import type { ReferenceOf } from '../codec/references.ts';
import { ASKED_ROLES, concerns, consultationUrgencyOf, namedIn } from '../machines/case-reading.ts';
import { awaitedIn } from '../machines/case-waiting.ts';
import { CONSULTATION, caseContextOf, consultationOf, requestsOf } from '../machines/case-program.ts';
import { priorityOf } from '../machines/consultation-urgency.ts';
import { ROOT, type System } from '../machines/system.ts';
import type { InstantMs, Json, PersonId } from '../schemas/words.ts';
import { datedWorkOf } from '../machines/dated-work.ts';
import { stepsOf } from '../machines/waiting-steps.ts';
import type { CasesTable, ClaimedWorkTable, RequestsTable, TasksTable, WaitingStepsTable } from './tables.ts';

export interface Projection {
  readonly case: Omit<Insertable<CasesTable>, 'system'>;
  readonly tasks: readonly Insertable<TasksTable>[];
  readonly requests: readonly Insertable<RequestsTable>[];
  /** Whom the case's history gives a duty, which it takes from nobody; and who has work of it in hand. */
  readonly people: readonly PersonId[];
  /** What waits for people, each as if it began to with this input: what waited before keeps its `since`. */
  readonly steps: readonly Omit<WaitingStepsTable, 'remindedAt' | 'escalatedAt'>[];
  readonly work: readonly ClaimedWorkTable[];
}

export interface Projected {
  readonly caseId: string;
  readonly entry: number;
  /** When the case took its last input. */
  readonly at: InstantMs;
  readonly system: System;
}

/** A task whose actor is gone unfinished: its case ended, or started another in its place (WS-HumanTask). */
export const GONE_TASK_STATE = 'obsolete';

export function projectCase({ caseId, entry, at, system }: Projected, referenceOf: ReferenceOf): Projection {
  const root = system.actors[ROOT]!;
  const { epoch, office, terms, openedAt } = caseContextOf(system);
  const endedAt = root.status === 'active' ? null : at;
  const { roles, dueAt } = awaitedIn(system);
  return {
    case: {
      caseId,
      entry,
      epoch,
      office,
      state: outerState(root.value),
      policyVersion: terms.version,
      openedAt,
      updatedAt: at,
      endedAt,
      forRoles: ASKED_ROLES.filter((role) => concerns(system, role)),
      awaited: roles,
      dueAt,
    },
    tasks: tasksIn(caseId, at, system, referenceOf),
    requests: requestsIn(caseId, system, referenceOf),
    people: namedIn(system),
    steps: stepsOf(system).map((step) => ({ caseId, ...step, since: at })),
    work: datedWorkOf(system).map((one) => ({ caseId, ...one })),
  };
}

/** Rows that an input changed: the others stand already, as the projection before it had them. */
export interface ProjectionChanges {
  readonly tasks: Projection['tasks'];
  readonly requests: Projection['requests'];
  /** Whom this input gave their first duty, or work in hand. */
  readonly people: Projection['people'];
  /** Who has no work in hand any more, and no duty. */
  readonly gonePeople: Projection['people'];
  /** What began to wait, or went to another office. */
  readonly steps: Projection['steps'];
  /** Names of what waits no longer. */
  readonly doneSteps: readonly string[];
  /** Claimed work that has another date than before. */
  readonly work: Projection['work'];
  /** Roles whose work has none any more. */
  readonly undatedWork: readonly string[];
  /** Ids of open tasks whose actor is gone. */
  readonly goneTasks: readonly string[];
  /** References of requests whose actor is gone. */
  readonly goneRequests: readonly string[];
}

/** @param before null for a case's first entry */
export function changesBetween(before: Projection | null, after: Projection): ProjectionChanges {
  const tasksBefore = new Map((before?.tasks ?? []).map((task) => [task.taskId, task]));
  const requestsBefore = new Map((before?.requests ?? []).map((request) => [request.reference, request]));
  const taskIds = new Set(after.tasks.map(({ taskId }) => taskId));
  const stepsBefore = new Map((before?.steps ?? []).map((step) => [step.step, step]));
  const references = new Set(after.requests.map(({ reference }) => reference));
  return {
    tasks: after.tasks.filter((task) => !isSameRow(tasksBefore.get(task.taskId), task)),
    requests: after.requests.filter((request) => !isSameRow(requestsBefore.get(request.reference), request)),
    people: after.people.filter((person) => !(before?.people ?? []).includes(person)),
    gonePeople: (before?.people ?? []).filter((person) => !after.people.includes(person)),
    steps: after.steps.filter((step) => !isSameStep(stepsBefore.get(step.step), step)),
    doneSteps: [...stepsBefore.keys()].filter((name) => !after.steps.some(({ step }) => step === name)),
    work: after.work.filter((one) => !(before?.work ?? []).some((other) => isSameWork(one, other))),
    undatedWork: (before?.work ?? [])
      .map(({ role }) => role)
      .filter((role) => !after.work.some((one) => one.role === role)),
    goneTasks: [...tasksBefore.values()]
      .filter(({ taskId, endedAt }) => endedAt === null && !taskIds.has(taskId))
      .map(({ taskId }) => taskId),
    goneRequests: [...requestsBefore.keys()].filter((reference) => !references.has(reference)),
  };
}

/** Since when it waits is the row's own to keep. */
const isSameStep = (before: Projection['steps'][number] | undefined, after: Projection['steps'][number]): boolean =>
  before?.office === after.office;

const isSameWork = (one: ClaimedWorkTable, other: ClaimedWorkTable): boolean =>
  one.role === other.role && one.what === other.what && one.date === other.date;

/** A completed task ended when it was completed: each later projection gives it another time, which changes nothing. */
function isSameRow<Row extends { readonly endedAt?: InstantMs | null | undefined }>(
  before: Row | undefined,
  after: Row,
): boolean {
  if (before === undefined) return false;
  const { endedAt: endedBefore, ...one } = before;
  const { endedAt, ...other } = after;
  if ((endedBefore === null) !== (endedAt === null)) return false;
  return Object.entries(other).every(([name, value]) => one[name as keyof typeof one] === value);
}

/** Another opening of the consultation is another task: the time of its opening is part of its id. */
function tasksIn(caseId: string, at: InstantMs, system: System, referenceOf: ReferenceOf): Projection['tasks'] {
  const consultation = consultationOf(system);
  if (consultation === null) return [];
  const { openedAt, owner, office, deadlines, overdue } = consultation.context;
  return [
    {
      taskId: referenceOf('t', caseId, CONSULTATION, String(openedAt)),
      caseId,
      actorKey: CONSULTATION,
      kind: 'consultation',
      state: innerState(consultation.value),
      owner,
      office,
      openedAt,
      dueAt: deadlines.dueAt,
      overdue,
      endedAt: consultation.status === 'active' ? null : at,
      urgency: consultationUrgencyOf(system),
      priority: priorityOf(consultation.context),
      forLeadership: concerns(system, 'leadership'),
    },
  ];
}

/** One reference for each case and class of partner, whatever is asked how often: a partner keeps one thread. */
function requestsIn(caseId: string, system: System, referenceOf: ReferenceOf): Projection['requests'] {
  return requestsOf(system).map(([actorKey, { value, context }]) => ({
    reference: referenceOf('r', caseId, actorKey),
    caseId,
    actorKey,
    partnerClass: context.partnerClass,
    state: outerState(value),
    windowFrom: context.windowFrom,
    windowUntil: context.windowUntil,
    regionCode: context.regionCode,
    dueAt: context.deadlines.dueAt,
    overdue: context.overdue,
    endedAt: null,
    office: context.office,
    // What follows from the state before is for the row itself to keep: see project.ts.
    askedAt: context.openedAt,
    answeredAt: null,
  }));
}

/** `gating` of `{gating: {…}}`. */
function outerState(value: Json): string {
  return typeof value === 'string' ? value : Object.keys(value as object)[0]!;
}

/** `ready` of `{open: 'ready'}`. */
function innerState(value: Json): string {
  return typeof value === 'string' ? value : innerState(Object.values(value as { [state: string]: Json })[0]!);
}
