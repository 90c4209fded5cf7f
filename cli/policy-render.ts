/** What a person reads about policy versions. */
import type { Answer } from '../schemas/answers.ts';
import type { PolicyDifference } from '../policy/differences.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import type { Json } from '../schemas/words.ts';
import { pairs, table } from './table.ts';

export type ImpactedCase = Answer<'Impact'>['cases'][number];

export interface Impacts {
  readonly version: string;
  readonly rule: string;
  readonly looked: number;
  readonly cases: readonly ImpactedCase[];
}

const RULE_WORDS: { readonly [rule: string]: string } = {
  continue: 'continue under the version they began with',
  reEvaluate: 'are judged anew',
  hold: 'are held for counsel',
};

const lines = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join('\n');
const paragraphs = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join('\n\n');

export function renderRegister(register: Answer<'PolicyRegister'>): string {
  const { current, machinesDigest, suspension, proposal, progress, versions, next, distrusted, rescinded } = register;
  return paragraphs(
    pairs([
      ['in force', `${current.version}${current.byConfiguration ? ' (by configuration)' : ''}`],
      ['digest', current.digest],
      ['code', machinesDigest],
      ['suspended', suspension === null ? 'no' : `since ${suspension.at} by ${suspension.by}: ${suspension.note}`],
      ['proposed', proposal === null ? '-' : `${proposal.version} by ${proposal.by}: ${proposal.note}`],
      [
        'open cases',
        progress === null
          ? '-'
          : `${progress.changed} told, ${progress.unchanged} needed no telling, ${progress.remaining} to go`,
      ],
    ]),
    table(
      ['VERSION', 'FROM', 'OPEN CASES', 'DIGEST'],
      versions.map(({ version, origin, loaded, rule, digest }) => [
        version,
        loaded === null ? origin : `${origin}, key ${loaded.keyId}`,
        RULE_WORDS[rule]!,
        digest,
      ]),
    ),
    next === null ? null : `More: --after ${next}`,
    distrusted.length === 0
      ? null
      : table(
          ['NOT BELIEVED', 'WHY'],
          distrusted.map(({ version, why }) => [version, why]),
        ),
    table(
      ['RESCINDED, CANNOT BE SELECTED', 'TITLE'],
      rescinded.map(({ id, title }) => [id, title]),
    ),
  );
}

export function renderPolicy({ version, digest, rule, policy }: Answer<'Version'>): string {
  return paragraphs(
    pairs([
      ['version', version],
      ['digest', digest],
      ['open cases', `${RULE_WORDS[rule]} when it comes into force`],
    ]),
    statedLines(policy),
  );
}

/** Every labelled value on a line, with whose it is. */
function statedLines(policy: PolicyVersion): string {
  const rows: string[][] = [];
  const visit = (node: Json, path: string): void => {
    if (node === null || typeof node !== 'object') return;
    if (!Array.isArray(node) && 'label' in node) rows.push([path, textOf(node['value']!), String(node['label'])]);
    else for (const [name, child] of Object.entries(node)) visit(child, path === '' ? name : `${path} ${name}`);
  };
  visit(policy as unknown as Json, '');
  return table(['VALUE', 'IS', 'WHOSE'], rows);
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const renderDifferences = (differences: readonly PolicyDifference[]): string =>
  differences.length === 0
    ? 'they do not differ'
    : differences
        .map(({ pointer, before, after, isOfValue }) =>
          isOfValue
            ? lines(pointer, sided('-', before), sided('+', after))
            : lines(`${pointer}  (the source alone)`, source('-', before), source('+', after)),
        )
        .join('\n');

const sided = (sign: string, stated: PolicyDifference['before']): string | null =>
  stated === null ? null : `  ${sign} ${textOf(stated['value']!)}  [${String(stated['label'])}]`;

function source(sign: string, stated: PolicyDifference['before']): string | null {
  if (stated === null) return null;
  const { value: _value, ...rest } = stated;
  return `  ${sign} ${JSON.stringify(rest)}`;
}

export function renderImpact({ version, rule, looked, cases }: Impacts): string {
  return paragraphs(
    `${version}: open cases ${RULE_WORDS[rule]}. ${cases.length} of ${looked} open cases would change.`,
    cases.length === 0
      ? null
      : table(
          ['CASE', 'OFFICE', 'NOW', 'THEN', 'ADDED', 'NO LONGER'],
          cases.map(({ case: id, office, before, after, added, dropped }) => [
            id,
            office,
            before.statements.join('; '),
            after === null ? 'it would not take it: an operator has to look' : after.statements.join('; '),
            gates(added),
            gates(dropped),
          ]),
        ),
  );
}

const gates = (some: readonly { readonly gate: string; readonly partnerClass?: string }[]): string =>
  some.map(({ gate, partnerClass }) => (partnerClass === undefined ? gate : `${gate}: ${partnerClass}`)).join(', ') ||
  '-';

export function renderWhatIf({
  case: id,
  version,
  added,
  dropped,
  recorded,
  other,
  skipped,
}: Answer<'WhatIf'>): string {
  return paragraphs(
    pairs([
      ['case', id],
      ['recorded', recorded.statements.join('; ')],
      [`under ${version}`, other.statements.join('; ')],
      ['requirements more', gates(added)],
      ['requirements less', gates(dropped)],
    ]),
    skipped.length === 0
      ? 'Everything could have happened as it did.'
      : table(
          ['ENTRY', 'COULD NOT HAVE HAPPENED SO', 'WHY'],
          skipped.map(({ entry, type, why }) => [String(entry), type, SKIPPED_WORDS[why]]),
        ),
  );
}

const SKIPPED_WORDS = {
  noSuchActor: 'there would have been nothing to do it to',
  actorEnded: 'it would have ended before',
  notAdmitted: 'this person would not have been permitted',
  notInThisState: 'the case would have been in another state',
  noSuchTimer: 'this time limit would not have run',
} as const;

export function renderLint(policy: PolicyVersion, digest: string, keyId: string | null): string {
  const counts = new Map<string, number>();
  JSON.stringify(policy, (name, value: unknown) => {
    if (name === 'label') counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
    return value;
  });
  return lines(
    `${policy.version}: nothing is wrong with it`,
    `digest ${digest}`,
    [...counts].map(([label, count]) => `${count} ${label}`).join(', '),
    keyId === null ? 'the signature was not checked' : `signed by ${keyId}`,
  );
}
