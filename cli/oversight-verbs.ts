/** Who looked, what was disclosed, incidents, releases by counsel, statistics, and what operators let go on. */
import { Option, type Command } from 'commander';
import {
  INCIDENT_FINDINGS,
  INCIDENT_REFERRALS,
  RELEASE_AUDIENCES,
  RESUMPTION_REASONS,
} from '../schemas/privacy-words.ts';
import { readObject, type Io } from './io.ts';
import { oversightClient } from './oversight-client.ts';
import {
  renderAccesses,
  renderDisclosures,
  renderIncident,
  renderIncidents,
  renderRedacted,
  renderStatistics,
} from './oversight-render.ts';
import { actingVerb, clientFor, print, verb, type Shared } from './verb.ts';

type Listing = Shared & { readonly after?: string };
type Referenced = Shared & { readonly reference: string };

export function oversightVerbs(program: Command, io: Io): void {
  const client = (options: Shared) => oversightClient(clientFor(io, options));
  listing(
    program,
    'accesses <case>',
    'list who looked at a case, and who was refused (privacy staff, auditors)',
  ).action(async (id: string, options: Listing) =>
    print(io, options, await client(options).accesses(id, options.after ?? null), renderAccesses),
  );
  listing(program, 'disclosures <case>', 'list every disclosure of a case (privacy staff, auditors)').action(
    async (id: string, options: Listing) =>
      print(io, options, await client(options).disclosures(id, options.after ?? null), renderDisclosures),
  );
  actingVerb(
    program,
    'disclose <case> <file>',
    'record a disclosure to anyone outside: JSON with ground (b1 to b8), recipient, authorisedBy, reference, digest, and discretion where the ground needs it',
  ).action(async (id: string, file: string, options: Shared) =>
    print(
      io,
      options,
      await client(options).disclose(id, await readObject(io, file)),
      ({ disclosure }) => `Recorded as ${disclosure}.`,
    ),
  );
  referenced(
    verb(program, 'redact <case>', 'print the redacted record of a case for a records request (privacy staff)'),
  ).action(async (id: string, options: Referenced) =>
    print(io, options, await client(options).redact(id, options.reference), renderRedacted),
  );
  referenced(verb(program, 'release-advice <case>', 'release, as counsel, the privileged texts that a case has now'))
    .addOption(chosen('--to <role>', 'to whom', RELEASE_AUDIENCES))
    .action(async (id: string, { to, reference, ...options }: Referenced & { readonly to: string }) =>
      print(
        io,
        options,
        await client(options).release(id, { to, reference }),
        ({ entry }) => `Released to the role ${to}, up to entry ${entry}.`,
      ),
    );
  referenced(actingVerb(program, 'resume-case <case>', 'let a case go on that is held after a fault (operators)'))
    .addOption(chosen('--reason <reason>', 'what was done about the cause', RESUMPTION_REASONS))
    .action(async (id: string, { reason, reference, ...options }: Referenced & { readonly reason: string }) =>
      print(io, options, await client(options).resume(id, { reason, reference }), () => `${id} goes on.`),
    );
  verb(program, 'statistics', 'print counts up to the end of the last month, small ones withheld').action(
    async (options: Shared) => print(io, options, await client(options).statistics(), renderStatistics),
  );
  incidentVerbs(program, io);
}

function incidentVerbs(program: Command, io: Io): void {
  const client = (options: Shared) => oversightClient(clientFor(io, options));
  const step = async (id: string, event: object, options: Shared): Promise<void> =>
    print(io, options, await client(options).step(id, event), ({ incident }) => `${incident}: done.`);
  actingVerb(
    program,
    'report-incident <file>',
    'report an improper access, use or disclosure: JSON with category, case (or null), occurredAt and note',
  ).action(async (file: string, options: Shared) =>
    print(
      io,
      options,
      await client(options).report(await readObject(io, file)),
      ({ incident }) => `Reported as ${incident}; the privacy staff has it.`,
    ),
  );
  listing(program, 'incidents', 'list reported incidents, the oldest first (privacy staff)')
    .option('--state <state>', 'only those in this state')
    .action(async (options: Listing & { readonly state?: string }) =>
      print(
        io,
        options,
        await client(options).incidents(options.state ?? null, options.after ?? null),
        renderIncidents,
      ),
    );
  verb(program, 'incident <incident>', 'show a reported incident (privacy staff)').action(
    async (id: string, options: Shared) => print(io, options, await client(options).incident(id), renderIncident),
  );
  referenced(actingVerb(program, 'acknowledge-incident <incident>', 'acknowledge a reported incident')).action(
    async (id: string, { reference, ...options }: Referenced) =>
      step(id, { type: 'incident.acknowledged', reference }, options),
  );
  referenced(actingVerb(program, 'refer-incident <incident>', 'refer a reported incident along the chain'))
    .addOption(chosen('--to <whom>', 'to whom', INCIDENT_REFERRALS))
    .action(async (id: string, { to, reference, ...options }: Referenced & { readonly to: string }) =>
      step(id, { type: 'incident.referred', to, reference }, options),
    );
  referenced(actingVerb(program, 'close-incident <incident>', 'close a reported incident with its finding'))
    .addOption(chosen('--finding <finding>', 'what was found', INCIDENT_FINDINGS))
    .action(async (id: string, { finding, reference, ...options }: Referenced & { readonly finding: string }) =>
      step(id, { type: 'incident.closed', finding, reference }, options),
    );
}

const listing = (program: Command, usage: string, description: string): Command =>
  verb(program, usage, description).option('--after <next>', 'go on after an earlier page');

const referenced = (command: Command): Command =>
  command.requiredOption('--reference <reference>', 'docket, authorisation or ticket number');

const chosen = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices).makeOptionMandatory();
