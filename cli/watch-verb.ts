import type { Command } from 'commander';
import type { TaskRowAnswer, TimelineEntry } from '../schemas/answers.ts';
import type { Client } from './client.ts';
import { UsageError, type Io } from './io.ts';
import { pause, persist } from './persistence.ts';
import { renderEntry, renderTaskLine } from './render.ts';
import { clientFor, verb, type Shared } from './verb.ts';

type Watching = Shared & { readonly queue?: true };

/** Also where each stream ends at once: nobody notices less than a second. */
const BETWEEN_STREAMS_MS = 1_000;
/** The most that a page of the queue holds; what is due first stands first. */
const QUEUE_ROWS = 100;

/** What happens in a case, or in the office's queue, as it happens: of a case until it ends, of a queue until Ctrl-C. */
export function watchVerb(program: Command, io: Io): void {
  verb(
    program,
    'watch [case]',
    'print what happens in a case, as it happens, until it ends; or in the queue. A lost connection is made again',
  )
    .option('--queue', "your office's consultation tasks instead of a case, until Ctrl-C")
    .action(async (id: string | undefined, options: Watching) => {
      if ((id === undefined) === (options.queue === undefined))
        throw new UsageError('one case, or the queue', 'casegate watch', 'give a case, or --queue');
      const client = clientFor(io, options);
      const say = <Shown>(shown: Shown, render: (shown: Shown) => string): void =>
        io.stdout(options.json === true ? JSON.stringify(shown) : render(shown));
      if (id === undefined) return watchQueue(io, client, say);
      return watchCase(io, client, id, (entry) => say(entry, renderEntry));
    });
}

async function watchCase(io: Io, client: Client, id: string, print: (entry: TimelineEntry) => void): Promise<void> {
  const seen: Seen = { entry: 0, after: null };
  let tag: string | null = null;
  await persist(io, async (heard) => {
    for (;;) {
      const changed = await client.changed({ params: { case: id } }, tag);
      heard();
      if (changed === null) continue;
      await printNew(client, id, seen, print);
      if (changed.case.ended) return;
      ({ tag } = changed);
    }
  });
}

interface Seen {
  entry: number;
  /** Where the last full page of the timeline ended. */
  after: string | null;
}

async function printNew(client: Client, id: string, seen: Seen, print: (entry: TimelineEntry) => void): Promise<void> {
  for (;;) {
    const { entries, next } = await client.call('getTimeline', { params: { case: id }, query: { after: seen.after } });
    for (const entry of entries.filter((one) => one.entry > seen.entry)) print(entry);
    seen.entry = Math.max(seen.entry, ...entries.map((one) => one.entry));
    if (next === null) return;
    seen.after = next;
  }
}

type Say = <Shown>(shown: Shown, render: (shown: Shown) => string) => void;

/** Each task as it stands, then whenever it stands otherwise, and when it is in the queue no longer. */
async function watchQueue(io: Io, client: Client, say: Say): Promise<void> {
  let tag: string | null = null;
  let before: ReadonlyMap<string, TaskRowAnswer> = new Map();
  await persist(io, async (heard) => {
    for (;;) {
      for await (const id of client.queueChanges(tag)) {
        heard();
        before = await printChanged(client, before, say);
        // Only now: what could not be shown is told of again.
        tag = id;
      }
      heard();
      await pause(io, BETWEEN_STREAMS_MS);
    }
  });
}

async function printChanged(
  client: Client,
  before: ReadonlyMap<string, TaskRowAnswer>,
  say: Say,
): Promise<ReadonlyMap<string, TaskRowAnswer>> {
  const { tasks, next } = await client.call('listTasks', { query: { limit: QUEUE_ROWS } });
  const now = new Map(tasks.map((row) => [row.task, row] as const));
  for (const row of tasks) if (JSON.stringify(row) !== JSON.stringify(before.get(row.task))) say(row, renderTaskLine);
  // Of a longer queue only its beginning is looked at: what is not there may have moved on behind it.
  if (next !== null) return new Map([...before, ...now]);
  for (const { task } of before.values())
    if (!now.has(task)) say({ task, gone: true }, () => `${task}  no longer in the queue`);
  return now;
}
