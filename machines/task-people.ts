/** Who may take the consultation, who may not, and who assigns it, by the names that WS-HumanTask has for them. */
import type { PersonId, Role } from '../schemas/words.ts';
import { separatedFrom } from './case-gates.ts';
import { caseContextOf, consultationOf } from './case-program.ts';
import { RULES } from './may.ts';
import type { System } from './system.ts';

export interface TaskPeople {
  /** Whoever has the role in the office may claim it. */
  readonly potentialOwners: readonly { readonly role: Role; readonly office: string }[];
  /** Who may not, although they have: by separation of duties (row 20), or since they have given it up. */
  readonly excludedOwners: readonly PersonId[];
  /** Whose role may assign it, whoever has it. */
  readonly businessAdministrators: readonly Role[];
}

/** Nobody takes what has ended. */
export const NOBODY: TaskPeople = { potentialOwners: [], excludedOwners: [], businessAdministrators: [] };

/** Of a consultation that is open: the same as `may()` says, training apart, which nobody has for ever. */
export function taskPeopleOf(system: System): TaskPeople {
  const context = caseContextOf(system);
  const { roles } = RULES['task.claimed'];
  return {
    potentialOwners: roles.flatMap((role) => [
      { role, office: context.office },
      ...context.referrals.filter((referral) => referral.role === role),
    ]),
    excludedOwners: [
      ...new Set([
        ...separatedFrom(context, 'advised'),
        ...(consultationOf(system)?.context.excludedOwners ?? []),
        ...(context.recused ?? []),
      ]),
    ].sort(),
    businessAdministrators: RULES['task.assigned'].roles,
  };
}
