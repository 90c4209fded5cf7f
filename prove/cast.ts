/**
 * Who acts in the proof. Separation of duties speaks of one person at a time, so one person is followed through the whole case (`tracked`)
 * and everybody else is somebody who has done nothing in it before (`fresh`). Any real person behind two gates would be the tracked one of
 * some run; and where somebody with a history would be refused, somebody fresh is not, so that the proof walks more, never less, than
 * real staff could. What it therefore does not show: that a small office has enough staff (row 32).
 */
import { ROLES, type InstantMs, type PartnerClass, type Person, type PersonId, type Role } from '../schemas/words.ts';

export const OFFICE = 'OFFICE-HOME';
export const OTHER_OFFICE = 'OFFICE-OTHER';

/**
 * `substitute`: the tracked person, for the holder who is out of office. `holder`: whom the case names in the matter at hand, as owner of the
 * task, or as who disputes a status or claims exigency, where that is not the tracked person. The others hold an attribute too few, and nothing may be accepted from them (R6, R7, row 20).
 */
export const PARTS = [
  'tracked',
  'substitute',
  'fresh',
  'holder',
  'wrongRole',
  'otherOffice',
  'untrained',
  'otherPartner',
] as const;
export type Part = (typeof PARTS)[number];
export const IMPOSTORS: readonly Part[] = ['wrongRole', 'otherOffice', 'untrained', 'otherPartner'];

export const TRACKED: PersonId = 'tracked';
/** In a state's representative, everybody named who is not tracked. */
export const HOLDER: PersonId = 'holder';
export const PROPOSING_OFFICER: PersonId = 'proposing-officer';

const TRAINED_UNTIL = Date.UTC(2100, 0);
/** Nobody is given the role `service`, and a partner's liaison is not this agency's staff. */
const STAFF_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'service' && role !== 'partner');

/** A person with every role, so that nothing is refused for a role where separation of duties is meant to refuse it. */
export const staff = (id: PersonId, more: Partial<Person> = {}): Person => ({
  id,
  staffId: `staff-${id}`,
  roles: STAFF_ROLES,
  office: OFFICE,
  trainedUntil: TRAINED_UNTIL,
  ...more,
});

/** The roles that an act takes, and for an answer the class of partner that was asked. */
export interface Entitled {
  readonly roles: readonly Role[];
  readonly partnerClass?: PartnerClass;
}

/** Who is meant by `fresh`, new at each act where ids are real, and by `holder`. */
export interface Ids {
  readonly fresh: PersonId;
  readonly holder: PersonId;
}

/** Somebody in a part, for an act that takes these roles. */
export function personIn(part: Part, { roles, partnerClass }: Entitled, at: InstantMs, ids: Ids): Person {
  const able: Partial<Person> = roles.includes('partner')
    ? { roles: ['partner'], office: 'PARTNER', ...(partnerClass === undefined ? {} : { partnerClass }) }
    : roles.includes('service')
      ? { roles: ['service'], office: 'NONE' }
      : {};
  switch (part) {
    case 'tracked':
      return staff(TRACKED, able);
    case 'substitute':
      return staff(TRACKED, { ...able, substitutesFor: [ids.holder] });
    case 'holder':
      return staff(ids.holder, able);
    case 'fresh':
      return staff(ids.fresh, able);
    case 'wrongRole':
      return staff('wrong-role', { ...able, roles: ROLES.filter((role) => !roles.includes(role)) });
    case 'otherOffice':
      return staff('other-office', { ...able, office: 'OFFICE-NEVER-ASKED' });
    case 'untrained':
      return staff('untrained', { ...able, trainedUntil: at });
    case 'otherPartner':
      return staff('other-partner', { ...able, partnerClass: partnerClass === 'federal' ? 'state' : 'federal' });
  }
}
