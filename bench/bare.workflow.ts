/**
 * What casegate is measured against: the simple case as one would write it by hand for Temporal. Nothing is encrypted, no operator sees
 * where it stands, no rule is checked. What a person does is recorded by one regular activity, the least that an audited system needs;
 * all else takes the cheapest way that Temporal has (local activities).
 */
import * as wf from '@temporalio/workflow';
import type { BareActivities, BareDecision, BareStart } from './bare-contract.ts';

const options = { startToCloseTimeout: 10_000, retry: { initialInterval: 200, maximumInterval: 30_000 } };
const { record } = wf.proxyActivities<BareActivities>(options);
const local = wf.proxyLocalActivities<BareActivities>(options);

export async function bareGate(start: BareStart): Promise<null> {
  const { workflowId: caseId } = wf.workflowInfo();
  let isDecided = false;
  wf.setHandler(wf.defineUpdate<number, [BareDecision]>('decide'), async (decision) => {
    await record({ caseId, step: 2, content: decision });
    isDecided = true;
    return 2;
  });
  await local.record({ caseId, step: 1, content: start });
  await local.notify(caseId, start.office);
  await wf.condition(() => isDecided && wf.allHandlersFinished());
  return null;
}
