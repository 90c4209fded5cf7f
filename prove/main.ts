#!/usr/bin/env node
/**
 * npm run prove                      the core with 3 partners, then each optional gate with the core and one partner
 * npm run prove -- --partners 2      the core with 2 partners alone
 * npm run prove -- --mutants         each guard and each row of may() in turn taken out
 * npm run prove -- --policy VERSION  under the terms of another version
 */
import { parseArgs } from 'node:util';
import { policyOf, termsOf } from '../policy/registry.ts';
import { mutantReport, proofReport } from './report.ts';
import { coreScope, GATE_SCOPES } from './scopes.ts';

const { values } = parseArgs({
  options: {
    partners: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    policy: { type: 'string', default: 'announcement-2025-01-31' },
  },
});
const terms = termsOf(policyOf(values.policy));
const print = (line: string): void => console.log(line);
const partners = values.partners === undefined ? null : Number(values.partners);
if (partners !== null && !(partners >= 1 && partners <= 4)) throw new RangeError('--partners takes 1 to 4');
const holds = values.mutants
  ? await mutantReport(terms, print)
  : await proofReport(partners === null ? [coreScope(3), ...GATE_SCOPES] : [coreScope(partners)], terms, print);
process.exitCode = holds ? 0 : 1;
