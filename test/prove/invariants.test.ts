/** Each invariant sees what it forbids: a state or a move that the machines cannot reach, made by hand out of one that they do. */
import { expect, it } from 'vitest';
import { caseContextOf, CONSULTATION } from '../../machines/case-program.ts';
import { ROOT, type System } from '../../machines/system.ts';
import { EDGE_INVARIANTS } from '../../prove/edge-invariants.ts';
import { TRACKED } from '../../prove/cast.ts';
import type { Enabled } from '../../prove/invariants.ts';
import { STATE_INVARIANTS } from '../../prove/state-invariants.ts';
import type { Edge, Move, Node, Witness } from '../../prove/node.ts';
import { CaseDriver, factsWith, KNOWN, PEOPLE, TERMS } from '../machines/case-driver.ts';

const PLAIN: Witness = { gates: [], against: false, underTerms: true, reported: false, begun: false, recused: false };
const cleared = (): System => CaseDriver.known().allAnswer().begin().advise().clear().system;
const open = (): System => CaseDriver.known().system;
const blocked = (): System => CaseDriver.known().allAnswer().begin().advise('notConsistent').system;

const nodeOf = (system: System, context: object = {}, witness: Partial<Witness> = {}, value?: string): Node => {
  const root = system.actors[ROOT]!;
  const changed = { ...root, ...(value === undefined ? {} : { value }), context: { ...root.context, ...context } };
  return {
    system: { ...system, actors: { ...system.actors, [ROOT]: changed as never } },
    witness: { ...PLAIN, ...witness },
  };
};
const breaksState = (name: string, node: Node, enabled: Enabled = []): boolean =>
  STATE_INVARIANTS.filter((one) => one.name === name).some(({ holds }) => !holds(node, enabled));
const breaksEdge = (name: string, edge: Omit<Edge, 'effects'>): boolean =>
  EDGE_INVARIANTS.filter((one) => one.name === name).some(({ holds }) => !holds({ effects: [], ...edge }));

const event = (type: string, fields: object = {}, part: string = 'fresh'): Move =>
  ({ kind: 'event', label: type, to: ROOT, part, event: { type, by: PEOPLE.supervisorB, ...fields } }) as never;
const timer: Move = { kind: 'timer', label: 'time passes', key: 'root/local#reminder' };

it('I1 (R1, R10, row 24): cleared without advice, with advice on other facts, under other terms, or by a decision on other facts', () => {
  expect(breaksState('I1', nodeOf(cleared()))).toBe(false);
  expect(breaksState('I1', nodeOf(cleared(), { advice: null }))).toBe(true);
  expect(breaksState('I1', nodeOf(cleared(), { factsDigest: 'other' }))).toBe(true);
  expect(breaksState('I1', nodeOf(cleared(), {}, { underTerms: false }))).toBe(true);
  const before = nodeOf(cleared(), {}, {}, 'awaitingReview');
  const decision = event('decision.cleared', { factsDigest: 'other' });
  expect(breaksEdge('I1', { before, move: decision, after: nodeOf(cleared()) })).toBe(true);
});

it('I2 (R2, rows 13, 15): cleared with a silent partner or a conflict, and a timer that settles one', () => {
  expect(breaksState('I2', nodeOf(cleared()))).toBe(false);
  expect(breaksState('I2', nodeOf(cleared(), { standings: { local: 'asked', federal: 'noConflict' } }))).toBe(true);
  expect(breaksState('I2', nodeOf(cleared(), { standings: { local: 'noConflict', federal: 'conflict' } }))).toBe(true);
  const settled = nodeOf(open(), { standings: { local: 'noConflict', federal: 'asked' } });
  expect(breaksEdge('I2', { before: nodeOf(open()), move: timer, after: settled })).toBe(true);
});

it('I3 (rows 10, 12): advice against it stands and the case waits for review, or a supervisor leads it out of blocked', () => {
  expect(breaksState('I3', nodeOf(blocked(), {}, { against: true }))).toBe(false);
  expect(breaksState('I3', nodeOf(blocked(), {}, { against: true }, 'awaitingReview'))).toBe(true);
  const after = nodeOf(blocked(), {}, {}, 'awaitingReview');
  expect(breaksEdge('I3', { before: nodeOf(blocked()), move: event('case.overridden'), after })).toBe(true);
});

it('I4 (row 20): one person behind two gates that the policy keeps apart', () => {
  expect(breaksState('I4', nodeOf(open(), {}, { gates: ['advised'] }))).toBe(false);
  expect(breaksState('I4', nodeOf(open(), {}, { gates: ['advised', 'decided'] }))).toBe(true);
});

