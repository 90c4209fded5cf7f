/** What a person's lists of cases and of tasks are made of. */
import { ASKED_ROLES } from '../../machines/case-reading.ts';
import type { Action } from '../../machines/may.ts';
import type { Person } from '../../schemas/words.ts';
import { refuseList } from './list-access.ts';
import { listedFor } from './need-to-know.ts';
import { denialsOf } from './oversight.ts';
import type { AppPorts, CaseLedger } from '../ports.ts';

export type ListedTasks = Pick<Parameters<CaseLedger['listTasks']>[0], 'onThem' | 'office' | 'forLeadership'>;
export type WaitingList = Omit<Parameters<CaseLedger['listWaiting']>[0], 'limit'>;
export type ListedCases = Pick<Parameters<CaseLedger['listCases']>[0], 'onThem' | 'office' | 'forRole'>;

/** Those of their office that they need to know, or for leadership what concerns it; null where they have no such list. */
export function tasksListedOf(ports: AppPorts, person: Person): ListedTasks | null {
  const { roles } = person;
  return ofOffice(ports, person) ?? (roles.includes('leadership') ? { forLeadership: true, onThem: null } : null);
}

/** Those of their office that they need to know, or what their role was asked of; null where they have no such list. */
export function casesListedOf(ports: AppPorts, person: Person): ListedCases | null {
  const forRole = ASKED_ROLES.find((role) => person.roles.includes(role));
  return ofOffice(ports, person) ?? (forRole === undefined ? null : { forRole, onThem: null });
}

/** Lists of cases that wait for one of a person's roles: of their office, and what their role was asked of. */
export function waitingListsOf(ports: AppPorts, person: Person): readonly WaitingList[] {
  const { roles } = person;
  const office = ofOffice(ports, person);
  const asked = ASKED_ROLES.filter((role) => roles.includes(role));
  return [
    ...(office === null
      ? []
      : OFFICE_ROLES.filter((role) => roles.includes(role)).map((awaited) => ({ ...office, awaited }))),
    ...asked.map((role) => ({ awaited: role, forRole: role, onThem: null })),
  ];
}

const OFFICE_ROLES = ['supervisor', 'legal'] as const;

const ofOffice = (ports: AppPorts, person: Person): Required<Pick<ListedCases, 'onThem' | 'office'>> | null =>
  denialsOf(ports, person, 'case.listed').length === 0
    ? { office: person.office, onThem: listedFor(ports, person) }
    : null;

/** @param action which the refusal is recorded as @throws ProblemError `not-permitted` */
export const orRefused = async <Listed>(
  ports: AppPorts,
  person: Person,
  action: Action,
  listed: Listed | null,
): Promise<Listed> => listed ?? refuseList(ports, person, action, denialsOf(ports, person, 'case.listed'));
