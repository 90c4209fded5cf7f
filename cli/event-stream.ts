/** Server-sent events, of which only the ids count here: a stream of changes says that something changed, and not what. */

/**
 * The id of each event as it comes, until the stream ends.
 * @param silenceMsMax after which a connection on which nothing comes, not even a sign of life, is taken for lost
 * @throws where it breaks off, or is silent for longer
 */
export async function* eventIds(stream: ReadableStream<Uint8Array>, silenceMsMax: number): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let id: string | null = null;
  try {
    for (;;) {
      const { done, value } = await within(silenceMsMax, reader.read());
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.startsWith('id:')) id = line.slice('id:'.length).trim();
        // An empty line ends an event.
        if (line !== '' || id === null) continue;
        yield id;
        id = null;
      }
    }
  } finally {
    // Also where whoever reads has had enough, or it is taken for lost. What has broken off cannot be ended any more.
    await reader.cancel().catch(() => {});
  }
}

async function within<Done>(ms: number, work: Promise<Done>): Promise<Done> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('silent')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
