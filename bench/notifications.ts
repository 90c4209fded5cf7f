import { watch } from 'node:fs';
import { join } from 'node:path';
import { outboxNameOf } from '../activities/outbox.ts';

/** Several times the slowest that was seen with a hundred cases at once. */
const NOTIFIED_TIMEOUT_MS = 60_000;

/** The outbox, watched as a person watches their inbox: without asking the service again and again. */
export interface Inbox {
  /** Fulfilled when the notification with this key lies in the outbox; to be called before it can come. @throws Error after a minute */
  arrived(key: string): Promise<void>;
  close(): void;
}

export function openInbox(outboxFolder: string): Inbox {
  const expected = new Map<string, () => void>();
  const watcher = watch(join(outboxFolder, 'notifications'), (_, file) => {
    const arrive = expected.get(file ?? '');
    if (arrive === undefined) return;
    expected.delete(file!);
    arrive();
  });
  return {
    arrived(key) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const late = () => reject(new Error(`no notification within ${NOTIFIED_TIMEOUT_MS / 1000} s`));
      const timer = setTimeout(late, NOTIFIED_TIMEOUT_MS);
      expected.set(`${outboxNameOf(key)}.txt`, resolve);
      return promise.finally(() => clearTimeout(timer));
    },
    close: () => watcher.close(),
  };
}
