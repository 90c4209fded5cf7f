/** The pure actor system: save and restore are the identity, the same inputs give the same effects, nothing refused leaves a trace. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseProgram, CONSULTATION, requestKeyOf } from '../../machines/case-program.ts';
import { ROOT_STATES } from '../../machines/case-words.ts';
import {
  Refused,
  ROOT,
  start,
  step,
  type Effect,
  type Input,
  type Program,
  type System,
} from '../../machines/system.ts';
import { ADVICE, PARTNER_ANSWERS, type Json } from '../../schemas/words.ts';
import {
  CaseDriver,
  factsWith,
  KNOWN,
  liaisonOf,
  OPENED_AT,
  PEOPLE,
  refusalOf,
  scheduleFrom,
  WITH_EXIGENCY,
} from './case-driver.ts';
import { TOY_EVENTS, toyProgram } from './toy-program.ts';

const { supervisorA, supervisorB, legalA, legalB, leader, privacy, service } = PEOPLE;

const restored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A write to anything frozen throws in a module, so that a step which changes its input becomes a fault. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

/** What a random run does next, given the system as it stands. */
type Move =
  | {
      readonly move: 'event';
      readonly to: string;
      readonly event: { readonly type: string; readonly [field: string]: unknown };
    }
  | { readonly move: 'timer' | 'result' | 'failure'; readonly pick: number; readonly stale: boolean };

const CURRENT = 'the digest of the facts as they stand';

/** Picks what is pending by number: a run shrinks without losing its meaning. */
function inputOf(system: System, move: Move, at: number): Input | null {
  if (move.move === 'event') {
    const { factsDigest } = system.actors[ROOT]!.context;
    const event = move.event['factsDigest'] === CURRENT ? { ...move.event, factsDigest } : move.event;
    return { kind: 'event', at, to: move.to, event: event as never };
  }
  const pending = Object.entries(move.move === 'timer' ? system.timers : system.calls);
  const found = pending[move.pick % Math.max(1, pending.length)];
  if (found === undefined) return null;
  const [key, { generation }] = found;
  const arming = { key, generation: move.stale ? generation - 1 : generation };
  return move.move === 'timer'
    ? { kind: 'timer', at, ...arming }
    : { kind: move.move, at, ...arming, value: 'synthetic' };
}

type Outcome = { readonly next: System; readonly effects: readonly Effect[] } | { readonly refused: string };

function outcomeOf(program: Program, system: System, input: Input): Outcome {
  try {
    const [next, effects] = step(program, system, input);
    return { next, effects };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.code };
    throw error;
  }
}

/** Runs the moves; at each, the frozen system and its restored copy must have the same outcome, to the byte and in order. */
function runBoth(program: Program, began: System, moves: readonly Move[], seen?: (outcome: Outcome) => void): Json {
  let system = frozen(began);
  const trace: unknown[] = [];
  moves.forEach((move, index) => {
    const input = inputOf(system, move, OPENED_AT + (index + 1) * 1_000);
    if (input === null) return;
    const outcome = outcomeOf(program, system, frozen(input));
    const again = outcomeOf(program, restored(system), restored(input));
    expect(JSON.stringify(again)).toBe(JSON.stringify(outcome));
    // Plain JSON: nothing that a save would drop or change.
    expect(restored(outcome)).toStrictEqual(outcome);
    seen?.(outcome);
    trace.push(outcome);
    if ('next' in outcome) system = frozen(outcome.next);
  });
  return trace as Json;
}

const within = fc.record({
  move: fc.constantFrom('timer' as const, 'timer' as const, 'result' as const, 'failure' as const),
  pick: fc.nat(20),
  stale: fc.constantFrom(false, false, false, true),
});

const known = factsWith({ statuses: [KNOWN] });
const note = 'synthetic';
const schedule = scheduleFrom(OPENED_AT);
const oldDigest = new CaseDriver().context.factsDigest;
/** Mostly the facts as they stand when the move is made. */
const digest = fc.constantFrom(CURRENT, CURRENT, oldDigest);
const fixed = (to: string, by: unknown, type: string, more: object = {}) =>
  fc.constant({ move: 'event' as const, to, event: { type, by, note, schedule, text: note, ...more } });
const partners = ['local', 'federal'] as const;

const caseMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: within },
  ...[factsWith(), known, { ...known, regionCode: 'WEST-02' }].map((facts) =>
    fixed(ROOT, supervisorA, 'facts.amended', { facts }),
  ),
  ...partners.map((partnerClass) => fixed(ROOT, supervisorB, 'conflict.resolved', { partnerClass })),
  ...['case.escalated', 'decision.declined', 'clearance.renewed', 'case.withdrawn'].map((type) =>
    fixed(ROOT, supervisorB, type),
  ),
  ...['leadership.returned', 'leadership.referred', 'leadership.declined'].map((type) => fixed(ROOT, leader, type)),
  fixed(ROOT, supervisorB, 'condition.acknowledged', { condition: 'c1' }),
  fixed(ROOT, supervisorB, 'action.recorded', { outcome: 'actionTaken' }),
  fixed(ROOT, legalB, 'advice.withdrawn'),
  fixed(ROOT, supervisorB, 'action.recorded', { outcome: 'actionTaken', removalProceedings: true }),
  fixed(ROOT, supervisorB, 'status.disputed', { status: KNOWN }),
  ...['exigency.claimed', 'compliance.certified', 'statement.recorded', 'expedite.requested', 'action.reported'].map(
    (type) => fixed(ROOT, supervisorB, type),
  ),
  ...['mistake.confirmed', 'mistake.rejected', 'protection.ended'].map((type) => fixed(ROOT, legalB, type)),
  fixed(ROOT, legalB, 'hold.released', { reason: 'policySuspended' }),
  ...['protection.inherited', 'policy.suspended'].map((type) => fixed(ROOT, service, type)),
  fixed(ROOT, service, 'step.late', { step: 'conflict/local', since: 0, level: 'escalation' }),
  fixed(ROOT, leader, 'exigency.approved'),
  fixed(ROOT, leader, 'expedite.determined', { inBestInterests: true }),
  fixed(ROOT, supervisorB, 'question.asked', { of: 'opla' }),
  fixed(ROOT, legalB, 'question.answered', { question: 1 }),
  fixed(ROOT, supervisorB, 'work.referred', { role: 'legal', office: 'OFFICE-B' }),
  fixed(ROOT, privacy, 'report.closed'),
  {
    weight: 4,
    arbitrary: digest.map((factsDigest) => ({
      move: 'event' as const,
      to: ROOT,
      event: { type: 'decision.cleared', by: supervisorB, note, schedule, factsDigest },
    })),
  },
  ...['task.claimed', 'task.started'].map((type) => ({ weight: 4, arbitrary: fixed(CONSULTATION, legalA, type) })),
  ...['task.released', 'information.requested'].map((type) => fixed(CONSULTATION, legalA, type)),
  fixed(CONSULTATION, supervisorA, 'information.provided'),
  {
    weight: 4,
    arbitrary: fc
      .record({ advice: fc.constantFrom(...ADVICE), factsDigest: digest })
      .map(({ advice, factsDigest }) => ({
        move: 'event' as const,
        to: CONSULTATION,
        event: {
          type: 'task.completed',
          by: legalA,
          text: note,
          advice,
          factsDigest,
          conditions: advice === 'consistentWithConditions' ? [{ id: 'c1', text: note }] : [],
        },
      })),
  },
  ...partners.map((partnerClass) => ({
    weight: 4,
    arbitrary: fc.constantFrom(...PARTNER_ANSWERS, 'noConflict' as const, 'noConflict' as const).map((answer) => ({
      move: 'event' as const,
      to: requestKeyOf(partnerClass),
      event: { type: 'request.answered', by: liaisonOf(partnerClass), answer },
    })),
  })),
  ...partners.map((partnerClass) => fixed(requestKeyOf(partnerClass), supervisorB, 'request.excused')),
);

const toyMove: fc.Arbitrary<Move> = fc.oneof(within, {
  weight: 3,
  arbitrary: fc
    .constantFrom(...TOY_EVENTS, 'spawn', 'ping', 'ping', 'child.finish')
    .map((type) => ({ move: 'event' as const, to: ROOT, event: { type } })),
});

const ready = () => CaseDriver.known().allAnswer().begin();
/** Runs begin at the start and further on, so that thirty moves reach the far states too. */
const BEGINNINGS: readonly System[] = [
  new CaseDriver(),
  CaseDriver.known(),
  ready(),
  ready().advise('consistentWithConditions', ['c1']),
  ready().advise('notConsistent'),
  ready().advise().clear(),
  ready().advise().clear().fireNext(),
  CaseDriver.known({ terms: WITH_EXIGENCY }).allAnswer().begin(),
  CaseDriver.known({ facts: { ...known, placeClass: 'courthouseProtectedMatter' } })
    .allAnswer()
    .begin()
    .advise()
    .act(supervisorB, { type: 'compliance.certified', note })
    .clear(),
].map(({ system }) => system);
const startToy = (): System => start(toyProgram, null, OPENED_AT)[0];

