/** My work: what waits for this person, and not merely for their office. */
import { Hono } from 'hono';
import { awaitsLeadership } from '../../machines/case-reading.ts';
import { isAsked } from '../../machines/case-actions.ts';
import { inTurn, type GateView } from '../../machines/case-gates.ts';
import { caseViewOf, type CaseView } from '../../machines/case-view.ts';
import type { Person, PersonId } from '../../schemas/words.ts';
import { workPage, type WaitingCase, type WorkModel } from '../../web/work-page.ts';
import { caseContextOf, consultationOf } from '../../machines/case-program.ts';
import { claimingRoleOf, may } from '../../machines/may.ts';
import { isoOf, isoOrNull } from '../http/iso.ts';
import { casesListedOf } from '../access/listed.ts';
import { canRead, listedFor } from '../access/need-to-know.ts';
import { onCallOf } from '../resources/on-call.ts';
import type { PagePorts } from './actions.ts';
import { aboutOfficeOf } from '../access/list-access.ts';
import type { Visited } from './visit.ts';
import { recordedBeside } from './said.ts';
import type { AppPorts, CaseRecord, CaseRow } from '../ports.ts';
import { nameOfId } from '../resources/timeline.ts';
import { openTasksOf, taskRowOf } from '../resources/representations.ts';
import { datedGates } from '../resources/waiting.ts';

/** Each is read and asked what it lacks, which takes some milliseconds; who has more to do than this looks at the list of cases. */
const CASES_LOOKED_AT_MAX = 25;
const TASKS_SHOWN_MAX = 25;

export function workPages({ ports, api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/work', async (context) => {
    const person = context.get('person');
    const about = aboutOfficeOf(ports, person);
    const can = (action: Parameters<typeof may>[1]): boolean => may(person, action, about).length === 0;
    const [tasks, cases, requests, measures] = await Promise.all([
      can('case.listed') ? tasksOf(ports, person) : [],
      casesWaitingFor(ports, person),
      can('request.read')
        ? api.get(person, 'listRequests', { query: { state: 'asked' } }).then((page) => page.requests)
        : [],
      can('custody.measured') ? measuresWaitingFor(ports, person) : 0,
    ]);
    return context.html(
      workPage(context.get('visitor'), {
        tasks: tasks.map((row) => taskRowOf(ports, row)),
        cases,
        requests,
        measures,
        canStart: can('case.started'),
        hasQueue: can('case.listed'),
        onCall: can('case.listed') ? onCallOf(ports, person).onCall : [],
        boardUrl: person.roles.includes('operator') ? (ports.codec?.origin ?? null) : null,
        recorded: recordedBeside(context),
      }),
    );
  });
}

/** Of custody, proposed by somebody else. */
async function measuresWaitingFor({ audit, clock }: AppPorts, { id }: Person): Promise<number> {
  const proposals = (await audit?.openProposals(clock())) ?? [];
  return proposals.filter(({ proposedBy }) => proposedBy !== id).length;
}

/** One's own, and those of whom one substitutes for, who are out of office. */
async function tasksOf(ports: AppPorts, person: Person) {
  const { id, substitutesFor = [] } = person;
  const onThem = listedFor(ports, person);
  const lists = await Promise.all(
    [id, ...substitutesFor].map((owner) => ports.ledger.listTasks({ onThem, owner, limit: TASKS_SHOWN_MAX })),
  );
  return lists.flat().slice(0, TASKS_SHOWN_MAX);
}

async function casesWaitingFor(ports: AppPorts, person: Person): Promise<WorkModel['cases']> {
  const listed = casesListedOf(ports, person);
  if (listed === null) return { waiting: [], isCut: false };
  const rows = await ports.ledger.listCases({ ...listed, open: true, limit: CASES_LOOKED_AT_MAX });
  const waiting = await Promise.all(rows.map((row) => waitingIn(ports, person, row)));
  return { waiting: waiting.filter((one) => one !== null), isCut: rows.length === CASES_LOOKED_AT_MAX };
}

function claimantIn(person: Person, { system }: CaseRecord): PersonId | null {
  const role = claimingRoleOf(person);
  return (role === undefined ? undefined : caseContextOf(system).claims?.[role]) ?? null;
}

const SILENCE = 'an answer that did not come in time';

/** What waits first, by its name; how the case stands where that says more: after advice that stands against it, or before several acts. */
function asksIn({ state, statements }: CaseView, first: GateView | undefined, asked: readonly string[]): string {
  const isAgainst = first?.gate === 'oplaConsultation' && (state === 'blocked' || state === 'escalated');
  if (isAgainst || (first === undefined && asked.length > 1)) return statements.join(' · ');
  return first?.name ?? asked[0] ?? SILENCE;
}

/** A case in which this person can do what is missing, or was asked something. */
async function waitingIn(ports: AppPorts, person: Person, { caseId }: CaseRow): Promise<WaitingCase | null> {
  const record = await ports.ledger.caseOf(caseId);
  if (record === null || !canRead(ports, person, record)) return null;
  const view = caseViewOf(record.system, person, ports.clock());
  const { facts } = caseContextOf(record.system);
  const owner = consultationOf(record.system)?.context.owner ?? null;
  const mine = inTurn(datedGates(ports, record, view.gates)).filter(
    ({ gate, roles, excludedPersons, missing }) =>
      missing !== null &&
      roles.some((role) => person.roles.includes(role)) &&
      !excludedPersons.includes(person.id) &&
      // Whoever has claimed it has it among their tasks.
      !(gate === 'oplaConsultation' && owner === person.id),
  );
  const asked = [...new Set(view.actions.filter(isAsked).map(({ words }) => words))];
  const isSilenceTold = person.roles.includes('leadership') && awaitsLeadership(record.system) && asked.length === 0;
  if (mine.length + asked.length === 0 && !isSilenceTold) return null;
  const [first] = mine;
  const isTask = first?.gate === 'oplaConsultation' && person.roles.includes('legal');
  const claimant = isTask ? owner : claimantIn(person, record);
  return {
    case: caseId,
    task: isTask ? (openTasksOf(ports, record)[0]?.task ?? null) : null,
    asks: asksIn(view, first, asked),
    windowFrom: isoOf(facts.windowFrom),
    missing: [
      ...mine.map(({ name, missing }) => (missing?.includes(name) ? missing : `${name}: ${missing}`)),
      ...asked,
      ...(isSilenceTold ? [SILENCE] : []),
    ],
    claimedBy: claimant === null ? null : nameOfId(ports.people, claimant),
    dueAt: isoOrNull(first?.dueAt ?? null),
    overdue: first?.overdue ?? false,
  };
}
