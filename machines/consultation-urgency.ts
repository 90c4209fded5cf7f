/** What orders the queue: how pressing a consultation is, and the priority that somebody gave it. */
import type { ConsultationContext } from './consultation.machine.ts';

/** How pressing the task is: it rises by itself with lateness, and by somebody who makes it urgent. */
export const URGENCIES = ['ordinary', 'soon', 'urgent', 'escalated'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** WS-HumanTask's own default. */
export const ORDINARY_PRIORITY = 5;
export const priorityOf = ({ priority }: ConsultationContext): number => priority ?? ORDINARY_PRIORITY;

export function urgencyOf({ urgent, reminded, overdue, escalated }: ConsultationContext): Urgency {
  if (escalated) return 'escalated';
  if (urgent || overdue) return 'urgent';
  return reminded ? 'soon' : 'ordinary';
}