describe('properties over random runs', () => {
  it('the case: a restored system is the system, inputs are never changed, the same run gives the same trace', () => {
    const states = new Set<unknown>();
    const refusals = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...BEGINNINGS), fc.array(caseMove, { maxLength: 30 }), (began, moves) => {
        const trace = runBoth(caseProgram, began, moves, (outcome) => {
          if ('refused' in outcome) return void refusals.add(outcome.refused);
          const { value } = outcome.next.actors[ROOT]!;
          states.add(typeof value === 'string' ? value : 'gating');
        });
        expect(runBoth(caseProgram, began, moves)).toStrictEqual(trace);
      }),
      { numRuns: 200, seed: 20261102 },
    );
    // The runs have to get somewhere, or they prove nothing.
    expect([...states]).toEqual(expect.arrayContaining([...ROOT_STATES]));
    expect([...refusals]).toEqual(
      expect.arrayContaining(['notInThisState', 'notAdmitted', 'noSuchActor', 'actorEnded', 'stale']),
    );
  });

  it('every kind of effect: a restored system is the system', () => {
    const done = new Set<string>();
    fc.assert(
      fc.property(fc.array(toyMove, { maxLength: 30 }), (moves) => {
        runBoth(toyProgram, startToy(), moves, (outcome) => {
          if ('effects' in outcome) for (const effect of outcome.effects) done.add(effect.do);
        });
      }),
      { numRuns: 60, seed: 20261102 },
    );
    expect([...done].sort()).toEqual(['act', 'announce', 'call', 'cancel', 'dropped', 'timer']);
  });

  it('whatever is pending belongs to a living actor, and every generation is given once', () => {
    fc.assert(
      fc.property(fc.array(toyMove, { maxLength: 30 }), (moves) => {
        const given: number[] = [];
        runBoth(toyProgram, startToy(), moves, (outcome) => {
          if (!('next' in outcome)) return;
          const { actors, timers, calls } = outcome.next;
          for (const { to } of [...Object.values(timers), ...Object.values(calls)])
            expect(actors[to]?.status).toBe('active');
          for (const { parent } of Object.values(actors))
            if (parent !== null) expect(actors[parent]?.status).toBe('active');
          for (const effect of outcome.effects)
            if (effect.do === 'timer' || effect.do === 'call') given.push(effect.generation);
        });
        expect(given).toEqual([...new Set(given)].sort((a, b) => a - b));
      }),
      { numRuns: 60, seed: 20261102 },
    );
  });
});

