/** Which case somebody asks about whose office it is to oversee cases, or who may read it. */
import { denialWords } from '../../machines/case-words.ts';
import { may, type Action, type Denial } from '../../machines/may.ts';
import { caseIdSchema } from '../../schemas/ids.ts';
import type { Person, Role } from '../../schemas/words.ts';
import { refuseList } from './list-access.ts';
import { canRead } from './need-to-know.ts';
import type { AppPorts, Overseen } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

/** Whose need to know is the record of every case, and not what is in it. */
const OVERSEERS: readonly Role[] = ['privacy', 'auditor'];

export const denialsOf = (ports: AppPorts, person: Person, action: Action, office = person.office): Denial[] =>
  may(person, action, {
    at: ports.clock(),
    terms: ports.policy.currentTerms(),
    office,
    needToKnow: null,
    duties: {},
  });

/** For what is about no single case. */
export async function refuseUnlessPermitted(ports: AppPorts, person: Person, action: Action): Promise<void> {
  const denials = denialsOf(ports, person, action);
  if (denials.length > 0) await refuseList(ports, person, action, denials);
}

/** @throws ProblemError `not-found`, on record, where there is no such case: for who has a part in every one */
export async function refuseUnlessKnown(ports: AppPorts, person: Person, id: string, action: Action): Promise<void> {
  const caseId = caseIdSchema.safeParse(id);
  if (caseId.success && (await ports.privacy.hasCase(caseId.data))) return;
  const refusal = { person: person.id, action, caseId: null, reasons: ['noSuchCase'] };
  await ports.ledger.recordAttempt({ ...refusal, at: ports.clock() });
  throw new ProblemError('not-found');
}

/**
 * The case's id, also where its texts were destroyed.
 * @throws ProblemError `not-found` for who neither oversees cases nor may read this one, as for an id that is wrong or unknown;
 *   `not-permitted`, with the reasons, for who may see the case but not do this
 */
export async function overseenCase(ports: AppPorts, person: Person, id: string, action: Action): Promise<string> {
  const overseen = await overseenBefore(ports, person, id, action);
  await refuseUnlessPermittedOn(ports, person, overseen, action);
  return overseen.caseId;
}

/** The case, before it is judged whether they may do this. @throws ProblemError `not-found`, as `overseenCase` */
export async function overseenBefore(ports: AppPorts, person: Person, id: string, action: Action): Promise<Overseen> {
  const caseId = caseIdSchema.safeParse(id);
  if (!caseId.success) throw new ProblemError('not-found');
  const record = await ports.ledger.caseOf(caseId.data);
  const isReader = record !== null && canRead(ports, person, record);
  const isOverseer = person.roles.some((role) => OVERSEERS.includes(role));
  const isKnown = record !== null || (await ports.privacy.hasCase(caseId.data));
  if (isKnown && (isReader || isOverseer)) return { caseId: caseId.data, office: record?.office };
  const refusal = { person: person.id, action, caseId: isKnown ? caseId.data : null, reasons: ['noNeedToKnow'] };
  await ports.ledger.recordAttempt({ ...refusal, at: ports.clock() });
  throw new ProblemError('not-found');
}

/** @throws ProblemError `not-permitted`, on record */
export async function refuseUnlessPermittedOn(
  ports: AppPorts,
  person: Person,
  { caseId, office }: Overseen,
  action: Action,
): Promise<void> {
  const denials = denialsOf(ports, person, action, office);
  if (denials.length === 0) return;
  const reasons = denials.map(({ why }) => why);
  await ports.ledger.recordAttempt({ person: person.id, action, caseId, reasons, at: ports.clock() });
  throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
}