it('I5: a live case in which nobody can bring what is missing', () => {
  const answer = event('request.answered');
  expect(breaksState('I5', nodeOf(open()), [answer, event('task.claimed')])).toBe(false);
  expect(breaksState('I5', nodeOf(open()), [answer])).toBe(true);
  expect(breaksState('I5', nodeOf(open()), [event('task.claimed')])).toBe(true);
});

it('I7 (rows 22, 28): a clearance outside of cleared, one on other facts, or an action recorded without one', () => {
  expect(breaksState('I7', nodeOf(cleared()))).toBe(false);
  expect(breaksState('I7', nodeOf(cleared(), {}, {}, 'lapsed'))).toBe(true);
  expect(breaksState('I7', nodeOf(cleared(), { factsDigest: 'other' }))).toBe(true);
  const recorded = { before: nodeOf(open()), move: event('action.recorded'), after: nodeOf(open()) };
  expect(breaksEdge('I7', recorded)).toBe(true);
});

it('I8 (row 23): an ended case that takes an event, or has a timer', () => {
  const ended = CaseDriver.known().act(PEOPLE.supervisorB, { type: 'case.withdrawn', note: '' }).system;
  expect(breaksState('I8', nodeOf(ended))).toBe(false);
  expect(breaksState('I8', nodeOf(ended), [event('facts.amended')])).toBe(true);
  expect(breaksState('I8', nodeOf({ ...ended, timers: open().timers }))).toBe(true);
});

it('I9 (R6, row 29): protection that drops without a legal decision, or is told to no other case', () => {
  const unprotected = nodeOf(open(), { facts: factsWith() });
  const lost = { before: nodeOf(open()), move: event('facts.amended'), after: unprotected };
  expect(breaksEdge('I9', lost)).toBe(true);
  expect(breaksEdge('I9', { before: unprotected, move: event('facts.amended'), after: nodeOf(open()) })).toBe(true);
});

it('I10 (rows 18, 28): a clearance that stays although an answer, the facts or the terms have changed', () => {
  const before = nodeOf(cleared());
  const stays = (context: object): boolean =>
    breaksEdge('I10', { before, move: event('any'), after: nodeOf(cleared(), context) });
  expect(stays({})).toBe(false);
  expect(stays({ standings: { local: 'conflict', federal: 'noConflict' } })).toBe(true);
  expect(stays({ factsDigest: 'other' })).toBe(true);
  expect(stays({ terms: { ...TERMS, digest: 'other' } })).toBe(true);
});

it('I11 (R7): something taken from a person who is not entitled', () => {
  const before = nodeOf(open());
  expect(breaksEdge('I11', { before, move: event('any', {}, 'untrained'), after: before })).toBe(true);
  expect(breaksEdge('I11', { before, move: event('any'), after: before })).toBe(false);
});

it('I12 (row 30): something recorded that cannot have happened', () => {
  const before = nodeOf(open());
  expect(breaksEdge('I12', { before, move: event('case.withdrawn'), after: before })).toBe(false);
  expect(breaksEdge('I12', { before, move: event('clearance.renewed'), after: before })).toBe(true);
});

it('I13 (R12, row 32): a list past its limit', () => {
  const questions = Array.from({ length: 21 }, () => ({ of: 'opla', answered: false }));
  expect(breaksState('I13', nodeOf(open()))).toBe(false);
  expect(breaksState('I13', nodeOf(open(), { questions }))).toBe(true);
});

it('I14 (R8, R9, rows 26, 31): cleared with an open condition, held, uncertified at a listed place, or after a report', () => {
  const { advice } = caseContextOf(cleared());
  const conditions = [{ id: 'c1', acknowledgedBy: null }];
  expect(breaksState('I14', nodeOf(cleared()))).toBe(false);
  expect(breaksState('I14', nodeOf(cleared(), { advice: { ...advice, conditions } }))).toBe(true);
  expect(breaksState('I14', nodeOf(cleared(), { holds: ['soleSource'] }))).toBe(true);
  expect(breaksState('I14', nodeOf(cleared(), {}, { reported: true }))).toBe(true);
  const facts = factsWith({ statuses: [KNOWN], placeClass: 'courthouseProtectedMatter' });
  expect(breaksState('I14', nodeOf(cleared(), { facts }))).toBe(true);
});

