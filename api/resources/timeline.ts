/** The record of a case for who may read it: every entry with who, when and what. */
import type { BusinessEventType } from '../../machines/case-events.ts';
import { ACTION_WORDS, PARTNER_WORDS, stepWords } from '../../machines/case-words.ts';
import type { TimelineEntry } from '../../schemas/answers.ts';
import type { CaseFacts, Json, PartnerClass, Person } from '../../schemas/words.ts';
import { isoOf } from '../http/iso.ts';
import type { EntryRow, People } from '../ports.ts';

type Fields = { readonly [field: string]: Json };

/** What an input says of itself. */
type Said = Omit<TimelineEntry, 'entry' | 'at' | 'privileged'>;

export function timelineEntryOf(
  people: People,
  { entry, at, input, privileged }: EntryRow & { readonly privileged: boolean },
): TimelineEntry {
  const fields = input as Fields;
  const common = { entry, at: isoOf(at), privileged };
  switch (fields['kind']) {
    case 'start':
      return { ...common, ...startOf(people, fields['input'] as Fields) };
    case 'event':
      return { ...common, ...eventOf(people, String(fields['to']), fields['event'] as Fields) };
    default:
      return { ...common, type: 'timer', words: timerWords(String(fields['key'])), by: null, details: {} };
  }
}

const STARTED = { type: 'case.started', words: 'the case was started' } as const;
const REOPENED = { type: 'case.reopened', words: 'the case was reopened' } as const;

function startOf(
  people: People,
  { submittedBy, proposedBy, facts, excused, note, office, terms, reopens }: Fields,
): Said {
  const details: Fields = {
    note: note!,
    proposedBy: (proposedBy as Fields)['staffId']!,
    office: office!,
    policy: (terms as Fields)['version']!,
    facts: factsIn(facts!),
    ...(Array.isArray(excused) && excused.length > 0 ? { excused } : {}),
  };
  return {
    ...(reopens === null ? STARTED : REOPENED),
    by: nameOf(people, submittedBy as unknown as Person),
    details,
  };
}

function eventOf(
  people: People,
  to: string,
  {
    type,
    by,
    at: _at,
    schedule: _schedule,
    facts,
    terms,
    author: _author,
    to: recipient,
    until,
    telephone,
    contact,
    step,
    since,
    ...said
  }: Fields,
): Said {
  const partner = PARTNER_WORDS[to.split('/')[1] as PartnerClass];
  const { words } = ACTION_WORDS[type as BusinessEventType];
  return {
    type: String(type),
    words: partner === undefined ? words : `${words} (${partner})`,
    by: nameOf(people, by as unknown as Person),
    details: {
      ...said,
      ...(recipient === undefined ? {} : { to: nameOf(people, recipient as unknown as Person) }),
      ...(until === undefined ? {} : { until: isoOf(Number(until)) }),
      ...(telephone === undefined ? {} : { telephone: toldBy(people, telephone as Fields) }),
      ...(contact === undefined ? {} : { contact: reachedAt(contact as Fields) }),
      ...(step === undefined ? {} : { step: stepWords(step as string), since: isoOf(Number(since)) }),
      ...(terms === undefined ? {} : { policy: (terms as Fields)['version']! }),
      ...(facts === undefined ? {} : { facts: factsIn(facts) }),
    },
  };
}

const reachedAt = ({ at, ...rest }: Fields): Fields => ({ ...rest, at: isoOf(Number(at)) });

const toldBy = (people: People, { givenAt, givenBy, ...rest }: Fields): Fields => ({
  ...rest,
  ...(givenBy === undefined ? {} : { givenBy: nameOf(people, givenBy as unknown as Person) }),
  givenAt: isoOf(Number(givenAt)),
});

/** All but whom they are about. */
export const publicFacts = ({ personReference: _reference, windowFrom, windowUntil, ...facts }: CaseFacts) => ({
  ...facts,
  windowFrom: isoOf(windowFrom),
  windowUntil: isoOf(windowUntil),
});

const factsIn = (recorded: Json): Json => publicFacts(recorded as unknown as CaseFacts) as unknown as Json;

/** Of whom only the id is known. */
export const nameOfId = (people: People, id: string): string => nameOf(people, { id, staffId: id });

export function nameOf(people: People, { id, staffId }: Pick<Person, 'id' | 'staffId'>): string {
  return people.list().find(({ person }) => person.id === id)?.displayName ?? staffId;
}

/** By the name of the delay in its machine. */
const DELAY_WORDS: { readonly [delay: string]: string } = {
  untilStart: 'whoever had claimed it had not begun it in time: it went back to the queue',
  untilReminder: 'a reminder fell due',
  untilDue: 'it became overdue',
  untilEscalation: 'silence was escalated to senior leadership',
  untilInformationReminder: 'the supervisor was reminded of the information that legal staff waits for',
  untilInformationEscalation: 'the information that legal staff waits for was escalated to senior leadership',
  untilResumption: 'the time until which it was suspended has come: it goes on',
  untilExpiry: 'the time limit of the decision passed',
  untilLapseEnds: 'nobody renewed in time',
};

/** A timer's key names its actor and its delay: `root/local#xstate.after.untilDue.…`. */
function timerWords(key: string): string {
  const [actor = '', timer = ''] = key.split('#');
  const delay = Object.keys(DELAY_WORDS).find((name) => timer.startsWith(`xstate.after.${name}.`));
  const words = delay === undefined ? 'a time limit passed' : DELAY_WORDS[delay];
  const child = actor.split('/')[1];
  if (child === undefined) return `the case: ${words}`;
  return `${child === 'consultation' ? 'OPLA consultation' : `deconfliction: ${PARTNER_WORDS[child as PartnerClass]}`}: ${words}`;
}
