/**
 * The simple case (start → notify → a person decides → finish; status not known, no partner asked) as casegate and as a bare workflow,
 * turn by turn on the same servers.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { withContenders, type Contender } from './contenders.ts';
import { heapPerCachedWorkflow, type CachedHeap } from './cached-heap.ts';
import { openInbox, type Inbox } from './notifications.ts';
import { measureRound, type Round } from './round.ts';
import { reportOf } from './report.ts';
import { linesOf } from './simple-report.ts';
import { onStage, type Stage, type StageWorker } from './stage.ts';

interface Options {
  readonly rounds: number;
  readonly cases: number;
  readonly users: number;
  /** Cached workflows whose memory is measured; 0 leaves it out. */
  readonly cached: number;
  readonly profileFolder?: string | undefined;
}

function optionsFrom(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      cases: { type: 'string', default: '200' },
      users: { type: 'string', default: '16' },
      cached: { type: 'string', default: '1000' },
      profile: { type: 'string' },
    },
  });
  return {
    rounds: Number(values.rounds),
    cases: Number(values.cases),
    users: Number(values.users),
    cached: Number(values.cached),
    profileFolder: values.profile,
  };
}

export async function run(args: string[]): Promise<void> {
  const options = optionsFrom(args);
  await onStage((stage) =>
    withContenders(stage, async (casegate, bare) => {
      const inbox = openInbox(stage.outboxFolder);
      try {
        const rounds = await interleaved(stage, inbox, [casegate, bare], options);
        const heap = options.cached > 0 ? await heapOfBoth(stage, inbox, casegate, bare, options.cached) : null;
        console.log(headOf(options));
        console.log(reportOf(['casegate', 'bare', 'ratio'], linesOf(rounds, heap)));
      } finally {
        inbox.close();
      }
    }),
  );
}

function headOf({ rounds, cases, users }: Options): string {
  const cores = availableParallelism();
  return `medians of ${rounds} rounds of ${cases} cases each, ${users} users at once, after one round to warm up; ${cores} cores; ratios within a round, with the least and the most\n`;
}

/** Who comes first changes with each round, so that neither always has the machine that the other has warmed. */
async function interleaved(
  stage: Stage,
  inbox: Inbox,
  [casegate, bare]: readonly [Contender, Contender],
  { rounds, cases, users, profileFolder }: Options,
): Promise<{ readonly casegate: Round[]; readonly bare: Round[] }> {
  const workers = {
    casegate: await stage.startWorker('casegate', { profileFolder }),
    bare: await stage.startWorker('bare', { profileFolder }),
  };
  const measured: { casegate: Round[]; bare: Round[] } = { casegate: [], bare: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of round % 2 === 0 ? [casegate, bare] : [bare, casegate]) {
      const pids = pidsOf(stage, workers[contender.name]);
      const result = await measureRound({ contender, inbox, pids, cases, users });
      if (round > 0) measured[contender.name].push(result);
    }
  }
  await workers.casegate.stop();
  await workers.bare.stop();
  return measured;
}

const pidsOf = ({ serverPid, databasePid }: Stage, worker: StageWorker) => ({
  worker: worker.pid,
  server: serverPid,
  database: databasePid,
});

async function heapOfBoth(
  stage: Stage,
  inbox: Inbox,
  casegate: Contender,
  bare: Contender,
  cached: number,
): Promise<{ readonly casegate: CachedHeap; readonly bare: CachedHeap }> {
  return {
    casegate: await heapPerCachedWorkflow(stage, inbox, casegate, cached),
    bare: await heapPerCachedWorkflow(stage, inbox, bare, cached),
  };
}
