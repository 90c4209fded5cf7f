/** Legal holds, and the destruction of a case's texts once the records schedule no longer keeps them: each takes two people. */
import type { Command } from 'commander';
import type { Answer } from '../schemas/answers.ts';
import type { Measure } from '../schemas/privacy-words.ts';
import type { Io } from './io.ts';
import { table } from './table.ts';
import { actingVerb, clientFor, print, verb, type Shared } from './verb.ts';

const MEASURES: readonly (readonly [verb: string, measure: Measure, description: string])[] = [
  ['legal-hold', 'hold', 'keep the texts of a case whatever the schedule says'],
  ['release-legal-hold', 'release', 'release a legal hold'],
  ['shred', 'shred', "destroy the key of an ended case's texts"],
];

export function custodyVerbs(program: Command, io: Io): void {
  for (const [usage, measure, description] of MEASURES) {
    actingVerb(program, `${usage} <case>`, `${description}; takes effect when a second person does the same`)
      .requiredOption('--reference <reference>', 'of the hold, or of the records schedule')
      .action(async (id: string, { reference, ...options }: Shared & { readonly reference: string }) => {
        const call = { params: { case: id }, body: { measure, reference } };
        const measured = await clientFor(io, options).call('takeMeasure', call);
        print(io, options, measured, renderMeasured);
      });
  }
  verb(program, 'legal-holds', 'list legal holds that stand').action(async (options: Shared) =>
    print(io, options, await clientFor(io, options).call('listHolds'), renderHolds),
  );
  verb(program, 'proposals', 'list what waits for a second person').action(async (options: Shared) =>
    print(io, options, await clientFor(io, options).call('listProposals'), renderProposals),
  );
  verb(program, 'due', 'list ended cases whose texts the records schedule no longer keeps').action(
    async (options: Shared) => print(io, options, await clientFor(io, options).call('listDue'), renderDue),
  );
}

const renderMeasured = ({ case: id, measure, outcome }: Answer<'Measured'>): string =>
  outcome === 'done'
    ? `${measure} ${id}: done.`
    : `${measure} ${id}: proposed; a second person does the same to confirm.`;

const renderHolds = ({ holds }: Answer<'Holds'>): string =>
  holds.length === 0
    ? 'No legal hold stands.'
    : table(
        ['CASE', 'REFERENCE', 'SINCE'],
        holds.map((one) => [one.case, one.reference, one.placedAt]),
      );

const renderProposals = ({ proposals }: Answer<'Proposals'>): string =>
  proposals.length === 0
    ? 'Nothing waits for a second person.'
    : table(
        ['CASE', 'MEASURE', 'REFERENCE', 'PROPOSED BY', 'LAPSES'],
        proposals.map((one) => [one.case, one.measure, one.reference, one.proposedBy, one.lapsesAt]),
      );

const renderDue = ({ due }: Answer<'Due'>): string =>
  due.length === 0
    ? 'Nothing is due.'
    : table(
        ['CASE', 'ENDED', 'LEGAL HOLD'],
        due.map((one) => [one.case, one.endedAt, one.onHold ? 'yes' : 'no']),
      );
