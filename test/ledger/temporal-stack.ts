/** A worker in this process over a real Temporal server and a real ledger, whose database a test may take away. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../activities/create-activities.ts';
import type { AppendRequest } from '../../activities/contract.ts';
import type { Notification } from '../../activities/ports.ts';
import { createStepActivities } from '../../activities/step-activities.ts';
import type { Cases } from '../../api/ports.ts';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import { freePort } from '../../dev/free-port.ts';
import { startPostgres, type Postgres } from '../../dev/postgres.ts';
import { startTestTemporal } from '../../dev/test-servers.ts';
import { openDatabase, type Database } from '../../ledger/database.ts';
import { createLedger, type Ledger } from '../../ledger/ledger.ts';
import { migrate } from '../../ledger/migrations.ts';
import { datedIn } from '../../ledger/waiting-steps.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { factsDigestOf } from '../../machines/case-context.ts';
import type { SystemEvent } from '../../machines/system.ts';
import type { InstantMs } from '../../schemas/words.ts';
import { createCaseWorker } from '../../worker/create-worker.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { caseInput, personOf } from '../workflows/synthetic-case.ts';
import { BUILT_POLICIES } from './cases.ts';
import { RING, references } from './stack.ts';
import { TEST_BUNDLES } from '../workflows/test-bundles.ts';

export interface TemporalStack {
  readonly client: Client;
  readonly cases: Cases;
  readonly db: Database;
  readonly ledger: Ledger;
  /** Appends that the ledger has answered, and how many failed so that they are tried again. */
  readonly appended: Set<string>;
  failures: number;
  /** Whom cases have had told. */
  readonly notified: Notification[];
  /** What time it is for whoever looks for what is late. */
  clock: () => InstantMs;
  readonly postgres: {
    /** Ends it as its own tools would, or as a crash does. */
    end(how: 'stopped' | 'killed'): Promise<void>;
    restart(): Promise<void>;
  };
  stop(): Promise<void>;
}

export const appendName = (caseId: string, entry: number): string => `${caseId}/${entry}`;

export async function startTemporalStack(): Promise<TemporalStack> {
  const folder = await mkdtemp(join(tmpdir(), 'casegate-outage-'));
  const options = { stateFolder: folder, port: await freePort(), logFile: join(folder, 'postgres.log') };
  const temporal = await startTestTemporal();
  let server: Postgres = await startPostgres(options);
  const dataFolder = server.folder;
  await migrate(server.databaseUrl);
  const db = openDatabase(server.databaseUrl);
  const ledger = createLedger({
    db,
    program: caseProgram,
    keyRing: RING,
    references,
    machinesDigest: 'machines-digest',
  });
  const connection = await NativeConnection.connect({ address: temporal.address });
  const clientConnection = await Connection.connect({ address: temporal.address });
  const client = new Client({
    connection: clientConnection,
    namespace: temporal.namespace,
    dataConverter: createDataConverter(RING),
  });
  const stack = {
    client,
    cases: createTemporalCases({ client, taskQueue: 'gate' }),
    db,
    ledger,
    appended: new Set<string>(),
    failures: 0,
    notified: [] as Notification[],
    clock: () => Date.now(),
    postgres: {
      async end(how: 'stopped' | 'killed') {
        if (how === 'stopped') await server.child.stop(10_000);
        else process.kill(server.child.pid, 'SIGKILL');
        await server.child.ended;
      },
      async restart() {
        server = await startAgain(options);
      },
    },
    async stop() {
      worker.shutdown();
      await running;
      await ledger.close();
      await clientConnection.close();
      await connection.close();
      await Promise.all([server.child.stop(3_000), temporal.stop()]);
      await rm(dataFolder, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
  const watched = {
    async append(request: AppendRequest) {
      try {
        const kept = await ledger.append(request);
        stack.appended.add(appendName(request.caseId, request.entry));
        return kept;
      } catch (error) {
        stack.failures += 1;
        throw error;
      }
    },
  };
  const worker = await createCaseWorker({
    connection,
    namespace: temporal.namespace,
    bundle: await workflowBundle(TEST_BUNDLES),
    keyRing: RING,
    activities: {
      ...createActivities({
        ledger: watched,
        notifications: { send: async (notification) => void stack.notified.push(notification) },
        partners: { ask: async () => undefined },
        related: { link: async () => undefined },
        requestReferenceOf: (caseId, partnerClass) => references('r', caseId, partnerClass),
      }),
      ...createStepActivities({
        dated: (page) => datedIn(db, page),
        library: BUILT_POLICIES,
        references,
        clock: () => stack.clock(),
      }),
    },
  });
  const running = worker.run();
  return stack;
}

/** After a kill the old server's sessions notice that it is gone, and only when the last has ended can another one start. */
async function startAgain(options: Parameters<typeof startPostgres>[0]): Promise<Postgres> {
  for (let left = 20; ; left -= 1) {
    try {
      return await startPostgres(options);
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** One case of which no status is known (row 1) and that asks two classes of partner, from its start to its clearance. */
export class PlayedCase {
  readonly caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  /** Entries that somebody was told of. */
  readonly told: number[] = [];
  readonly #stack: TemporalStack;
  readonly #onTold: () => void;
  readonly #input = withOwnPerson();

  constructor(stack: TemporalStack, onTold: () => void = () => undefined) {
    this.#stack = stack;
    this.#onTold = onTold;
  }

  async start(): Promise<void> {
    while ((await this.#stack.cases.start(this.caseId, this.#input)).is !== 'started');
  }

  answer(partnerClass: string): Promise<void> {
    return this.submit(`root/${partnerClass}`, `partner-${partnerClass}`, {
      type: 'request.answered',
      answer: 'noConflict',
    });
  }

  clear(): Promise<void> {
    const factsDigest = factsDigestOf(this.#input.facts);
    return this.submit('root', 'supervisor-b', {
      type: 'decision.cleared',
      factsDigest,
      schedule: this.#input.schedule,
      note: '',
    });
  }

  async play(): Promise<void> {
    await this.start();
    for (const partnerClass of ['local', 'state']) await this.answer(partnerClass);
    await this.clear();
  }

  /** Sends it again under its id until it is accepted, as a client does that got no answer. */
  async submit(to: string, by: string, event: Record<string, unknown>): Promise<void> {
    const updateId = `u_${randomUUID()}`;
    const whole = { ...event, by: personOf(by) } as unknown as SystemEvent;
    for (;;) {
      const answer = await this.#stack.cases.submit({ caseId: this.caseId, updateId, to, event: whole });
      if (answer.is === 'accepted') {
        this.told.push(answer.entry);
        this.#onTold();
        return;
      }
      if (answer.is !== 'unavailable' && answer.is !== 'awaitingRecord')
        throw new Error(`${event['type']} ended ${answer.is}`);
    }
  }
}

function withOwnPerson() {
  const input = caseInput([]);
  const excused = (['internal', 'federal'] as const).map((partnerClass) => ({ partnerClass, note: 'synthetic' }));
  return { ...input, excused, facts: { ...input.facts, personReference: `p_${randomUUID()}` } };
}
