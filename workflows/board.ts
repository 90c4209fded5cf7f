/**
 * The operators' board: search attributes, which no codec encrypts. Enumerations only, and none that tells what a case is about:
 * an attribute "awaiting consultation" would tell that someone is protected.
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

export type Awaiting = 'person' | 'partner' | 'timer' | 'none';
export type BoardState = 'waiting' | 'retrying' | 'held' | 'ended';

export interface Board {
  readonly awaiting: Awaiting;
  readonly state: BoardState;
  readonly overdue: boolean;
}

const AWAITING = defineSearchAttributeKey('CasegateAwaiting', SearchAttributeType.KEYWORD);
const STATE = defineSearchAttributeKey('CasegateState', SearchAttributeType.KEYWORD);
const OVERDUE = defineSearchAttributeKey('CasegateOverdue', SearchAttributeType.BOOL);

export const awaitingOf = (state: BoardState, awaiting: Awaiting): Awaiting => (state === 'ended' ? 'none' : awaiting);

/** Writes only what is known and has changed: each write is an event in the history. */
export function showBoard({ awaiting, state, overdue }: Pick<Board, 'state'> & Partial<Board>): void {
  const shown = workflowInfo().typedSearchAttributes;
  const changed = [
    ...(awaiting === undefined || shown.get(AWAITING) === awaiting ? [] : [{ key: AWAITING, value: awaiting }]),
    ...(shown.get(STATE) === state ? [] : [{ key: STATE, value: state }]),
    ...(overdue === undefined || shown.get(OVERDUE) === overdue ? [] : [{ key: OVERDUE, value: overdue }]),
  ];
  if (changed.length > 0) upsertSearchAttributes(changed);
}
