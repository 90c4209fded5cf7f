/** What is tried in a state: every letter of the alphabet in every form by everybody, every pending timer, and after the end a new epoch. */
import { aboutOf, caseContextOf, CONSULTATION } from '../machines/case-program.ts';
import { leftBehindOf, type CaseContext } from '../machines/case-context.ts';
import type { BusinessEventType, CaseInput } from '../machines/case-events.ts';
import { may } from '../machines/may.ts';
import { ROOT, type System, type SystemEvent } from '../machines/system.ts';
import type { InstantMs, PartnerClass, PersonId } from '../schemas/words.ts';
import { sketchesOf } from './canonical.ts';
import { DECONFLICTION_LETTERS } from './alphabet.ts';
import { CASE_LETTERS } from './case-letters.ts';
import { CONSULTATION_LETTERS } from './consultation-letters.ts';
import type { Group, Letter, View } from './letter.ts';
import { HOLDER, personIn, PROPOSING_OFFICER, TRACKED, type Part } from './cast.ts';
import { scheduleFrom, type FactsDomain, type FactsSketch } from './facts-domain.ts';
import type { Move } from './node.ts';

/** Where and when it happens: in a representative everything is the same moment, in a running case time goes on. */
export interface Setting {
  readonly groups: ReadonlySet<Group>;
  readonly domain: FactsDomain;
  readonly at: InstantMs;
  readonly fresh: PersonId;
  readonly newActivation: string;
  /** Nobody has a history: everybody who acts is somebody fresh. */
  readonly followsNobody: boolean;
}

const LETTERS_OF: { readonly [src: string]: { readonly [type: string]: Letter<never> } } = {
  '': CASE_LETTERS as never,
  consultation: CONSULTATION_LETTERS as never,
  deconfliction: DECONFLICTION_LETTERS as never,
};

/** What is tried at one actor. It is made from the case's own state and that actor's alone, as is the answer. */
export function movesTo(system: System, key: string, setting: Setting): Extract<Move, { kind: 'event' }>[] {
  const actor = system.actors[key]!;
  const context = caseContextOf(system);
  const [facts, ...others] = sketchesOf(context, setting.domain, setting.groups) as [FactsSketch, ...FactsSketch[]];
  const older = others.filter((one, index) => !same(one, facts) && others.findIndex((two) => same(one, two)) === index);
  const view: View = {
    ...setting,
    colleague: `colleague-of-${setting.fresh}`,
    context,
    receiver: actor.context,
    facts,
    older,
  };
  const partnerClass = (actor.context as { readonly partnerClass?: PartnerClass }).partnerClass;
  const moves: Extract<Move, { kind: 'event' }>[] = [];
  for (const [type, letter] of Object.entries(LETTERS_OF[actor.src]!)) {
    const groups: readonly Group[] = typeof letter.in === 'string' ? [letter.in] : letter.in;
    if (!groups.some((group) => setting.groups.has(group))) continue;
    const holder = holderOf(letter, view);
    for (const { words, fields } of letter.forms(view) as readonly { words: string; fields: object }[]) {
      for (const part of partsOf(letter, key, setting, holder)) {
        const entitled = { roles: letter.roles, ...(partnerClass === undefined ? {} : { partnerClass }) };
        const by = personIn(part, entitled, setting.at, { fresh: setting.fresh, holder: holder ?? HOLDER });
        moves.push({
          kind: 'event',
          label: `${type}${words === '' ? '' : ` (${words})`} by ${part}`,
          to: key,
          event: { type: type as BusinessEventType, ...fields, by } as unknown as SystemEvent & {
            type: BusinessEventType;
          },
          part,
        });
      }
    }
  }
  return moves;
}

/** Substitution is a matter of the task alone. Where nobody else is named, whoever might be is somebody fresh. */
function partsOf(
  { by: usual, roles }: Letter,
  key: string,
  { groups, followsNobody }: Setting,
  holder: PersonId | null,
): readonly Part[] {
  // Who has recused themselves is remembered, so that where they may, everybody who is entitled is not alike.
  const by = groups.has('recusal') && isOfStaff(roles) ? [...new Set<Part>(['tracked', ...usual])] : usual;
  if (followsNobody) return by.filter((part) => part !== 'tracked');
  if (holder === null) return by.filter((part) => part !== 'holder');
  return key === CONSULTATION && groups.has('task') && by.includes('holder') ? ['substitute', ...by] : by;
}

const isOfStaff = (roles: Letter['roles']): boolean => !roles.includes('service') && !roles.includes('partner');

const same = (one: FactsSketch, other: FactsSketch): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whom the case names in this matter, unless it is the tracked person. */
function holderOf({ named }: Letter, view: View): PersonId | null {
  const person = named?.(view) ?? null;
  return person === TRACKED ? null : person;
}

export const timerMoves = (system: System): Move[] =>
  Object.keys(system.timers).map((key) => ({ kind: 'timer', label: `time passes: ${key}`, key }));

/** Row 22: a supervisor opens the case again, and says nothing of a status, or that it is known. */
export function reopeningMoves(system: System, { fresh, at }: Pick<Setting, 'fresh' | 'at'>): Move[] {
  return (['tracked', 'fresh', 'wrongRole'] as const)
    .filter((part) => {
      const by = personIn(part, { roles: ['supervisor'] }, at, { fresh, holder: HOLDER });
      return may(by, 'case.reopened', aboutOf(system, ROOT, at, 'judgedAtTheDoor')).length === 0;
    })
    .flatMap((part) =>
      (['unknown', 'pending'] as const).map((status): Move => ({
        kind: 'reopening',
        label: `case.reopened (status ${status}) by ${part}`,
        part,
        status,
      })),
    );
}

export interface Opening {
  readonly words: string;
  readonly input: CaseInput;
  readonly proposes: Part;
  readonly submits: Part;
}

/** What the next epoch begins with. */
export function reopened(
  before: CaseContext,
  { part, status }: Extract<Move, { kind: 'reopening' }>,
  setting: Setting,
): CaseInput {
  const { domain, at, fresh } = setting;
  const sketch = { ...domain.sketchOf(before.factsDigest), status };
  return {
    at,
    office: before.office,
    terms: before.terms,
    facts: domain.factsOf(sketch),
    schedule: scheduleFrom(at),
    submittedBy: personIn(part, { roles: ['supervisor'] }, at, { fresh, holder: HOLDER }),
    proposedBy: { staffId: 'staff-proposing-officer', person: PROPOSING_OFFICER },
    excused: [],
    inheritsProtection: false,
    note: 'synthetic',
    reopens: leftBehindOf(before),
  };
}
