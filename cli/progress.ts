import type { Io } from './io.ts';

/** Often enough to show that it goes on, seldom enough that an hour's work fits on some screens. */
const TELL_EVERY_MS = 5_000;

/** What is counted, such as lines: `what` in the plural. */
export type Count = (what: string, so: number) => void;

/**
 * Long work, with a line on standard error every few seconds: for how long it has gone on, and how much of it is done where it counts.
 * Silent where nobody watches: with `--json`, and where standard error is no terminal.
 * @param name of the work, as a sentence begins
 */
export async function withProgress<Done>(
  io: Io,
  { json }: { readonly json?: true | undefined },
  name: string,
  work: (count: Count) => Promise<Done>,
): Promise<Done> {
  if (json === true || !io.isWatched) return work(() => {});
  const startedAt = io.now();
  let toldAt = startedAt;
  let counted = '';
  const tell = (): void => {
    const now = io.now();
    if (now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    io.stderr(`${name}: ${elapsed(now - startedAt)}${counted}`);
  };
  const stop = io.every(TELL_EVERY_MS, tell);
  try {
    // Told from the count, too: work that never waits lets no timer come to its turn.
    return await work((what, so) => {
      counted = `, ${so} ${what}`;
      tell();
    });
  } finally {
    stop();
  }
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The same lines, counted as they pass. */
export function* counted(lines: Iterable<string>, count: Count): Generator<string> {
  let so = 0;
  for (const line of lines) {
    so += 1;
    count('lines', so);
    yield line;
  }
}
