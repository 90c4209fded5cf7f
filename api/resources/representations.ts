/** What the routes answer: the record and the machines' view of it, in the words of the outside. */
import { caseContextOf, consultationOf, requestsOf } from '../../machines/case-program.ts';
import { taskActionsOf } from '../../machines/case-actions.ts';
import type { GateView } from '../../machines/case-gates.ts';
import { caseViewOf, type CaseView } from '../../machines/case-view.ts';
import { STATE_WORDS, type RootState } from '../../machines/case-words.ts';
import { NOBODY, taskPeopleOf } from '../../machines/task-people.ts';
import type { OpenProposal } from '../../ledger/custody-reads.ts';
import type { PolicyTerms } from '../../policy/policy-terms.ts';
import { sentencesFor } from '../../policy/sentences.ts';
import type { CaseContext } from '../../machines/case-context.ts';
import type { Answer, CaseRowAnswer, RequestRowAnswer, TaskRowAnswer } from '../../schemas/answers.ts';
import { CLAIMING_ROLES, type Person } from '../../schemas/words.ts';
import { requestReferenceOf, taskIdOf } from '../access/case-access.ts';
import { contentTagOf } from '../http/entity-tag.ts';
import { isoOf, isoOrNull } from '../http/iso.ts';
import { withDoor } from '../access/need-to-know.ts';
import type { AppPorts, CaseRecord, CaseRow, People, RequestRow, TaskRow } from '../ports.ts';
import { nameOfId, publicFacts } from './timeline.ts';
import { datedGates, stepsShown } from './waiting.ts';

export function caseRowOf({ caseId, state, office, openedAt, updatedAt, endedAt }: CaseRow): CaseRowAnswer {
  return {
    case: caseId,
    state,
    words: STATE_WORDS[state as RootState],
    office,
    openedAt: isoOf(openedAt),
    updatedAt: isoOf(updatedAt),
    endedAt: isoOrNull(endedAt),
  };
}

export function caseOf(ports: AppPorts, record: CaseRecord, person: Person): Answer<'Case'> {
  const context = caseContextOf(record.system);
  const view = caseViewOf(record.system, person, ports.clock());
  return {
    ...caseRowOf(record),
    ...stateOf(view),
    entry: record.entry,
    claims: claimsOf(ports.people, context),
    recused: (context.recused ?? []).map((id) => nameOfId(ports.people, id)),
    epoch: context.epoch,
    revision: view.revision,
    policy: context.terms.version,
    facts: publicFacts(context.facts),
    factsDigest: view.factsDigest,
    advice: view.advice,
    clearance: view.clearance && { at: isoOf(view.clearance.at), expiresAt: isoOf(view.clearance.expiresAt) },
    gates: datedGates(ports, record, view.gates).map((gate) => gateOf(ports, context.terms, gate)),
    steps: stepsShown(ports, record),
    tasks: openTasksOf(ports, record),
    requests: requestsOf(record.system).map(([actorKey, { context: request }]) => ({
      request: requestReferenceOf(ports, record.caseId, actorKey),
      partnerClass: request.partnerClass,
    })),
  };
}

export function whyOf(ports: AppPorts, record: CaseRecord, person: Person): Answer<'Why'> {
  const { terms } = caseContextOf(record.system);
  const view = caseViewOf(record.system, person, ports.clock());
  return {
    case: record.caseId,
    ...stateOf(view),
    policy: terms.version,
    gates: datedGates(ports, record, view.gates).map((gate) => gateOf(ports, terms, gate)),
    actions: withDoor(ports, person, record, view.actions),
  };
}

const claimsOf = (
  people: People,
  { claims = {}, work = {} }: Pick<CaseContext, 'claims' | 'work'>,
): Answer<'Case'>['claims'] =>
  CLAIMING_ROLES.flatMap((role) => {
    const by = claims[role];
    if (by === undefined) return [];
    const { started = false, startBy = null, suspendedUntil = null } = work[role] ?? {};
    return [
      {
        role,
        by: nameOfId(people, by),
        begun: started,
        beginsBy: isoOrNull(startBy),
        suspendedUntil: isoOrNull(suspendedUntil),
      },
    ];
  });

