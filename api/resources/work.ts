/** My work: what waits for a person, and not merely for their office. */
import { caseContextOf, consultationOf } from '../../machines/case-program.ts';
import type { GateView } from '../../machines/case-gates.ts';
import { rootStateOf, statementsOf } from '../../machines/case-state.ts';
import { stepWords } from '../../machines/case-words.ts';
import { workFor, type PersonsWork } from '../../machines/case-waiting.ts';
import type { WaitingStep } from '../../machines/waiting-steps.ts';
import { claimingRoleOf, may, type Action } from '../../machines/may.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { InstantMs, Person, PersonId } from '../../schemas/words.ts';
import { aboutOfficeOf } from '../access/list-access.ts';
import { waitingListsOf } from '../access/listed.ts';
import { canRead, listedFor } from '../access/need-to-know.ts';
import { isoOf, isoOrNull } from '../http/iso.ts';
import type { AppPorts, CaseRecord, WaitingRow } from '../ports.ts';
import { incidentRowOf } from './incident-routes.ts';
import { openTasksOf, proposalRowOf, requestRowOf, taskRowOf } from './representations.ts';
import { nameOfId } from './timeline.ts';
import { datedGates, datedSteps } from './waiting.ts';

type Work = Answer<'Work'>;
type WaitingCase = Work['cases']['rows'][number];

/** As a page of any list; who has more to do than this has their lists for the rest. */
const ROWS_MAX = 50;
/** Each is read and asked what it lacks, which takes some milliseconds. */
const CASES_MAX = 25;
/** Some of those that wait for a role do not wait for a person of it, who is kept from them by separation of duties: so many are tried. */
const CASES_TRIED_MAX = 4 * CASES_MAX;

export async function workOf(ports: AppPorts, person: Person): Promise<Work> {
  const about = aboutOfficeOf(ports, person);
  const can = (action: Action): boolean => may(person, action, about).length === 0;
  const [tasks, cases, requests, measures, incidents, version, held] = await Promise.all([
    can('case.listed') ? tasksOf(ports, person) : [],
    casesFor(ports, person),
    can('request.read') ? requestsTo(ports, person) : [],
    can('custody.measured') ? measuresFor(ports, person) : [],
    can('incident.handled') ? ports.privacy.listIncidents({ state: 'reported', limit: ROWS_MAX + 1 }) : [],
    can('version.activated') ? proposedVersionFor(ports, person) : null,
    can('execution.resumed') ? ports.cases.countHeld().then((count) => ({ count })) : null,
  ]);
  return {
    at: isoOf(ports.clock()),
    tasks: cutOff(tasks, (row) => taskRowOf(ports, row)),
    cases,
    requests: cutOff(requests, requestRowOf),
    measures: cutOff(measures, (row) => proposalRowOf(ports.people, person, row)),
    incidents: cutOff(incidents, (row) => incidentRowOf(ports, row)),
    version,
    held,
  };
}

/** Of rows that were asked for one beyond what is shown. */
const cutOff = <Row, Shown>(rows: readonly Row[], shownOf: (row: Row) => Shown) => ({
  rows: rows.slice(0, ROWS_MAX).map(shownOf),
  more: rows.length > ROWS_MAX,
});

/** Their own, and those of whom they substitute for, who are out of office: each list by its index, then what is due first of them all. */
async function tasksOf(ports: AppPorts, person: Person) {
  const onThem = listedFor(ports, person);
  const lists = await Promise.all(
    ownersFor(person).map((owner) => ports.ledger.listTasks({ onThem, owner, limit: ROWS_MAX + 1 })),
  );
  return lists.flat().toSorted((one, other) => one.dueAt - other.dueAt);
}

const ownersFor = ({ id, substitutesFor = [] }: Person): readonly PersonId[] => [id, ...substitutesFor];

const requestsTo = async ({ ledger }: AppPorts, { partnerClass }: Person) =>
  partnerClass === undefined ? [] : ledger.listRequests({ partnerClass, asked: true, limit: ROWS_MAX + 1 });

const measuresFor = async ({ audit, clock }: AppPorts, { id }: Person) =>
  (await audit?.openProposals(clock(), { notBy: id, limit: ROWS_MAX + 1 })) ?? [];

async function proposedVersionFor({ register, people }: AppPorts, { id }: Person): Promise<Work['version']> {
  const proposal = (await register?.register.standing())?.proposal ?? null;
  if (proposal === null || proposal.person === id) return null;
  const { version, person, at } = proposal;
  return { version, proposedBy: nameOfId(people, person), proposedAt: isoOf(at) };
}

// — cases ——————————————————————————————————————————————————————————————————————————————————————————————————————————

