/** Brings what was decided about policy versions to the open cases: each decision reaches each open case exactly once (rows 18, 19). */
import { heartbeat } from '@temporalio/activity';
import type { PolicyLibrary } from '../ledger/policy-library.ts';
import type { OrderRow, PolicyRegister, UnreachedCase } from '../ledger/policy-register.ts';
import { scheduleFrom } from '../policy/schedule.ts';
import { isUnauthentic } from '../schemas/unauthentic.ts';
import type { InstantMs, Json, Person } from '../schemas/words.ts';
import type { PolicyActivities, ReachAnswer } from './contract.ts';
import { asFailure, terminal } from './failure.ts';
import { submitToCase, type CaseSubmission, type SubmittedToCase } from './submit-to-case.ts';

/** Some seconds of work, so that a batch which was cut off is soon done again. */
const BATCH = 40;
/** Cases told at a time: more would only wait for each other in the database. */
const AT_ONCE = 8;

/** Several times within the silence after which the workflow takes a worker for dead. */
const BEAT_MS = 1_000;

/** No person: what follows from a decision that two people took in the register. */
const REGISTER: Person = {
  id: 'urn:casegate:service#policy-register',
  staffId: 'SERVICE',
  roles: ['service'],
  office: 'SERVICE',
};

export interface PolicyActivityPorts {
  readonly library: PolicyLibrary;
  readonly register: PolicyRegister;
  /** Opaque keyed ids: see codec/references.ts. */
  readonly references: (kind: string, ...parts: string[]) => string;
  readonly clock: () => InstantMs;
  /** A test may stand in for the cases. */
  readonly submit?: (submission: CaseSubmission) => Promise<SubmittedToCase>;
}

export function createPolicyActivities(ports: PolicyActivityPorts): PolicyActivities {
  return {
    async reachCases(request) {
      if (isUnauthentic(request)) throw terminal('malformed');
      const beat = setInterval(heartbeat, BEAT_MS);
      try {
        return await reachBatch(ports, request.after).catch(asFailure);
      } finally {
        clearInterval(beat);
      }
    },
  };
}

async function reachBatch(ports: PolicyActivityPorts, after: string | null): Promise<ReachAnswer> {
  await ports.library.refresh();
  const { activation, suspension } = ports.library.standing();
  const order = suspension ?? activation;
  if (order === null) return { next: null, left: 0 };
  const cases = await ports.register.unreached(order, { after, limit: BATCH });
  let left = 0;
  for (let first = 0; first < cases.length; first += AT_ONCE) {
    const reached = await Promise.all(cases.slice(first, first + AT_ONCE).map((one) => reach(ports, order, one)));
    left += reached.filter((isReached) => !isReached).length;
  }
  // A case that could not be told now is left for the next look, and holds up no other.
  return { next: cases.length < BATCH ? null : cases.at(-1)!.caseId, left };
}

async function reach(
  ports: PolicyActivityPorts,
  order: OrderRow,
  { caseId, office, policyVersion }: UnreachedCase,
): Promise<boolean> {
  const note = async (entry: number | null): Promise<true> => {
    await ports.register.noteReached(order, { caseId, entry });
    return true;
  };
  const updateId = ports.references('u', 'policy-order', String(order.policyOrder), caseId);
  // A try that was cut off may have told the case: Temporal and the case know update ids for a while, the record knows them for good.
  const earlier = await ports.register.entryOfUpdate(caseId, updateId);
  if (earlier !== null) return note(earlier);
  if (order.kind === 'activation' && policyVersion === order.version) return note(null);
  const answer = await (ports.submit ?? submitToCase)({ caseId, updateId, event: eventOf(ports, order, office) });
  if (answer.is === 'accepted') return note(answer.entry);
  const standsSo = answer.is === 'refused' && order.kind === 'suspension';
  return answer.is === 'ended' || standsSo ? note(null) : false;
}

function eventOf(
  { library, clock }: PolicyActivityPorts,
  order: OrderRow,
  office: string,
): { type: string; [field: string]: Json } {
  const { policyOrder, kind, version, rule, note } = order;
  const by = REGISTER as unknown as Json;
  if (kind === 'suspension') return { type: 'policy.suspended', note, by };
  const { policy, terms } = library.byName(version);
  return {
    type: 'policy.changed',
    activation: `order-${policyOrder}`,
    rule,
    terms: terms as unknown as Json,
    schedule: scheduleFrom(policy, clock(), office) as unknown as Json,
    note,
    by,
  };
}
