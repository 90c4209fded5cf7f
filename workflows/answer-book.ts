import type { InstantMs } from '../schemas/words.ts';

/** What the sender of an update is told: the entry that now stands in the record. */
export interface Answer {
  readonly entry: number;
  readonly at: InstantMs;
}

export interface Answered extends Answer {
  readonly updateId: string;
}

/**
 * Answers carried from run to run. Within one run Temporal itself answers a repeated update id; a client that retries across
 * continue-as-new does so within seconds, and far fewer than this many updates come meanwhile.
 */
const ANSWER_LIMIT = 256;

/** Which update took effect as which entry, so that none takes effect twice across continue-as-new. */
export class AnswerBook {
  readonly #answers: Map<string, Answer>;

  constructor(carried: readonly Answered[]) {
    this.#answers = new Map(carried.map(({ updateId, ...answer }) => [updateId, answer]));
  }

  find(updateId: string): Answer | undefined {
    return this.#answers.get(updateId);
  }

  keep(updateId: string, answer: Answer): Answer {
    this.#answers.set(updateId, answer);
    if (this.#answers.size > ANSWER_LIMIT) this.#answers.delete(this.#answers.keys().next().value!);
    return answer;
  }

  all(): Answered[] {
    return [...this.#answers].map(([updateId, answer]) => ({ updateId, ...answer }));
  }
}
