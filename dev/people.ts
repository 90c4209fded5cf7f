import type { InstantMs, PartnerClass, Person, PersonId, Role } from '../schemas/words.ts';

/** One of the synthetic people of the embedded default. */
export interface SyntheticPerson {
  /** What `--as` takes. */
  readonly handle: string;
  readonly displayName: string;
  readonly person: Person;
  /** Who needs to know their cases, because they answer for them. */
  readonly reportsTo?: PersonId;
}

/** Identities of the embedded default; no issuer of tokens has this name. */
const ISSUER = 'urn:casegate:embedded';
const EAST = 'OFFICE-EAST';
const WEST = 'OFFICE-WEST';
/** Real staff are trained every year; these never tire. */
const TRAINED_UNTIL = Date.UTC(2100, 0);

/** Plainly synthetic staff, at least one in every role, and enough for separation of duties to be seen at work. */
export const SYNTHETIC_PEOPLE: readonly SyntheticPerson[] = [
  reporting('supervisor-b', synthetic('supervisor-a', 'Supervisor A', ['supervisor'], EAST)),
  synthetic('supervisor-b', 'Supervisor B', ['supervisor'], EAST),
  synthetic('supervisor-c', 'Supervisor C', ['supervisor'], WEST),
  // On no case of their office until somebody brings them in.
  synthetic('supervisor-d', 'Supervisor D', ['supervisor'], EAST),
  // Proposes cases, which a supervisor does too: the role is the same, separation of duties goes by person.
  reporting('supervisor-b', synthetic('proposing-officer-a', 'Proposing officer A', ['supervisor'], EAST)),
  synthetic('legal-a', 'Legal staff A', ['legal'], EAST),
  substituting('legal-e', synthetic('legal-b', 'Legal staff B', ['legal'], EAST)),
  synthetic('legal-c', 'Legal staff C', ['legal'], WEST),
  // Training has run out (R7), so that a newcomer can see what is refused then.
  synthetic('legal-d', 'Legal staff D, training expired', ['legal'], EAST, Date.UTC(2025, 0)),
  // What this one has claimed, the substitute works on.
  synthetic('legal-e', 'Legal staff E, out of office', ['legal'], EAST),
  partner('partner-internal', 'Partner liaison (internal)', 'internal'),
  partner('partner-local', 'Partner liaison (local)', 'local'),
  partner('partner-state', 'Partner liaison (state)', 'state'),
  partner('partner-federal', 'Partner liaison (federal)', 'federal'),
  synthetic('leadership-a', 'Leadership A', ['leadership'], EAST),
  synthetic('leadership-b', 'Leadership B', ['leadership'], WEST),
  synthetic('privacy-a', 'Privacy officer A', ['privacy'], EAST),
  synthetic('auditor-a', 'Auditor A', ['auditor'], EAST),
  synthetic('operator-a', 'Operator A', ['operator'], EAST),
  synthetic('policy-a', 'Policy staff A', ['policyStaff'], EAST),
  synthetic('policy-b', 'Policy staff B', ['policyStaff'], WEST),
];

const DAY_MS = 86_400_000;

/** Every day and night the same two. */
export const SYNTHETIC_ON_CALL = [
  { handle: 'legal-b', reach: 'ext. 5551' },
  { handle: 'supervisor-b', reach: 'ext. 5552' },
] as const;

/** Each until the next midnight in UTC: so that a newcomer sees a roster. */
export function syntheticOnCall(at: InstantMs) {
  const until = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
  return SYNTHETIC_ON_CALL.map(({ handle, reach }) => {
    const { displayName, person } = SYNTHETIC_PEOPLE.find((one) => one.handle === handle)!;
    return { displayName, person, reach, until };
  });
}

/** Never back within two weeks, whenever one looks: so that a newcomer sees a substitute. */
export function syntheticAway(at: InstantMs) {
  const until = (Math.floor(at / DAY_MS) + 14) * DAY_MS;
  return SYNTHETIC_PEOPLE.flatMap(({ person: { id, substitutesFor = [] } }) =>
    substitutesFor.map((person) => ({ person, substitute: id, until })),
  );
}

function synthetic(
  handle: string,
  name: string,
  roles: readonly Role[],
  office: string,
  trainedUntil: InstantMs = TRAINED_UNTIL,
): SyntheticPerson {
  const person = { id: idOf(handle), staffId: `STAFF-${handle.toUpperCase()}`, roles, office, trainedUntil };
  return { handle, displayName: `${name} (synthetic)`, person };
}

function reporting(to: string, one: SyntheticPerson): SyntheticPerson {
  return { ...one, reportsTo: idOf(to) };
}

function substituting(away: string, one: SyntheticPerson): SyntheticPerson {
  return { ...one, person: { ...one.person, substitutesFor: [idOf(away)] } };
}

function idOf(handle: string): PersonId {
  return `${ISSUER}#${handle}`;
}

function partner(handle: string, name: string, partnerClass: PartnerClass): SyntheticPerson {
  const plain = synthetic(handle, name, ['partner'], EAST);
  return { ...plain, person: { ...plain.person, partnerClass } };
}
