import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { setTimeout as delay } from 'node:timers/promises';
import type { Signed } from './identity.ts';
import { ProblemError } from './problem-response.ts';

/** Each look is one query; people notice a second, not less. */
const BETWEEN_LOOKS_MS = 1_000;
/** Then the client connects again, and who they are and may do is looked up again. */
const STREAM_MS_MAX = 5 * 60_000;
/** Proxies end connections on which nothing comes. */
const SILENCE_MS_MAX = 15_000;
/** A person has some tabs open; each holds a connection and asks the record every second. */
const STREAMS_OF_PERSON_MAX = 10;

const open = new Map<string, number>();

/**
 * Server-sent events: one `changed` with the new tag as its id whenever what is looked at changes, and one at the start where it is not
 * what `Last-Event-ID` says, or `?seen=` in its place, since a browser's first request has no such header. What has changed is read as always: nothing of it is in the stream.
 * @param look a tag of how it stands; what it throws ends the stream
 * @param onFault told of what it throws, but of no refusal. Hono would write an error whole to standard error, or into the stream
 */
export function streamChanges(
  context: Context<Signed>,
  look: () => Promise<string>,
  onFault: (fault: unknown) => void,
): Response {
  const { id } = context.get('person');
  const streams = open.get(id) ?? 0;
  if (streams >= STREAMS_OF_PERSON_MAX) throw new ProblemError('too-many-requests');
  open.set(id, streams + 1);
  return streamSSE(context, async (stream) => {
    try {
      let known = context.req.header('last-event-id') ?? context.req.query('seen') ?? '';
      let silentMs = 0;
      for (let pastMs = 0; pastMs < STREAM_MS_MAX && !stream.aborted; pastMs += BETWEEN_LOOKS_MS) {
        const tag = await look();
        silentMs += BETWEEN_LOOKS_MS;
        if (tag !== known) await stream.writeSSE({ event: 'changed', id: tag, data: '{}' });
        else if (silentMs >= SILENCE_MS_MAX) await stream.write(': still here\n\n');
        if (tag !== known || silentMs >= SILENCE_MS_MAX) silentMs = 0;
        known = tag;
        await delay(BETWEEN_LOOKS_MS);
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) onFault(error);
    } finally {
      const left = (open.get(id) ?? 1) - 1;
      if (left > 0) open.set(id, left);
      else open.delete(id);
    }
  });
}
