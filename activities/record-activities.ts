import { trainingStepOf } from '../schemas/training.ts';
import type { InstantMs } from '../schemas/words.ts';
import type { RecordActivities } from './contract.ts';
import { asFailure } from './failure.ts';
import type { CheckpointPort, NotificationPort, ReportsPort, RetentionPort, TrainingPort } from './ports.ts';

export interface RecordPorts {
  readonly checkpoints: CheckpointPort;
  readonly retention: RetentionPort;
  readonly reports: ReportsPort;
  readonly training: TrainingPort;
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
    remindTraining: async () => ({ ending: await remindTraining(ports).catch(asFailure) }),
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

/** By person, expiry and step, so that who renews it is told again in good time, and a sweep that is late tells of the nearest step alone. */
async function remindTraining({ training, notifications, clock }: RecordPorts): Promise<number | null> {
  const now = clock();
  const endings = await training.endings();
  if (endings === null) return null;
  const ending = endings.flatMap((one) => {
    const step = trainingStepOf(one.trainedUntil, now);
    return step === null ? [] : [{ ...one, step }];
  });
  for (const { staffId, mail, trainedUntil, step } of ending)
    await notifications.send({ key: `training/${staffId}/${trainedUntil}/${step}`, staffId, mail });
  return ending.length;
}
