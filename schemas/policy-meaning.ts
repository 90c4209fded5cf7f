/** What the values of a policy must mean beside having the right shape. The same checks hold for a version of the build and for a loaded one. */
import { ANNOUNCEMENT_2025_01_31 } from '../policy/announcement-2025-01-31.ts';
import type { OfficeHours } from '../policy/business-calendar.ts';
import { durationMs } from '../policy/duration.ts';
import type { DeadlineRules, PolicyVersion } from '../policy/policy-version.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Fault } from './problems.ts';
import { BENEFITS, DUTIES, PLACE_CLASSES, type Json } from './words.ts';

/** R6, R7: what statute and instruction say binds every version, so that no loaded file can weaken it. */
const BINDING = ANNOUNCEMENT_2025_01_31;

/** Who writes a version corrects some and looks again; more at once tell nobody more. */
const FAULTS_MAX = 50;

/** @param page every quote is compared with it */
export function faultsOfMeaning(policy: PolicyVersion, page: string): Fault[] {
  return [
    ...quotes(policy, page),
    ...marks(policy),
    ...timeLimits(policy),
    ...calendar(policy),
    ...duties(policy),
    ...rescinded(policy),
    ...statute(policy),
  ].slice(0, FAULTS_MAX);
}

const fault = (pointer: string, message: string): Fault => ({ pointer, message });

/** Every quote, in whatever label, is the page's own words to the byte. */
function quotes(policy: PolicyVersion, page: string): Fault[] {
  return statedIn(policy as unknown as Json, '')
    .filter(({ quote }) => quote !== undefined && !page.includes(quote))
    .map(({ pointer }) => fault(`${pointer}/quote`, 'is not in the page byte for byte'));
}

function statedIn(node: Json, pointer: string): { readonly pointer: string; readonly quote: string | undefined }[] {
  if (node === null || typeof node !== 'object') return [];
  if (!Array.isArray(node) && 'label' in node) return [{ pointer, quote: node['quote'] as string | undefined }];
  return Object.entries(node).flatMap(([name, child]) => statedIn(child, `${pointer}/${name}`));
}

function marks({ rules, decisionTable }: PolicyVersion): Fault[] {
  return [
    ...Object.entries(rules).flatMap(([rule, statements]) =>
      statements.flatMap(({ mark }, index) =>
        mark === rule ? [] : [fault(`/rules/${rule}/${index}/mark`, `must be ${rule}`)],
      ),
    ),
    ...Object.entries(decisionTable).flatMap(([row, { mark }]) =>
      mark === row ? [] : [fault(`/decisionTable/${row}/mark`, `must be "${row}"`)],
    ),
  ];
}

function timeLimits({ consultation, deconfliction, clearance }: PolicyVersion): Fault[] {
  return [
    ...deadlines('/consultation', consultation),
    ...deadlines('/deconfliction', deconfliction),
    ...limitsOf(consultation).flatMap(([name, value], index) =>
      canonicalJson(value as Json) === canonicalJson(limitsOf(deconfliction)[index]![1] as Json)
        ? []
        : [
            fault(
              `/consultation/${name}/value`,
              'must be as for deconfliction: different ones would tell a protected case by its timers',
            ),
          ],
    ),
    ...(['validFor', 'lapsesFor'] as const).flatMap((name) =>
      duration(`/clearance/${name}/value`, clearance[name].value),
    ),
  ];
}

const limitsOf = ({ remindAfter, dueAfter, escalateAfter, counting }: DeadlineRules): [string, string][] => [
  ['remindAfter', remindAfter.value],
  ['dueAfter', dueAfter.value],
  ['escalateAfter', escalateAfter.value],
  ['counting', counting.value],
];

function deadlines(pointer: string, { remindAfter, dueAfter, escalateAfter }: DeadlineRules): Fault[] {
  const faults = [
    ...duration(`${pointer}/remindAfter/value`, remindAfter.value),
    ...duration(`${pointer}/dueAfter/value`, dueAfter.value),
    ...duration(`${pointer}/escalateAfter/value`, escalateAfter.value),
  ];
  if (faults.length > 0) return faults;
  const [remindMs, dueMs, escalateMs] = [remindAfter, dueAfter, escalateAfter].map(({ value }) => durationMs(value));
  return remindMs! < dueMs! && dueMs! < escalateMs!
    ? []
    : [fault(pointer, 'must remind before it is due, and be due before it is escalated')];
}

