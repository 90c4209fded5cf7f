import { durationMs } from './duration.ts';
import type { DeadlineRules, IsoDuration, PolicyVersion, Stated } from './policy-version.ts';

/** Shorter time limits than a version's own, and nothing else: an overlay cannot touch a gate. */
export interface PolicyOverlay {
  /** Follows the version's name after a `+`. */
  readonly name: string;
  /** Why; stands beside every value that it changes. */
  readonly note: string;
  /** For consultation and deconfliction alike: different ones would tell a protected case by its timers. */
  readonly remindAfter: IsoDuration;
  readonly dueAfter: IsoDuration;
  readonly escalateAfter: IsoDuration;
  readonly clearanceValidFor: IsoDuration;
  readonly clearanceLapsesFor: IsoDuration;
}

/** Long enough for a script to act before the reminder, short enough to watch a partner stay silent. */
export const DEMO_OVERLAY: PolicyOverlay = {
  name: 'demo',
  note: 'For the demonstration: seconds instead of days.',
  remindAfter: 'PT8S',
  dueAfter: 'PT12S',
  escalateAfter: 'PT16S',
  clearanceValidFor: 'PT10M',
  clearanceLapsesFor: 'PT10M',
};

/** @throws RangeError where a time limit would become longer: nobody gets more time by an overlay */
export function overlaid(policy: PolicyVersion, overlay: PolicyOverlay): PolicyVersion {
  const shortened = (stated: Stated<IsoDuration>, value: IsoDuration): Stated<IsoDuration> => {
    if (durationMs(value) > durationMs(stated.value)) {
      throw new RangeError(`overlay ${overlay.name}: ${value} is longer than ${stated.value} of ${policy.version}`);
    }
    return { value, mark: stated.mark, label: 'product default', note: overlay.note };
  };
  const deadlines = (rules: DeadlineRules): DeadlineRules => ({
    remindAfter: shortened(rules.remindAfter, overlay.remindAfter),
    dueAfter: shortened(rules.dueAfter, overlay.dueAfter),
    escalateAfter: shortened(rules.escalateAfter, overlay.escalateAfter),
    // Whoever watches does so at any hour.
    counting: { value: 'elapsed', mark: rules.counting.mark, label: 'product default', note: overlay.note },
  });
  return {
    ...policy,
    version: `${policy.version}+${overlay.name}`,
    consultation: { ...policy.consultation, ...deadlines(policy.consultation) },
    deconfliction: { ...policy.deconfliction, ...deadlines(policy.deconfliction) },
    clearance: {
      ...policy.clearance,
      validFor: shortened(policy.clearance.validFor, overlay.clearanceValidFor),
      lapsesFor: shortened(policy.clearance.lapsesFor, overlay.clearanceLapsesFor),
    },
  };
}
