/** Who looked, what was disclosed, incidents, releases by counsel, statistics, and what operators let go on. */
import { Option, type Command } from 'commander';
import {
  INCIDENT_FINDINGS,
  INCIDENT_REFERRALS,
  RELEASE_AUDIENCES,
  RESUMPTION_REASONS,
  type IncidentFinding,
} from '../schemas/privacy-words.ts';
import type { BodyOf } from '../api/contract/call.ts';
import { UsageError, writtenIn, type Io } from './io.ts';
import {
  renderAccesses,
  renderDisclosures,
  renderIncident,
  renderIncidents,
  renderRedacted,
  renderRegister,
  renderStatistics,
} from './oversight-render.ts';
import { actingVerb, clientFor, print, listing, verb, type Listing, type Shared } from './verb.ts';

interface DisclosureFilter {
  readonly ground?: string;
  readonly recipient?: string;
  readonly from?: string;
  readonly until?: string;
}
type Referenced = Shared & { readonly reference: string };

export function oversightVerbs(program: Command, io: Io): void {
  listing(
    program,
    'accesses <case>',
    'list who looked at a case, and who was refused (privacy staff, auditors)',
  ).action(async (id: string, options: Listing) =>
    print(io, options, await clientFor(io, options).call('listAccesses', about(id, options)), renderAccesses),
  );
  listing(
    program,
    'disclosures [case]',
    'list every disclosure of a case, or of all cases by filters (privacy staff, auditors)',
  )
    .option('--ground <ground>', 'of all cases: only those on this ground, a2 or b1 to b8')
    .option('--recipient <code>', 'of all cases: only those to this agency or organisation')
    .option('--from <time>', 'of all cases: only from this moment on, such as 2026-11-01T00:00:00Z')
    .option('--until <time>', 'of all cases: only before this moment')
    .action(async (id: string | undefined, options: Listing & DisclosureFilter) => {
      const client = clientFor(io, options);
      const { after, ground, recipient, from, until } = options;
      if (id === undefined) {
        const query = { after, ground, recipient, from, until };
        return print(io, options, await client.call('listAllDisclosures', { query }), renderRegister);
      }
      if ([ground, recipient, from, until].some((one) => one !== undefined))
        throw new UsageError('a filter is for all cases', '<case>', 'leave out the case, or the filters');
      return print(io, options, await client.call('listDisclosures', about(id, options)), renderDisclosures);
    });
  actingVerb(
    program,
    'disclose <case> <file>',
    'record a disclosure to anyone outside: JSON with ground (b1 to b8), recipient, authorisedBy, reference, digest, and discretion where the ground needs it',
  ).action(async (id: string, file: string, options: Shared) =>
    print(
      io,
      options,
      await clientFor(io, options).call('recordDisclosure', {
        params: { case: id },
        body: await writtenIn(io, file),
      }),
      ({ disclosure }) => `Recorded as ${disclosure}.`,
    ),
  );
  referenced(
    verb(program, 'redact <case>', 'print the redacted record of a case for a records request (privacy staff)'),
  ).action(async (id: string, options: Referenced) =>
    print(
      io,
      options,
      await clientFor(io, options).call('redactCase', {
        params: { case: id },
        body: { reference: options.reference },
      }),
      renderRedacted,
    ),
  );
  referenced(
    actingVerb(program, 'release-advice <case>', 'release, as counsel, the privileged texts that a case has now'),
  )
    .addOption(chosen('--to <role>', 'to whom', RELEASE_AUDIENCES))
    .action(
      async (
        id: string,
        { to, reference, ...options }: Referenced & { readonly to: (typeof RELEASE_AUDIENCES)[number] },
      ) =>
        print(
          io,
          options,
          await clientFor(io, options).call('releaseAdvice', { params: { case: id }, body: { to, reference } }),
          ({ entry }) => `Released to the role ${to}, up to entry ${entry}.`,
        ),
    );
  referenced(actingVerb(program, 'resume-case <case>', 'let a case go on that is held after a fault (operators)'))
    .addOption(chosen('--reason <reason>', 'what was done about the cause', RESUMPTION_REASONS))
    .action(
      async (
        id: string,
        { reason, reference, ...options }: Referenced & { readonly reason: (typeof RESUMPTION_REASONS)[number] },
      ) =>
        print(
          io,
          options,
          await clientFor(io, options).call('resumeCase', { params: { case: id }, body: { reason, reference } }),
          () => `${id} goes on.`,
        ),
    );
  verb(program, 'statistics', 'print counts up to the end of the last month, small ones withheld').action(
    async (options: Shared) => print(io, options, await clientFor(io, options).call('getStatistics'), renderStatistics),
  );
  incidentVerbs(program, io);
}

function incidentVerbs(program: Command, io: Io): void {
  const step = async (id: string, event: BodyOf<'actOnIncident'>, options: Shared): Promise<void> =>
    print(
      io,
      options,
      await clientFor(io, options).call('actOnIncident', { params: { incident: id }, body: event }),
      ({ incident }) => `${incident}: done.`,
    );
  actingVerb(
    program,
    'report-incident <file>',
    'report an improper access, use or disclosure: JSON with category, case (or null), occurredAt and note',
  ).action(async (file: string, options: Shared) =>
    print(
      io,
      options,
      await clientFor(io, options).call('reportIncident', { body: await writtenIn(io, file) }),
      ({ incident }) => `Reported as ${incident}; the privacy staff has it.`,
    ),
  );
  listing(program, 'incidents', 'list reported incidents, the oldest first (privacy staff)')
    .option('--state <state>', 'only those in this state')
    .action(async (options: Listing & { readonly state?: string }) =>
      print(
        io,
        options,
        await clientFor(io, options).call('listIncidents', { query: { state: options.state, after: options.after } }),
        renderIncidents,
      ),
    );
  verb(program, 'incident <incident>', 'show a reported incident (privacy staff)').action(
    async (id: string, options: Shared) =>
      print(
        io,
        options,
        await clientFor(io, options).call('getIncident', { params: { incident: id } }),
        renderIncident,
      ),
  );
  referenced(actingVerb(program, 'acknowledge-incident <incident>', 'acknowledge a reported incident')).action(
    async (id: string, { reference, ...options }: Referenced) =>
      step(id, { type: 'incident.acknowledged', reference }, options),
  );
  referenced(actingVerb(program, 'refer-incident <incident>', 'refer a reported incident along the chain'))
    .addOption(chosen('--to <whom>', 'to whom', INCIDENT_REFERRALS))
    .action(
      async (
        id: string,
        { to, reference, ...options }: Referenced & { readonly to: (typeof INCIDENT_REFERRALS)[number] },
      ) => step(id, { type: 'incident.referred', to, reference }, options),
    );
  referenced(actingVerb(program, 'close-incident <incident>', 'close a reported incident with its finding'))
    .addOption(chosen('--finding <finding>', 'what was found', INCIDENT_FINDINGS))
    .action(
      async (id: string, { finding, reference, ...options }: Referenced & { readonly finding: IncidentFinding }) =>
        step(id, { type: 'incident.closed', finding, reference }, options),
    );
}

const about = (id: string, { after }: Listing) => ({ params: { case: id }, query: { after } });

const referenced = (command: Command): Command =>
  command.requiredOption('--reference <reference>', 'docket, authorisation or ticket number');

const chosen = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices).makeOptionMandatory();
