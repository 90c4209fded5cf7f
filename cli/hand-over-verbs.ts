import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import { FAILURE_CAUSES, type FailureCause } from '../schemas/words.ts';
import { drafted, type Draft } from '../api/contract/call.ts';
import { ServiceProblem } from './client.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { noted, noteOf, type Noted } from './case-verbs.ts';
import { UsageError, type Io } from './io.ts';
import { recipient } from './recipient.ts';
import { withProgress } from './progress.ts';
import { actOnTask } from './task-verbs.ts';
import { renderBulk } from './render.ts';
import { seenVerb, clientFor, print, type Shared } from './verb.ts';

type BulkEvent = NonNullable<Draft<'actOnTasks'>['event']>;

/** Whose task it is, and when: claiming, handing over, giving up, suspending (WS-HumanTask). */
export function handOverVerbs(program: Command, io: Io): void {
  const send = async (id: string, event: Draft<'actOnTask'>, options: Noted): Promise<void> =>
    actOnTask(io, id, { ...event, ...(await noteOf(io, options)) }, options);
  /** Of one task it is done or refused; of several each has its own result. */
  const sendAll = async (ids: readonly string[], event: BulkEvent, options: Shared): Promise<void> => {
    const [id, another] = ids;
    if (another === undefined) return send(id!, event, options);
    if (options.ifMatch !== undefined)
      throw new UsageError('several tasks stand each after an entry of its own', '--if-match', 'give one task');
    const idempotencyKey = options.idempotencyKey ?? randomUUID();
    const body = drafted<'actOnTasks'>({ tasks: ids, event });
    const client = clientFor(io, { ...options, idempotencyKey });
    const answer = await withProgress(io, options, 'Going through the tasks', () =>
      client.call('actOnTasks', { body }),
    );
    print(io, options, answer, renderBulk);
    const problems = answer.results.flatMap((result) => ('problem' in result ? [result.problem] : []));
    // Sent again under its key it does what could not be done now, and nothing twice: that is said before what stays refused.
    const said = problems.find(({ status }) => exitCodeOf(status) === EXIT.unreachable) ?? problems[0];
    if (said !== undefined) throw new ServiceProblem(said, idempotencyKey);
  };

  seenVerb(program, 'claim <task...>', 'claim a consultation task, or several').action(
    async (ids: readonly string[], options: Shared) => sendAll(ids, { type: 'task.claimed' }, options),
  );
  seenVerb(program, 'release <task...>', 'give claimed tasks back to the queue').action(
    async (ids: readonly string[], options: Shared) => sendAll(ids, { type: 'task.released' }, options),
  );
  noted(seenVerb(program, 'assign <task...>', 'assign consultation tasks, as leadership'), 'the hand-over note')
    .addOption(recipient())
    .action(async (ids: readonly string[], options: Noted & { to: string }) =>
      sendAll(ids, { type: 'task.assigned', to: options.to, ...(await noteOf(io, options)) }, withoutNote(options)),
    );
  noted(seenVerb(program, 'delegate <task...>', 'delegate your consultations to a colleague'), 'the hand-over note')
    .addOption(recipient())
    .action(async (ids: readonly string[], options: Noted & { to: string }) =>
      sendAll(ids, { type: 'task.delegated', to: options.to, ...(await noteOf(io, options)) }, withoutNote(options)),
    );
  noted(
    seenVerb(program, 'forward <task...>', 'forward consultations to the legal staff of another office'),
    'the hand-over note',
  )
    .requiredOption('--office <office>', 'code of the office')
    .action(async (ids: readonly string[], options: Noted & { office: string }) =>
      sendAll(
        ids,
        { type: 'work.referred', office: options.office, ...(await noteOf(io, options)) },
        withoutNote(options),
      ),
    );
  noted(seenVerb(program, 'give-up <task>', 'give your consultation up, for somebody else to take'), 'the reason')
    .addOption(new Option('--cause <cause>', 'why').choices(FAILURE_CAUSES).makeOptionMandatory())
    .action(async (id: string, options: Noted & { cause: FailureCause }) =>
      send(id, { type: 'task.failed', cause: options.cause }, options),
    );
  noted(seenVerb(program, 'suspend <task>', 'suspend your consultation until a time'), 'the reason')
    .requiredOption('--until <time>', 'date and time with an offset, before its escalation')
    .action(async (id: string, options: Noted & { until: string }) =>
      send(id, { type: 'task.suspended', until: options.until }, options),
    );
  noted(
    seenVerb(program, 'prioritise <task>', 'make a consultation urgent: half of its time is left'),
    'the reason',
  ).action(async (id: string, options: Noted) => send(id, { type: 'task.prioritised' }, options));
  noted(seenVerb(program, 'rank <task>', 'set the priority of a consultation'), 'the reason')
    .requiredOption('--priority <number>', 'from 0, which comes first, to 10; 5 is ordinary')
    .action(async (id: string, options: Noted & { priority: string }) =>
      send(id, { type: 'task.ranked', priority: Number(options.priority) }, options),
    );
}

/** Read once: standard input is there only once. */
function withoutNote({ noteFile: _noteFile, ...options }: Noted): Shared {
  return options;
}
