/** `Prefer: wait=SECONDS` (RFC 7240 §4.3): how long a client rather waits than hears that there is nothing to say yet. */
import type { Context } from 'hono';

/** Longer would look like a service that hangs, to what is between it and its clients. */
const READ_SECONDS_MAX = 25;
/** Less would end before a case has had its turn. */
const COMMAND_SECONDS_MIN = 1;
/** Then the case is asked no longer: see temporal-cases.ts. */
const COMMAND_SECONDS_MAX = 15;

/** What cannot be understood is ignored, as the RFC asks. */
function secondsIn(context: Context): number | null {
  const [, seconds] = /(?:^|[,;\s])wait=([0-9]{1,6})(?:$|[,;\s])/.exec(context.req.header('prefer') ?? '') ?? [];
  return seconds === undefined ? null : Number(seconds);
}

function apply(context: Context, seconds: number): number {
  context.header('preference-applied', `wait=${seconds}`);
  return seconds * 1_000;
}

/** How long a read waits for a change; 0 where nothing is preferred. */
export function readWaitMs(context: Context): number {
  const seconds = Math.min(secondsIn(context) ?? 0, READ_SECONDS_MAX);
  return seconds === 0 ? 0 : apply(context, seconds);
}

/** How long a command waits for its record before it is answered with 202; undefined where nothing is preferred. */
export function commandWaitMs(context: Context): number | undefined {
  const seconds = secondsIn(context);
  return seconds === null
    ? undefined
    : apply(context, Math.min(Math.max(seconds, COMMAND_SECONDS_MIN), COMMAND_SECONDS_MAX));
}
