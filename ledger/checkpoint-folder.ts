import { link, mkdir, open, readFile, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerRewritten } from './failures.ts';
import type { CheckpointCopies } from './checkpoints.ts';

/** Sizes go up to 2^53; of equal length, names sort as sizes do. */
const SIZE_DIGITS = 16;
const NAME = /^[0-9]{16}\.note$/;

/**
 * Copies of checkpoints as files, one for each size, none ever replaced. The folder should be on another machine's disk, or on one that
 * only takes new files: it is there against whoever can change the database.
 */
export function createCheckpointFolder(folder: string): CheckpointCopies {
  return {
    async write(size, note) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await keepOnce(folder, `${String(size).padStart(SIZE_DIGITS, '0')}.note`, note);
    },
    async latest() {
      const name = (await namesIn(folder))
        .filter((one) => NAME.test(one))
        .sort()
        .at(-1);
      return name === undefined ? null : await readFile(join(folder, name), 'utf8');
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** A hard link appears whole and fails where the name is taken. */
async function keepOnce(folder: string, name: string, note: string): Promise<void> {
  const draft = join(folder, `.${name}.${process.pid}.${performance.now()}`);
  await writeDurably(draft, note);
  try {
    await link(draft, join(folder, name));
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    if ((await readFile(join(folder, name), 'utf8')) !== note)
      throw new LedgerRewritten('another checkpoint was copied for the same size', { cause: error });
  } finally {
    await unlink(draft);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
