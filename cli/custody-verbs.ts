/** Legal holds, and the destruction of a case's texts once the records schedule no longer keeps them: each takes two people. */
import type { Command } from 'commander';
import type { Answer } from '../schemas/answers.ts';
import type { Measure } from '../schemas/privacy-words.ts';
import type { Io } from './io.ts';
import { more, table } from './table.ts';
import { actingVerb, clientFor, listing, print, type Listing, type Shared } from './verb.ts';

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
  listing(program, 'legal-holds', 'list legal holds that stand').action(async ({ after, ...options }: Listing) =>
    print(io, options, await clientFor(io, options).call('listHolds', { query: { after } }), renderHolds),
  );
  listing(program, 'proposals', 'list what waits for a second person')
    .option('--case <case>', 'only what is about this case')
    .action(async ({ after, case: id, ...options }: Listing & { readonly case?: string }) => {
      const query = { after, case: id };
      print(io, options, await clientFor(io, options).call('listProposals', { query }), renderProposals);
    });
  listing(program, 'due', 'list ended cases whose texts the records schedule no longer keeps').action(
    async ({ after, ...options }: Listing) =>
      print(io, options, await clientFor(io, options).call('listDue', { query: { after } }), renderDue),
  );
}

const renderMeasured = ({ case: id, measure, outcome }: Answer<'Measured'>): string =>
  outcome === 'done'
    ? `${measure} ${id}: done.`
    : `${measure} ${id}: proposed; a second person does the same to confirm.`;

const renderHolds = ({ holds, next }: Answer<'Holds'>): string =>
  holds.length === 0
    ? 'No legal hold stands.'
    : [
        table(
          ['CASE', 'REFERENCE', 'SINCE'],
          holds.map((one) => [one.case, one.reference, one.placedAt]),
        ),
        ...more(next),
      ].join('\n');

const renderProposals = ({ proposals, next }: Answer<'Proposals'>): string =>
  proposals.length === 0
    ? 'Nothing waits for a second person.'
    : [
        table(
          ['CASE', 'MEASURE', 'REFERENCE', 'PROPOSED BY', 'LAPSES'],
          proposals.map((one) => [one.case, one.measure, one.reference, one.proposedBy, one.lapsesAt]),
        ),
        ...more(next),
      ].join('\n');

const renderDue = ({ due, next }: Answer<'Due'>): string =>
  due.length === 0
    ? 'Nothing is due.'
    : [
        table(
          ['CASE', 'ENDED', 'LEGAL HOLD'],
          due.map((one) => [one.case, one.endedAt, one.onHold ? 'yes' : 'no']),
        ),
        ...more(next),
      ].join('\n');
