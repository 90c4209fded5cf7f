/** Plays cases to different ends, a canary in every field that takes a text, and sends every verb there is at every one of them. */
import { randomUUID } from 'node:crypto';
import { caseEventSchema, requestEventSchema, taskEventSchema } from '../../schemas/commands.ts';
import type { Canaries } from './canaries.ts';

/** Opens at the start of each played case. */
const WINDOW = { windowFrom: '2026-11-10T06:00:00-05:00', windowUntil: '2026-11-12T20:00:00-05:00' };
const MINUTE_MS = 60_000;
const DIGEST = 'a'.repeat(64);

/** Who is on the case, who answers for them, and the legal staff of its office (R6): not supervisor-d. */
const OFFICE = ['supervisor-a', 'supervisor-b', 'proposing-officer-a', 'legal-a', 'legal-b', 'legal-d', 'legal-e'];
const LEADERSHIP = ['leadership-a', 'leadership-b'];
/** Who else is asked at each of the ends below: by a question or an escalation, by a referral, by a report. */
const ASKED = [LEADERSHIP, LEADERSHIP, ['legal-c'], ['privacy-a']];

export interface PlayedCase {
  readonly number: number;
  readonly id: string;
  readonly tasks: readonly string[];
  readonly requests: readonly { readonly request: string; readonly partnerClass: string }[];
  /** Who has a need to know: nobody else may ever be shown anything of it. */
  readonly readers: readonly string[];
}

export interface Played {
  readonly cases: readonly PlayedCase[];
  readonly accepted: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
  /** Bodies and headers of everything that was refused. */
  readonly refusals: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: string;
}

