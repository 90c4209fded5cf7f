/**
 * What an operator keeps in Temporal UI to watch cases: the columns of the workflow list and saved queries. Temporal UI 2.5x keeps
 * both in the browser's local storage, each person's own, so there is no file on the server to put them into.
 */

export interface SavedQuery {
  /** Stands in Temporal UI's list of views. */
  readonly name: string;
  readonly query: string;
}

/** In the order of urgency: the first that finds something is what to do first. */
export const SAVED_QUERIES: readonly SavedQuery[] = [
  { name: 'Held', query: 'CasegateState = "held"' },
  { name: 'Retrying', query: 'CasegateState = "retrying"' },
  { name: 'Overdue', query: 'CasegateOverdue = true AND ExecutionStatus = "Running"' },
  {
    name: 'Overdue partners',
    query: 'CasegateAwaiting = "partner" AND CasegateOverdue = true AND ExecutionStatus = "Running"',
  },
  {
    name: 'One office',
    query: 'CasegateState = "waiting" AND CasegateOffice = "OFFICE-EAST" AND ExecutionStatus = "Running"',
  },
  // Terminated, timed out or failed: the record goes on without a workflow.
  {
    name: 'Ended without the record',
    query: 'WorkflowType = "gate" AND ExecutionStatus != "Running" AND CasegateState != "ended"',
  },
];

export const BOARD_COLUMNS: readonly string[] = [
  'Status',
  'Workflow ID',
  'CasegateState',
  'CasegateAwaiting',
  'CasegateOverdue',
  'CasegateOffice',
  'CasegatePolicy',
  'Start',
];

/** Entries of local storage that give a browser the board's columns and queries for one namespace. */
export function boardStorage(namespace: string): Readonly<Record<string, string>> {
  const columns = BOARD_COLUMNS.map((label) => ({ label }));
  const queries = SAVED_QUERIES.map(({ name, query }, index) => ({
    id: `casegate-${index + 1}`,
    name,
    query,
    type: 'user',
  }));
  return {
    'namespace-workflow-table-columns': JSON.stringify({ [namespace]: columns }),
    'saved-workflow-queries': JSON.stringify({ [namespace]: queries }),
  };
}
