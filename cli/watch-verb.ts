import type { Command } from 'commander';
import type { TimelineEntry } from '../schemas/answers.ts';
import type { Client } from './client.ts';
import type { Io } from './io.ts';
import { renderEntry } from './render.ts';
import { clientFor, verb, type Shared } from './verb.ts';

/** What happens in a case, as it happens, until the case ends. */
export function watchVerb(program: Command, io: Io): void {
  verb(program, 'watch <case>', 'print what happens in a case, as it happens, until it ends').action(
    async (id: string, options: Shared) => {
      const client = clientFor(io, options);
      const print = (entry: TimelineEntry): void =>
        io.stdout(options.json === true ? JSON.stringify(entry) : renderEntry(entry));
      const seen: Seen = { entry: 0, after: null };
      for (let tag: string | null = null; ;) {
        const changed = await client.changed({ params: { case: id } }, tag);
        if (changed === null) continue;
        await printNew(client, id, seen, print);
        if (changed.case.ended) return;
        ({ tag } = changed);
      }
    },
  );
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
