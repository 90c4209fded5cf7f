import * as wf from '@temporalio/workflow';
import type { Input, System } from '../machines/system.ts';
import type { Json } from '../schemas/words.ts';
import type { Patience } from './patience.ts';

export interface Calling {
  readonly patience: Patience;
  /** Feeds the result or failure of a call, and waits until it has had its turn. */
  readonly feed: (input: Input) => Promise<void>;
  readonly park: (error: unknown) => void;
}

/** One arming of a promise actor: an activity whose answer comes back as an input. */
interface Arming {
  readonly key: string;
  readonly generation: number;
  readonly src: string;
  readonly input: Json;
}

/** The calls under way, so that each can be cancelled. */
export class Calls {
  readonly #calling: Calling;
  readonly #underWay = new Map<string, wf.CancellationScope>();

  constructor(calling: Calling) {
    this.#calling = calling;
  }

  /** What a system waits for when a run begins, or after a hold. */
  beginAllOf(system: System): void {
    for (const [key, { generation, src, input }] of Object.entries(system.calls))
      this.begin({ key, generation, src, input });
  }

  begin(arming: Arming): void {
    const name = nameOf(arming);
    const scope = new wf.CancellationScope({ cancellable: true });
    this.#underWay.set(name, scope);
    void scope
      .run(() => this.#settle(name, arming))
      .catch((error: unknown) => {
        if (!wf.isCancellation(error)) this.#calling.park(error);
      })
      .finally(() => this.#underWay.delete(name));
  }

  cancel(arming: Pick<Arming, 'key' | 'generation'>): void {
    this.#underWay.get(nameOf(arming))?.cancel();
  }

  async #settle(name: string, { key, generation, src, input }: Arming): Promise<void> {
    const caseId = wf.workflowInfo().workflowId;
    const { kind, value } = await this.#calling.patience.call({ caseId, key: `${caseId}:${name}`, src, input });
    await this.#calling.feed({ kind, at: Date.now(), key, generation, value });
  }
}

const nameOf = ({ key, generation }: Pick<Arming, 'key' | 'generation'>): string => `${key}:${generation}`;
