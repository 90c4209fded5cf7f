/** What became of mails: a folder with an empty file for each that was sent, and one with what could not be sent, for a person to send again. */
import { access, mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notification } from './ports.ts';

export interface DeadLetter {
  readonly notification: Notification;
  /** Why it was not sent. */
  readonly code: string;
  /** Only to these, where others have it already; empty: to the whole group, as it is listed when it is sent again. */
  readonly to: readonly string[];
}

export interface DeadLetters {
  /** Whether it was sent, or lies among the dead letters. */
  isSettled(name: string): Promise<boolean>;
  noteSent(name: string): Promise<void>;
  keep(name: string, letter: DeadLetter): Promise<void>;
  list(): Promise<readonly { readonly name: string; readonly letter: DeadLetter }[]>;
  /** Takes it out, and notes it as sent. */
  settle(name: string): Promise<void>;
}

/** @param folder made where it is missing; its files tell when a mail was sent, and to which group */
export function createDeadLetters(folder: string): DeadLetters {
  const sent = join(folder, 'sent');
  const dead = join(folder, 'dead-letters');
  const fileOf = (name: string): string => join(dead, `${name}.json`);

  const noteSent = async (name: string): Promise<void> => {
    await mkdir(sent, { recursive: true, mode: 0o700 });
    await writeFile(join(sent, name), '', { mode: 0o600 });
  };
  return {
    noteSent,
    isSettled: async (name) => (await exists(join(sent, name))) || (await exists(fileOf(name))),
    async keep(name, letter) {
      await mkdir(dead, { recursive: true, mode: 0o700 });
      const draft = join(dead, `.${name}.${process.pid}`);
      await writeFile(draft, JSON.stringify(letter), { mode: 0o600 });
      await rename(draft, fileOf(name));
    },
    async list() {
      const files = (await readdir(dead).catch(noneIfMissing)).filter((file) => /^[^.].*\.json$/.test(file)).toSorted();
      return await Promise.all(
        files.map(async (file) => ({
          name: file.slice(0, -'.json'.length),
          letter: JSON.parse(await readFile(join(dead, file), 'utf8')) as DeadLetter,
        })),
      );
    },
    async settle(name) {
      await noteSent(name);
      await unlink(fileOf(name));
    },
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function noneIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
