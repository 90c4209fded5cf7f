/**
 * The typed search attributes of a case: the operators' board in Temporal UI. They travel unencrypted, so each is an
 * enumeration or a flag without personal data. Keys are names in Temporal, values the type under which they are registered.
 */
export const SEARCH_ATTRIBUTES = {
  /** Whom the case waits for: `person`, `partner`, `timer` or `none`; never which gate. */
  CasegateAwaiting: 'Keyword',
  /** `waiting`, `retrying`, `held` or `ended`. */
  CasegateState: 'Keyword',
  CasegateOverdue: 'Bool',
  /** Id of the policy version under which the case began. */
  CasegatePolicy: 'Keyword',
  /** Code of the responsible office. */
  CasegateOffice: 'Keyword',
} as const satisfies Record<string, 'Keyword' | 'Bool'>;