describe('refusals', () => {
  const refusedEvent = ({ system, at }: CaseDriver, to: string, event: { type: string }) =>
    refusalOf(() => step(caseProgram, system, { kind: 'event', at, to, event: { ...event, by: supervisorB } as never }))
      ?.code;

  it.each([
    'xstate.done.actor.consultation',
    'xstate.error.actor.consultation',
    'xstate.after.untilExpiry.case.cleared',
    'xstate.init',
    'xstate.stop',
    'xstate.',
    '*',
    'decision.*',
    '',
  ])('a forged event %j', (type) => {
    expect(refusedEvent(CaseDriver.known().allAnswer(), ROOT, { type })).toBe('reservedEvent');
  });

  it('an event type that is no text', () => {
    expect(refusedEvent(CaseDriver.known(), ROOT, { type: 7 as never })).toBe('reservedEvent');
  });

  it.each([
    'deconfliction.answered',
    'consultation.overdue',
    'facts.changed',
    'request.renewed',
    'case.read',
    'constructor',
  ])('what only the machines say to each other, or nobody says: %s', (type) => {
    for (const to of [ROOT, CONSULTATION, requestKeyOf('local')]) {
      expect(['notAdmitted', 'notInThisState']).toContain(refusedEvent(CaseDriver.known(), to, { type }));
    }
  });

  it.each(['root/nobody', '', 'constructor', '__proto__', 'root/local/child'])('an unknown actor: %j', (to) => {
    expect(refusedEvent(CaseDriver.known(), to, { type: 'case.withdrawn' })).toBe('noSuchActor');
  });

  it('an ended actor, and an ended case', () => {
    const driver = CaseDriver.known().begin().advise();
    driver.refuses('actorEnded', () => driver.consult(legalB, { type: 'task.claimed' }));
    driver.act(supervisorA, { type: 'case.withdrawn', note });
    driver.refuses('actorEnded', () => driver.act(supervisorA, { type: 'case.withdrawn', note }));
  });

  it('what the state does not take, and who may not', () => {
    const driver = CaseDriver.known();
    driver.refuses('notInThisState', () => driver.clear());
    driver.refuses('notAdmitted', () => driver.act(legalA, { type: 'case.withdrawn', note }));
    expect(
      refusalOf(() =>
        step(caseProgram, driver.system, { kind: 'event', at: driver.at, to: ROOT, event: { type: 'case.withdrawn' } }),
      )?.code,
    ).toBe('notAdmitted');
  });

  it('a timer that was armed again, that fired, or that never was', () => {
    const toy = new ToyDriver().send('wind');
    const key = 'root#xstate.after.5000.toy.clock.ticking';
    const first = toy.system.timers[key]!.generation;
    toy.send('wind');
    const second = toy.system.timers[key]!.generation;
    expect(second).toBeGreaterThan(first);
    expect(toy.refusal({ kind: 'timer', at: toy.at, key, generation: first })).toBe('stale');
    expect(toy.refusal({ kind: 'timer', at: toy.at, key: 'constructor', generation: first })).toBe('stale');
    toy.take({ kind: 'timer', at: toy.at, key, generation: second });
    expect(toy.refusal({ kind: 'timer', at: toy.at, key, generation: second })).toBe('stale');
  });

  it('a result or failure of a call that was started again or stopped; a timer is no call', () => {
    const toy = new ToyDriver().send('look');
    const key = 'root/lookUp';
    const first = toy.system.calls[key]!.generation;
    toy.send('look');
    const late = { at: toy.at, key, generation: first, value: 'late' } as const;
    expect(toy.refusal({ kind: 'result', ...late })).toBe('stale');
    expect(toy.refusal({ kind: 'failure', ...late })).toBe('stale');
    const { generation } = toy.system.calls[key]!;
    expect(toy.refusal({ kind: 'timer', at: toy.at, key, generation })).toBe('stale');
    toy.send('look.stop');
    expect(toy.effects).toContainEqual({ do: 'cancel', of: 'call', key, generation });
    expect(toy.refusal({ kind: 'result', at: toy.at, key, generation, value: 'late' })).toBe('stale');
    expect(toy.context['found']).toBeNull();
  });
});

class ToyDriver {
  system: System = startToy();
  effects: Effect[] = [];
  at = OPENED_AT;

  take(input: Input): this {
    [this.system, this.effects] = step(toyProgram, frozen(this.system), input);
    return this;
  }
  send(type: string, to: string = ROOT): this {
    this.at += 10;
    return this.take({ kind: 'event', at: this.at, to, event: { type } });
  }
  fire(key: string): this {
    const { generation, dueAt } = this.system.timers[key]!;
    this.at = dueAt;
    return this.take({ kind: 'timer', at: dueAt, key, generation });
  }
  refusal(input: Input): string | undefined {
    return refusalOf(() => step(toyProgram, this.system, input))?.code;
  }
  get context() {
    return this.system.actors[ROOT]!.context;
  }
  /** Where one of the toy's regions stands. */
  region(name: string): Json {
    return (this.system.actors[ROOT]!.value as { [region: string]: Json })[name]!;
  }
}

