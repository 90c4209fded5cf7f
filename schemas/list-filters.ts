/** What lists are narrowed and ordered by: the fields that they show, never what a case holds. By the name of the query's parameter, what each takes. */
import { DISCLOSURE_GROUNDS } from './audit-bundle.ts';

/** A partner's requests: those that await an answer. */
export const REQUEST_FILTERS = { state: ['asked'] } as const;

/** A case's entries, as they happened or the latest first. */
export const TIMELINE_ORDERS = { order: ['first', 'latest'] } as const;

/** The register of disclosures: the grounds, that of an export within the Department among them. */
export const DISCLOSURE_FILTERS = { ground: DISCLOSURE_GROUNDS } as const;

export const TASK_FILTERS = {
  state: ['ready', 'reserved', 'inProgress', 'suspended', 'suspendedUntil'],
  claimed: ['nobody', 'me'],
  overdue: ['true'],
  urgency: ['ordinary', 'soon', 'urgent', 'escalated'],
  order: ['soonest', 'latest', 'priority'],
} as const;
