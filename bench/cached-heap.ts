import type { Contender } from './contenders.ts';
import type { Inbox } from './notifications.ts';
import { residentBytesOf } from './process-cpu.ts';
import { startAndWait } from './round.ts';
import type { Stage } from './stage.ts';
import { byUsers } from './users.ts';

export interface CachedHeap {
  /** What lives on the JavaScript heaps of the worker, by workflow. */
  readonly heapBytes: number;
  /** What the whole process grew by: heaps with their slack, and what the SDK's native core keeps. */
  readonly residentBytes: number;
}

/** Enough that code is compiled and pools are filled before the first measurement. */
const WARM_UP_CASES = 50;
const USERS = 16;

/** What one waiting case costs a worker: its memory with `cached` of them against that without. */
export async function heapPerCachedWorkflow(
  stage: Stage,
  inbox: Inbox,
  contender: Contender,
  cached: number,
): Promise<CachedHeap> {
  const worker = await stage.startWorker(contender.name, { probed: true });
  const start = (cases: number): Promise<string[]> => {
    const caseIds = Array.from({ length: cases }, () => contender.newCaseId());
    return byUsers(USERS, caseIds, async (caseId) => {
      await startAndWait(contender, inbox, caseId);
      return caseId;
    });
  };
  const warmUp = await start(WARM_UP_CASES);
  await byUsers(USERS, warmUp, (caseId) => contender.decide(caseId));
  const heapBefore = await worker.heapBytes();
  const residentBefore = await residentBytesOf(worker.pid);
  await start(cached);
  const heapAfter = await worker.heapBytes();
  const residentAfter = await residentBytesOf(worker.pid);
  await worker.stop();
  return {
    heapBytes: (heapAfter - heapBefore) / cached,
    residentBytes: (residentAfter - residentBefore) / cached,
  };
}
