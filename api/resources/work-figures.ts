/**
 * How work stands: of one's own office, for who sees its queue, of what they see there anyway; of every office for leadership, as the last
 * month ended and with small counts withheld, as for the whole record. Of work, and about nobody.
 */
import { ROOT_STATES, STATE_WORDS, type RootState } from '../../machines/case-words.ts';
import {
  CLASS_DAYS,
  MOVED_ON,
  type Figures,
  type FigureCell,
  type Measure,
  type Subject,
} from '../../ledger/work-figures.ts';
import type { Answer } from '../../schemas/answers.ts';
import { PARTNER_CLASSES, type Person } from '../../schemas/words.ts';
import { refuseList } from '../access/list-access.ts';
import { listedFor } from '../access/need-to-know.ts';
import { denialsOf } from '../access/oversight.ts';
import { isoOf } from '../http/iso.ts';
import type { AppPorts } from '../ports.ts';
import { SMALL_CELL, withoutSmallCells, withoutSmallClasses, type Shown } from './small-cells.ts';
import { statisticsBefore } from './statistics.ts';

const HOUR_MS = 3_600_000;
/** What was done in the last quarter. */
const SINCE_MS = 90 * 86_400_000;

/** @param asked the office; leadership may name any, or none for all of them */
export async function figuresOf(
  ports: AppPorts,
  person: Person,
  asked: string | undefined,
): Promise<Answer<'WorkFigures'>> {
  const office = asked ?? person.office;
  const denials = denialsOf(ports, person, 'case.listed', office);
  if (denials.length === 0) return ofOwnOffice(ports, person, office);
  const isLeadership = denialsOf(ports, person, 'figures.read').length === 0;
  return isLeadership ? ofOffices(ports, asked ?? null) : refuseList(ports, person, 'task.read', denials);
}

async function ofOwnOffice(ports: AppPorts, person: Person, office: string): Promise<Answer<'WorkFigures'>> {
  const at = ports.clock();
  const since = at - SINCE_MS;
  const onThem = listedFor(ports, person);
  const figures = await ports.ledger.workFigures({ onThem, office, at, since, isPast: false });
  return {
    office,
    offices: [office],
    at: isoOf(at),
    since: isoOf(since),
    smallCell: null,
    ...answered(exactly(figures), figures, office, statesIn(figures)),
  };
}

async function ofOffices(ports: AppPorts, office: string | null): Promise<Answer<'WorkFigures'>> {
  const at = statisticsBefore(ports.clock());
  const since = at - SINCE_MS;
  const figures = await ports.ledger.workFigures({ onThem: null, office: null, at, since, isPast: true });
  return {
    office,
    offices: officesIn(figures),
    at: isoOf(at),
    since: isoOf(since),
    smallCell: SMALL_CELL,
    ...answered(withheldFrom(figures, office), figures, office, OPEN_STATES),
  };
}

const officesIn = ({ cells }: Figures): string[] => [...new Set(cells.map((cell) => cell.office))].toSorted();

/** Counts of one measure of a subject, in the order of the keys, and what they sum up to. */
interface Counted {
  readonly counts: readonly Shown[];
  readonly total: Shown;
}
type Counting = (subject: Subject, measure: Measure, keys: readonly string[]) => Counted;

const countIn = (cells: readonly FigureCell[], key: string): number =>
  cells.reduce((sum, cell) => sum + (cell.key === key ? cell.count : 0), 0);

const ofMeasure = ({ cells }: Figures, subject: Subject, measure: Measure): readonly FigureCell[] =>
  cells.filter((cell) => cell.subject === subject && cell.measure === measure);

const exactly =
  (figures: Figures): Counting =>
  (subject, measure, keys) => {
    const cells = ofMeasure(figures, subject, measure);
    return {
      counts: keys.map((key) => countIn(cells, key)),
      total: cells.reduce((sum, { count }) => sum + count, 0),
    };
  };

