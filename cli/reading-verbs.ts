import { Option, type Command } from 'commander';
import { EXAMPLE_ROWS, exampleCase } from '../schemas/example-case.ts';
import type { Io } from './io.ts';
import {
  renderCase,
  renderCaseAfter,
  renderCases,
  renderPeople,
  renderMemo,
  renderRequest,
  renderRequests,
  renderTask,
  renderTasks,
  renderTimeline,
  renderWhy,
} from './render.ts';
import { renderFigures, renderOnCall } from './team-render.ts';
import { renderWork } from './work-render.ts';
import { clientFor, print, listing, verb, type Listing, type Shared } from './verb.ts';

/** What the queue is narrowed and ordered by; the service says what each takes. */
const filtered = (command: Command): Command =>
  command
    .option('--state <state>', 'only tasks in this state, such as ready or inProgress')
    .option('--claimed <by>', 'only those that nobody has claimed, or you have: nobody or me')
    .option('--overdue', 'only what is overdue')
    .option('--urgency <urgency>', 'only what presses so much: ordinary, soon, urgent or escalated')
    .option(
      '--order <order>',
      'what comes first: due soonest, due latest, or by its priority: soonest, latest or priority',
    );

interface Filtered {
  readonly state?: string;
  readonly claimed?: string;
  readonly overdue?: true;
  readonly urgency?: string;
  readonly order?: string;
}

/** What only looks. */
export function readingVerbs(program: Command, io: Io): void {
  verb(program, 'people', 'list the people of embedded mode, all synthetic', 'nobody').action(
    async (options: Shared) => {
      print(io, options, await clientFor(io, options, 'nobody').call('listPeople'), renderPeople);
    },
  );
  program
    .command('example')
    .description('print an example case as JSON, to begin with')
    .addOption(
      new Option('--row <row>', "row of the policy's decision table: 1 no status known, 2 known and pending")
        .choices(EXAMPLE_ROWS)
        .default('2'),
    )
    .option(
      '--region <code>',
      'region code; SYN-CLEAR, SYN-LOCAL, SYN-CONFL, SYN-LATE and SYN-NEVER choose how synthetic partner agencies answer',
      'EAST-07',
    )
    .action(({ row, region }: { row: (typeof EXAMPLE_ROWS)[number]; region: string }) =>
      io.stdout(JSON.stringify(exampleCase(row, io.now(), region), null, 2)),
    );
  verb(program, 'work', 'show what waits for you: tasks, cases, requests; what is due first, first').action(
    async (options: Shared) => {
      print(io, options, await clientFor(io, options).call('getWork'), renderWork);
    },
  );
  listing(program, 'list', 'list the cases that are your business')
    .option('--state <state>', 'only cases in this state, such as gating or escalated')
    .action(async (options: Listing & { readonly state?: string }) => {
      const query = { after: options.after, state: options.state };
      print(io, options, await clientFor(io, options).call('listCases', { query }), renderCases);
    });
  filtered(listing(program, 'tasks', "list your office's consultation tasks")).action(
    async ({ state, claimed, overdue, urgency, order, after, ...options }: Listing & Filtered) => {
      const query = { state, claimed, urgency, order, after, ...(overdue === true ? { overdue: 'true' } : {}) };
      print(io, options, await clientFor(io, options).call('listTasks', { query }), renderTasks);
    },
  );
  verb(program, 'on-call', 'show who of your office is called now, for nights and holidays').action(
    async (options: Shared) => {
      print(io, options, await clientFor(io, options).call('getOnCall'), renderOnCall);
    },
  );
  verb(
    program,
    'figures',
    "show how your office's consultations, requests and cases stand: overdue, ageing, cycle time",
  )
    .option('--office <office>', 'of this office; for leadership any, and without it all of them')
    .action(async ({ office, ...options }: Shared & { readonly office?: string }) => {
      print(io, options, await clientFor(io, options).call('getWorkFigures', { query: { office } }), renderFigures);
    });
  listing(program, 'requests', 'list the deconfliction requests to your agency')
    .option('--asked', 'only those that await an answer')
    .action(async (options: Listing & { readonly asked?: true }) => {
      const query = { after: options.after, ...(options.asked === true ? { state: 'asked' } : {}) };
      print(io, options, await clientFor(io, options).call('listRequests', { query }), renderRequests);
    });
  verb(program, 'show <case>', 'show a case: its facts, its requirements, its tasks and requests')
    .option('--entry <number>', 'as it stood after this entry of its timeline')
    .action(async (id: string, options: Shared & { readonly entry?: string }) => {
      const client = clientFor(io, options);
      const { entry } = options;
      if (entry === undefined)
        return print(io, options, await client.call('getCase', { params: { case: id } }), renderCase);
      const then = await client.call('getCaseAfterEntry', { params: { case: id, entry } });
      return print(io, options, then, renderCaseAfter);
    });
  verb(
    program,
    'task <task>',
    'show a task: how it stands, what you can do with it now, and what you cannot and why',
  ).action(async (id: string, options: Shared) => {
    print(io, options, await clientFor(io, options).call('getTask', { params: { task: id } }), renderTask);
  });
  verb(program, 'request <reference>', 'show a deconfliction request to your agency, and the answer you gave').action(
    async (reference: string, options: Shared) => {
      print(io, options, await clientFor(io, options).call('getRequest', { params: { reference } }), renderRequest);
    },
  );
  verb(program, 'why <case>', 'show what a case waits for, who may do it, and what you can do now and why not').action(
    async (id: string, options: Shared) => {
      print(io, options, await clientFor(io, options).call('getWhy', { params: { case: id } }), renderWhy);
    },
  );
  verb(program, 'memo <case>', 'print the record of a consultation; that you did is in the record of the case').action(
    async (id: string, options: Shared) => {
      print(io, options, await clientFor(io, options).call('getMemo', { params: { case: id } }), renderMemo);
    },
  );
  listing(program, 'timeline <case>', 'show everything that happened in a case').action(
    async (id: string, options: Listing) => {
      const call = { params: { case: id }, query: { after: options.after } };
      print(io, options, await clientFor(io, options).call('getTimeline', call), renderTimeline);
    },
  );
}
