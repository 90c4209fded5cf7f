#!/usr/bin/env node
/**
 * npm run -s prove:record -- VERSION|FILE.json > proof.json
 *
 * The proof of `npm run prove` for one policy version, as the record without which a version is not activated: which version, by its digest,
 * and which code. A file is checked first as the service would. Nothing is written where anything is violated.
 */
import { readFile } from 'node:fs/promises';
import { decidingDigestOf, readDecidingFiles } from '../ledger/deciding-code.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { policyOf, termsOf } from '../policy/registry.ts';
import { policyFileFrom } from '../schemas/policy-file.ts';
import type { ProofRecord } from '../schemas/proof-record.ts';
import { doAll } from './crew.ts';
import { storyOf } from './report.ts';
import { coreScope, GATE_SCOPES } from './scopes.ts';

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error('name a version of the build, or a policy file that ends with .json');
const terms = termsOf(await policyNamed(name));
// Read before the walk: code that changes meanwhile is not what was proved.
const machinesDigest = decidingDigestOf(await readDecidingFiles());

let states = 0;
let transitions = 0;
let violated = false;
await doAll(
  [coreScope(3), ...GATE_SCOPES].map((scope) => ({ kind: 'scope', scope })),
  terms,
  (done) => {
    if (done.kind !== 'scope') return;
    const { exploration } = done;
    states += exploration.states;
    transitions += exploration.transitions;
    for (const violation of exploration.violations) {
      violated = true;
      console.error(storyOf(violation));
    }
  },
);
const record: ProofRecord = {
  format: 'casegate-proof/1',
  policyDigest: terms.digest,
  machinesDigest,
  states,
  transitions,
  violations: 0,
};
if (!violated) console.log(JSON.stringify(record, null, 2));
process.exitCode = violated ? 1 : 0;

async function policyNamed(version: string): Promise<PolicyVersion> {
  return version.endsWith('.json') ? policyFileFrom(await readFile(version)).policy : policyOf(version);
}
