/** Several tasks in one command: each is done or refused for itself, and each says which. */
import { beforeEach, expect, test } from 'vitest';
import { ROW_1, ROW_2 } from '../api/memory-stack.ts';
import { createTerminal, type Terminal } from './terminal.ts';

let terminal: Terminal;
/** Of two cases. */
let tasks: readonly [string, string];
beforeEach(async () => {
  terminal = createTerminal();
  tasks = [
    await taskOf('one', ROW_2),
    await taskOf('other', { ...ROW_2, facts: { ...ROW_2.facts, personKey: 'SYN-PERSON-0009' } }),
  ];
});

async function taskOf(key: string, body: typeof ROW_1 | typeof ROW_2): Promise<string> {
  const opened = await terminal.stack.send('POST', '/cases', 'supervisor-a', body, { 'idempotency-key': key });
  const { case: id } = (await opened.json()) as { case: string };
  const shown = await terminal.stack.send('GET', `/cases/${id}`, 'legal-a');
  return ((await shown.json()) as { tasks: { task: string }[] }).tasks[0]!.task;
}

test('all are done', async () => {
  const { code, out, err } = await terminal.type(`claim ${tasks.join(' ')} --as legal-a`);
  expect([code, out, err]).toEqual([0, `${tasks[0]} done\n${tasks[1]} done`, '']);
});

test('what is refused is said beside what was done, and how the command ends says that not all was', async () => {
  await terminal.type(`claim ${tasks[1]} --as legal-b`);
  const { code, out, err } = await terminal.type(`claim ${tasks.join(' ')} --as legal-a`);
  expect([code, out.replaceAll(/t_[0-9a-z]{26}/g, 'TASK')]).toMatchInlineSnapshot(`
    [
      3,
      "TASK done
    TASK refused: This cannot be done in the present state; only while nobody has claimed it",
    ]
  `);
  expect(err).toMatchInlineSnapshot(`
    "This cannot be done in the present state
      only while nobody has claimed it
    Look at the case: it says what is missing, who can do it, and what you can do now."
  `);
});

test('a hand-over with its note reaches each of them', async () => {
  await terminal.type(`claim ${tasks.join(' ')} --as legal-a`);
  terminal.files.set('note', 'the file is with me');
  const { code, out } = await terminal.type(
    `delegate ${tasks.join(' ')} --to STAFF-LEGAL-B --note-file note --as legal-a`,
  );
  expect([code, out]).toEqual([0, `${tasks[0]} done\n${tasks[1]} done`]);
  expect(await terminal.type(`tasks --claimed me --as legal-b`)).toMatchObject({
    code: 0,
    out: expect.stringContaining(tasks[1]) as string,
  });
});

test('one that the service could not do now is done by the same command again, and none of them twice', async () => {
  terminal.stack.forced.push({ is: 'unavailable' });
  const line = `claim ${tasks.join(' ')} --as legal-a`;
  const { code, out, err } = await terminal.type(line);
  expect([code, out]).toEqual([
    5,
    `${tasks[0]} not known to be done: The service cannot reach what it needs\n${tasks[1]} done`,
  ]);
  const again = /--idempotency-key \S+$/.exec(err)![0];
  expect(await terminal.type(`${line} ${again}`)).toEqual({
    code: 0,
    out: `${tasks[0]} done\n${tasks[1]} done`,
    err: '',
  });
});

test('what a person may not do at all is not said to be worth another try', async () => {
  const { code, err } = await terminal.type(`claim ${tasks.join(' ')} --as supervisor-b`);
  expect([code, err]).toEqual([3, expect.not.stringContaining('--idempotency-key')]);
});
