/** What a letter of the proof's alphabet is: an event from outside, the forms of it that a guard can tell apart, and who tries it. */
import type { CaseContext } from '../machines/case-context.ts';
import type { BusinessEvent, BusinessEventType } from '../machines/case-events.ts';
import type { InstantMs, PersonId, Role } from '../schemas/words.ts';
import type { Part } from './cast.ts';
import { scheduleFrom, type FactsDomain, type FactsSketch } from './facts-domain.ts';

/** Parts of the alphabet that a run may include. */
export const GROUPS = [
  'core',
  'task',
  'mistake',
  'several',
  'protection',
  'exigency',
  'policy',
  'sources',
  'places',
  'expedite',
  'questions',
  'corrections',
  'comments',
  'report',
  'referral',
  'work',
  'recusal',
  'reopening',
] as const;
export type Group = (typeof GROUPS)[number];

/** What the forms of an event are made from: the case, and the actor that gets the event. */
export interface View {
  readonly context: CaseContext;
  readonly receiver: { readonly [field: string]: unknown };
  readonly groups: ReadonlySet<Group>;
  readonly domain: FactsDomain;
  readonly at: InstantMs;
  /** Of the facts as they are; of what the advice and the certificate were given on, where they are others. */
  readonly facts: FactsSketch;
  readonly older: readonly FactsSketch[];
  readonly colleague: PersonId;
  /** Names an activation that the case has not seen. */
  readonly newActivation: string;
}

type Fields<Type extends BusinessEventType> = Omit<Extract<BusinessEvent, { type: Type }>, 'type' | 'by'>;
/** One form of an event; `words` names it, and is the same wherever the state's key is. */
export interface Form<Type extends BusinessEventType = BusinessEventType> {
  readonly words: string;
  readonly fields: Fields<Type>;
}

export interface Letter<Type extends BusinessEventType = BusinessEventType> {
  readonly in: Group | readonly Group[];
  /** Who is entitled by role, said once more than in `may()`: the proof compares. */
  readonly roles: readonly Role[];
  /** Everybody entitled is alike where nothing is remembered of who it was. */
  readonly by: readonly Part[];
  /** Whom the case remembers by name in this matter, and the guards compare with who acts: the `holder`, unless it is the tracked person. */
  readonly named?: (view: View) => PersonId | null | undefined;
  readonly forms: (view: View) => readonly Form<Type>[];
}

/** Staff of the case's own office: whoever is of another, untrained, or in another role only tries (R6, R7). */
const OF_OFFICE: readonly Part[] = ['wrongRole', 'otherOffice', 'untrained'];
export const ANYBODY: readonly Part[] = ['fresh', ...OF_OFFICE];
export const EITHER: readonly Part[] = ['tracked', 'fresh', ...OF_OFFICE];
/** Where the case remembers one person by name, that person, the tracked one and somebody else are three. */
export const NAMED: readonly Part[] = ['tracked', 'holder', 'fresh', ...OF_OFFICE];
/** Staff of any office. */
export const ANYWHERE: readonly Part[] = ['fresh', 'wrongRole', 'untrained'];
export const LEADERSHIP: readonly Part[] = ['tracked', ...ANYWHERE];
export const SERVICE: readonly Part[] = ['fresh', 'wrongRole'];

/** Long enough that a running case takes an event before it has passed. */
export const HOUR_MS = 3_600_000;

export const note = 'synthetic';
export const plain = () => [{ words: '', fields: { note } }];
export const scheduled = ({ at }: View) => [{ words: '', fields: { note, schedule: scheduleFrom(at) } }];
export const OTHER_DIGEST = 'f'.repeat(64);
export const CONDITION = { id: 'condition', text: note };
