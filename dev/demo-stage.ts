/** What the demonstration's cases act with: people, the outbox, and waiting for what happens. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, ServiceProblem, type Client } from '../cli/client.ts';
import type { ProblemName } from '../schemas/problems.ts';

/** Several times the longest time limit of the demonstration's policy, for busy machines. */
const WAIT_MAX_MS = 90_000;
const BETWEEN_LOOKS_MS = 100;

/** The case did not go as the policy says. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

export interface Stage {
  /** A client for one command, or for reading, as one of the synthetic people. */
  as(handle: string): Client;
  /** Does what the service has to refuse. @throws Unexpected where it doesn't, or for another reason */
  refused(attempt: Promise<unknown>, problem: ProblemName): Promise<void>;
  /** Waits until `look` finds something. @throws Unexpected after a long while */
  until<Found>(what: string, look: () => Promise<Found | null>): Promise<Found>;
  /** How many notifications to senior leadership lie in the outbox. They name no case. */
  leadershipNotifications(): Promise<number>;
  /** How many notifications to whoever is on call lie in the outbox: to one of the staff, by their staff id. */
  onCallNotifications(): Promise<number>;
  /** How many reminders of a request lie in the outbox for a class of partner. */
  reminders(partnerClass: string, reference: string): Promise<number>;
}

export interface StageOptions {
  readonly url: string;
  readonly outboxFolder: string;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

export function createStage({ url, outboxFolder, signal }: StageOptions): Stage {
  const countHolding = async (folder: string, text: string): Promise<number> =>
    (await textsIn(join(outboxFolder, folder))).filter((message) => message.includes(text)).length;
  return {
    as: (handle) => createClient({ url, who: { handle }, idempotencyKey: randomUUID(), fetch }),
    async refused(attempt, problem) {
      const outcome = await attempt.then(
        () => 'accepted',
        (error: unknown) => {
          if (error instanceof ServiceProblem) return error.problem.type;
          throw error;
        },
      );
      if (outcome !== `/problems/${problem}`) throw new Unexpected(`${outcome} instead of a refusal: ${problem}`);
    },
    async until(what, look) {
      const giveUpAt = performance.now() + WAIT_MAX_MS;
      for (;;) {
        const found = await look();
        if (found !== null) return found;
        if (performance.now() > giveUpAt) throw new Unexpected(`waited in vain until ${what}`);
        await delay(BETWEEN_LOOKS_MS, undefined, { signal });
      }
    },
    leadershipNotifications: () => countHolding('notifications', 'To: leadership staff,'),
    onCallNotifications: () => countHolding('notifications', 'To: STAFF-'),
    reminders: (partnerClass, reference) =>
      countHolding(join('partner-requests', partnerClass), `Subject: Deconfliction reminder ${reference}\n`),
  };
}

/** Whole messages only: drafts have names of another kind. */
async function textsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    // It is made with its first message.
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const messages = names.filter((name) => name.endsWith('.txt'));
  return await Promise.all(messages.map((name) => readFile(join(folder, name), 'utf8')));
}
