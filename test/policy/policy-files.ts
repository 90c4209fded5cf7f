/** Policy files made from the version of the build, and signed by a key of the test's own. */
import { readFileSync } from 'node:fs';
import { ANNOUNCEMENT_2025_01_31 } from '../../policy/announcement-2025-01-31.ts';
import type { PolicyVersion } from '../../policy/policy-version.ts';
import { POLICY_FILE_FORMAT } from '../../schemas/policy-file.ts';
import type { Json } from '../../schemas/words.ts';

export const PAGE = readFileSync(new URL('../../policy/source/announcement-2025-01-31.txt', import.meta.url), 'utf8');

type Fields = { [field: string]: Json };

/** A copy that a test may change, under a name that no build has. */
export const editablePolicy = (version = 'synthetic-2027-01-01'): Fields =>
  // Through text: a clone would keep values that stand in several places one object.
  ({ ...(JSON.parse(JSON.stringify(ANNOUNCEMENT_2025_01_31)) as Fields), version });

export const bytesOf = (policy: unknown, more: Fields = {}): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({ format: POLICY_FILE_FORMAT, page: PAGE, policy, ...more } as never, null, 2),
  );

/** How a version states its records schedule. */
export const KEPT = {
  value: 'P2555D',
  mark: 'R6',
  label: 'product default',
  note: 'A synthetic records schedule of seven years.',
} as const;

/** The value at a JSON pointer, to be changed. */
export function at(root: Json, pointer: string): Fields {
  let node = root;
  for (const part of pointer.split('/').slice(1)) node = (node as Fields)[part]!;
  return node as Fields;
}

/** A version that asks less: special immigrant juveniles call for no consultation, and the state's police is not asked. */
export function narrowerPolicy(
  version: string,
  transition: PolicyVersion['transition']['value'] = 'reEvaluate',
): PolicyVersion {
  const policy = editablePolicy(version);
  at(policy, '/benefits/specialImmigrantJuvenile/consultation')['value'] = false;
  at(policy, '/deconfliction/partnerClasses/state')['value'] = false;
  at(policy, '/transition')['value'] = transition;
  return policy as unknown as PolicyVersion;
}
