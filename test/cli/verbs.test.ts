/** Every verb of the command line: that it sends what its name says, as whom, under which key, and how it ends. */
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Io } from '../../cli/io.ts';
import { createProgram } from '../../cli/program.ts';
import { TASK_FILTERS } from '../../schemas/list-filters.ts';
import { createMemoryStack } from '../api/memory-stack.ts';
import { operationOf } from '../api/contract.ts';
import { createRecordingApi, type RecordingApi } from './recording-api.ts';
import { createTerminal, type Sent, type Terminal } from './terminal.ts';
import { VERB_FILES, VERB_ROWS, type Sends, type VerbRow } from './verb-rows.ts';

/** A verb's words, such as `audit export`, and its options. */
interface Verb {
  readonly name: string;
  readonly options: readonly string[];
}

function verbsIn(command: Command, words: readonly string[] = []): readonly Verb[] {
  if (command.commands.length > 0) return command.commands.flatMap((one) => verbsIn(one, [...words, one.name()]));
  return [{ name: words.join(' '), options: command.options.map(({ long }) => long!) }];
}

/** Nothing of it is used until a verb runs. */
const VERBS = verbsIn(createProgram({} as Io));
const isOf = ({ name }: Verb, { line }: VerbRow): boolean => `${line} `.startsWith(`${name} `);
const verbOf = (row: VerbRow): Verb => VERBS.find((verb) => isOf(verb, row)) ?? expect.fail(`no verb for ${row.line}`);

/** Of every verb that has them; what they do is held to for all rows at once. */
const SHARED = ['--json', '--url', '--as', '--token-file', '--idempotency-key', '--if-match'];

/** One memory: none of these lines reaches it. */
const unused = createMemoryStack();

function terminalTo(api: RecordingApi): Terminal {
  const terminal = createTerminal({}, unused, api);
  for (const [path, content] of Object.entries(VERB_FILES)) terminal.files.set(path, content);
  return terminal;
}

const takes = (row: VerbRow, option: string): boolean => verbOf(row).options.includes(option);
/** As a person types it where somebody has to be named. */
const typed = (row: VerbRow, more = ''): string =>
  `${row.line}${takes(row, '--as') ? ' --as supervisor-a' : ''}${more}`;

const sentBy = ({ sent }: Terminal): readonly Sends[] =>
  sent.map(({ method, path, query, body }) => {
    const request = `${method} ${path}${query}`;
    return body === '' ? [request] : [request, JSON.parse(body) as object];
  });

const isKeyed = ({ method, path }: Pick<Sent, 'method' | 'path'>): boolean => {
  const operation = operationOf(method, path)!;
  return method === 'POST' && !('unkeyed' in operation);
};
const lastOf = ({ sends }: VerbRow): Pick<Sent, 'method' | 'path'> | undefined => {
  const [method, path] = sends.at(-1)?.[0].split(' ') ?? [];
  return path === undefined ? undefined : { method: method!, path: path.split('?')[0]! };
};
const changesSomething = (row: VerbRow): boolean => {
  const last = lastOf(row);
  return last !== undefined && isKeyed(last);
};

test('each verb has a row, and so does each option of its own', () => {
  const lacking = VERBS.flatMap((verb) => {
    const lines = VERB_ROWS.filter((row) => isOf(verb, row)).map(({ line }) => `${line} `);
    if (lines.length === 0) return [verb.name];
    return verb.options
      .filter((option) => !SHARED.includes(option) && !lines.some((line) => line.includes(` ${option} `)))
      .map((option) => `${verb.name} ${option}`);
  });
  expect(lacking).toEqual([]);
});

