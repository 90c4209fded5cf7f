/** Under which heading an operation stands: the first part of its address. */
import type { Operation } from './operations.ts';

const SERVICE = 'service';

export const TAGS = {
  [SERVICE]: 'The service itself: asked without signing in',
  work: 'What waits for you',
  cases: 'Cases: what they wait for, what is done in them, who looked at them',
  disclosures: 'The register of disclosures',
  tasks: 'Consultation tasks of legal staff',
  requests: 'Deconfliction requests, for partner agencies',
  incidents: 'Reports of improper access, use or disclosure',
  statistics: 'Statistics',
  policies: 'Versions of the policy, for policy staff and auditors',
  audit: 'The record as a whole: bundles, custody of texts, maintenance',
} as const;
export type Tag = keyof typeof TAGS;

export function tagOf({ path }: Operation): Tag {
  const [, first = ''] = path.split('/');
  return Object.hasOwn(TAGS, first) ? (first as Tag) : SERVICE;
}
