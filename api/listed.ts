/** What a person's lists of cases and of tasks are made of. */
import type { Action } from '../machines/may.ts';
import type { Person } from '../schemas/words.ts';
import { refuseList } from './list-access.ts';
import { listedFor } from './need-to-know.ts';
import { denialsOf } from './oversight.ts';
import type { AppPorts, CaseLedger } from './ports.ts';

export type Listed = Pick<Parameters<CaseLedger['listTasks']>[0], 'onThem' | 'office' | 'forLeadership'>;

/** Those of their office that they need to know, or for leadership what concerns it; null where they have no such list. */
export function listedOf(ports: AppPorts, person: Person): Listed | null {
  if (denialsOf(ports, person, 'case.listed').length === 0)
    return { office: person.office, onThem: listedFor(ports, person) };
  return person.roles.includes('leadership') ? { forLeadership: true, onThem: null } : null;
}

/** @param action which the refusal is recorded as @throws ProblemError `not-permitted` */
export const listedOrRefused = async (ports: AppPorts, person: Person, action: Action): Promise<Listed> =>
  listedOf(ports, person) ?? refuseList(ports, person, action, denialsOf(ports, person, 'case.listed'));
