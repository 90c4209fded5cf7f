import { CANARY, openArena, type Arena } from './attack-arena.ts';
import { TRIES, type Try } from './attack-tries.ts';

export interface Verdict {
  readonly group: string;
  readonly name: string;
  readonly status: string;
  readonly refused: boolean;
  /** What the record of attempts has of it. */
  readonly recorded: string;
  /** Empty where everything is as it has to be. */
  readonly wrong: readonly string[];
  readonly leaked: boolean;
  readonly changed: boolean;
}

/** Each try in an arena of its own, so that none stands on another's shoulders. */
export async function attackAll(): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of TRIES) {
    const arena = await openArena();
    try {
      verdicts.push(await judge(one, arena));
    } finally {
      await arena.close();
    }
  }
  return verdicts;
}

async function judge(one: Try, arena: Arena): Promise<Verdict> {
  const [before, attemptsBefore] = [await arena.state(), arena.stack.attempts.length];
  const answers = [await one.attack(arena)].flat() as Response[];
  const read = await Promise.all(
    answers.map(async (answer) => ({
      status: answer.status,
      text: await textOf(answer),
      headers: JSON.stringify([...answer.headers]),
    })),
  );
  const attempts = arena.stack.attempts.slice(attemptsBefore);
  const refused = read.every(({ status }) => one.refusedWith.includes(status));
  const leaked = read.some(({ text, headers }) => LEAKS.some((leak) => leak.test(text + headers)));
  const differ = one.alike === true && new Set(read.map((answer) => JSON.stringify(answer))).size > 1;
  const changed = (await arena.state()) !== before;
  const faults = arena.stack.faults.length;
  const isRecorded =
    one.recorded === null || attempts.some(({ action, reasons }) => action === one.recorded && reasons.length > 0);
  const wrong = [
    refused ? '' : `answered ${read.map(({ status, text }) => `${status} ${text.slice(0, 200)}`).join(' and ')}`,
    leaked || differ ? 'tells something' : '',
    changed ? 'changed something' : '',
    isRecorded ? '' : `not recorded as ${one.recorded}: ${JSON.stringify(attempts)}`,
    faults === 0 ? '' : 'made a fault inside',
    attempts.some((attempt) => JSON.stringify(attempt).includes(CANARY)) ? 'the record of attempts quotes' : '',
  ].filter((text) => text !== '');
  return {
    group: one.group,
    name: one.name,
    status: [...new Set(read.map(({ status }) => status))].join(', '),
    refused,
    recorded: attempts.map(({ action }) => action).join(', ') || '–',
    wrong,
    leaked: leaked || differ,
    changed,
  };
}

/** A stream of changes has no end: that it was opened is all there is to read. */
async function textOf(answer: Response): Promise<string> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer.text();
  await answer.body?.cancel();
  return 'a stream';
}

/** Protected texts, frames of stacks, words of the database or of libraries. */
const LEAKS = [
  new RegExp(CANARY),
  /\bat .*\.(ts|js):\d+/,
  /node_modules/,
  /SQLSTATE|syntax error at or near/i,
  /uNonimmigrant/,
];
