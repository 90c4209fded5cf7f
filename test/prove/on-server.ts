/** One case on the time-skipping server, driven by the proof's moves and held to the pure system after each. */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect } from 'vitest';
import type { AppendRequest } from '../../activities/contract.ts';
import { timeSkippingServerPath } from '../../dev/temporal-binary.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { Refused, start, step, type Input, type System } from '../../machines/system.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { Json } from '../../schemas/words.ts';
import { FactsDomain, scheduleFrom } from '../../prove/facts-domain.ts';
import type { Group } from '../../prove/letter.ts';
import { inputOf, type Step } from '../../prove/explore.ts';
import type { Opening, Setting } from '../../prove/moves.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from '../workflows/stack.ts';
import { registerSearchAttributes } from '../workflows/time-skipping.ts';
import { stepsOf } from './random-case.ts';

export interface Server {
  readonly environment: TestWorkflowEnvironment;
  readonly stack: Stack;
  readonly ledger: MemoryLedger;
  stop(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const path = await timeSkippingServerPath();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await registerSearchAttributes(environment);
  const ledger = new MemoryLedger();
  const stack = await startStack({
    address: environment.address,
    activities: ledger.activities,
    keyRing: ringOf('k-1', { 'k-1': 1 }),
    taskQueue: 'gate',
  });
  return {
    environment,
    stack,
    ledger,
    async stop() {
      await stack.stop();
      await environment.teardown();
    },
  };
}

type Recorded = Input | { readonly kind: 'start'; readonly at: number; readonly input: Json };

/** A case under way on the server, and beside it the pure system that its recorded entries make. */
export class ServedCase {
  readonly #server: Server;
  readonly #caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  readonly #domain = new FactsDomain();
  readonly #groups: ReadonlySet<Group>;
  #checked = 0;
  #count = 0;
  /** What the pure system says after every entry so far. */
  system!: System;

  constructor(server: Server, groups: readonly Group[]) {
    this.#server = server;
    this.#groups = new Set(groups);
  }

  async open({ input }: Opening): Promise<void> {
    const at = await this.#server.environment.currentTimeMs();
    // The facts are of the proof's moment, whatever the server's time is: no guard compares the two.
    await this.#server.stack.client.workflow.start('gate', {
      workflowId: this.#caseId,
      taskQueue: 'gate',
      args: [{ input: { ...input, at, schedule: scheduleFrom(at) }, entriesBefore: 0, stepsPerRun: 1000 }],
    });
    await this.#settled();
  }

  /** Every step that the case takes now. */
  async steps(): Promise<Step[]> {
    return stepsOf(this.system, await this.#setting());
  }

  /**
   * Takes one step.
   * @returns false where the case refused it. Only a timer that fired since the step was found may be why, and the pure system must refuse it, too.
   */
  async take({ move }: Step): Promise<boolean> {
    if (move.kind === 'reopening') throw new Error('a reopening is another execution');
    if (move.kind === 'timer') await this.#wait(move.key);
    const foundAfter = this.#checked;
    const refusal = move.kind === 'event' ? await this.#submit(move.to, move.event as never) : null;
    await this.#settled();
    if (refusal === null) return true;
    const since = this.#entries().slice(foundAfter);
    if (since.length === 0) throw refusal;
    expect(since.map(({ input }) => (input as unknown as Recorded).kind)).toEqual(since.map(() => 'timer'));
    const at = await this.#server.environment.currentTimeMs();
    expect(() => step(caseProgram, this.system, inputOf(this.system, move, at))).toThrow(Refused);
    return false;
  }

  async #setting(): Promise<Setting> {
    this.#count++;
    return {
      groups: this.#groups,
      domain: this.#domain,
      at: await this.#server.environment.currentTimeMs(),
      fresh: `fresh-${this.#count}`,
      newActivation: `activation-${this.#count}`,
      followsNobody: false,
    };
  }

  /** @returns the refusal, or null where the case took it. */
  async #submit(to: string, event: Json): Promise<WorkflowUpdateFailedError | null> {
    const updateId = `u_${randomUUID()}`;
    const handle = this.#server.stack.client.workflow.getHandle(this.#caseId);
    try {
      await handle.executeUpdate('submit', { updateId, args: [{ updateId, to, event }] });
      return null;
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && isRefused(error.cause)) return error;
      throw error;
    }
  }

  /** Lets the time pass at which a timer is due, until it has been handled. */
  async #wait(key: string): Promise<void> {
    const { dueAt, generation } = this.system.timers[key]!;
    const at = await this.#server.environment.currentTimeMs();
    await this.#server.environment.sleep(Math.max(dueAt - at, 1));
    await expect.poll(async () => (await this.#status()).timers[key]?.generation, POLL).not.toBe(generation);
  }

  async #status(): Promise<System> {
    const handle = this.#server.stack.client.workflow.getHandle(this.#caseId);
    return (await handle.query<{ system: System }>('status')).system;
  }

  /** Each recorded entry through the pure system: its digest has to be the recorded one, and the last state the server's. */
  async #settled(): Promise<void> {
    // Both anew at each look: of several timers that are due at once each is an entry of its own.
    const agree = async (): Promise<boolean> => {
      const served = digestOf((await this.#status()) as unknown as Json);
      return served === digestOf(this.#pure() as unknown as Json);
    };
    await expect.poll(agree, POLL).toBe(true);
  }

  #entries(): AppendRequest[] {
    return this.#server.ledger.of(this.#caseId);
  }

  #pure(): System {
    for (const { input, stateDigest } of this.#entries().slice(this.#checked)) {
      const recorded = input as unknown as Recorded;
      this.system =
        recorded.kind === 'start'
          ? start(caseProgram, recorded.input, recorded.at)[0]
          : step(caseProgram, this.system, recorded)[0];
      expect(digestOf(this.system as unknown as Json)).toBe(stateDigest);
      this.#checked++;
    }
    return this.system;
  }
}

const isRefused = (cause: unknown): boolean => cause instanceof ApplicationFailure && cause.type === 'Refused';

const POLL = { timeout: 30_000, interval: 20 };