export type Send = (
  method: string,
  path: string,
  as: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

interface Shown {
  readonly factsDigest: string;
  readonly tasks: readonly { readonly task: string }[];
  readonly requests: readonly { readonly request: string; readonly partnerClass: string }[];
}

const typesOf = (schema: {
  readonly options: readonly { readonly shape: { readonly type: { readonly value: string } } }[];
}) => schema.options.map(({ shape }) => shape.type.value);
/** Every verb of a case, a task and a request. */
export const VERBS: readonly string[] = [caseEventSchema, taskEventSchema, requestEventSchema].flatMap((schema) =>
  typesOf(schema as unknown as Parameters<typeof typesOf>[0]),
);

export async function playCases(send: Send, canaries: Canaries, count: number): Promise<Played> {
  const [accepted, refused] = [new Set<string>(), new Set<string>()];
  const refusals: string[] = [];
  const cases: PlayedCase[] = [];
  for (let number = 1; number <= count; number += 1) {
    const play = new Play(send, canaries, number, { accepted, refused, refusals });
    cases.push(await play.run());
  }
  return { cases, accepted, refused, refusals };
}

interface Seen {
  readonly accepted: Set<string>;
  readonly refused: Set<string>;
  readonly refusals: string[];
}

class Play {
  readonly #send: Send;
  readonly #canaries: Canaries;
  readonly #number: number;
  readonly #seen: Seen;
  #id = '';

  constructor(send: Send, canaries: Canaries, number: number, seen: Seen) {
    this.#send = send;
    this.#canaries = canaries;
    this.#number = number;
    this.#seen = seen;
  }

  async run(): Promise<PlayedCase> {
    await this.#start();
    const before = await this.#read();
    const ends = [() => this.#clear(), () => this.#escalate(), () => this.#amendAndReopen()];
    await ends[this.#number % ends.length]!();
    const isSwept = this.#number % 2 === 0;
    if (isSwept) {
      await this.#everyVerb();
      await this.#oversee();
    }
    await this.#nonsense();
    const after = await this.#read();
    const tasks = [...new Set([...before.tasks, ...after.tasks].map(({ task }) => task))];
    const readers = [...OFFICE, ...(isSwept ? ASKED.flat() : ASKED[this.#number % ends.length]!)];
    return { number: this.#number, id: this.#id, tasks, requests: before.requests, readers };
  }

  #text = (field: string): string => this.#canaries.plant(this.#number, field);

  async #start(): Promise<void> {
    const answer = await this.#send(
      'POST',
      '/cases',
      'supervisor-a',
      {
        facts: { personKey: this.#text('personKey'), ...this.#facts('EAST-07') },
        proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
        excused: [{ partnerClass: 'state', note: this.#text('excused.note') }],
        note: this.#text('start.note'),
      },
      { 'idempotency-key': this.#text('idempotencyKey') },
    );
    if (answer.status !== 201) throw new Error(`a case did not start: ${answer.status}`);
    this.#id = (JSON.parse(answer.text) as { case: string }).case;
  }

  #facts = (regionCode: string) => ({
    statuses: [{ benefit: 'uNonimmigrant', role: 'primaryApplicant', stage: 'pending', provenance: 'agencyRecords' }],
    placeClass: 'other',
    ...WINDOW,
    regionCode,
  });

  async #read(): Promise<Shown> {
    const { status, text } = await this.#send('GET', `/cases/${this.#id}`, 'supervisor-a');
    if (status !== 200) throw new Error(`a case cannot be read: ${status}`);
    return JSON.parse(text) as Shown;
  }

  /** @returns whether it was accepted */
  async #act(
    path: string,
    as: string,
    event: { readonly type: string; readonly [field: string]: unknown },
  ): Promise<boolean> {
    const answer = await this.#send('POST', `${path}/events`, as, event, { 'idempotency-key': randomUUID() });
    const isAccepted = answer.status < 300;
    (isAccepted ? this.#seen.accepted : this.#seen.refused).add(event.type);
    if (!isAccepted) this.#seen.refusals.push(answer.headers + answer.text);
    return isAccepted;
  }

  #onCase = (as: string, type: string, fields: object = {}, hasNote = true): Promise<boolean> =>
    this.#act(`/cases/${this.#id}`, as, { type, ...fields, ...(hasNote ? { note: this.#text(type) } : {}) });

  async #onTask(as: string, type: string, fields: object = {}): Promise<boolean> {
    const task = (await this.#read()).tasks[0]?.task;
    return task !== undefined && this.#act(`/tasks/${task}`, as, { type, ...fields });
  }

  /** Through a consultation with every step that one has. */
  async #advise(advice: string, conditions: readonly string[] = []): Promise<void> {
    await this.#onTask('legal-a', 'task.claimed');
    await this.#onTask('legal-a', 'task.started');
    await this.#onTask('supervisor-a', 'task.prioritised', { note: this.#text('task.prioritised') });
    await this.#onTask('legal-a', 'information.requested', { text: this.#text('information.requested') });
    await this.#onTask('supervisor-a', 'information.provided', { text: this.#text('information.provided') });
    await this.#onTask('legal-a', 'task.delegated', { to: 'STAFF-LEGAL-B', note: this.#text('task.delegated') });
    await this.#onTask('legal-b', 'task.started');
    const { factsDigest } = await this.#read();
    await this.#onTask('legal-b', 'task.completed', {
      advice,
      factsDigest,
      conditions,
      text: this.#text('task.completed.text'),
    });
  }

  async #answerPartners(): Promise<void> {
    for (const { request, partnerClass } of (await this.#read()).requests)
      await this.#act(`/requests/${request}`, `partner-${partnerClass}`, {
        type: 'request.answered',
        answer: partnerClass === 'local' ? 'conflict' : 'noConflict',
      });
    await this.#onCase('supervisor-b', 'conflict.resolved', { partnerClass: 'local' });
  }

  async #clear(): Promise<void> {
    await this.#onCase('supervisor-a', 'comment.added', {
      documents: [{ reference: this.#text('document.reference'), digest: DIGEST }],
    });
    await this.#onCase('supervisor-a', 'question.asked', { of: 'leadership' });
    await this.#onCase('leadership-a', 'question.answered', { question: 1 });
    await this.#onCase('supervisor-a', 'expedite.requested');
    await this.#onCase('leadership-a', 'expedite.determined', { inBestInterests: true });
    await this.#advise('consistentWithConditions', [this.#text('condition')]);
    await this.#answerPartners();
    await this.#onCase('supervisor-a', 'condition.acknowledged', { condition: 'condition-1' }, false);
    await this.#onCase('supervisor-a', 'decision.cleared', { factsDigest: (await this.#read()).factsDigest });
    await this.#onCase('supervisor-a', 'action.recorded', { outcome: 'actionNotTaken' });
  }

  async #escalate(): Promise<void> {
    await this.#advise('notConsistent');
    await this.#onCase('supervisor-a', 'case.escalated');
    await this.#onCase('leadership-a', 'leadership.declined');
  }

  async #amendAndReopen(): Promise<void> {
    const { factsDigest } = await this.#read();
    await this.#onCase('supervisor-a', 'facts.amended', { facts: this.#facts('EAST-08'), factsDigest });
    await this.#onCase('supervisor-a', 'entry.corrected', { entry: 1 });
    await this.#onCase('supervisor-a', 'work.referred', { role: 'legal', office: 'OFFICE-WEST' });
    await this.#onCase('supervisor-a', 'case.withdrawn');
    const answer = await this.#send('POST', `/cases/${this.#id}/epochs`, 'supervisor-b', {
      facts: this.#facts('EAST-07'),
      proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
      note: this.#text('reopen.note'),
    });
    if (answer.status >= 300) this.#seen.refusals.push(answer.headers + answer.text);
  }

  /** Most are refused in the state that the case is in by now; what was said with a refused one must be nowhere, too. */
  async #everyVerb(): Promise<void> {
    const { tasks, requests, factsDigest } = await this.#read();
    for (const [as, type, fields] of EVERY_VERB) {
      const canary = this.#text(`${type}, whatever the state`);
      const event = { type, ...fields({ canary, factsDigest, facts: this.#facts('EAST-09') }) };
      const isTask = type.startsWith('task.') || type.startsWith('information.');
      const isRequest = type.startsWith('request.');
      const path = isTask
        ? tasks[0] && `/tasks/${tasks[0].task}`
        : isRequest
          ? requests[0] && `/requests/${requests[0].request}`
          : `/cases/${this.#id}`;
      await this.#act(
        path ?? `/cases/${this.#id}`,
        isRequest && requests[0] && type === 'request.answered' ? `partner-${requests[0].partnerClass}` : as,
        event,
      );
    }
  }

  /** What privacy staff and counsel do: an incident's note is a protected text, too. Privacy staff is among the readers of a swept case. */
  async #oversee(): Promise<void> {
    const path = `/cases/${this.#id}`;
    const reference = 'SYN-1';
    const report = {
      category: 'improperDisclosure',
      case: this.#id,
      occurredAt: new Date(Date.now() - MINUTE_MS).toISOString(),
      note: this.#text('incident.note'),
    };
    const answer = await this.#send('POST', '/incidents', 'supervisor-a', report);
    const { incident } = JSON.parse(answer.text) as { incident?: string };
    const disclosure = {
      ground: 'b3',
      recipient: 'AGENCY-1',
      authorisedBy: 'STAFF-LEADERSHIP-A',
      reference,
      digest: DIGEST,
    };
    const done = [
      answer,
      await this.#send('POST', `/incidents/${incident}/events`, 'privacy-a', {
        type: 'incident.acknowledged',
        reference,
      }),
      await this.#send('POST', `${path}/disclosures`, 'privacy-a', disclosure),
      await this.#send('POST', `${path}/redactions`, 'privacy-a', { reference }),
      await this.#send('POST', `${path}/releases`, 'legal-a', { to: 'leadership', reference }),
    ];
    for (const { status } of done) if (status >= 300) throw new Error(`oversight was refused: ${status}`);
    const refused = await this.#send('POST', '/incidents', 'supervisor-a', {
      ...report,
      category: this.#text('in the wrong place: category'),
    });
    this.#seen.refusals.push(refused.headers + refused.text);
  }

  /** A protected text in the wrong place: a name, a value, a header, a path. */
  async #nonsense(): Promise<void> {
    const path = `/cases/${this.#id}`;
    const text = (place: string): string => this.#text(`in the wrong place: ${place}`);
    const tries = [
      () => this.#send('POST', `${path}/events`, 'supervisor-a', { type: 'case.withdrawn', [text('name')]: 1 }),
      () => this.#send('POST', `${path}/events`, 'supervisor-a', { type: text('type') }),
      () => this.#send('POST', `${path}/events`, 'supervisor-a', `{"type":"${text('no JSON')}`),
      () => this.#send('POST', '/cases', 'supervisor-a', { facts: { personKey: `${text('a name')} !` } }),
      () => this.#send('GET', `/cases/${text('path')}`, 'supervisor-a'),
      () => this.#send('GET', `/cases?after=${text('query')}`, 'supervisor-a'),
      () => this.#send('GET', '/cases', text('handle')),
      () =>
        this.#send(
          'POST',
          `${path}/events`,
          'supervisor-a',
          { type: 'case.escalated', note: text('key') },
          {
            'idempotency-key': `${text('header')} with a space`,
          },
        ),
    ];
    for (const one of tries) {
      const answer = await one();
      if (answer.status < 300) throw new Error('nonsense was accepted');
      this.#seen.refusals.push(answer.headers + answer.text);
    }
  }
}

