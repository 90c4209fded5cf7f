/** Who looked, what was disclosed, incidents, the redacted record, releases by counsel, holds after a fault. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createLooks } from '../../api/access/looks.ts';
import { WITHHELD } from '../../codec/privileged.ts';
import { UNREAD_REPORTS_MAX } from '../../ledger/incidents.ts';
import { createMemoryStack, NOW_MS, ROW_1, ROW_2, type MemoryStack } from './memory-stack.ts';

const UNKNOWN = `c_${'0'.repeat(26)}`;
const DIGEST = 'a'.repeat(64);
const personOf = (handle: string) => `urn:casegate:embedded#${handle}`;

let stack: MemoryStack;
beforeEach(() => {
  stack = createMemoryStack();
});

async function ask(method: string, path: string, as: string, body?: unknown, headers?: Record<string, string>) {
  const response = await stack.send(method, path, as, body, headers);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function opened(input: object = ROW_2): Promise<{ readonly id: string; readonly task: string | undefined }> {
  const { body } = await ask('POST', '/cases', 'supervisor-a', input);
  const id = String(body['case']);
  const { body: shown } = await ask('GET', `/cases/${id}`, 'supervisor-a');
  return { id, task: (shown['tasks'] as { task: string }[])[0]?.task };
}

async function advised(advice = 'notConsistent'): Promise<string> {
  const { id, task } = await opened();
  const { body } = await ask('GET', `/cases/${id}`, 'supervisor-a');
  const events = [
    { type: 'task.claimed' },
    { type: 'task.started' },
    { type: 'task.completed', advice, factsDigest: body['factsDigest'], text: 'words of counsel' },
  ];
  for (const event of events) expect((await ask('POST', `/tasks/${task}/events`, 'legal-a', event)).status).toBe(200);
  return id;
}

describe('who looked', () => {
  test('everybody who was shown a case is listed once an hour, and who was refused, with the reason', async () => {
    const { id } = await opened();
    for (const as of ['supervisor-a', 'supervisor-a', 'legal-a', 'supervisor-c']) await ask('GET', `/cases/${id}`, as);
    const { body } = await ask('GET', `/cases/${id}/accesses`, 'privacy-a');
    const seen = (body['accesses'] as { by: string; action: string; refused: boolean; reasons: string[] }[]).map(
      ({ by, action, refused, reasons }) => [by, action, refused, ...reasons],
    );
    expect(seen.sort((one, other) => String(one).localeCompare(String(other)))).toEqual([
      ['Legal staff A (synthetic)', 'case.read', false],
      ['Supervisor A (synthetic)', 'case.read', false],
      ['Supervisor C (synthetic)', 'case.read', true, 'noNeedToKnow'],
    ]);
  });

  test('nothing is shown while it cannot be recorded, and the next look tries again', async () => {
    const { id } = await opened();
    let isAway = true;
    const recordAccesses = async () => {
      if (isAway) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    };
    Object.assign(stack.ports, { noteLook: createLooks({ recordAccesses }, () => NOW_MS) });
    expect((await ask('GET', `/cases/${id}`, 'legal-a')).status).toBe(503);
    isAway = false;
    expect((await ask('GET', `/cases/${id}`, 'legal-a')).status).toBe(200);
  });

  test('a look is recorded again after an hour, and two at once are one', async () => {
    let now = 0;
    let recorded = 0;
    const noteLook = createLooks({ recordAccesses: async () => void (recorded += 1) }, () => now);
    const look = { person: 'one', action: 'case.read', caseId: UNKNOWN } as const;
    await Promise.all([noteLook(look), noteLook(look)]);
    now = 3_599_999;
    await noteLook(look);
    expect(recorded).toBe(1);
    now = 3_600_000;
    await noteLook(look);
    await noteLook({ ...look, person: 'two' });
    expect(recorded).toBe(3);
  });

  test.each([
    ['supervisor-a', 403],
    ['legal-a', 403],
    ['supervisor-c', 404],
    ['operator-a', 404],
    ['partner-local', 404],
    ['auditor-a', 200],
  ])('%s asks who looked: %i, and an unknown case reads as one that is not theirs', async (as, status) => {
    const { id } = await opened();
    expect((await ask('GET', `/cases/${id}/accesses`, as)).status).toBe(status);
    const unknown = await ask('GET', `/cases/${UNKNOWN}/accesses`, as);
    expect(unknown.status).toBe(404);
    if (status === 404) expect(await ask('GET', `/cases/${id}/accesses`, as)).toEqual(unknown);
    if (status !== 200) expect(stack.attempts.at(-1)).toMatchObject({ person: personOf(as), action: 'access.listed' });
  });
});

describe('disclosures', () => {
  const disclosure = (over: object = {}) => ({
    ground: 'b3',
    recipient: 'AGENCY-1',
    authorisedBy: 'STAFF-LEADERSHIP-A',
    reference: 'DOCKET-7',
    digest: DIGEST,
    ...over,
  });
  const discretion = {
    exercisedBy: 'STAFF-LEADERSHIP-A',
    exercisedAt: '2026-11-01T12:00:00Z',
    reference: 'MEMO-1',
    digest: 'b'.repeat(64),
  };

  test('a disclosure and the requests to partners are in the accounting, which auditors read', async () => {
    const { id } = await opened();
    const done = await ask('POST', `/cases/${id}/disclosures`, 'privacy-a', disclosure({ ground: 'b2', discretion }));
    expect(done.status).toBe(201);
    const { body } = await ask('GET', `/cases/${id}/disclosures`, 'auditor-a');
    expect(body).toMatchObject({
      disclosures: [
        {
          disclosure: done.body['disclosure'],
          by: 'Privacy officer A (synthetic)',
          ground: 'b2',
          recipient: 'AGENCY-1',
          authorisedBy: 'STAFF-LEADERSHIP-A',
          digest: DIGEST,
          discretion: { ...discretion, exercisedAt: '2026-11-01T12:00:00.000Z' },
          isExport: false,
        },
      ],
      requests: [{ partnerClass: 'local', state: 'asked' }],
    });
  });

  test.each(['b1', 'b2', 'b8'])('the ground %s without a recorded discretion is refused', async (ground) => {
    const { id } = await opened();
    const { status, body } = await ask('POST', `/cases/${id}/disclosures`, 'privacy-a', disclosure({ ground }));
    expect({ status, errors: body['errors'] }).toMatchObject({ status: 422, errors: [{ pointer: '/discretion' }] });
    expect(stack.acts).toEqual([]);
  });

  test.each(['b3', 'b4', 'b5', 'b6', 'b7'])('the ground %s is at nobody’s discretion', async (ground) => {
    const { id } = await opened();
    const body = disclosure({ ground, discretion });
    expect((await ask('POST', `/cases/${id}/disclosures`, 'privacy-a', body)).status).toBe(422);
    expect((await ask('POST', `/cases/${id}/disclosures`, 'privacy-a', disclosure({ ground }))).status).toBe(201);
  });

  test.each(['STAFF-SUPERVISOR-A', 'STAFF-LEGAL-D', 'STAFF-NOBODY', 'STAFF-AUDITOR-A'])(
    'nothing is authorised by %s',
    async (authorisedBy) => {
      const { id } = await opened();
      const { body } = await ask('POST', `/cases/${id}/disclosures`, 'privacy-a', disclosure({ authorisedBy }));
      expect(body['errors']).toMatchObject([{ pointer: '/authorisedBy' }]);
      expect(stack.acts).toEqual([]);
    },
  );

  test('sent twice under one key it is one; another one under that key is refused', async () => {
    const { id } = await opened();
    const send = (body: object) =>
      ask('POST', `/cases/${id}/disclosures`, 'legal-a', body, { 'idempotency-key': 'one' });
    expect(await send(disclosure())).toEqual(await send(disclosure()));
    expect((await send(disclosure({ recipient: 'AGENCY-2' }))).status).toBe(422);
    expect(stack.acts).toHaveLength(1);
  });

  test('legal staff of another office cannot even know the case', async () => {
    const { id } = await opened();
    expect((await ask('POST', `/cases/${id}/disclosures`, 'legal-c', disclosure())).status).toBe(404);
    expect((await ask('POST', `/cases/${id}/disclosures`, 'auditor-a', disclosure())).status).toBe(403);
  });
});

describe('incidents', () => {
  const report = {
    category: 'improperDisclosure',
    occurredAt: '2026-11-01T12:00:00Z',
    note: 'synthetic: sent to the wrong place',
  };
  const step = (incident: unknown, event: object, as = 'privacy-a') =>
    ask('POST', `/incidents/${String(incident)}/events`, as, { reference: 'INC-1', ...event });

  test('anybody reports; privacy staff acknowledges, refers and closes, in this order alone', async () => {
    const { id } = await opened();
    const { status, body } = await ask('POST', '/incidents', 'operator-a', { ...report, case: id });
    expect(status).toBe(201);
    const { incident } = body;
    const early = await step(incident, { type: 'incident.closed', finding: 'improper' });
    expect(early).toMatchObject({ status: 409, body: { type: '/problems/incident-refused' } });
    expect((await step(incident, { type: 'incident.acknowledged' })).status).toBe(200);
    expect((await step(incident, { type: 'incident.acknowledged' })).status).toBe(409);
    expect((await step(incident, { type: 'incident.referred', to: 'professionalResponsibility' })).status).toBe(200);
    expect((await step(incident, { type: 'incident.closed', finding: 'improper' })).status).toBe(200);
    const { body: shown } = await ask('GET', `/incidents/${String(incident)}`, 'privacy-a');
    expect(shown).toMatchObject({ state: 'closed', finding: 'improper', case: id, note: report.note });
    const { body: open } = await ask('GET', '/incidents?state=reported', 'privacy-a');
    expect(open['incidents']).toEqual([]);
  });

  test('who reported it does not close it', async () => {
    const { incident } = (await ask('POST', '/incidents', 'privacy-a', report)).body;
    expect((await step(incident, { type: 'incident.acknowledged' })).status).toBe(200);
    expect((await step(incident, { type: 'incident.closed', finding: 'notImproper' })).status).toBe(409);
    expect(stack.attempts.at(-1)).toMatchObject({ action: 'incident.closed', reasons: ['samePerson'] });
  });

  test('who has reported more than privacy staff has read is told to tell somebody', async () => {
    const send = async () => (await ask('POST', '/incidents', 'partner-local', report)).status;
    for (let sent = 0; sent < UNREAD_REPORTS_MAX; sent += 1) expect(await send()).toBe(201);
    expect(await send()).toBe(409);
    expect(stack.attempts.at(-1)).toMatchObject({ action: 'incident.reported', reasons: ['tooMany'] });
    expect((await ask('POST', '/incidents', 'partner-state', report)).status).toBe(201);
  });

  test('a report tells nothing about whether there is such a case, and never comes from the future', async () => {
    const { id } = await opened();
    const statuses = await Promise.all(
      [id, UNKNOWN].map(
        async (one) => (await ask('POST', '/incidents', 'partner-local', { ...report, case: one })).status,
      ),
    );
    expect(statuses).toEqual([201, 201]);
    const { body } = await ask('POST', '/incidents', 'legal-a', { ...report, occurredAt: '2026-11-02T12:00:01Z' });
    expect(body['errors']).toMatchObject([{ pointer: '/occurredAt' }]);
  });

  test.each(['supervisor-a', 'legal-a', 'leadership-a', 'auditor-a', 'operator-a', 'partner-local'])(
    '%s has no part in the inbox',
    async (as) => {
      const { incident } = (await ask('POST', '/incidents', as, report)).body;
      expect((await ask('GET', '/incidents', as)).status).toBe(403);
      expect((await ask('GET', `/incidents/${String(incident)}`, as)).status).toBe(403);
      expect((await step(incident, { type: 'incident.acknowledged' }, as)).status).toBe(403);
    },
  );
});

describe('the redacted record', () => {
  const redacted = async (id: string) =>
    (await ask('POST', `/cases/${id}/redactions`, 'privacy-a', { reference: 'FOIA-1' })).body as {
      document: { case: string };
      digest: string;
    };

  test('of a protected case is that of an unprotected one with the same public course', async () => {
    const protectedId = await advised();
    const { id: unprotected } = await opened(ROW_1);
    for (const id of [protectedId, unprotected])
      expect((await ask('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn' })).status).toBe(200);
    const [one, other] = [await redacted(protectedId), await redacted(unprotected)];
    expect({ ...one.document, case: '' }).toEqual({ ...other.document, case: '' });
    expect(one.document).toMatchObject({
      entries: [
        { on: '2026-11-02', words: 'the case was opened' },
        { on: '2026-11-02', words: 'the case was withdrawn' },
      ],
    });
    expect(stack.acts.map(({ action, details }) => [action, details['digest']])).toContainEqual([
      'record.redacted',
      one.digest,
    ]);
  });

  test('is for privacy staff', async () => {
    const { id } = await opened();
    const redact = async (as: string) =>
      (await ask('POST', `/cases/${id}/redactions`, as, { reference: 'FOIA-1' })).status;
    expect([await redact('auditor-a'), await redact('supervisor-a'), await redact('supervisor-c')]).toEqual([
      403, 403, 404,
    ]);
  });
});

describe('privileged texts', () => {
  const timeline = async (id: string, as: string) =>
    (await ask('GET', `/cases/${id}/timeline`, as)).body['entries'] as {
      type: string;
      privileged: boolean;
      details: { text?: string };
    }[];
  const textFor = async (id: string, as: string) =>
    (await timeline(id, as)).find(({ type }) => type === 'task.completed')?.details.text;

  test('are withheld from leadership until counsel releases them, and what is written later is withheld again', async () => {
    const id = await advised();
    await ask('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.escalated', note: 'disagrees' });
    expect(await textFor(id, 'supervisor-a')).toBe('words of counsel');
    expect(await textFor(id, 'legal-b')).toBe('words of counsel');
    expect(await textFor(id, 'leadership-a')).toBe(WITHHELD);
    const advice = (await timeline(id, 'legal-a')).findIndex(({ type }) => type === 'task.completed') + 1;
    const then = await ask('GET', `/cases/${id}/history/${advice}`, 'leadership-a');
    expect(then.body['happened']).toMatchObject({ details: { text: WITHHELD } });
    const release = { to: 'leadership', reference: 'MEMO-1' };
    expect((await ask('POST', `/cases/${id}/releases`, 'legal-a', release)).status).toBe(200);
    expect(await textFor(id, 'leadership-a')).toBe('words of counsel');
    await ask('POST', `/cases/${id}/events`, 'legal-a', { type: 'comment.added', note: 'later words', documents: [] });
    const later = (await timeline(id, 'leadership-a')).at(-1);
    expect(later).toMatchObject({ type: 'comment.added', privileged: true, details: { note: WITHHELD } });
    const supervisors = (await timeline(id, 'leadership-a')).find(({ type }) => type === 'case.escalated');
    expect(supervisors).toMatchObject({ privileged: false, details: { note: 'disagrees' } });
  });

  test.each([
    ['supervisor-a', 403],
    ['legal-d', 403],
    ['legal-c', 404],
    ['auditor-a', 404],
    ['leadership-a', 404],
  ])('%s releases nothing', async (as, status) => {
    const id = await advised();
    const release = { to: 'auditor', reference: 'MEMO-1' };
    expect((await ask('POST', `/cases/${id}/releases`, as, release)).status).toBe(status);
    expect(stack.acts).toEqual([]);
  });
});

test('what is not there, and what is none of somebody’s business, leaves on the beat', async () => {
  const beatMs = 40;
  const { id } = await opened();
  const app = createApp({ ...stack.ports, refusalBeatMs: beatMs });
  for (const path of [`/cases/${id}`, `/cases/${UNKNOWN}`, `/tasks/t_${'0'.repeat(26)}`, `/cases/${id}/accesses`]) {
    const sentAt = performance.now();
    const response = await app.request(path, { headers: { 'casegate-as': 'supervisor-c' } });
    expect(response.status).toBe(404);
    // Timers may fire a millisecond early.
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(beatMs - 1);
  }
});

describe('a case that is held after a fault', () => {
  const resume = (id: string, as = 'operator-a') =>
    ask('POST', `/cases/${id}/resumption`, as, { reason: 'mended', reference: 'TICKET-1' });

  test('goes on by an operator, with the reason in the record', async () => {
    const { id } = await opened();
    stack.resumed.push({ is: 'resumed' });
    expect(await resume(id)).toMatchObject({ status: 200, body: { case: id } });
    expect(stack.acts).toMatchObject([
      {
        kind: 'resumption',
        person: personOf('operator-a'),
        caseId: id,
        details: { reason: 'mended', reference: 'TICKET-1' },
      },
    ]);
  });

  test.each([
    ['notHeld', 409],
    ['held', 503],
    ['ended', 409],
    ['unavailable', 503],
    ['fault', 500],
  ] as const)('says that it is %s, on record', async (is, status) => {
    const { id } = await opened();
    stack.resumed.push({ is });
    expect((await resume(id)).status).toBe(status);
    expect(stack.attempts.at(-1)).toMatchObject({ action: 'execution.resumed', caseId: id, reasons: [is] });
  });

  test('is nobody else’s to let go on, and there is nothing to let go on that is not there', async () => {
    const { id } = await opened();
    for (const as of ['supervisor-a', 'legal-a', 'privacy-a', 'auditor-a'])
      expect((await resume(id, as)).status).toBe(403);
    expect((await resume(UNKNOWN)).status).toBe(404);
    expect(stack.calls).not.toContain('cases.resume');
  });
});

describe('statistics', () => {
  test('withhold small counts, and are for privacy staff, auditors and leadership', async () => {
    await opened();
    const { body } = await ask('GET', '/statistics', 'privacy-a');
    expect(body).toMatchObject({ before: '2026-11-01T00:00:00.000Z', smallCell: 11 });
    expect(body['tables']).toContainEqual({
      table: 'casesByOffice',
      total: null,
      cells: [{ key: 'OFFICE-EAST', count: null }],
    });
    for (const as of ['supervisor-a', 'operator-a', 'partner-local'])
      expect((await ask('GET', '/statistics', as)).status).toBe(403);
  });
});
