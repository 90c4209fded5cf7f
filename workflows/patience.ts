import * as wf from '@temporalio/workflow';
import type { Activities, AppendRequest, CallRequest, DeliverRequest } from '../activities/contract.ts';
import type { Json } from '../schemas/words.ts';

/** Activities as the interpreter uses them: tried a few times quickly, then for as long as it takes. */
export interface Ports {
  readonly quick: Activities;
  readonly patient: Activities;
  /** Local activities leave less history, and may be used only where the cause is already in it. */
  readonly local: Pick<Activities, 'appendEntry' | 'deliver'>;
}

/** Row 25: tries quickly, then shows `retrying` on the board and waits for the outside, without end. Terminal failures come through at once. */
export class Patience {
  readonly #ports: Ports;
  readonly #onChange: () => void;
  #waiting = 0;

  constructor(ports: Ports, onChange: () => void) {
    this.#ports = ports;
    this.#onChange = onChange;
  }

  get isRetrying(): boolean {
    return this.#waiting > 0;
  }

  /**
   * Neither an update nor the order of a timer and an update is durable until the workflow task completes: appended by a local activity, the
   * ledger could hold what Temporal then never accepted (seen: a fork). So entries go through a regular one.
   */
  append(request: AppendRequest): Promise<void> {
    return this.#insist(
      () => this.#ports.quick.appendEntry(request),
      () => this.#ports.patient.appendEntry(request),
    );
  }

  /** The opening is the same at every try, as the start is in history: a local activity is enough, and leaves less of it. */
  appendOpening(request: AppendRequest): Promise<void> {
    return this.#insist(
      () => this.#ports.local.appendEntry(request),
      () => this.#ports.patient.appendEntry(request),
    );
  }

  /** As `appendOpening`, and each delivery takes place once by its key. What is not taken at once is no longer worth holding a task for. */
  async deliverOpening(request: DeliverRequest): Promise<void> {
    try {
      return await this.#ports.local.deliver(request);
    } catch (error) {
      if (wf.isCancellation(error) || isTerminal(error)) throw error;
    }
    return this.deliver(request);
  }

  deliver(request: DeliverRequest): Promise<void> {
    return this.#insist(
      () => this.#ports.quick.deliver(request),
      () => this.#ports.patient.deliver(request),
    );
  }

  /** What a machine sees as its promise's result or failure; only a terminal failure is one. */
  async call(request: CallRequest): Promise<{ readonly kind: 'result' | 'failure'; readonly value: Json }> {
    try {
      const value = await this.#insist(
        () => this.#ports.quick.call(request),
        () => this.#ports.patient.call(request),
      );
      return { kind: 'result', value };
    } catch (error) {
      if (wf.isCancellation(error)) throw error;
      return { kind: 'failure', value: { type: typeOf(error) } };
    }
  }

  async #insist<T>(quickly: () => Promise<T>, patiently: () => Promise<T>): Promise<T> {
    try {
      return await quickly();
    } catch (error) {
      if (wf.isCancellation(error) || isTerminal(error)) throw error;
    }
    this.#waiting += 1;
    this.#onChange();
    try {
      return await patiently();
    } finally {
      this.#waiting -= 1;
      this.#onChange();
    }
  }
}

/** What an activity failed with: a regular one arrives wrapped, a local one bare. */
export const causeOf = (error: unknown): unknown => (error instanceof wf.ActivityFailure ? error.cause : error);

function isTerminal(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof wf.ApplicationFailure && cause.nonRetryable === true;
}

function typeOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof wf.ApplicationFailure ? (cause.type ?? 'unknown') : 'unknown';
}
