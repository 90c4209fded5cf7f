import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { migrated, NewerSnapshot, renameState } from '../../machines/snapshot-versions.ts';
import { start, step, type Input, type Program, type System } from '../../machines/system.ts';
import { execute } from '../../ledger/execution.ts';

/** Two releases of one machine: in the second, `brewing.steeping` is called `infusing`, and the child's `idle` `ready`. */
function kettle(steeping: string, idle: string) {
  const lamp = setup({}).createMachine({
    id: 'lamp',
    initial: idle,
    states: { [idle]: { on: { 'lamp.lit': 'lit' }, after: { 5_000: 'lit' } }, lit: { type: 'final' } },
  });
  return setup({ actors: { lamp } }).createMachine({
    id: 'kettle',
    initial: 'brewing',
    invoke: { src: 'lamp', id: 'lamp' },
    states: {
      brewing: {
        initial: steeping,
        on: { 'lid.opened': 'open' },
        states: {
          [steeping]: { after: { 60_000: 'done' }, on: { stirred: 'done' } },
          done: {},
          last: { type: 'history' },
        },
      },
      open: { on: { 'lid.closed': 'brewing.last' } },
    },
  });
}

const first: Program = { root: kettle('steeping', 'idle') };
const second: Program = {
  root: kettle('infusing', 'ready'),
  migrations: [
    (system) =>
      renameState(
        { src: 'lamp', machineId: 'lamp', path: ['idle'] },
        'ready',
      )(renameState({ src: '', machineId: 'kettle', path: ['brewing', 'steeping'] }, 'infusing')(system)),
  ],
};

const event = (type: string, at = 1, to = 'root'): Input => ({ kind: 'event', at, to, event: { type } });
const run = (program: Program, system: System, inputs: readonly Input[]): System =>
  inputs.reduce((before, input) => step(program, before, input)[0], system);

describe('a snapshot of an older release', () => {
  it.each([
    ['as it began', []],
    ['with the renamed state in history', [event('lid.opened')]],
    ['after the renamed state', [event('stirred')]],
  ] as const)('%s becomes what the newer release would have come to by the same inputs', (_name, inputs) => {
    const older = run(first, start(first, {}, 0)[0], inputs);
    const newer = run(second, start(second, {}, 0)[0], inputs);
    expect(migrated(second, older)).toEqual(newer);
    expect(migrated(second, newer)).toBe(newer);
  });

  it('keeps its timers armed: each fires, and each is cancelled, under its new name', () => {
    const older = start(first, {}, 0)[0];
    const taken = migrated(second, older);
    const fired = Object.entries(taken.timers).reduce(
      (system, [key, { generation, dueAt }]) => step(second, system, { kind: 'timer', at: dueAt, key, generation })[0],
      taken,
    );
    expect(fired.actors['root']?.value).toEqual({ brewing: 'done' });
    expect(fired.actors['root/lamp']?.status).toBe('done');
    const left = step(second, taken, event('lid.opened'))[0];
    expect(Object.keys(left.timers)).toEqual(['root/lamp#xstate.after.5000.lamp.ready']);
    expect(step(second, left, event('lid.closed'))[0].actors['root']?.value).toEqual({ brewing: 'infusing' });
  });

  it('is not stepped before it is migrated, and a newer one is not taken at all', () => {
    const older = start(first, {}, 0)[0];
    const newer = start(second, {}, 0)[0];
    expect(() => step(second, older, event('stirred'))).toThrow(/migrated/);
    expect(() => step(first, newer, event('stirred'))).toThrow(/migrated/);
    expect(() => migrated(first, newer)).toThrow(NewerSnapshot);
  });

  it('is migrated by the record as well, which believes no state that it did not compute itself', () => {
    const older = start(first, {}, 0)[0];
    const input = event('stirred', 1) as Extract<Input, { kind: 'event' }>;
    expect(execute(second, older, input)).toEqual(step(second, migrated(second, older), input));
  });

  it('passes through each version between', () => {
    const third: Program = {
      ...second,
      migrations: [...second.migrations!, (system) => ({ ...system, generation: system.generation + 100 })],
    };
    const older = start(first, {}, 0)[0];
    expect(migrated(third, older)).toMatchObject({ version: 3, generation: older.generation + 100 });
    expect(migrated(third, start(second, {}, 0)[0])).toMatchObject({ version: 3, generation: older.generation + 100 });
  });
});
