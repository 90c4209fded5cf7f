import type { PolicyVersion } from '../policy-version.ts';

const ALIKE =
  'The page sets no time. Consultation and deconfliction have the same three deadlines on purpose, so that the moment at which a timer fires does not tell a protected case from an unprotected one.';
const OFFICE_DAYS =
  "Working days and office hours of the case's office: a reminder at night or on a holiday reaches nobody, and would count as silence.";

export const TIME_LIMITS = {
  remindAfter: { value: 'P2D', mark: 'row 15', label: 'product default', note: ALIKE },
  dueAfter: { value: 'P3D', mark: 'row 15', label: 'product default', note: ALIKE },
  escalateAfter: { value: 'P5D', mark: 'row 15', label: 'product default', note: ALIKE },
  counting: { value: 'businessDays', mark: 'row 15', label: 'product default', note: OFFICE_DAYS },
} as const;

export const CONSULTATION_TIME_LIMITS = {
  remindAfter: { ...TIME_LIMITS.remindAfter, mark: 'row 27' },
  dueAfter: { ...TIME_LIMITS.dueAfter, mark: 'row 27' },
  escalateAfter: { ...TIME_LIMITS.escalateAfter, mark: 'row 27' },
  counting: { ...TIME_LIMITS.counting, mark: 'row 27' },
} as const;

export const CLEARANCE = {
  validFor: {
    value: 'P30D',
    mark: 'row 8',
    label: 'product default',
    note: 'The page sets no time. Facts older than a month are worth asking about again.',
  },
  lapsesFor: {
    value: 'P14D',
    mark: 'row 8',
    label: 'product default',
    note: 'The page sets no time. Two weeks in which a supervisor may renew; a timer renews nothing.',
  },
  counting: {
    value: 'calendarDays',
    mark: 'row 8',
    label: 'product default',
    note: "Every day, at the same time of the office's clock: facts age on holidays too.",
  },
} as const satisfies PolicyVersion['clearance'];
