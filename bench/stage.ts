/** The servers and workers that a measurement runs on: the product's own, tuned as in the embedded default, on real disks. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKeyFile } from '../codec/key-file.ts';
import { ChildFailure, startChild, type Child } from '../dev/child-process.ts';
import { ephemeralPostgres } from '../dev/ephemeral-postgres.ts';
import { startTestTemporal } from '../dev/test-servers.ts';

const WORKERS = {
  casegate: fileURLToPath(new URL('../worker/main.ts', import.meta.url)),
  bare: fileURLToPath(new URL('./bare-worker.ts', import.meta.url)),
};
export type WorkerKind = keyof typeof WORKERS;

const HEAP_PROBE = new URL('./heap-probe.ts', import.meta.url).href;
/** Workers bundle their workflows first, on a machine that is busy. */
const READY_TIMEOUT_MS = 120_000;
/** Collecting garbage on a heap of a gigabyte takes seconds. */
const HEAP_TIMEOUT_MS = 60_000;
/** A worker lets what is under way end, and then writes its profile. */
const STOP_GRACE_MS = 20_000;

export interface StageWorker {
  readonly pid: number;
  /** Bytes that live on its heaps after garbage collection. Only of a worker that was started with `probed`. */
  heapBytes(): Promise<number>;
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly probed?: boolean;
  /** Folder for processor profiles of the worker, written when it stops. */
  readonly profileFolder?: string | undefined;
}

export interface Stage {
  readonly address: string;
  readonly databaseUrl: string;
  readonly keysFile: string;
  readonly outboxFolder: string;
  readonly serverPid: number;
  readonly databasePid: number;
  startWorker(kind: WorkerKind, options?: WorkerOptions): Promise<StageWorker>;
  /** Ends all of it and removes its folder. */
  stop(): Promise<void>;
}

/** Runs `measure` on a stage of its own, which is gone afterwards, also where the person at the terminal ends it. */
export async function onStage(measure: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage();
  const interrupted = () => void stage.stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await measure(stage);
  } finally {
    await stage.stop();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'casegate-bench-'));
  const outboxFolder = join(folder, 'outbox');
  const keysFile = join(folder, 'keys.json');
  await mkdir(join(outboxFolder, 'notifications'), { recursive: true });
  await createKeyFile(keysFile);
  const [temporal, postgres] = await bothOrNeither(
    startTestTemporal({ databaseFile: join(folder, 'temporal.sqlite') }),
    ephemeralPostgres(),
  );
  const workers = new Set<Child>();
  const environment = {
    ...process.env,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DATABASE_URL: postgres.databaseUrl,
    CASEGATE_KEYS_FILE: keysFile,
    CASEGATE_OUTBOX_DIR: outboxFolder,
    CASEGATE_CHECKPOINT_DIR: join(folder, 'checkpoints'),
    CASEGATE_BUNDLE_CACHE_DIR: join(folder, 'bundles'),
  };
  let stopped: Promise<void> | undefined;
  async function stopAll(): Promise<void> {
    await Promise.all([...workers].map((child) => child.stop(STOP_GRACE_MS)));
    await Promise.all([temporal.stop(), postgres.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
  return {
    address: temporal.address,
    databaseUrl: postgres.databaseUrl,
    keysFile,
    outboxFolder,
    serverPid: temporal.pid,
    databasePid: postgres.pid,
    async startWorker(kind, options = {}) {
      const { child, worker } = await startWorker(kind, { ...options, environment, logFolder: folder });
      workers.add(child);
      void child.ended.then(() => workers.delete(child));
      return worker;
    },
    stop: () => (stopped ??= stopAll()),
  };
}

/** A server that started alone would be left behind where the other one failed. */
async function bothOrNeither<One extends Stoppable, Other extends Stoppable>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<[One, Other]> {
  const settled = await Promise.allSettled([one, other]);
  if (settled.some(({ status }) => status === 'rejected'))
    await Promise.all(
      settled.map((server) => (server.status === 'fulfilled' ? server.value.stop() : Promise.resolve())),
    );
  return await Promise.all([one, other]);
}

interface Stoppable {
  stop(): Promise<void>;
}

interface WorkerStart extends WorkerOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly logFolder: string;
}

async function startWorker(
  kind: WorkerKind,
  { probed = false, profileFolder, environment, logFolder }: WorkerStart,
): Promise<{ readonly child: Child; readonly worker: StageWorker }> {
  const lines = new Lines();
  const logFile = join(logFolder, `${kind}.log`);
  const child = await startChild({
    command: process.execPath,
    args: [
      ...(probed ? ['--import', HEAP_PROBE] : []),
      ...(profileFolder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profileFolder, kind)]),
      WORKERS[kind],
    ],
    environment,
    logFile,
    onLine: (line) => lines.put(line),
  });
  const lineThat = async (starts: string, timeoutMs: number): Promise<string> => {
    const line = await Promise.race([lines.next(starts, timeoutMs), child.ended.then(() => null)]);
    if (line !== null) return line;
    await child.stop(0);
    throw new ChildFailure(`the ${kind} worker printed no line that starts with ${starts}`, logFile);
  };
  await lineThat('ready', READY_TIMEOUT_MS);
  return {
    child,
    worker: {
      pid: child.pid,
      async heapBytes() {
        const line = lineThat('heap ', HEAP_TIMEOUT_MS);
        process.kill(child.pid, 'SIGUSR2');
        return Number((await line).slice('heap '.length));
      },
      stop: () => child.stop(STOP_GRACE_MS),
    },
  };
}

/** Lines of a process, for whoever waits for one of them; the others are in its log. */
class Lines {
  #waiting: { readonly starts: string; readonly take: (line: string) => void } | null = null;

  put(line: string): void {
    if (this.#waiting === null || !line.startsWith(this.#waiting.starts)) return;
    this.#waiting.take(line);
    this.#waiting = null;
  }

  /** @returns null where none came in time */
  next(starts: string, timeoutMs: number): Promise<string | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs, null);
      this.#waiting = {
        starts,
        take(line) {
          clearTimeout(timer);
          resolve(line);
        },
      };
    });
  }
}
