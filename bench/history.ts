import proto from '@temporalio/proto';
import type { History } from './contenders.ts';

const StoredHistory = proto.temporal.api.history.v1.History;

export interface CaseHistory {
  readonly events: number;
  readonly bytes: number;
  /** From the server's start event to the task after which the case waited for a person. */
  readonly untilWaitingMs: number;
  /** By the server's clock, which is this machine's. */
  readonly finishedAt: number;
}

/** @throws Error for a case that has not ended, or did not wait for its decision */
export function readHistory(history: History): CaseHistory {
  const events = history.events ?? [];
  const instants = events.map(({ eventTime }) => Number(eventTime?.seconds ?? 0) * 1e3 + (eventTime?.nanos ?? 0) / 1e6);
  const indicesOf = (attributes: keyof (typeof events)[number]) =>
    events.flatMap((event, index) => (event[attributes] ? [index] : []));
  const [accepted] = indicesOf('workflowExecutionUpdateAcceptedEventAttributes');
  const [completed] = indicesOf('workflowExecutionCompletedEventAttributes');
  if (accepted === undefined || completed === undefined) throw new Error('a case was not decided and ended');
  const tasksBefore = indicesOf('workflowTaskCompletedEventAttributes').filter((index) => index < accepted);
  // The last of them accepted the decision; after the one before it the case waited.
  const waiting = tasksBefore.at(-2);
  if (waiting === undefined) throw new Error('a case was decided before it waited');
  return {
    events: events.length,
    bytes: StoredHistory.encode(history).finish().length,
    untilWaitingMs: instants[waiting]! - instants[0]!,
    finishedAt: instants[completed]!,
  };
}