describe.each(VERB_ROWS.map((row) => [row.line, row] as const))('casegate %s', (_line, row) => {
  test('sends this, as this person, under a key where it changes something, and nothing else', async () => {
    const terminal = terminalTo(createRecordingApi());
    const { code, out, err } = await terminal.type(typed(row));
    expect({ sends: sentBy(terminal), err, code }).toEqual({
      sends: row.sends,
      err: row.code === 2 || row.code === 3 ? (expect.stringMatching(/./) as string) : '',
      code: row.code ?? 0,
    });
    expect(out).toContain(row.prints ?? '');
    for (const one of terminal.sent) {
      expect(one.headers.get('casegate-as')).toBe(takes(row, '--as') ? 'supervisor-a' : null);
      expect(one.headers.get('idempotency-key')).toEqual(isKeyed(one) ? expect.stringMatching(/^\S{8,200}$/) : null);
    }
    const keys = terminal.sent.filter(isKeyed).map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

/** Of these what was seen is none of what they act on: several tasks, and a case in place of its request. */
const UNSEEN = /^(excuse|\S+ t_1 t_2)\b/;

test('the verbs that act on what somebody has seen send its tag, and all of them take it', async () => {
  for (const row of VERB_ROWS.filter(({ sends, line }) => sends.length > 0 && !UNSEEN.test(line))) {
    const { method, path } = lastOf(row)!;
    const isTagged = method === 'POST' && operationOf(method, path)!.tagged !== undefined;
    expect([row.line, takes(row, '--if-match')]).toEqual([row.line, isTagged]);
    if (!isTagged) continue;
    const terminal = terminalTo(createRecordingApi());
    await terminal.type(typed(row, ' --if-match 6'));
    const tags = terminal.sent.filter((one) => one.method === 'POST').map(({ headers }) => headers.get('if-match'));
    // What the first act of two has led to is what the second one acts on: the answers' entry is 7.
    expect([row.line, tags]).toEqual([row.line, tags.length === 1 ? ['"6"'] : ['"6"', '"7"']]);
  }
  for (const line of ['claim t_1 t_2 --if-match 12', 'claim t_1 --if-match x"y']) {
    const terminal = terminalTo(createRecordingApi());
    const { code, err } = await terminal.type(`${line} --as supervisor-a`);
    expect([code, err, terminal.sent]).toEqual([2, expect.stringContaining('--if-match'), []]);
  }
});

const CHANGING = VERB_ROWS.filter(changesSomething);

test('the verbs that take a key are those that change something', () => {
  for (const row of VERB_ROWS.filter(({ sends }) => sends.length > 0))
    expect([row.line, takes(row, '--idempotency-key')]).toEqual([row.line, changesSomething(row)]);
});

describe.each(CHANGING.map((row) => [row.line, row] as const))('casegate %s', (_line, row) => {
  const HOW_TO_REPEAT = /(--idempotency-key \S+)$/;

  test.each([
    ['the service is not there now', (api: RecordingApi) => void api.refusals.push('unavailable')],
    [
      'nothing answers',
      (api: RecordingApi) => {
        const { request } = api;
        Object.assign(api, {
          request: async (asked: Request) =>
            asked.method === 'GET' ? request(asked) : Promise.reject(new TypeError('gone')),
        });
        return () => Object.assign(api, { request });
      },
    ],
  ])('where %s says how to send it again, and that is taken', async (_what, fail) => {
    const api = createRecordingApi();
    const terminal = terminalTo(api);
    const mend = fail(api);
    const { code, out, err } = await terminal.type(typed(row));
    expect([code, out, err]).toEqual([5, '', expect.stringMatching(HOW_TO_REPEAT)]);
    const failed = terminal.sent.at(-1)!;
    mend?.();
    const again = await terminal.type(typed(row, ` ${HOW_TO_REPEAT.exec(err)![1]!}`));
    expect([again.code, again.err]).toEqual([row.code ?? 0, '']);
    const repeated = terminal.sent.filter(
      ({ headers }) => headers.get('idempotency-key') === failed.headers.get('idempotency-key'),
    );
    expect(repeated.map(({ path, body }) => [path, body])).toEqual([0, 1].map(() => [failed.path, failed.body]));
  });
});

test('tasks names each order that the service takes', async () => {
  const { out } = await terminalTo(createRecordingApi()).type('tasks --help');
  for (const order of TASK_FILTERS.order) expect(out).toMatch(new RegExp(`first:[^-]*\\b${order}\\b`));
});

test('--json prints the answer as it came', async () => {
  // Answers of several pages or none, and lines of their own.
  const others = ['watch', 'policy impact', 'policy diff', 'audit export', 'policy show v --file'];
  const rows = VERB_ROWS.filter(
    ({ line, sends }) => sends.length > 0 && !others.some((other) => line.startsWith(other)),
  );
  for (const row of rows.filter((one) => takes(one, '--json'))) {
    const answers: unknown[] = [];
    const api = createRecordingApi();
    const terminal = terminalTo({
      ...api,
      request: async (asked) => {
        const answer = await api.request(asked);
        answers.push(await answer.clone().json());
        return answer;
      },
    });
    const { out } = await terminal.type(typed(row, ' --json'));
    expect([row.line, JSON.parse(out)]).toEqual([row.line, answers.at(-1)]);
  }
});
