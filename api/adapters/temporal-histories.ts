/** What Temporal's histories say was recorded: the entries that workflows had kept, decoded. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { HistoryEntry } from '../../audit/reconcile.ts';
import { fromPayload } from '../../codec/encrypted-payload.ts';
import type { KeyRing } from '../../codec/key-ring.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { isUnauthentic } from '../../schemas/unauthentic.ts';
import type { Json } from '../../schemas/words.ts';

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

export interface CaseHistory {
  readonly caseId: string;
  readonly entries: readonly HistoryEntry[];
  /** Whether the histories reach back to the case's first entry. */
  readonly isWhole: boolean;
}

export interface HistoryOptions {
  readonly client: Client;
  readonly keyRing: KeyRing;
}

const WORKFLOW_TYPE = 'gate';
const APPEND = 'appendEntry';
/** How the SDK calls what a local activity leaves. */
const LOCAL_ACTIVITY_MARKER = 'core_local_activity';

/** Every case that Temporal still has, or the one named. What cannot be decoded, or was made for another case, counts as not told. */
export async function* caseHistories(
  { client, keyRing }: HistoryOptions,
  caseId: string | null,
): AsyncGenerator<CaseHistory> {
  const only = caseId === null ? '' : ` AND WorkflowId = '${caseId}'`;
  const runs = new Map<string, string[]>();
  for await (const { workflowId, runId } of client.workflow.list({ query: `WorkflowType = '${WORKFLOW_TYPE}'${only}` }))
    runs.set(workflowId, [runId, ...(runs.get(workflowId) ?? [])]);
  const decode = createDecoder(keyRing);
  for (const [workflowId, runIds] of runs) {
    const entries: HistoryEntry[] = [];
    for (const runId of runIds) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      entries.push(...(await entriesIn(workflowId, history.events ?? [], decode)));
    }
    yield { caseId: workflowId, entries, isWhole: entries.some(({ entry }) => entry === 1) };
  }
}

type Decode = (caseId: string, payload: Payload | undefined) => Promise<Json>;

async function entriesIn(caseId: string, events: readonly HistoryEvent[], decode: Decode): Promise<HistoryEntry[]> {
  const completed = new Set(
    events.flatMap(({ activityTaskCompletedEventAttributes: done }) => (done ? [String(done.scheduledEventId)] : [])),
  );
  const appends: HistoryEntry[] = [];
  for (const { eventId, activityTaskScheduledEventAttributes: scheduled } of events) {
    if (scheduled?.activityType?.name !== APPEND) continue;
    const request = await decode(caseId, scheduled.input?.payloads?.[0]);
    if (isAppend(request)) {
      const { entry, updateId, input, stateDigest } = request;
      appends.push({ entry, updateId, input, stateDigest, isKept: completed.has(String(eventId)) });
    }
  }
  const opening = await openingIn(caseId, events, decode);
  return opening === null || appends.some(({ entry }) => entry === opening.entry) ? appends : [opening, ...appends];
}

/** The opening is appended by a local activity, whose request is in no history: it follows from what the run was started with. */
async function openingIn(
  caseId: string,
  events: readonly HistoryEvent[],
  decode: Decode,
): Promise<HistoryEntry | null> {
  const [first] = events;
  const started = first?.workflowExecutionStartedEventAttributes;
  if (!started || started.continuedExecutionRunId) return null;
  const start = await decode(caseId, started.input?.payloads?.[0]);
  const at = millisecondsOf(first);
  if (!isStart(start) || at === null) return null;
  const isKept = events.some(
    ({ markerRecordedEventAttributes: marker }) => marker?.markerName === LOCAL_ACTIVITY_MARKER && !marker.failure,
  );
  const input = { kind: 'start', at, input: start.input };
  return { entry: start.entriesBefore + 1, updateId: null, input, stateDigest: null, isKept };
}

function millisecondsOf({ eventTime }: HistoryEvent): number | null {
  if (!eventTime?.seconds) return null;
  return Number(eventTime.seconds) * 1_000 + Math.floor((eventTime.nanos ?? 0) / 1_000_000);
}

/** Each payload says in what is authenticated which workflow it was made for; another's tells nothing of this one. */
function createDecoder(keyRing: KeyRing): Decode {
  const codec = createPayloadCodec(keyRing, { withoutContext: 'trustPayload' });
  return async (caseId, payload) => {
    const encrypted = payload === undefined ? 'none' : fromPayload(payload);
    if (typeof encrypted === 'string' || encrypted.addressee.workflowId !== caseId) return null;
    const [plain] = await codec.decode([payload!]);
    const value = defaultPayloadConverter.fromPayload<Json>(plain!);
    return isUnauthentic(value) ? null : value;
  };
}

interface Append {
  readonly entry: number;
  readonly updateId: string | null;
  readonly input: Json;
  readonly stateDigest: string;
}

function isAppend(value: Json): value is Json & Append {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { entry, updateId, input, stateDigest } = value;
  return (
    Number.isSafeInteger(entry) &&
    (updateId === null || typeof updateId === 'string') &&
    input !== undefined &&
    typeof stateDigest === 'string'
  );
}

function isStart(value: Json): value is Json & { readonly entriesBefore: number; readonly input: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Number.isSafeInteger(value['entriesBefore']) && value['input'] !== undefined;
}