describe('every kind of effect', () => {
  it('a call: asked as data, settled by a result or a failure', () => {
    const toy = new ToyDriver().send('look');
    const call = { key: 'root/lookUp', generation: toy.system.calls['root/lookUp']!.generation };
    expect(toy.effects).toEqual([{ do: 'call', ...call, src: 'lookUp', input: 'what' }]);
    toy.take({ kind: 'result', at: toy.at, ...call, value: 'found' });
    expect(toy.context['found']).toBe('found');
    expect(toy.system.calls).toEqual({});

    const failing = new ToyDriver().send('look');
    failing.take({ kind: 'failure', at: failing.at, ...call, value: { name: 'Unreachable' } });
    expect(failing.context['failed']).toEqual({ name: 'Unreachable' });
    expect(failing.region('call')).toBe('idle');
  });

  it('`after`: a timer with its due time, cancelled on leaving, an act with its parameters when it fires', () => {
    const toy = new ToyDriver().send('wind');
    const key = 'root#xstate.after.5000.toy.clock.ticking';
    const { generation, dueAt } = toy.system.timers[key]!;
    expect(toy.effects).toEqual([{ do: 'timer', key, generation, dueAt: toy.at + 5_000 }]);
    expect(dueAt).toBe(toy.at + 5_000);
    toy.send('unwind');
    expect(toy.effects).toEqual([{ do: 'cancel', of: 'timer', key, generation }]);
    toy.send('wind').fire(key);
    expect(toy.effects).toEqual([{ do: 'act', key: ROOT, type: 'ring', params: { loud: true } }]);
    expect(toy.region('clock')).toBe('rung');
    expect(toy.system.timers).toEqual({});
  });

  it('raise: at once inside the step, later as a timer, two without a name as two, and cancelled by name', () => {
    expect(new ToyDriver().send('raise.now').context['log']).toEqual(['raised']);
    const two = new ToyDriver().send('raise.two');
    expect(Object.values(two.system.timers).map(({ dueAt }) => dueAt - two.at)).toEqual([1_000, 2_000]);
    for (const key of Object.keys(two.system.timers)) two.fire(key);
    expect(two.context['log']).toEqual(['raised', 'raised']);
    const named = new ToyDriver().send('raise.named').send('raise.cancel');
    expect(named.effects).toMatchObject([{ do: 'cancel', of: 'timer', key: 'root#named' }]);
    expect(named.system.timers).toEqual({});
    expect(new ToyDriver().send('self.later').fire('root#self').context['log']).toEqual(['raised']);
  });

  it('a child: started, sent to, and its emitted events reach the parent', () => {
    const toy = new ToyDriver().send('spawn').send('ping').send('ping');
    expect(toy.system.actors['root/child']).toMatchObject({ src: 'echo', parent: ROOT, context: { heard: 2 } });
    expect(toy.context['heard']).toBe(2);
    toy.send('ping.later').fire('root#later');
    expect(toy.context['heard']).toBe(3);
    toy.send('ping.later').send('ping.forget');
    expect(Object.keys(toy.system.timers)).toEqual(['root/child#xstate.after.9000.echo.listening']);
  });

  it('a stopped child takes its timers and what was on its way to it along', () => {
    const toy = new ToyDriver().send('spawn').send('ping.later');
    toy.send('child.stop');
    expect(toy.effects.map((effect) => effect.do)).toEqual(['cancel', 'cancel']);
    expect(toy.system.timers).toEqual({});
    expect(Object.keys(toy.system.actors)).toEqual([ROOT]);
    toy.send('spawn').send('ping');
    expect(toy.context['heard']).toBe(1);
  });

  it('an ended child tells its parent once; what is sent to it afterwards is dropped, and said so', () => {
    const toy = new ToyDriver().send('spawn').send('child.finish');
    expect(toy.context['log']).toEqual(['ended child']);
    expect(toy.system.timers).toEqual({});
    toy.send('ping');
    expect(toy.effects).toEqual([{ do: 'dropped', key: 'root/child', type: 'ping' }]);
  });

  it('a child that ends as it begins leaves no children and no calls behind', () => {
    const toy = new ToyDriver().send('brief');
    expect(Object.keys(toy.system.actors).sort()).toEqual([ROOT, 'root/brief']);
    expect(toy.system.calls).toEqual({});
    expect(toy.system.timers).toEqual({});
    expect(toy.context['log']).toEqual(['ended brief']);
  });

  it('a history state comes back where it was, through a save', () => {
    const toy = new ToyDriver().send('turn').send('shut');
    expect(toy.region('page')).toBe('closed');
    toy.system = restored(toy.system);
    expect(toy.send('reopen').region('page')).toEqual({ open: 'second' });
  });

  it('what the root emits is announced', () => {
    const toy = new ToyDriver().send('fault.announce');
    expect(toy.effects).toEqual([{ do: 'announce', key: ROOT, event: { type: 'announced', at: toy.at } }]);
  });
});

describe('faults in a machine', () => {
  it.each([
    ['fault.guard', 'guard is broken'],
    ['fault.action', 'action is broken'],
    ['fault.loop', 'machines message each other without end'],
  ])('%s leaves step as a fault, not as a refusal, and the system as it was', (type, message) => {
    const toy = new ToyDriver();
    const before = JSON.stringify(toy.system);
    const fault = faultOf(() => toy.send(type));
    expect(fault).not.toBeInstanceOf(Refused);
    expect(String(fault)).toContain(message);
    expect(JSON.stringify(toy.system)).toBe(before);
    expect(toy.send('turn').region('page')).toEqual({ open: 'second' });
  });

  it('in a child as well', () => {
    const toy = new ToyDriver().send('spawn');
    const fault = faultOf(() => toy.send('child.break'));
    expect(fault).toBeInstanceOf(TypeError);
    expect(toy.send('ping').context['heard']).toBe(1);
  });

  it('on a start input that the machine cannot use', () => {
    expect(faultOf(() => start(caseProgram, { at: OPENED_AT }, OPENED_AT))).not.toBeInstanceOf(Refused);
  });
});

function faultOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
