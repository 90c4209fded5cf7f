/** Until when the training of the staff is current, from the staff file: read anew for each sweep. */
import { readFile } from 'node:fs/promises';
import type { TrainingPort } from '../activities/ports.ts';
import { staffFileSchema } from '../schemas/staff.ts';

/** @param path of the staff file; where there is none, nobody can be told. `endings` throws while the file cannot be read or is not right */
export const staffTraining = (path: string | undefined): TrainingPort => ({
  async endings() {
    if (path === undefined) return null;
    const { staff } = staffFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return staff.flatMap(({ staffId, roles, trainedUntil, mail = null }) =>
      roles.includes('partner') || trainedUntil === undefined
        ? []
        : [{ staffId, mail, trainedUntil: Date.parse(trainedUntil) }],
    );
  },
});
