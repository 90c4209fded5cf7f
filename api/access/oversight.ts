/** Which case somebody asks about whose office it is to oversee cases, or who may read it. */
import { denialWords } from '../../machines/case-words.ts';
import { may, type Action, type Denial } from '../../machines/may.ts';
import { caseIdSchema } from '../../schemas/ids.ts';
import type { Person, Role } from '../../schemas/words.ts';
import { refuseList } from './list-access.ts';
import { canRead } from './need-to-know.ts';
import type { AppPorts } from '../ports.ts';
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

/**
 * The case's id, also where its texts were destroyed.
 * @throws ProblemError `not-found` for who neither oversees cases nor may read this one, as for an id that is wrong or unknown;
 *   `not-permitted`, with the reasons, for who may see the case but not do this
 */
export async function overseenCase(ports: AppPorts, person: Person, id: string, action: Action): Promise<string> {
  const caseId = caseIdSchema.safeParse(id);
  if (!caseId.success) throw new ProblemError('not-found');
  const record = await ports.ledger.caseOf(caseId.data);
  const isReader = record !== null && canRead(ports, person, record);
  const isOverseer = person.roles.some((role) => OVERSEERS.includes(role));
  const isKnown = record !== null || (await ports.privacy.hasCase(caseId.data));
  const refuse = async (reasons: readonly string[]): Promise<void> =>
    ports.ledger.recordAttempt({
      person: person.id,
      action,
      caseId: isKnown ? caseId.data : null,
      reasons,
      at: ports.clock(),
    });
  if (!isKnown || !(isReader || isOverseer)) {
    await refuse(['noNeedToKnow']);
    throw new ProblemError('not-found');
  }
  const denials = denialsOf(ports, person, action, record?.office);
  if (denials.length === 0) return caseId.data;
  await refuse(denials.map(({ why }) => why));
  throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
}
