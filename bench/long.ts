/**
 * Scale of one case: whether a case that has seen 2,000 events, and continued as new every hundred, answers as fast as at its 10th.
 * Its last hundred events and the first of a young case are sent in turns, so that whatever slows the machine slows both.
 */
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { createTemporalCases } from '../api/adapters/temporal-cases.ts';
import { createDataConverter } from '../codec/data-converter.ts';
import { openKeyFile } from '../codec/key-file.ts';
import { newCaseId } from '../schemas/ids.ts';
import { CYCLE_EVENTS, longCase, type LongCase } from './long-case.ts';
import { figure, reportOf, spreadText, type Line } from './report.ts';
import { onStage, type Stage } from './stage.ts';
import { median, percentile, ratiosOf, type Goal } from './statistics.ts';

interface Options {
  readonly rounds: number;
  /** Events of an old case in all. */
  readonly events: number;
  readonly profileFolder?: string | undefined;
}

/** A case's first events are the same in each: what is compared begins at its 10th. */
const YOUNG_FROM = 10;
/** One whole run, so that each window has one continue-as-new in it. */
const WINDOW = 100;
const GOAL = { is: 'atMost', bound: 1.3 } as const satisfies Goal;

/** Milliseconds from the call to the answer, event by event. */
interface Windows {
  readonly young: readonly number[];
  readonly old: readonly number[];
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      events: { type: 'string', default: '2000' },
      profile: { type: 'string' },
    },
  });
  const options = { rounds: Number(values.rounds), events: Number(values.events), profileFolder: values.profile };
  if (options.events % CYCLE_EVENTS !== 0 || options.events < 2 * WINDOW)
    throw new RangeError(`--events is a multiple of ${CYCLE_EVENTS}, and at least ${2 * WINDOW}`);
  await onStage((stage) => measure(stage, options));
}

async function measure(stage: Stage, { rounds, events, profileFolder }: Options): Promise<void> {
  const worker = await stage.startWorker('casegate', { profileFolder });
  const connection = await Connection.connect({ address: stage.address });
  try {
    const dataConverter = createDataConverter(await openKeyFile(stage.keysFile));
    const cases = createTemporalCases({ client: new Client({ connection, dataConverter }), taskQueue: 'gate' });
    const olds = await Promise.all(Array.from({ length: rounds }, () => longCase(cases, newCaseId())));
    await Promise.all(olds.map((old) => old.act(events - WINDOW)));
    const windows: Windows[] = [];
    for (const old of olds) windows.push(await inTurns(old, await longCase(cases, newCaseId())));
    console.log(
      `${rounds} cases of ${events} events, each beside a young one; ratios within a round, least and most\n`,
    );
    console.log(reportOf(columnsFor(events), linesOf(windows)));
  } finally {
    await connection.close();
    await worker.stop();
  }
}

const columnsFor = (events: number): string[] => [
  `${YOUNG_FROM}–${YOUNG_FROM + WINDOW - 1}`,
  `${events - WINDOW + 1}–${events}`,
  'ratio',
];

async function inTurns(old: LongCase, young: LongCase): Promise<Windows> {
  await young.act(YOUNG_FROM);
  const windows: { young: number[]; old: number[] } = { young: [], old: [] };
  for (let turn = 0; turn < WINDOW; turn += 1) {
    // Who is first changes, so that neither always finds the worker that the other has woken.
    for (const one of turn % 2 === 0 ? (['old', 'young'] as const) : (['young', 'old'] as const))
      windows[one].push(await (one === 'old' ? old : young).actOnce());
  }
  return windows;
}

function linesOf(windows: readonly Windows[]): Line[] {
  const line = (what: string, of: (window: readonly number[]) => number, goal?: Goal): Line => {
    const young = windows.map((window) => of(window.young));
    const old = windows.map((window) => of(window.old));
    const ratio = ratiosOf(old, young);
    const judged = goal === undefined ? {} : { judged: { value: ratio.median, goal } };
    return { what, cells: [figure(median(young)), figure(median(old)), spreadText(ratio)], ...judged };
  };
  return [
    line('action → answered, p50, ms', median, GOAL),
    line('action → answered, p99, ms', (window) => percentile(window, 99)),
  ];
}