const stateOf = ({ state, statements, ended }: CaseView) => ({ state, statements, ended });

function gateOf(
  { people, policy }: AppPorts,
  terms: PolicyTerms,
  { roles, excludedPersons, dueAt, step: _step, ...gate }: GateView,
) {
  const version = policy.documentOf(terms);
  return {
    ...gate,
    who: roles,
    whoNot: excludedPersons.map((id) => nameOfId(people, id)),
    dueAt: isoOrNull(dueAt),
    /** The sentences of the policy behind it, each with whose it is. */
    because: gate.marks.flatMap((mark) => sentencesFor(version, mark)),
  };
}

export function openTasksOf(ports: AppPorts, { caseId, system }: CaseRecord): Answer<'Case'>['tasks'] {
  const consultation = consultationOf(system);
  return consultation?.status === 'active'
    ? [{ task: taskIdOf(ports, caseId, consultation.context.openedAt), kind: 'consultation' }]
    : [];
}

export function taskRowOf(
  { people, clock }: Pick<AppPorts, 'people' | 'clock'>,
  { taskId, caseId, state, owner, office, dueAt, overdue, urgency, priority }: TaskRow,
): TaskRowAnswer {
  return {
    task: taskId,
    case: caseId,
    kind: 'consultation',
    state,
    owner: owner === null ? null : nameOfId(people, owner),
    ownerAway: awayOf(people, owner, clock()),
    office,
    dueAt: isoOrNull(dueAt),
    overdue,
    urgency: urgency ?? 'ordinary',
    priority,
  };
}

function awayOf(people: People, owner: string | null, at: number): TaskRowAnswer['ownerAway'] {
  const away = people.away?.(at).find(({ person }) => person === owner);
  return away === undefined ? null : { until: isoOf(away.until), substitute: nameOfId(people, away.substitute) };
}

export function taskOf(ports: AppPorts, row: TaskRow, record: CaseRecord, person: Person): Answer<'Task'> {
  const consultation = consultationOf(record.system)?.context;
  // Another opening is another task, of other people and times.
  const isOpen = openTasksOf(ports, record).some(({ task }) => task === row.taskId);
  const awaiting = isOpen ? (consultation?.awaiting ?? null) : null;
  const people = isOpen ? taskPeopleOf(record.system) : NOBODY;
  return {
    ...taskRowOf(ports, row),
    entry: record.entry,
    suspendedUntil: isoOrNull(consultation?.suspendedUntil ?? null),
    awaiting: awaiting && { since: isoOf(awaiting.since), dueAt: isoOf(awaiting.deadlines.dueAt) },
    startAt: row.state === 'reserved' ? isoOrNull(consultation?.startAt ?? null) : null,
    ...people,
    excludedOwners: people.excludedOwners.map((id) => nameOfId(ports.people, id)),
    factsDigest: caseContextOf(record.system).factsDigest,
    actions: withDoor(ports, person, record, taskActionsOf(record.system, person, ports.clock())),
  };
}

export const proposalRowOf = (
  people: People,
  { id }: Person,
  { caseId, measure, reference, proposedBy, proposedAt, lapsesAt }: OpenProposal,
): Answer<'Proposals'>['proposals'][number] => ({
  case: caseId,
  measure,
  reference,
  proposedBy: nameOfId(people, proposedBy),
  own: proposedBy === id,
  proposedAt: isoOf(proposedAt),
  lapsesAt: isoOf(lapsesAt),
});

/** What a partner may know: a window, a region, and whether an answer is awaited; the same for every case. */
export function requestRowOf({ reference, state, windowFrom, windowUntil, regionCode }: RequestRow): RequestRowAnswer {
  return { request: reference, state, windowFrom: isoOf(windowFrom), windowUntil: isoOf(windowUntil), regionCode };
}

/** One request, with the partner's own answer. Its tag changes with nothing else: a case's entries tell how much happens in it. */
export function requestOf(row: RequestRow, { system }: CaseRecord): Answer<'Request'> {
  const answer = requestsOf(system).find(([key]) => key === row.actorKey)?.[1].context.answer ?? null;
  const shown = { ...requestRowOf(row), answer };
  return { ...shown, tag: contentTagOf(shown) };
}
