import type { RecordActivities } from './contract.ts';
import { asFailure } from './failure.ts';
import type { CheckpointPort } from './ports.ts';

/** What keeps the record as a whole. Failures leave as codes, as those of cases do. */
export function createRecordActivities(checkpoints: CheckpointPort): RecordActivities {
  return {
    async writeCheckpoint() {
      await checkpoints.write().catch(asFailure);
    },
  };
}
