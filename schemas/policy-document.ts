/** The shape of a policy version that comes from outside the build: strict, so that an unknown field is an error. What its values must mean is in policy-file.ts. */
import { z } from 'zod';
import type { PolicyVersion, RowId, RuleId } from '../policy/policy-version.ts';
import { COUNTINGS } from '../policy/policy-version.ts';
import { BENEFITS, DUTIES, PARTNER_CLASSES, PLACE_CLASSES, TRANSITION_RULES } from './words.ts';

/** The longest sentence of the page has some 600 characters. */
const SENTENCE_CHARACTERS_MAX = 2_000;
const NAME_CHARACTERS_MAX = 200;
/** Statements of one rule. */
const STATEMENTS_MAX = 20;
const FORMS_MAX = 20;
/** There are eleven federal holidays; a territory adds some. */
const HOLIDAYS_MAX = 40;
/** Ten years of closures, some in each. */
const CLOSURES_MAX = 200;
/** Field offices and their sub-offices, some hundred in all; each is part of what every digest covers. */
const OFFICES_MAX = 500;
const RESCINDED_MAX = 50;

const RULE_IDS = Array.from({ length: 12 }, (_, index) => `R${index + 1}`) as readonly RuleId[];
const ROW_IDS = Array.from({ length: 32 }, (_, index) => `row ${index + 1}`) as readonly RowId[];

const sentence = z.string().max(SENTENCE_CHARACTERS_MAX).regex(/\S/, { error: 'must not be empty' });
const name = z.string().max(NAME_CHARACTERS_MAX).regex(/\S/, { error: 'must not be empty' });
const mark = z.enum([...RULE_IDS, ...ROW_IDS], {
  error: () => 'must be a rule R1 to R12 or a row "row 1" to "row 32"',
});
const date = z.iso.date({ error: () => 'must be a date such as 2025-01-31' });
const time = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, { error: 'must be a time of day such as 08:00' });
/** Whether it is a duration is checked where its meaning is. */
const duration = z.templateLiteral(['P', z.string().max(20)]);
/** Some 270 years: a longer time is a slip. */
const days = z.templateLiteral(['P', z.string().regex(/^[1-9][0-9]{0,4}$/), 'D'], {
  error: () => 'must be a number of days such as P2555D, 1 to 99999',
});

/** Every value says whose it is: without its evidence it is refused. */
const stated = <Value extends z.ZodType>(value: Value) =>
  z.discriminatedUnion('label', [
    z.strictObject({ value, mark, label: z.literal('document'), quote: sentence, note: sentence.exactOptional() }),
    z.strictObject({
      value,
      mark,
      label: z.enum(['statute', 'instruction']),
      citation: sentence,
      note: sentence.exactOptional(),
    }),
    z.strictObject({
      value,
      mark,
      label: z.literal('product default'),
      note: sentence,
      quote: sentence.exactOptional(),
    }),
  ]);

const statement = stated(sentence);
const statedDuration = stated(duration);
const statedCounting = stated(z.enum(COUNTINGS));
const statedYesOrNo = stated(z.boolean());

/** A literal: the machines keep this reading and no other, so that a version which says otherwise is refused instead of ignored. */
const only = <const Value extends string>(value: Value) =>
  stated(z.literal(value, { error: () => `must be "${value}": the machines keep no other reading` }));

const each = <Name extends string, Value extends z.ZodType>(
  names: readonly Name[],
  value: Value,
): z.ZodObject<{ [name in Name]: Value }, z.core.$strict> =>
  z.strictObject(Object.fromEntries(names.map((one) => [one, value])) as { [name in Name]: Value });

const benefit = z.strictObject({
  forms: stated(z.array(name).max(FORMS_MAX)),
  consultation: statedYesOrNo,
  confidentiality: stated(z.enum(['covered', 'prohibitedSourceOnly', 'notCovered', 'notListed'])),
});

const timeLimits = {
  remindAfter: statedDuration,
  dueAfter: statedDuration,
  escalateAfter: statedDuration,
  counting: statedCounting,
};

