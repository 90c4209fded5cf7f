/** The app over a record and cases in memory: real machines, real references, no server and no database. */
import { createSecretKey } from 'node:crypto';
import { createApp } from '../../api/app.ts';
import { createLooks } from '../../api/access/looks.ts';
import type {
  Access,
  AppPorts,
  Attempt,
  CaseRecord,
  EntryRow,
  RequestRow,
  Resumed,
  Submitted,
  TaskRow,
} from '../../api/ports.ts';
import { createReferences } from '../../codec/references.ts';
import { isProtected } from '../../machines/case-context.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import { SYNTHETIC_PEOPLE, syntheticAway, syntheticOnCall } from '../../dev/people.ts';
import { caseContextOf, caseProgram, CONSULTATION, consultationOf, requestsOf } from '../../machines/case-program.ts';
import { priorityOf } from '../../machines/consultation-urgency.ts';
import { concerns, consultationUrgencyOf, namedIn } from '../../machines/case-reading.ts';
import { awaitedIn } from '../../machines/case-waiting.ts';
import { hasEnded, rootStateOf } from '../../machines/case-state.ts';
import { Refused, start, step } from '../../machines/system.ts';
import { waitingAfter } from '../../machines/waiting-steps.ts';
import type { PolicyTerms } from '../../policy/policy-terms.ts';
import { policyOf } from '../../policy/registry.ts';
import type { Act } from '../../ledger/acts.ts';
import type { FiguresOf } from '../../ledger/work-figures.ts';
import { memoryFigures } from './memory-figures.ts';
import { hold } from './contract.ts';
import { createMemoryAnswers } from './memory-answers.ts';
import { createMemoryPrivacy } from './memory-privacy.ts';
import {
  BENEFITS,
  PARTNER_CLASSES,
  type Deadlines,
  type Json,
  type PersonId,
  type Schedule,
} from '../../schemas/words.ts';

