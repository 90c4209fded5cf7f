/** The three cases of the demonstration: what people do in each, and what has to come of it. */
import type { Answer } from '../schemas/answers.ts';
import type { EXAMPLE_ROWS } from '../schemas/example-case.ts';
import type { RootState } from '../machines/case-words.ts';
import type { Advice } from '../schemas/words.ts';
import { Unexpected, type Stage } from './demo-stage.ts';

export interface DemoCase {
  readonly name: 'cleared' | 'notConsistent' | 'silentPartner';
  readonly title: string;
  /** The example that it starts from: row of the policy's decision table. */
  readonly row: (typeof EXAMPLE_ROWS)[number];
  readonly endsAs: RootState;
  /** Words of entries that its timeline has to hold, in this order; others may stand between them. */
  readonly happens: readonly string[];
  play(stage: Stage, caseId: string): Promise<void>;
}

const SUPERVISOR = 'supervisor-a';
const LEGAL = 'legal-a';
const LEADERSHIP = 'leadership-a';
const SILENT = 'state';

export const DEMO_CASES: readonly DemoCase[] = [
  {
    name: 'cleared',
    title: 'Case 1: the advice is consistent, no partner reports a conflict',
    row: '2',
    endsAs: 'cleared',
    happens: [
      'the case was started',
      'claim the consultation',
      'begin the consultation',
      'give advice',
      "give the partner's answer (within the agency)",
      "give the partner's answer (local law enforcement)",
      "give the partner's answer (state law enforcement)",
      "give the partner's answer (other federal law enforcement)",
      'decide that the process requirements are met',
    ],
    async play(stage, caseId) {
      await advise(stage, caseId, 'consistent', 'Consistent with the applicable legal limitations (synthetic).');
      // No partner has answered yet, so nobody can decide.
      await stage.refused(clear(stage, caseId), 'not-in-this-state');
      await answerAllBut(null, stage, caseId);
      await clear(stage, caseId);
    },
  },
  {
    name: 'notConsistent',
    title: 'Case 2: the advice is not consistent, and leadership declines',
    row: '2',
    endsAs: 'declined',
    happens: [
      'the case was started',
      'claim the consultation',
      'begin the consultation',
      'give advice',
      'escalate to senior leadership',
      'decline for leadership',
    ],
    async play(stage, caseId) {
      await advise(stage, caseId, 'notConsistent', 'Not consistent with the applicable legal limitations (synthetic).');
      await stateIs(stage, caseId, 'blocked');
      // No decision of a supervisor leads out of it to a clearance (row 10).
      await stage.refused(clear(stage, caseId), 'not-in-this-state');
      const before = await stage.leadershipNotifications();
      await stage.as(SUPERVISOR).call('actInCase', {
        params: { case: caseId },
        body: {
          type: 'case.escalated',
          note: 'The supervisor disagrees with the advice (synthetic).',
        },
      });
      await stateIs(stage, caseId, 'escalated');
      await leadershipIsNotified(stage, before);
      await stage.as(LEADERSHIP).call('actInCase', {
        params: { case: caseId },
        body: {
          type: 'leadership.declined',
          note: 'Leadership follows the advice (synthetic).',
        },
      });
    },
  },
  {
    name: 'silentPartner',
    title: 'Case 3: a partner stays silent, and silence is no answer',
    row: '1',
    endsAs: 'withdrawn',
    happens: [
      'the case was started',
      'deconfliction: state law enforcement: a reminder fell due',
      'deconfliction: state law enforcement: it became overdue',
      'deconfliction: state law enforcement: silence was escalated to senior leadership',
      'withdraw the case',
    ],
    async play(stage, caseId) {
      const before = await stage.leadershipNotifications();
      const onCallBefore = await stage.onCallNotifications();
      await answerAllBut(SILENT, stage, caseId);
      const request = await requestTo(SILENT, stage, caseId);
      await stage.until('the silent partner is reminded twice', async () =>
        (await stage.reminders(SILENT, request)) >= 2 ? true : null,
      );
      await leadershipIsNotified(stage, before);
      // What is overdue cannot wait until the office is in.
      await stage.until('who is on call is notified', async () =>
        (await stage.onCallNotifications()) > onCallBefore ? true : null,
      );
      // After every time limit the request is as open as at first (row 15).
      await requestIsOpen(stage, request);
      await stage.refused(clear(stage, caseId), 'not-in-this-state');
      await stage.as(SUPERVISOR).call('actInCase', {
        params: { case: caseId },
        body: {
          type: 'case.withdrawn',
          note: 'Withdrawn: the partner has not answered (synthetic).',
        },
      });
    },
  },
];

const read = (stage: Stage, caseId: string): Promise<Answer<'Case'>> =>
  stage.as(SUPERVISOR).call('getCase', { params: { case: caseId } });

async function advise(stage: Stage, caseId: string, advice: Advice, text: string): Promise<void> {
  const { tasks, factsDigest } = await read(stage, caseId);
  const task = tasks[0]?.task;
  if (task === undefined) throw new Unexpected('there is no consultation');
  await stage.as(LEGAL).call('actOnTask', { params: { task }, body: { type: 'task.claimed' } });
  await stage.as(LEGAL).call('actOnTask', { params: { task }, body: { type: 'task.started' } });
  await stage
    .as(LEGAL)
    .call('actOnTask', { params: { task }, body: { type: 'task.completed', advice, factsDigest, text } });
}

async function answerAllBut(silent: string | null, stage: Stage, caseId: string): Promise<void> {
  const { requests } = await read(stage, caseId);
  for (const { request, partnerClass } of requests.filter((asked) => asked.partnerClass !== silent)) {
    await stage.as(`partner-${partnerClass}`).call('actOnRequest', {
      params: { reference: request },
      body: { type: 'request.answered', answer: 'noConflict' },
    });
  }
}

async function clear(stage: Stage, caseId: string): Promise<void> {
  const { factsDigest } = await read(stage, caseId);
  await stage.as(SUPERVISOR).call('actInCase', {
    params: { case: caseId },
    body: {
      type: 'decision.cleared',
      factsDigest,
      note: 'Every requirement is met (synthetic).',
    },
  });
}

async function stateIs(stage: Stage, caseId: string, expected: RootState): Promise<void> {
  const { state } = await read(stage, caseId);
  if (state !== expected) throw new Unexpected(`the case is ${state} instead of ${expected}`);
}

async function requestTo(partnerClass: string, stage: Stage, caseId: string): Promise<string> {
  const found = (await read(stage, caseId)).requests.find((asked) => asked.partnerClass === partnerClass);
  if (found === undefined) throw new Unexpected(`there is no request to the ${partnerClass} partner`);
  return found.request;
}

async function requestIsOpen(stage: Stage, request: string): Promise<void> {
  const { requests } = await stage.as(`partner-${SILENT}`).call('listRequests', { query: { state: 'asked' } });
  const state = requests.find((listed) => listed.request === request)?.state ?? 'not listed';
  if (state !== 'asked') throw new Unexpected(`the unanswered request is ${state} instead of asked`);
}

const leadershipIsNotified = (stage: Stage, before: number): Promise<true> =>
  stage.until('senior leadership is notified', async () =>
    (await stage.leadershipNotifications()) > before ? true : null,
  );
