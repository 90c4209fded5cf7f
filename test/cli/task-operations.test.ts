/** WS-HumanTask: each operation that docs/web.md lists, of a consultation and of a role's work, has an event, a form, and a command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formOf } from '../../api/pages/commands.ts';
import { createProgram } from '../../cli/program.ts';
import { RULES } from '../../machines/may.ts';
import { bulkSchema } from '../../schemas/commands.ts';
import type { Io } from '../../cli/io.ts';

const WEB = readFileSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'docs/web.md'), 'utf8');
const ALL = WEB.split('\n').flatMap((line) => {
  const [, operation, event, , command] = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
  return /^((task|work)\.[a-z]+|each act)$/.test(event ?? '')
    ? [{ operation: operation!, event: event!, command: command! }]
    : [];
});
/** Each table begins with claiming. */
const SECOND = ALL.findLastIndex(({ operation }) => operation === 'claim');
const [ROWS, OF_ROLES] = [ALL.slice(0, SECOND), ALL.slice(SECOND)];
const io = { stdout: () => undefined, stderr: () => undefined } as unknown as Io;
const program = createProgram(io);

test('the operations are those of WS-HumanTask, without a skip', () => {
  expect(ROWS.map(({ operation }) => operation)).toEqual([
    'claim',
    'release',
    'start',
    'delegate',
    'forward',
    'suspend until',
    'resume',
    'complete',
    'fail, recusal',
    'nominate',
    'set priority',
  ]);
  expect(OF_ROLES.map(({ operation }) => operation).toSorted()).toEqual(
    ROWS.map(({ operation }) => operation)
      .filter((operation) => operation !== 'set priority')
      .toSorted(),
  );
  expect(Object.keys(RULES).filter((action) => action.includes('skip'))).toEqual([]);
});

test.each(OF_ROLES.filter(({ event }) => event !== 'each act'))(
  '$operation, of the work of a role: the engine knows who may do it, the case’s page has its form, and the command is there',
  ({ event, command }) => {
    expect(Object.keys(RULES)).toContain(event);
    expect(formOf('cases', event)).not.toBeNull();
    expect(program.commands.map((one) => one.name())).toContain(command.split(' ')[0]);
  },
);

describe.each(ROWS)('$operation', ({ event, command }) => {
  test('the engine knows who may do it, and the task’s page has its form', () => {
    expect(Object.keys(RULES)).toContain(event);
    expect(formOf('tasks', event)).not.toBeNull();
  });

  test('the command is there, and takes several tasks where the API does', () => {
    const [name, operand] = command.split(' ');
    const found = program.commands.find((one) => one.name() === name);
    expect(found?.registeredArguments[0]).toMatchObject({ variadic: operand === '<task...>' });
    const ofSeveral: readonly string[] = bulkSchema.shape.event.options.map(({ shape }) => shape.type.value);
    expect(ofSeveral.includes(event)).toBe(operand === '<task...>');
  });
});
