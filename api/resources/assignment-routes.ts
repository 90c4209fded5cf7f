/** Who is on a case because somebody on it brought them in (R6): each change is an act in the record before it is answered. */
import { Hono } from 'hono';
import { aboutOf } from '../../machines/case-program.ts';
import { may, type Action } from '../../machines/may.ts';
import { ROOT } from '../../machines/system.ts';
import {
  ASSIGNED_MAX,
  type AssignmentRow,
  type AssignOutcome,
  type UnassignOutcome,
} from '../../ledger/assignments.ts';
import type { Answer } from '../../schemas/answers.ts';
import { assignmentEventSchema } from '../../schemas/privacy-commands.ts';
import type { Person, PersonId } from '../../schemas/words.ts';
import { readableCase, refuseUnlessPermittedIn } from '../access/case-access.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import { once } from '../http/once.ts';
import type { AppPorts, CaseRecord, People } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';

export function assignmentRoutes(ports: AppPorts): Hono<Signed> {
  const { privacy, people, clock } = ports;
  return new Hono<Signed>()
    .get('/:case/assignments', async (context) => {
      const { caseId } = await readableCase(ports, context.get('person'), context.req.param('case'));
      const rows = await privacy.assignmentsOf(caseId);
      return context.json({
        case: caseId,
        assigned: rows.map((row) => assignedOf(people, row)),
      } satisfies Answer<'Assignments'>);
    })
    .post('/:case/assignments', once(ports), async (context) => {
      const { type, to, reason } = await readBody(context, assignmentEventSchema);
      const person = context.get('person');
      const record = context.get('case');
      const { caseId } = record;
      await refuseUnlessPermittedIn(ports, person, record, type);
      const at = clock();
      if (type === 'case.assigned') {
        const colleague = colleagueOf(ports, person, record, to);
        await settle(
          ports,
          { person, caseId, type },
          await privacy.assign({ caseId, to: colleague, reason, person: person.id, at }),
        );
      } else {
        const colleague = idOf(people, to);
        await settle(
          ports,
          { person, caseId, type },
          await privacy.unassign({ caseId, to: colleague, reason, person: person.id, at }),
        );
      }
      return context.json({ case: caseId, to, at: isoOf(at) } satisfies Answer<'Assigned'>);
    });
}

/** Somebody else, who could be shown the case if they were on it. */
function colleagueOf(ports: AppPorts, { id }: Person, { system }: CaseRecord, staffId: string): PersonId {
  const colleague = ports.people.list().find(({ person }) => person.staffId === staffId)?.person;
  const isEligible =
    colleague !== undefined &&
    colleague.id !== id &&
    colleague.roles.includes('supervisor') &&
    may(
      colleague,
      'case.read',
      aboutOf(system, ROOT, ports.clock(), { onCase: [colleague.id], through: [colleague.id], onDuty: false }),
    ).length === 0;
  if (isEligible) return colleague.id;
  throw unknownStaff('must be the staff id of another supervisor of the case’s office');
}

function idOf(people: People, staffId: string): PersonId {
  const listed = people.list().find(({ person }) => person.staffId === staffId);
  if (listed === undefined) throw unknownStaff('must be the staff id of somebody in the directory');
  return listed.person.id;
}

const unknownStaff = (message: string) => new ProblemError('malformed', { errors: [{ pointer: '/to', message }] });

const REFUSALS = {
  tooMany: `${ASSIGNED_MAX} people were brought in already: end an assignment first`,
  notAssigned: 'only while they are on it because somebody brought them in',
} as const;

async function settle(
  { ledger, clock }: AppPorts,
  { person, caseId, type }: { readonly person: Person; readonly caseId: string; readonly type: Action },
  outcome: AssignOutcome | UnassignOutcome,
): Promise<void> {
  if (outcome === 'done' || outcome === 'stood') return;
  await ledger.recordAttempt({ person: person.id, action: type, caseId, reasons: [outcome], at: clock() });
  throw new ProblemError('not-in-this-state', { reasons: [REFUSALS[outcome]] });
}

function assignedOf(people: People, { person, reason, assignedBy, assignedAt }: AssignmentRow) {
  const listed = people.list();
  const found = listed.find((one) => one.person.id === person);
  return {
    name: found?.displayName ?? person,
    staffId: found?.person.staffId ?? null,
    reason,
    by: listed.find((one) => one.person.id === assignedBy)?.displayName ?? assignedBy,
    at: isoOf(assignedAt),
  };
}
