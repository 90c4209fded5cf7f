/**
 * Loaded into a worker before anything else (`node --import`): at SIGUSR2 it prints one line, `heap` and the bytes that live on the
 * heaps of the process after garbage collection, the workflow threads' heaps with them, which `process.memoryUsage` does not see.
 */
import { Session } from 'node:inspector/promises';
import { isMainThread } from 'node:worker_threads';

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize?: number;
  readonly backingStorageSize?: number;
}

// Threads load what their process was told to load, and only the main one can ask the others.
if (isMainThread) await probe();

async function probe(): Promise<void> {
  const main = new Session();
  main.connect();
  const threads = threadsOf(main);
  await main.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  process.on('SIGUSR2', () => {
    void heapBytes(main, threads).then((bytes) => console.log(`heap ${bytes}`));
  });
}

interface Threads {
  ids(): Iterable<string>;
  ask(thread: string, method: string): Promise<unknown>;
}

function threadsOf(main: Session): Threads {
  const ids = new Set<string>();
  const waiting = new Map<string, (result: unknown) => void>();
  let lastId = 0;
  main.on('NodeWorker.attachedToWorker', ({ params }) => ids.add(params.sessionId));
  main.on('NodeWorker.detachedFromWorker', ({ params }) => ids.delete(params.sessionId));
  main.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
    const { id, result } = JSON.parse(message) as { readonly id?: number; readonly result?: unknown };
    waiting.get(`${sessionId}/${id}`)?.(result);
    waiting.delete(`${sessionId}/${id}`);
  });
  return {
    ids: () => ids,
    ask(thread, method) {
      const id = ++lastId;
      const { promise, resolve } = Promise.withResolvers<unknown>();
      waiting.set(`${thread}/${id}`, resolve);
      void main.post('NodeWorker.sendMessageToWorker', { sessionId: thread, message: JSON.stringify({ id, method }) });
      return promise;
    },
  };
}

async function heapBytes(main: Session, threads: Threads): Promise<number> {
  await main.post('HeapProfiler.collectGarbage');
  const usages: unknown[] = [await main.post('Runtime.getHeapUsage')];
  for (const thread of threads.ids()) {
    await threads.ask(thread, 'HeapProfiler.collectGarbage');
    usages.push(await threads.ask(thread, 'Runtime.getHeapUsage'));
  }
  return (usages as HeapUsage[]).reduce(
    (sum, { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }) =>
      sum + usedSize + embedderHeapUsedSize + backingStorageSize,
    0,
  );
}