/** Each office is judged beside all the others, whichever is asked for: answers about one and another give nothing away together. */
const withheldFrom =
  (figures: Figures, office: string | null): Counting =>
  (subject, measure, keys) => {
    const offices = officesIn(figures);
    const cells = ofMeasure(figures, subject, measure);
    const counts = offices.map((one) => {
      const its = cells.filter((cell) => cell.office === one);
      return keys.map((key) => countIn(its, key));
    });
    const totals = withoutSmallCells(counts.map((row) => row.reduce((sum, count) => sum + count, 0)));
    const shown = withoutSmallClasses(counts, totals);
    const index = office === null ? null : offices.indexOf(office);
    const row = (index === null ? shown.all : shown.offices[index]) ?? [];
    const total = (index === null ? totals.total : totals.cells[index]) ?? null;
    return { counts: keys.map((_key, column) => row[column] ?? null), total: offices.length === 0 ? null : total };
  };

const CLASSES = [...CLASS_DAYS, null];
const CLASS_KEYS = CLASSES.map((_days, index) => String(index));
const DUE_KEYS = ['overdue', 'inTime'];

/** `upToDays` is null in the class that has no end. */
const byClass = ({ counts }: Counted) => CLASSES.map((upToDays, index) => ({ upToDays, count: counts[index] ?? null }));

function answered(count: Counting, figures: Figures, office: string | null, states: readonly string[]) {
  const open = (subject: Subject) => {
    const byAge = count(subject, 'openByAge', CLASS_KEYS);
    return { open: byAge.total, openByAge: byClass(byAge) };
  };
  const overdue = (subject: Subject): Shown => count(subject, 'openByDue', DUE_KEYS).counts[0] ?? null;
  const done = (subject: Subject) => {
    const byTime = count(subject, 'doneByTime', CLASS_KEYS);
    const took = figures.times.find((time) => time.subject === subject && time.office === office);
    // Of few it would say how long a single one took.
    const hours = (ms: number | undefined) => (byTime.total === null || ms === undefined ? null : ms / HOUR_MS);
    return {
      total: byTime.total,
      medianHours: hours(took?.medianMs),
      ninetiethPercentileHours: hours(took?.ninetiethMs),
      byTime: byClass(byTime),
    };
  };
  const consultations = done('consultations');
  const requests = done('requests');
  return {
    ...open('consultations'),
    overdue: overdue('consultations'),
    completed: consultations.total,
    medianHours: consultations.medianHours,
    ninetiethPercentileHours: consultations.ninetiethPercentileHours,
    completedByCycleTime: consultations.byTime,
    requests: {
      ...open('requests'),
      overdue: overdue('requests'),
      openByPartnerClass: openByPartnerClass(count),
      answered: requests.total,
      medianHours: requests.medianHours,
      ninetiethPercentileHours: requests.ninetiethPercentileHours,
      answeredByTime: requests.byTime,
    },
    cases: { ...open('cases'), openByState: openByState(count, states) },
  };
}

/** Every case asks the same classes, whatever is known of the person concerned: this tells nothing about protection. */
function openByPartnerClass(count: Counting) {
  const { counts } = count('requests', 'openByKind', PARTNER_CLASSES);
  return PARTNER_CLASSES.map((partnerClass, index) => ({ partnerClass, count: counts[index] ?? null }));
}

/** Each of them, where counts are withheld: that a state is named at all would say that some case stands there. */
const ENDED: readonly RootState[] = ['closed', 'declined', 'withdrawn', 'expired'];
const OPEN_STATES: readonly string[] = [...ROOT_STATES.filter((state) => !ENDED.includes(state)), MOVED_ON];

function statesIn(figures: Figures): readonly string[] {
  const found = new Set(ofMeasure(figures, 'cases', 'openByKind').map(({ key }) => key));
  return OPEN_STATES.filter((state) => found.has(state));
}

function openByState(count: Counting, states: readonly string[]) {
  const { counts } = count('cases', 'openByKind', states);
  return states.map((state, index) => ({
    state,
    words: STATE_WORDS[state as RootState] ?? 'has moved on since',
    count: counts[index] ?? null,
  }));
}
