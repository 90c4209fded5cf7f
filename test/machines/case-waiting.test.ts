/** For whom a case waits: what is kept with each entry against what a person finds when their acts are tried. */
import { expect, test } from 'vitest';
import { AWAITED_ROLES, awaitedIn, workFor } from '../../machines/case-waiting.ts';
import type { Person } from '../../schemas/words.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { Refused, step, type System } from '../../machines/system.ts';
import { inputOf } from '../../prove/explore.ts';
import { movesTo, timerMoves, type Setting } from '../../prove/moves.ts';
import type { Move } from '../../prove/node.ts';
import { EVERYTHING, RandomCase } from '../prove/random-case.ts';
import { CaseDriver, OPENED_AT, PEOPLE } from './case-driver.ts';

const RUNS = 8;
const STEPS = 20;
/** For what hangs: on a machine that does ten other things each state takes a tenth of a second. */
const LIMIT_MS = 300_000;

/** The same in every run, whatever the machine. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed * 2_654_435_761 + 1; ; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
    yield (state >>> 0) / 2 ** 32;
}

/** Moves are tried in any order until the case takes one, which is quicker than to ask for all that it takes. */
function anyNext(system: System, setting: Setting, random: Generator<number>): System | null {
  const moves = Object.keys(system.actors).flatMap((key): Move[] => movesTo(system, key, setting));
  const left = [...moves, ...timerMoves(system)];
  while (left.length > 0) {
    const [move] = left.splice(Math.floor(random.next().value! * left.length), 1);
    try {
      return step(caseProgram, system, inputOf(system, move as never, setting.at))[0];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return null;
}

const colleague = (role: Person['roles'][number], office: string): Person => ({
  id: `urn:colleague:${role}`,
  staffId: role,
  roles: [role],
  office,
  trainedUntil: Number.MAX_SAFE_INTEGER,
});

test(
  'whoever finds something to do in a case has a role for which it is kept as waiting, in every state that is come by',
  () => {
    let waiting = 0;
    const states = new Set<string>();
    for (let run = 0; run < RUNS; run += 1) {
      const random = numbers(run + 1);
      const walked = new RandomCase(EVERYTHING, run);
      const { office } = walked.opening.input;
      for (let taken = 0; taken < STEPS; taken += 1) {
        const { roles } = awaitedIn(walked.system);
        for (const role of AWAITED_ROLES) {
          const work = workFor(walked.system, colleague(role, office), walked.setting.at);
          if (work === null) continue;
          waiting += 1;
          states.add(role);
          expect(roles, JSON.stringify(work)).toContain(role);
        }
        const next = anyNext(walked.system, walked.setting, random);
        if (next === null) break;
        walked.system = next;
      }
    }
    expect(waiting).toBeGreaterThan(50);
    expect([...states].sort()).toEqual([...AWAITED_ROLES].sort());
  },
  LIMIT_MS,
);

test('a case waits for nobody while partners are silent, for leadership once it was told, and for nobody when it has ended', () => {
  const silent = new CaseDriver();
  expect(awaitedIn(silent.system)).toEqual({ roles: [], dueAt: OPENED_AT + 3 * 86_400_000 });
  while (!awaitedIn(silent.system).roles.includes('leadership')) silent.fireNext();
  expect(workFor(silent.system, PEOPLE.leader, silent.at)).toMatchObject({
    told: { silence: true, steps: [] },
    dueAt: OPENED_AT + 3 * 86_400_000,
    overdue: true,
  });
  const withdrawn = new CaseDriver().act(PEOPLE.supervisorB, { type: 'case.withdrawn', note: 'synthetic' });
  expect(awaitedIn(withdrawn.system)).toEqual({ roles: [], dueAt: null });
});

test('leadership is told of a silence, and of the steps that are late, each as what it is', () => {
  const { service, leader } = PEOPLE;
  const driver = CaseDriver.known().answer('local', 'conflict');
  const late = (step: string): CaseDriver =>
    driver.act(service, { type: 'step.late', step, since: driver.at, level: 'escalation', note: '' });
  const told = () => workFor(driver.system, leader, driver.at)?.told ?? null;
  expect(told()).toBeNull();
  late('conflict/local');
  expect(told()).toEqual({ silence: false, steps: ['conflict/local'] });
  while (told()?.silence === false) driver.fireNext();
  expect(told()).toEqual({ silence: true, steps: ['conflict/local'] });
  // Their own turn stands for itself, and not once more as what others have not done.
  const supervisorToo: Person = { ...PEOPLE.supervisorB, roles: ['supervisor', 'leadership'] };
  const work = workFor(driver.system, supervisorToo, driver.at);
  expect([work?.gates.map(({ step }) => step), work?.told.steps]).toEqual([['conflict/local'], []]);
});

test('who has claimed the consultation, or substitutes for whoever has, finds it among their tasks and not here', () => {
  const { system, at } = CaseDriver.known().begin(PEOPLE.legalA);
  const substitute: Person = { ...PEOPLE.legalB, substitutesFor: [PEOPLE.legalA.id] };
  expect(workFor(system, PEOPLE.legalB, at)?.gates.map(({ gate }) => gate)).toEqual(['oplaConsultation']);
  expect(workFor(system, PEOPLE.legalA, at)).toBeNull();
  expect(workFor(system, substitute, at)).toBeNull();
});
