import * as wf from '@temporalio/workflow';

/**
 * Whether this run should make place for the next: its history has grown, or a newer release is the current one. A run stays with the release
 * that began it (its versioning behaviour is `PINNED`), so that code never changes under it; the next run begins with the current one.
 */
export function isNextRunDue(): boolean {
  const { continueAsNewSuggested, targetWorkerDeploymentVersionChanged } = wf.workflowInfo();
  return continueAsNewSuggested || targetWorkerDeploymentVersionChanged;
}

/** Continues as new with the release that is current now; without Worker Versioning that is whichever worker takes it. */
export function continueWithCurrentRelease<F extends wf.Workflow>(...args: Parameters<F>): Promise<never> {
  return wf.makeContinueAsNewFunc<F>({ initialVersioningBehavior: 'AUTO_UPGRADE' })(...args);
}