function duration(pointer: string, text: string): Fault[] {
  try {
    durationMs(text);
    return [];
  } catch (error) {
    return [fault(pointer, error instanceof Error ? error.message : 'is no duration')];
  }
}

function calendar({ calendar: { holidays, closures, offices, otherOffices } }: PolicyVersion): Fault[] {
  return [
    ...holidays.flatMap(({ value: { on } }, index) =>
      'day' in on && !isDate(2024, on.month, on.day)
        ? [fault(`/calendar/holidays/${index}/value/on`, 'is no day of the year')]
        : [],
    ),
    ...(new Set(closures.value).size === closures.value.length
      ? []
      : [fault('/calendar/closures/value', 'names a day twice')]),
    ...Object.entries(offices).flatMap(([office, { value }]) =>
      officeHours(`/calendar/offices/${office}/value`, value),
    ),
    ...officeHours('/calendar/otherOffices/value', otherOffices.value),
  ];
}

/** A leap year, so that February 29 is one. */
const isDate = (year: number, month: number, day: number): boolean =>
  new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;

function officeHours(pointer: string, { timeZone, workingDays, opensAt, closesAt }: OfficeHours): Fault[] {
  return [
    ...(isTimeZone(timeZone) ? [] : [fault(`${pointer}/timeZone`, 'is no time zone of the IANA database')]),
    ...(new Set(workingDays).size === workingDays.length ? [] : [fault(`${pointer}/workingDays`, 'names a day twice')]),
    ...(opensAt < closesAt ? [] : [fault(`${pointer}/closesAt`, 'must be later than opensAt on the same day')]),
  ];
}

/** Names alone: a fixed offset knows no daylight saving. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Row 20: a pair in neither list would be combinable by oversight. */
function duties({ separatedDuties, combinableDuties }: PolicyVersion): Fault[] {
  const named = [...separatedDuties, ...combinableDuties].map(({ value }) => [...value].sort().join(' '));
  const all = DUTIES.flatMap((one, index) => DUTIES.slice(index + 1).map((other) => [one, other].sort().join(' ')));
  return [
    ...(new Set(named).size === named.length
      ? []
      : [fault('/separatedDuties', 'a pair of duties stands in the two lists twice')]),
    ...named
      .filter((pair) => !all.includes(pair))
      .map(() => fault('/separatedDuties', 'a pair of duties names one duty twice')),
    ...all
      .filter((pair) => !named.includes(pair))
      .map((pair) => fault('/separatedDuties', `the pair ${pair} is in neither of the two lists`)),
  ];
}

/** R11: what was rescinded stays so. */
function rescinded({ version, rescinded: list }: PolicyVersion): Fault[] {
  const ids = list.map(({ value }) => value.id);
  return [
    ...BINDING.rescinded
      .filter(({ value }) => !ids.includes(value.id))
      .map(({ value }) => fault('/rescinded', `leaves out ${value.id}, which is rescinded`)),
    ...([...ids, ...BINDING.rescinded.map(({ value }) => value.id)] as string[])
      .filter((id) => id === version)
      .slice(0, 1)
      .map(() => fault('/version', 'is the number of a rescinded policy')),
  ];
}

/** R6–R8: 8 U.S.C. §§ 1367, 1229(e) bind whatever a version says. */
function statute({ benefits, certifiedPlaces, disclosureGrounds }: PolicyVersion): Fault[] {
  const grounds = (list: PolicyVersion['disclosureGrounds']): string =>
    canonicalJson(
      list
        .map(({ value: { paragraph, needsDiscretion } }) => ({ paragraph, needsDiscretion }))
        .sort((one, other) => one.paragraph - other.paragraph) as unknown as Json,
    );
  return [
    ...BENEFITS.filter(
      (benefit) => benefits[benefit].confidentiality.value !== BINDING.benefits[benefit].confidentiality.value,
    ).map((benefit) => fault(`/benefits/${benefit}/confidentiality/value`, 'must be as 8 U.S.C. § 1367 has it')),
    ...PLACE_CLASSES.filter((place) => place !== 'other' && !certifiedPlaces.value.includes(place)).map((place) =>
      fault('/certifiedPlaces/value', `leaves out ${place}, which 8 U.S.C. § 1229(e) lists`),
    ),
    ...(grounds(disclosureGrounds) === grounds(BINDING.disclosureGrounds)
      ? []
      : [fault('/disclosureGrounds', 'must be the eight grounds of 8 U.S.C. § 1367(b), each once')]),
  ];
}