export interface Given {
  readonly canary: string;
  readonly factsDigest: string;
  readonly facts: object;
}

const note = ({ canary }: Given) => ({ note: canary });
const nothing = () => ({});

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Each verb by somebody whose role it is. */
export const EVERY_VERB: readonly (readonly [as: string, type: string, fields: (given: Given) => object])[] = [
  ['supervisor-a', 'facts.amended', ({ canary, facts, factsDigest }) => ({ facts, factsDigest, note: canary })],
  ['supervisor-b', 'conflict.resolved', ({ canary }) => ({ partnerClass: 'federal', note: canary })],
  ['supervisor-a', 'condition.acknowledged', () => ({ condition: 'condition-2' })],
  ['supervisor-a', 'decision.cleared', ({ canary, factsDigest }) => ({ factsDigest, note: canary })],
  ['supervisor-a', 'decision.declined', note],
  ['supervisor-a', 'case.escalated', note],
  ['leadership-a', 'leadership.returned', note],
  ['leadership-a', 'leadership.referred', note],
  ['leadership-a', 'leadership.declined', note],
  ['legal-a', 'advice.withdrawn', note],
  ['supervisor-a', 'clearance.renewed', note],
  ['supervisor-a', 'action.recorded', ({ canary }) => ({ outcome: 'actionNotTaken', note: canary })],
  [
    'supervisor-a',
    'status.disputed',
    ({ canary }) => ({ status: { benefit: 'uNonimmigrant', role: 'primaryApplicant' }, note: canary }),
  ],
  ['legal-a', 'mistake.confirmed', note],
  ['legal-a', 'mistake.rejected', note],
  ['legal-a', 'protection.ended', note],
  ['supervisor-a', 'exigency.claimed', note],
  ['leadership-a', 'exigency.approved', note],
  ['legal-a', 'hold.released', ({ canary }) => ({ reason: 'soleSource', note: canary })],
  ['supervisor-a', 'expedite.requested', note],
  ['leadership-a', 'expedite.determined', ({ canary }) => ({ inBestInterests: false, note: canary })],
  ['supervisor-a', 'compliance.certified', note],
  ['supervisor-a', 'statement.recorded', note],
  ['supervisor-a', 'question.asked', ({ canary }) => ({ of: 'opla', note: canary })],
  ['legal-a', 'question.answered', ({ canary }) => ({ question: 1, note: canary })],
  ['supervisor-a', 'entry.corrected', ({ canary }) => ({ entry: 1, note: canary })],
  ['supervisor-a', 'comment.added', ({ canary }) => ({ note: canary })],
  ['supervisor-a', 'action.reported', note],
  ['privacy-a', 'report.closed', note],
  ['supervisor-a', 'work.claimed', note],
  ['supervisor-a', 'work.released', note],
  ['supervisor-a', 'work.claimed', note],
  ['supervisor-a', 'work.started', note],
  ['supervisor-a', 'work.suspended', ({ canary }) => ({ until: inAnHour(), note: canary })],
  ['supervisor-a', 'work.resumed', note],
  ['supervisor-a', 'work.delegated', ({ canary }) => ({ to: 'STAFF-SUPERVISOR-B', note: canary })],
  ['leadership-a', 'work.assigned', ({ canary }) => ({ role: 'legal', to: 'STAFF-LEGAL-A', note: canary })],
  ['leadership-a', 'work.failed', ({ canary }) => ({ cause: 'recusal', note: canary })],
  ['supervisor-a', 'work.referred', ({ canary }) => ({ role: 'legal', office: 'OFFICE-WEST', note: canary })],
  ['legal-a', 'task.claimed', nothing],
  ['legal-a', 'task.released', nothing],
  ['legal-b', 'task.claimed', nothing],
  ['legal-b', 'task.started', nothing],
  ['legal-b', 'task.suspended', ({ canary }) => ({ until: inAnHour(), note: canary })],
  ['legal-b', 'task.resumed', nothing],
  ['legal-b', 'task.completed', ({ canary, factsDigest }) => ({ advice: 'consistent', factsDigest, text: canary })],
  ['legal-b', 'task.delegated', ({ canary }) => ({ to: 'STAFF-LEGAL-A', note: canary })],
  ['leadership-a', 'task.assigned', ({ canary }) => ({ to: 'STAFF-LEGAL-B', note: canary })],
  ['legal-b', 'task.failed', ({ canary }) => ({ cause: 'recusal', note: canary })],
  ['supervisor-a', 'task.prioritised', note],
  ['legal-b', 'task.ranked', ({ canary }) => ({ priority: 3, note: canary })],
  ['legal-b', 'information.requested', ({ canary }) => ({ text: canary })],
  ['supervisor-a', 'information.provided', ({ canary }) => ({ text: canary })],
  ['partner-internal', 'request.answered', () => ({ answer: 'cannotTell' })],
  ['supervisor-a', 'request.excused', note],
  ['supervisor-a', 'case.withdrawn', note],
];