export const NOW_MS = Date.UTC(2026, 10, 2, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const TERMS: PolicyTerms = {
  version: 'announcement-2025-01-31',
  digest: '0'.repeat(64),
  consultationBenefits: BENEFITS,
  partnerClasses: PARTNER_CLASSES,
  separatedDuties: [
    ['proposed', 'advised'],
    ['proposed', 'resolved'],
    ['submitted', 'advised'],
    ['submitted', 'resolved'],
    ['advised', 'decided'],
  ],
  requiresTraining: true,
  certifiedPlaces: ['courthouseProtectedMatter'],
  holdsSoleSource: true,
};

const deadlinesFrom = (at: number): Deadlines => ({
  remindAt: at + 2 * DAY_MS,
  dueAt: at + 3 * DAY_MS,
  escalateAt: at + 5 * DAY_MS,
});
const scheduleFrom = (at: number): Schedule => ({
  consultation: deadlinesFrom(at),
  deconfliction: deadlinesFrom(at),
  clearanceExpiresAt: at + 30 * DAY_MS,
  lapseEndsAt: at + 44 * DAY_MS,
});

interface Kept {
  record: CaseRecord;
  readonly entries: EntryRow[];
  readonly answers: Map<string, Submitted>;
  readonly requests: Map<string, RequestRow>;
}

export interface MemoryStack {
  readonly app: ReturnType<typeof createApp>;
  readonly ports: AppPorts;
  readonly attempts: Attempt[];
  readonly accesses: Access[];
  /** Disclosures, releases and resumptions. */
  readonly acts: Act[];
  /** What the next resumption answers. */
  readonly resumed: Resumed[];
  readonly faults: unknown[];
  /** What Temporal says of held cases. */
  readonly held: { count: number | null };
  /** Names of the port functions that were called, in order. */
  readonly calls: string[];
  /** What the next submissions answer instead of the machine. */
  readonly forced: Submitted[];
  /** The time limit of this name passes in a case. */
  passes(caseId: string, delay: string): void;
  /** Sends a request as a person, and holds the answer to the contract. @throws BrokenContract */
  send(
    method: string,
    path: string,
    as: string | null,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

export function createMemoryStack(): MemoryStack {
  const kept = new Map<string, Kept>();
  const attempts: Attempt[] = [];
  const accesses: Access[] = [];
  const faults: unknown[] = [];
  const held: MemoryStack['held'] = { count: 0 };
  const calls: string[] = [];
  const forced: Submitted[] = [];
  const resumed: Resumed[] = [];
  const { privacy, acts, assignmentsOf } = createMemoryPrivacy(() => [...kept.keys()], { accesses, attempts });
  const secret = createSecretKey(Buffer.alloc(32, 7));
  const references = createReferences({ activeKeyId: 'test', secret, keyOf: () => secret });

  const keep = (caseId: string, system: CaseRecord['system'], at: number, input: Json): Kept => {
    const before = kept.get(caseId);
    const entries = before?.entries ?? [];
    entries.push({ entry: entries.length + 1, at, input });
    const { office, epoch, openedAt } = caseContextOf(system);
    const record: CaseRecord = {
      caseId,
      entry: entries.length,
      epoch,
      office,
      state: rootStateOf(system),
      openedAt,
      updatedAt: at,
      endedAt: hasEnded(system) ? at : null,
      system,
      assigned: [],
      steps: waitingAfter(before?.record.steps ?? [], { at, input, system }),
    };
    const now: Kept = {
      record,
      entries,
      answers: before?.answers ?? new Map(),
      requests: before?.requests ?? new Map(),
    };
    for (const row of requestRowsOf(record)) now.requests.set(row.reference, row);
    if (hasEnded(system)) for (const [key, row] of now.requests) now.requests.set(key, { ...row, state: 'closed' });
    kept.set(caseId, now);
    return now;
  };

  const requestRowsOf = ({ caseId, system }: CaseRecord): RequestRow[] =>
    requestsOf(system).map(
      ([
        actorKey,
        {
          value,
          context: { partnerClass, windowFrom, windowUntil, regionCode, deadlines },
        },
      ]) => ({
        reference: references('r', caseId, actorKey),
        caseId,
        actorKey,
        partnerClass,
        state: typeof value === 'string' ? value : 'asked',
        windowFrom,
        windowUntil,
        regionCode,
        dueAt: deadlines.dueAt,
      }),
    );

  type TaskPage = Parameters<AppPorts['ledger']['listTasks']>[0];
  /** As the record orders them; among equals those first that were first here. */
  const inOrder = (rows: readonly TaskRow[], order: TaskPage['order']): TaskRow[] => {
    const soonest = rows.toSorted((one, other) => one.dueAt - other.dueAt);
    if (order === 'priority') return soonest.toSorted((one, other) => one.priority - other.priority);
    return order === 'latest' ? soonest.toReversed() : soonest;
  };

  const taskRows = (): TaskRow[] =>
    [...kept.values()].flatMap(({ record: { caseId, system } }) => {
      const task = consultationOf(system);
      if (task === null) return [];
      const { openedAt, owner, office, deadlines, overdue } = task.context;
      const state = typeof task.value === 'string' ? task.value : (task.value as { open: string }).open;
      return [
        {
          taskId: references('t', caseId, CONSULTATION, String(openedAt)),
          caseId,
          actorKey: CONSULTATION,
          kind: 'consultation',
          state,
          owner,
          office,
          dueAt: deadlines.dueAt,
          overdue,
          urgency: consultationUrgencyOf(system),
          priority: priorityOf(task.context),
        },
      ];
    });

  const peopleIn = (caseId: string) => assignmentsOf(caseId).map(({ person }) => person);
  const isOnThem = (caseId: string, people: readonly PersonId[] | null): boolean =>
    people === null ||
    [...namedIn(kept.get(caseId)!.record.system), ...peopleIn(caseId)].some((id) => people.includes(id));

  const submit: AppPorts['cases']['submit'] = async ({ caseId, updateId, to, event, after }) => {
    const found = kept.get(caseId)!;
    const earlier = forced.shift() ?? found.answers.get(updateId);
    if (earlier !== undefined) return earlier;
    if (after !== undefined && after !== found.record.entry) return { is: 'changed' };
    const input = { kind: 'event', at: NOW_MS, to, event } as const;
    try {
      const [system] = step(caseProgram, found.record.system, input);
      const { record, answers } = keep(caseId, system, NOW_MS, input as unknown as Json);
      const accepted: Submitted = { is: 'accepted', entry: record.entry, at: NOW_MS };
      answers.set(updateId, accepted);
      return accepted;
    } catch (error) {
      if (error instanceof Refused) return { is: 'refused', code: error.code, reasons: error.reasons };
      throw error;
    }
  };

  const passes = (caseId: string, delay: string): void => {
    const { system } = kept.get(caseId)!.record;
    const [key, { generation, dueAt }] = Object.entries(system.timers).find(([one]) => one.includes(`.${delay}.`))!;
    const input = { kind: 'timer', at: dueAt, key, generation } as const;
    keep(caseId, step(caseProgram, system, input)[0], dueAt, input as unknown as Json);
  };

  const counted = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get(target, member) {
        calls.push(`${name}.${String(member)}`);
        return Reflect.get(target, member) as unknown;
      },
    });

  const ports: AppPorts = {
    cases: counted('cases', {
      async start(caseId: string, input: CaseInput) {
        if (!kept.has(caseId))
          keep(caseId, start(caseProgram, input as unknown as Json, NOW_MS)[0], NOW_MS, {
            kind: 'start',
            at: NOW_MS,
            input: input as unknown as Json,
          });
        return { is: 'started' } as const;
      },
      async reopen(caseId: string, input: CaseInput) {
        if (!hasEnded(kept.get(caseId)!.record.system)) return { is: 'exists' } as const;
        keep(caseId, start(caseProgram, input as unknown as Json, NOW_MS)[0], NOW_MS, {
          kind: 'start',
          at: NOW_MS,
          input: input as unknown as Json,
        });
        return { is: 'started' } as const;
      },
      submit,
      resume: async () => resumed.shift() ?? ({ is: 'notHeld' } as const),
      countHeld: async () => held.count,
    }),
    privacy: counted('privacy', privacy),
    answers: createMemoryAnswers(),
    noteLook: createLooks({ recordAccesses: async (all) => void accesses.push(...all) }, () => NOW_MS),
    ledger: counted('ledger', {
      caseOf: async (caseId: string) => {
        const found = kept.get(caseId);
        return found === undefined ? null : { ...found.record, assigned: peopleIn(caseId) };
      },
      entriesOf: async (caseId: string, { after = 0, limit }: { after?: number; limit: number }) =>
        kept.get(caseId)!.entries.slice(after, after + limit),
      entryOfUpdate: async (caseId: string, updateId: string) => {
        const answer = kept.get(caseId)?.answers.get(updateId);
        return answer?.is === 'accepted' ? answer.entry : null;
      },
      listCases: async ({
        onThem,
        office,
        state,
        forRole,
        open,
        after,
        limit,
      }: Parameters<AppPorts['ledger']['listCases']>[0]) => {
        const rows = [...kept.values()]
          .map(({ record }) => record)
          .filter((row) => (office ?? row.office) === row.office && (state ?? row.state) === row.state)
          .filter(({ caseId }) => isOnThem(caseId, onThem))
          .filter(({ system }) => forRole === undefined || concerns(system, forRole))
          .filter(({ endedAt }) => open !== true || endedAt === null);
        rows.sort((one, other) => (one.caseId < other.caseId ? -1 : 1));
        return rows.filter(({ caseId }) => after === undefined || caseId > after.caseId).slice(0, limit);
      },
      listWaiting: async ({
        awaited,
        onThem,
        office,
        forRole,
        limit,
      }: Parameters<AppPorts['ledger']['listWaiting']>[0]) =>
        [...kept.values()]
          .map(({ record }) => ({ record, ...awaitedIn(record.system) }))
          .filter(({ record, roles }) => record.endedAt === null && roles.includes(awaited))
          .filter(({ record }) => (office ?? record.office) === record.office && isOnThem(record.caseId, onThem))
          .filter(({ record }) => forRole === undefined || concerns(record.system, forRole))
          .toSorted(
            (one, other) =>
              (one.dueAt ?? Infinity) - (other.dueAt ?? Infinity) || one.record.openedAt - other.record.openedAt,
          )
          .map(({ record, dueAt }) => ({ ...record, dueAt }))
          .slice(0, limit),
      listTasks: async ({
        onThem,
        office,
        owner,
        state,
        unclaimed,
        overdue,
        urgency,
        forLeadership,
        order,
        after,
        limit,
      }: TaskPage) => {
        const rows = taskRows().filter(
          (row) =>
            isOnThem(row.caseId, onThem) &&
            (office ?? row.office) === row.office &&
            (owner ?? row.owner) === row.owner &&
            (state ?? row.state) === row.state &&
            (unclaimed !== true || row.owner === null) &&
            (overdue !== true || row.overdue) &&
            (urgency ?? row.urgency) === row.urgency &&
            (forLeadership !== true || concerns(kept.get(row.caseId)!.record.system, 'leadership')),
        );
        const ordered = inOrder(rows, order);
        return ordered.slice(ordered.findIndex(({ taskId }) => taskId === after?.taskId) + 1).slice(0, limit);
      },
      workFigures: async (of: FiguresOf) =>
        memoryFigures(
          [...kept.values()].map(({ record }) => record).filter(({ caseId }) => isOnThem(caseId, of.onThem)),
          of,
        ),
      taskOf: async (taskId: string) => taskRows().find((row) => row.taskId === taskId) ?? null,
      listRequests: async ({
        partnerClass,
        asked,
        after,
        limit,
      }: Parameters<AppPorts['ledger']['listRequests']>[0]) => {
        const rows = [...kept.values()]
          .flatMap(({ requests }) => [...requests.values()])
          .filter((row) => row.partnerClass === partnerClass && (asked !== true || row.state === 'asked'));
        return rows.slice(rows.findIndex(({ reference }) => reference === after?.reference) + 1).slice(0, limit);
      },
      requestOf: async (reference: string) =>
        [...kept.values()].flatMap(({ requests }) => requests.get(reference) ?? [])[0] ?? null,
      awaitEntry: async (caseId: string, entry: number) => (kept.get(caseId)?.entries.length ?? 0) >= entry,
      recordAttempt: async (attempt: Attempt) => void attempts.push(attempt),
      recordAccesses: async (all: readonly Access[]) => void accesses.push(...all),
      related: async (personReference: string) =>
        [...kept.values()]
          .filter(({ record }) => caseContextOf(record.system).facts.personReference === personReference)
          .map(({ record: { caseId, endedAt } }) => ({ caseId, ended: endedAt !== null })),
      protects: async (personReference: string) =>
        [...kept.values()].some(({ record: { system } }) => {
          const context = caseContextOf(system);
          return context.facts.personReference === personReference && isProtected(context);
        }),
    }),
    policy: {
      refresh: async () => undefined,
      currentTerms: () => TERMS,
      scheduleOf: (_terms, at) => scheduleFrom(at),
      documentOf: ({ version }) => policyOf(version),
    },
    acceptsHandles: true,
    people: { list: () => SYNTHETIC_PEOPLE, onCall: syntheticOnCall, away: syntheticAway },
    references,
    clock: () => NOW_MS,
    ready: async () => true,
    onFault: (fault) => void faults.push(fault),
  };
  const app = createApp(ports);
  return {
    app,
    ports,
    attempts,
    accesses,
    acts,
    resumed,
    faults,
    held,
    calls,
    forced,
    passes,
    send: async (method, path, as, body, headers = {}) => {
      const answer = await app.request(path, {
        method,
        headers: {
          ...(as === null ? {} : { 'casegate-as': as }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
      });
      await hold(method, path, answer);
      return answer;
    },
  };
}

/** Row 2: known and pending. */
export const ROW_2 = {
  facts: {
    personKey: 'SYN-PERSON-0001',
    statuses: [{ benefit: 'uNonimmigrant', role: 'primaryApplicant', stage: 'pending', provenance: 'agencyRecords' }],
    placeClass: 'other',
    windowFrom: '2026-11-10T06:00:00-05:00',
    windowUntil: '2026-11-12T20:00:00-05:00',
    regionCode: 'EAST-07',
  },
  proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
  note: 'synthetic case',
};

/** Row 1: no status known. */
export const ROW_1 = { ...ROW_2, facts: { ...ROW_2.facts, personKey: 'SYN-PERSON-0002', statuses: [] } };
