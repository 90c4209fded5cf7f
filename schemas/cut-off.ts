/**
 * The server's own failures of an update that a run took along into its end, or had no turn for before it. By name and type, since the
 * classes are the client's.
 */
const CUT_OFF = new Set<unknown>(['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate']);

/**
 * Sends an update, and once more under the same id where the run that had it ended meanwhile: the run that goes on knows the id, or takes
 * it now. Where none goes on, the second answer says so.
 */
export const onceMoreIfCutOff = <Answer>(send: () => Promise<Answer>): Promise<Answer> =>
  send().catch((error: unknown) => (isCutOff(error) ? send() : Promise.reject(error)));

function isCutOff(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'WorkflowUpdateFailedError') return false;
  return CUT_OFF.has((error.cause as { readonly type?: unknown } | undefined)?.type);
}
