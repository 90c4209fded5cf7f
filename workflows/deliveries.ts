import * as wf from '@temporalio/workflow';
import type { Delivery } from '../activities/contract.ts';
import type { Holding } from './hold.ts';
import type { Patience } from './patience.ts';

/** Deliveries of one activity: a step makes fewer than ten; more would be one payload that grows while the outside is down. */
const BATCH_LIMIT = 50;

/** What is still to be told to the outside: in order, one batch at a time, across runs. */
export class Deliveries {
  readonly #undelivered: Delivery[];

  /** @param carried what the run before had not delivered yet */
  constructor(carried: readonly Delivery[]) {
    this.#undelivered = [...carried];
  }

  get undelivered(): readonly Delivery[] {
    return this.#undelivered;
  }

  add(delivery: Delivery): void {
    this.#undelivered.push(delivery);
  }

  /**
   * Never returns.
   * @param areOfOpening whether all that is undelivered comes from the opening: nobody waits for an answer while it is told
   */
  async deliverAll(patience: Patience, holding: Holding, areOfOpening: () => boolean): Promise<never> {
    for (;;) {
      await wf.condition(() => this.#undelivered.length > 0 && !holding.isHeld);
      const deliveries = this.#undelivered.slice(0, BATCH_LIMIT);
      try {
        const request = { caseId: wf.workflowInfo().workflowId, deliveries };
        await (areOfOpening() ? patience.deliverOpening(request) : patience.deliver(request));
        this.#undelivered.splice(0, deliveries.length);
      } catch (error) {
        holding.park(error);
      }
    }
  }
}