const weekday = z.literal([1, 2, 3, 4, 5, 6, 7]);
const month = z.int().min(1).max(12);
const holiday = z.strictObject({
  name,
  on: z.union([
    z.strictObject({ month, day: z.int().min(1).max(31) }),
    z.strictObject({ month, weekday, nth: z.literal([1, 2, 3, 4, -1]) }),
  ]),
});
const officeHours = z.strictObject({
  timeZone: name,
  workingDays: z.array(weekday).min(1).max(7),
  opensAt: time,
  closesAt: time,
});
const officeCode = z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,39}$/, { error: 'must be the code of an office' });

const duties = z.tuple([z.enum(DUTIES), z.enum(DUTIES)]);
/** Each pair of duties once. */
const pairs = z.array(stated(duties)).max((DUTIES.length * (DUTIES.length - 1)) / 2);

const paragraph = z.literal([1, 2, 3, 4, 5, 6, 7, 8]);

export const policyDocumentSchema = z.strictObject({
  version: z
    .string()
    .max(64)
    .regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, {
      error: 'must be a name of lower-case letters, digits, hyphens and dots',
    }),
  title: statement,
  announced: stated(date),
  memorandumSigned: stated(date),
  inEffect: only('fromIssuanceUntilSuperseded'),
  rules: each(
    RULE_IDS,
    z.tuple([statement], statement).refine((list) => list.length <= STATEMENTS_MAX),
  ),
  decisionTable: each(ROW_IDS, statement),
  benefits: each(BENEFITS, benefit),
  consultation: z.strictObject({ mode: only('hardGate'), notConsistent: only('blocks'), ...timeLimits }),
  deconfliction: z.strictObject({
    partnerClasses: each(PARTNER_CLASSES, statedYesOrNo),
    ...timeLimits,
  }),
  clearance: z.strictObject({
    validFor: statedDuration,
    lapsesFor: statedDuration,
    counting: statedCounting,
  }),
  calendar: z.strictObject({
    holidays: z.array(stated(holiday)).max(HOLIDAYS_MAX),
    saturdayHolidays: only('fridayBefore'),
    sundayHolidays: only('mondayAfter'),
    closures: stated(z.array(date).max(CLOSURES_MAX)),
    offices: z
      .record(officeCode, stated(officeHours))
      .refine((offices) => Object.keys(offices).length <= OFFICES_MAX, { error: `at most ${OFFICES_MAX} offices` }),
    otherOffices: stated(officeHours),
  }),
  separatedDuties: pairs,
  combinableDuties: pairs,
  training: only('current'),
  certifiedPlaces: stated(z.array(z.enum(PLACE_CLASSES)).max(PLACE_CLASSES.length)),
  soleSource: only('holdForCounsel'),
  transition: stated(z.enum(TRANSITION_RULES)),
  suspension: only('holdForCounsel'),
  exigency: stated(z.enum(['disabled', 'twoPersons'])),
  expediteRequest: only('refusedUnlessDetermined'),
  records: z.strictObject({ keepTextsFor: stated(days) }).exactOptional(),
  rescinded: z.array(stated(z.strictObject({ id: name, title: sentence, dated: date }))).max(RESCINDED_MAX),
  disclosureGrounds: z
    .array(stated(z.strictObject({ paragraph, allows: sentence, needsDiscretion: z.boolean() })))
    .max(8),
});

/** What stands in it more than once, by the names that the OpenAPI document has for them. */
export const POLICY_PARTS = {
  Mark: mark,
  Statement: statement,
  StatedDuration: statedDuration,
  StatedCounting: statedCounting,
  StatedYesOrNo: statedYesOrNo,
  DutyPairs: pairs,
  BenefitRules: benefit,
  OfficeHours: officeHours,
} as const;

/** Compiles only as long as what the schema admits is a policy version. */
export const asPolicyVersion = (document: z.output<typeof policyDocumentSchema>): PolicyVersion => document;
