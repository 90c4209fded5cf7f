import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './child-process.ts';
import type { RunFile } from './run-file.ts';

/** Our own processes use the servers, so they end first. Together with the servers' time: under 5 s. */
const APPS_GRACE_MS = 1_500;
const SERVERS_GRACE_MS = 2_500;

const RESTART_DELAY_FIRST_MS = 250;
/** A process that can't live must not keep the machine busy, and must be back soon after its cause has gone. */
const RESTART_DELAY_MAX_MS = 10_000;
/** Whoever lived this long has recovered: the next restart is quick again. */
const RECOVERED_AFTER_MS = 30_000;

export interface ProcessKeeper {
  /**
   * Starts a server (Temporal, PostgreSQL) and waits until it is `ready`. From then on its unexpected end is reported to `onServerEnd`: nothing
   * works without it. Before that, what `ready` throws tells whoever starts it, who may start it again.
   */
  startServer<Answer>(
    name: string,
    launch: () => Promise<Child>,
    ready: (child: Child) => Promise<Answer>,
  ): Promise<Answer>;
  /** Starts one of our own processes. When it ends unexpectedly it is started again, later and later up to 10 s. */
  startApp(name: string, launch: () => Promise<Child>): Promise<Child>;
  /** Ends everything it started, and nothing else; within 5 s, whatever they do. Later calls wait for the same. */
  stop(): Promise<void>;
}

export interface KeeperOptions {
  readonly runFile: RunFile;
  readonly log: (line: string) => void;
  /** Called once at most, with what happened. */
  readonly onServerEnd: (message: string) => void;
}

/** Thrown by a start that a stop has overtaken. */
export class StoppingError extends Error {
  override readonly name = 'StoppingError';
}

type Kind = 'app' | 'server';
interface Kept {
  readonly kind: Kind;
  readonly child: Child;
}

/** Starts processes, notes them in the run file, starts them again, and stops them. */
export function createProcessKeeper({ runFile, log, onServerEnd }: KeeperOptions): ProcessKeeper {
  const running = new Set<Kept>();
  const launching = new Set<Promise<Child>>();
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;

  async function keep(kind: Kind, name: string, launch: () => Promise<Child>): Promise<Child> {
    if (stopping.signal.aborted) throw new StoppingError(`${name} is not started any more`);
    // Tracked until it is noted, so that a stop in between knows of it.
    const launched = launchAndNote(kind, name, launch);
    launching.add(launched);
    try {
      return await launched;
    } finally {
      launching.delete(launched);
    }
  }

  async function launchAndNote(kind: Kind, name: string, launch: () => Promise<Child>): Promise<Child> {
    const child = await launch();
    runFile.note(name, child.pid, child.stopSignal);
    const kept = { kind, child };
    running.add(kept);
    void child.ended.then(() => {
      running.delete(kept);
      runFile.forget(child.pid);
    });
    return child;
  }

  /** Watches one app through all its lives; ends when a stop begins. */
  async function keepAlive(name: string, launch: () => Promise<Child>, first: Child): Promise<void> {
    let child = first;
    let delayMs = RESTART_DELAY_FIRST_MS;
    for (;;) {
      const startedAt = performance.now();
      const how = await child.ended;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > RECOVERED_AFTER_MS) delayMs = RESTART_DELAY_FIRST_MS;
      log(`${name} ended (${how}); it is started again in ${delayMs / 1000} s`);
      await delay(delayMs, undefined, { signal: stopping.signal });
      delayMs = Math.min(delayMs * 2, RESTART_DELAY_MAX_MS);
      child = await keep('app', name, launch);
    }
  }

  async function stopKind(kind: Kind, graceMs: number): Promise<void> {
    const children = [...running].filter((kept) => kept.kind === kind).map((kept) => kept.child);
    await Promise.all(children.map((child) => child.stop(graceMs)));
  }

  async function stopAll(): Promise<void> {
    stopping.abort();
    await Promise.allSettled(launching);
    await stopKind('app', APPS_GRACE_MS);
    await stopKind('server', SERVERS_GRACE_MS);
  }

  return {
    async startServer(name, launch, ready) {
      const child = await keep('server', name, launch);
      const answer = await ready(child);
      void child.ended.then((how) => {
        if (!stopping.signal.aborted) onServerEnd(`${name} ended unexpectedly (${how})`);
      });
      return answer;
    },
    async startApp(name, launch) {
      const child = await keep('app', name, launch);
      keepAlive(name, launch, child).catch((error: unknown) => {
        if (!stopping.signal.aborted) onServerEnd(`${name} cannot be started again: ${String(error)}`);
      });
      return child;
    },
    stop: () => (stopped ??= stopAll()),
  };
}
