/**
 * How much better than by chance somebody without the key tells protected cases from others by what Temporal shows, surface by surface.
 * A logistic regression, five-fold: trained on four fifths of the cases, judged on the fifth that it has not seen.
 */
import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

export interface Sample {
  readonly isProtected: boolean;
  /** Named numbers, by surface. */
  readonly surfaces: Readonly<Record<Surface, Readonly<Record<string, number>>>>;
}

export const SURFACES = ['names', 'attributes', 'sizes', 'counts'] as const;
export type Surface = (typeof SURFACES)[number];

const FOLDS = 5;
const ROUNDS = 400;
const RATE = 0.3;

/** What an operator sees of one case. */
export async function sampleOf(keyless: Client, caseId: string, isProtected: boolean): Promise<Sample> {
  const handle = keyless.workflow.getHandle(caseId);
  const [history, { raw }] = [await handle.fetchHistory(), await handle.describe()];
  const events = history.events ?? [];
  const sizes = payloadSizesIn(history);
  const attributes = raw.workflowExecutionInfo?.searchAttributes?.indexedFields ?? {};
  const count = (is: (event: (typeof events)[number]) => unknown): number => events.filter((event) => is(event)).length;
  return {
    isProtected,
    surfaces: {
      names: Object.fromEntries(namesIn(history).map((name) => [name, 1])),
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { data }]) => [`${name}=${Buffer.from(data ?? []).toString()}`, 1]),
      ),
      // Shares, so that they say nothing of how many there are: that is the surface `counts`.
      sizes: Object.fromEntries(
        [...new Set(sizes)].map((size) => [`of ${size}`, sizes.filter((one) => one === size).length / sizes.length]),
      ),
      counts: {
        events: events.length,
        updates: count((event) => event.workflowExecutionUpdateAcceptedEventAttributes),
        activities: count((event) => event.activityTaskScheduledEventAttributes),
        markers: count((event) => event.markerRecordedEventAttributes),
        timers: count((event) => event.timerStartedEventAttributes),
        payloads: sizes.length,
      },
    },
  };
}

function namesIn({ events }: History): string[] {
  const names = (events ?? []).flatMap((event) => [
    `event ${event.eventType}`,
    event.activityTaskScheduledEventAttributes?.activityType?.name ?? '',
    event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ?? '',
    event.markerRecordedEventAttributes?.markerName ?? '',
  ]);
  return [...new Set(names)].filter((name) => name !== '');
}

/** Bytes of every encrypted payload, wherever in an event it stands. */
function payloadSizesIn({ events }: History): number[] {
  const sizes: number[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    const { metadata, data } = value as { metadata?: Record<string, Uint8Array>; data?: Uint8Array };
    if (metadata?.['encryption-key-id'] && data) sizes.push(data.length);
    else for (const inner of Object.values(value)) visit(inner);
  };
  visit(events ?? []);
  return sizes;
}

/**
 * @returns from −1 to 1: the share of protected cases that are told rightly, less the share of others that are taken for protected. 0 is chance.
 */
export function advantageOf(samples: readonly Sample[], surface: Surface): number {
  const rows = samples.map(({ surfaces, isProtected }) => ({ features: surfaces[surface], isProtected }));
  const names = [...new Set(rows.flatMap(({ features }) => Object.keys(features)))];
  const told = Array.from({ length: FOLDS }, (_, fold) => {
    const isJudged = (index: number): boolean => index % FOLDS === fold;
    const judge = train(
      rows.filter((_row, index) => !isJudged(index)),
      names,
    );
    return rows.flatMap((row, index) => (isJudged(index) ? [{ ...row, says: judge(row.features) }] : []));
  }).flat();
  const share = (isProtected: boolean): number => {
    const ofKind = told.filter((row) => row.isProtected === isProtected);
    return ofKind.filter(({ says }) => says).length / ofKind.length;
  };
  return share(true) - share(false);
}

interface Row {
  readonly features: Readonly<Record<string, number>>;
  readonly isProtected: boolean;
}

function train(rows: readonly Row[], names: readonly string[]): (features: Row['features']) => boolean {
  const columns = names.map((name) => rows.map(({ features }) => features[name] ?? 0));
  const means = columns.map(mean);
  const spreads = columns.map((column, index) => Math.sqrt(mean(column.map((x) => (x - means[index]!) ** 2))) || 1);
  const scaled = (features: Row['features']): number[] =>
    names.map((name, index) => ((features[name] ?? 0) - means[index]!) / spreads[index]!);
  const inputs = rows.map(({ features }) => scaled(features));
  let [weights, bias] = [names.map(() => 0), 0];
  const probability = (input: readonly number[]): number =>
    1 / (1 + Math.exp(-(bias + input.reduce((sum, x, index) => sum + x * weights[index]!, 0))));
  for (let round = 0; round < ROUNDS; round += 1) {
    const errors = inputs.map((input, row) => probability(input) - Number(rows[row]!.isProtected));
    weights = weights.map(
      (weight, index) => weight - RATE * mean(errors.map((error, row) => error * inputs[row]![index]!)),
    );
    bias -= RATE * mean(errors);
  }
  return (features) => probability(scaled(features)) > 0.5;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