/** By role what waits for it, what is due first, first: so that what was neglected longest is looked at first, and not what changed last. */
async function casesFor(ports: AppPorts, person: Person): Promise<Work['cases']> {
  const rows = await waitingRows(ports, person);
  const found: Found[] = [];
  let tried = 0;
  while (tried < rows.length && found.length <= CASES_MAX) {
    const batch = rows.slice(tried, tried + CASES_MAX);
    tried += batch.length;
    const waiting = await Promise.all(batch.map((row) => waitingIn(ports, person, row)));
    found.push(...waiting.filter((one) => one !== null));
  }
  return {
    rows: found
      .toSorted(byDue)
      .slice(0, CASES_MAX)
      .map(({ shown }) => shown),
    more: found.length > CASES_MAX || tried < rows.length || rows.length === CASES_TRIED_MAX,
  };
}

interface Dated {
  readonly dueAt: InstantMs | null;
  readonly openedAt: InstantMs;
}
interface Found extends Dated {
  readonly shown: WaitingCase;
}

function byDue(one: Dated, other: Dated): number {
  const [due, otherDue] = [one.dueAt ?? Infinity, other.dueAt ?? Infinity];
  return due === otherDue ? one.openedAt - other.openedAt : due - otherDue;
}

/** A person may have several roles, and a case may wait for two of them. */
async function waitingRows(ports: AppPorts, person: Person): Promise<readonly WaitingRow[]> {
  const lists = await Promise.all(
    waitingListsOf(ports, person).map((list) => ports.ledger.listWaiting({ ...list, limit: CASES_TRIED_MAX })),
  );
  const byId = new Map(lists.flat().map((row) => [row.caseId, row]));
  return [...byId.values()].toSorted(byDue).slice(0, CASES_TRIED_MAX);
}

async function waitingIn(ports: AppPorts, person: Person, { caseId, openedAt }: WaitingRow): Promise<Found | null> {
  const record = await ports.ledger.caseOf(caseId);
  if (record === null || !canRead(ports, person, record)) return null;
  const work = workFor(record.system, person, ports.clock(), (gates) => datedGates(ports, record, gates));
  if (work === null) return null;
  const steps = datedSteps(ports, record).filter(({ step }) => work.told.steps.includes(step));
  const dates = [work.dueAt, ...steps.map(({ dueAt }) => dueAt)].filter((dueAt) => dueAt !== null);
  const dueAt = dates.length === 0 ? null : Math.min(...dates);
  const overdue = work.overdue || steps.some((step) => step.overdue);
  return { dueAt, openedAt, shown: waitingCaseOf(ports, person, record, { ...work, steps, dueAt, overdue }) };
}

const SILENCE = 'an answer that did not come in time';

function waitingCaseOf(
  ports: AppPorts,
  person: Person,
  record: CaseRecord,
  { gates, asked, told, steps, dueAt, overdue }: PersonsWork & { readonly steps: readonly WaitingStep[] },
): WaitingCase {
  const [first] = gates;
  const isTask = first?.gate === 'oplaConsultation' && person.roles.includes('legal');
  const claim = claimIn(person, record);
  const claimant = isTask ? (consultationOf(record.system)?.context.owner ?? null) : claim.by;
  return {
    case: record.caseId,
    task: isTask ? (openTasksOf(ports, record)[0]?.task ?? null) : null,
    asks: asksIn(person, record, first, asked, told),
    missing: [
      ...gates.map(({ name, missing }) => (missing?.includes(name) === true ? missing : `${name}: ${missing}`)),
      ...asked,
      ...(told.silence ? [SILENCE] : []),
    ],
    steps: steps.map(({ step, since }) => ({ step, words: stepWords(step), since: isoOf(since) })),
    claimedBy: claimant === null ? null : nameOfId(ports.people, claimant),
    suspendedUntil: isTask ? null : isoOrNull(claim.suspendedUntil),
    windowFrom: isoOf(caseContextOf(record.system).facts.windowFrom),
    dueAt: isoOrNull(dueAt),
    overdue,
  };
}

/** What waits first, by its name; how the case stands where that says more: after advice that stands against it, or before several acts. */
function asksIn(
  person: Person,
  { system }: CaseRecord,
  first: GateView | undefined,
  asked: readonly string[],
  { silence, steps }: PersonsWork['told'],
): string {
  const state = rootStateOf(system);
  const isAgainst = first?.gate === 'oplaConsultation' && (state === 'blocked' || state === 'escalated');
  if (isAgainst || (first === undefined && asked.length > 1)) return statementsOf(system, person).join(' · ');
  return first?.name ?? asked[0] ?? (silence ? SILENCE : stepWords(steps[0]!));
}

function claimIn(
  person: Person,
  { system }: CaseRecord,
): { readonly by: PersonId | null; readonly suspendedUntil: InstantMs | null } {
  const role = claimingRoleOf(person);
  const { claims, work } = caseContextOf(system);
  if (role === undefined) return { by: null, suspendedUntil: null };
  return { by: claims?.[role] ?? null, suspendedUntil: work?.[role]?.suspendedUntil ?? null };
}
