import type { InstantMs } from '../schemas/words.ts';
import type { RecordActivities } from './contract.ts';
import { asFailure } from './failure.ts';
import type { CheckpointPort, NotificationPort, ReportsPort, RetentionPort } from './ports.ts';

export interface RecordPorts {
  readonly checkpoints: CheckpointPort;
  readonly retention: RetentionPort;
  readonly reports: ReportsPort;
  readonly notifications: NotificationPort;
  readonly clock: () => InstantMs;
}

/** What keeps the record as a whole. Failures leave as codes, as those of cases do. */
export function createRecordActivities(ports: RecordPorts): RecordActivities {
  return {
    async writeCheckpoint() {
      await ports.checkpoints.write().catch(asFailure);
    },
    reportDue: async () => ({ due: await reportDue(ports).catch(asFailure) }),
    sendNotices: () => sendNotices(ports).catch(asFailure),
  };
}

/** An office hears of it once a month for as long as something is due: retention is a matter of years, and a daily letter goes unread. */
async function reportDue({ retention, notifications, clock }: RecordPorts): Promise<number | null> {
  const now = clock();
  const offices = await retention.dueByOffice(now);
  if (offices === null) return null;
  const month = new Date(now).toISOString().slice(0, 'YYYY-MM'.length);
  for (const { office } of offices)
    await notifications.send({ key: `retention/${office}/${month}`, audience: 'privacy', office });
  return offices.reduce((sum, { due }) => sum + due, 0);
}

/**
 * Of each report once: at least once, and under a key by which a second sending of the same notice is none. One that cannot be sent waits with
 * those after it, and the activity is tried again.
 */
async function sendNotices({ reports, notifications, clock }: RecordPorts): Promise<void> {
  for (const { incident, office } of await reports.untold()) {
    await notifications.send({ key: `report/${incident}`, audience: 'privacy', office });
    await reports.noteTold(incident, clock());
  }
}