it('I15 (R8): closed without the statement that is due', () => {
  const facts = factsWith({ statuses: [KNOWN], placeClass: 'courthouseProtectedMatter' });
  expect(breaksState('I15', nodeOf(cleared(), { facts, removalProceedings: true }, {}, 'closed'))).toBe(true);
  expect(breaksState('I15', nodeOf(cleared(), { facts }, {}, 'closed'))).toBe(false);
});

it('I16 (R3, R4, row 1): a consultation that is open although no status is known', () => {
  expect(open().actors[CONSULTATION]?.status).toBe('active');
  expect(breaksState('I16', nodeOf(open(), { facts: factsWith() }))).toBe(true);
});

it('I17 (rows 17, 19): a hold that falls by itself, and an exception that the policy does not have', () => {
  const held = nodeOf(open(), { holds: ['policySuspended'] });
  expect(breaksEdge('I17', { before: held, move: event('case.escalated'), after: nodeOf(open()) })).toBe(true);
  const exigency = { claimedBy: 'a', approvedBy: 'b' };
  expect(breaksEdge('I17', { before: nodeOf(open()), move: event('any'), after: nodeOf(open(), { exigency }) })).toBe(
    true,
  );
});

it('I18 (R1, row 11): advice of who has not begun, begun work taken away, and a question that a hand-over loses', () => {
  const begun = CaseDriver.known().begin();
  const asked = (): CaseDriver =>
    CaseDriver.known().begin().consult(PEOPLE.legalA, { type: 'information.requested', text: '' });
  const advice = { before: nodeOf(begun.system), move: event('task.completed'), after: nodeOf(open()) };
  expect(breaksEdge('I18', advice)).toBe(true);
  expect(breaksEdge('I18', { ...advice, before: nodeOf(begun.system, {}, { begun: true }) })).toBe(false);
  const given = {
    before: nodeOf(asked().system, {}, { begun: true }),
    move: event('information.provided'),
    after: nodeOf(begun.system),
  };
  expect(breaksEdge('I18', given)).toBe(false);
  expect(breaksEdge('I18', { ...given, after: nodeOf(open()) })).toBe(true);
  const recused = { before: nodeOf(asked().system), move: event('task.failed'), after: nodeOf(open()) };
  expect(breaksEdge('I18', recused)).toBe(true);
  expect(breaksEdge('I18', { ...recused, after: nodeOf(asked().system) })).toBe(false);
});

it('I20 (row 20): who has recused themselves decides, takes the consultation, is handed work, or has advised', () => {
  const before = nodeOf(open(), {}, { recused: true });
  const by = (type: string, part: 'tracked' | 'fresh', fields: object = {}): Move => event(type, fields, part);
  const breaks = (move: Move, node = before) => breaksEdge('I20', { before: node, move, after: nodeOf(open()) });
  expect(breaks(by('decision.cleared', 'tracked'))).toBe(true);
  expect(breaks(by('task.claimed', 'tracked'))).toBe(true);
  expect(breaks(by('decision.cleared', 'fresh'))).toBe(false);
  expect(breaks(by('comment.added', 'tracked'))).toBe(false);
  expect(breaks(by('work.assigned', 'fresh', { to: { id: TRACKED } }))).toBe(true);
  expect(breaks(by('task.completed', 'fresh', { telephone: { givenBy: { id: TRACKED } } }))).toBe(true);
  expect(breaks(by('decision.cleared', 'tracked'), nodeOf(open()))).toBe(false);
});

it('I19 (rows 15, 27): a late step that moves the case, clears it, restarts a time limit, or asks for more than a notification', () => {
  const before = nodeOf(open());
  const move = event('step.late', { step: 'review' });
  expect(breaksEdge('I19', { before, move, after: nodeOf(open(), { escalatedSteps: ['review'] }) })).toBe(false);
  expect(breaksEdge('I19', { before, move, after: nodeOf(open(), {}, {}, 'awaitingReview') })).toBe(true);
  expect(breaksEdge('I19', { before, move, after: nodeOf(open(), { standings: {} }) })).toBe(true);
  const { timers, ...system } = open();
  const [key, timer] = Object.entries(timers)[0]!;
  const restarted = { ...system, timers: { ...timers, [key]: { ...timer, dueAt: 0 } } };
  expect(breaksEdge('I19', { before, move, after: nodeOf(restarted) })).toBe(true);
  const [told] = EDGE_INVARIANTS.filter(({ name }) => name === 'I19');
  const asked = { do: 'act', key: ROOT, type: 'askPartner', params: {} } as const;
  expect(told!.holds({ before, move, after: before, effects: [asked] })).toBe(false);
});
