/** Fields that only some acts have: a partner's answer changed and given by telephone, advice given by telephone, documents beside a comment. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ROW_2 } from '../api/memory-stack.ts';
import { createPages, textOf, type Pages, type Shown } from './visitor.ts';

let pages: Pages;
let id: string;
beforeEach(async () => {
  pages = createPages();
  const opened = await pages.stack.send('POST', '/cases', 'supervisor-a', ROW_2);
  id = ((await opened.json()) as { case: string }).case;
});

const read = async <Answer>(path: string, as: string): Promise<Answer> =>
  (await (await pages.stack.send('GET', path, as)).json()) as Answer;

/** What was said with each entry of this type. */
async function details(type: string): Promise<readonly object[]> {
  const { entries } = await read<{ entries: { type: string; details: object }[] }>(`/cases/${id}/timeline`, 'legal-a');
  return entries.filter((entry) => entry.type === type).map((entry) => entry.details);
}

/** Of the last form of a page: the kinds of its fields, by their names. */
function fieldsIn({ html }: Shown): Readonly<Record<string, string>> {
  const form = html.slice(html.lastIndexOf('<form'));
  const inputs = [...form.matchAll(/<(input|textarea)\s[^>]*?>/g)].map(([tag, element]) => {
    const of = (name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
    return [of('name'), element === 'textarea' ? element : of('type')] as const;
  });
  return Object.fromEntries(inputs.filter(([, type]) => type !== 'hidden'));
}

const refusedFields = ({ html }: Shown): readonly string[] =>
  [...html.matchAll(/<a href="#f-([^"]+)"/g)].map(([, field]) => field!);

describe('a partner', () => {
  let path: string;
  beforeEach(async () => {
    const { requests } = await read<{ requests: { request: string }[] }>('/requests', 'partner-local');
    path = `/web/requests/${requests[0]!.request}`;
  });

  test('answers where the question stands, and may change the answer until the case ends', async () => {
    const partner = await pages.visitor('partner-local');
    expect((await partner.get(path)).html).not.toContain('Change the answer');
    const answered = await partner.submit(`${path}/do/request.answered`, { answer: 'noConflict' });
    expect(answered.path).toBe(`${path}?recorded=request.answered`);
    const [, link] = /href="([^"]+)"\s*>Change the answer</.exec(answered.html) ?? [];
    expect(link).toBe(`${path}/do/request.answered`);
    expect(textOf(answered.html)).toContain('Your answer is recorded: no conflict.');
    expect(textOf(answered.html)).not.toContain('You have given');
    const changed = await partner.submit(link!, { answer: 'conflict' });
    expect(textOf(changed.html)).toContain('Your answer is recorded: conflict.');
    expect(textOf(changed.html)).toContain('Your answer Conflict');
    expect(await details('request.answered')).toEqual([{ answer: 'noConflict' }, { answer: 'conflict' }]);
    const missing = await read<{ gates: { partnerClass?: string; missing: string | null }[] }>(
      `/cases/${id}`,
      'legal-a',
    );
    expect(missing.gates.find(({ partnerClass }) => partnerClass === 'local')!.missing).toContain('conflict');
  });

  test('is told so in words of their own while it awaits its record; of what others do about it the words stay', async () => {
    const partner = await pages.visitor('partner-local');
    pages.stack.forced.push({ is: 'awaitingRecord' });
    const awaited = await partner.submit(`${path}/do/request.answered`, { answer: 'noConflict' });
    expect(textOf(awaited.html)).toMatch(/Accepted, awaiting its record Your answer\./);
    const supervisor = await pages.visitor('supervisor-a');
    const excused = await supervisor.submit(`${path}/do/request.excused`, { note: 'Synthetic.' });
    expect(textOf(excused.html)).toContain('You have recorded why asking this partner is not appropriate.');
  });

  test('can change nothing once the case has ended, and is not offered it', async () => {
    const partner = await pages.visitor('partner-local');
    await partner.submit(`${path}/do/request.answered`, { answer: 'noConflict' });
    await pages.stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'case.withdrawn' });
    const sent = await partner.submit(`${path}/do/request.answered`, { answer: 'conflict' });
    expect(sent.status).toBe(409);
    expect(await details('request.answered')).toHaveLength(1);
  });

  test('says by a tick that the answer was given by telephone; without it nothing of that is recorded', async () => {
    const partner = await pages.visitor('partner-local');
    expect(fieldsIn(await partner.get(path))).toEqual({ answer: 'radio', byTelephone: 'checkbox' });
    expect(textOf((await partner.get(path)).html)).toContain('Somebody of my agency gave me the answer by telephone');
    await partner.submit(`${path}/do/request.answered`, { answer: 'notOurs', byTelephone: 'true' });
    await partner.submit(`${path}/do/request.answered`, { answer: 'notOurs' });
    expect(await details('request.answered')).toEqual([
      { answer: 'notOurs', byTelephone: true },
      { answer: 'notOurs' },
    ]);
  });
});

describe('advice that was given by telephone', () => {
  let path: string;
  beforeEach(async () => {
    const { tasks } = await read<{ tasks: { task: string }[] }>(`/cases/${id}`, 'legal-a');
    const task = tasks[0]!.task;
    for (const type of ['task.claimed', 'task.started'])
      await pages.stack.send('POST', `/tasks/${task}/events`, 'legal-a', { type });
    path = `/web/tasks/${task}/do/task.completed`;
  });

  test('says when, in the zone of the form, and to whom, of the staff that it suggests', async () => {
    const visitor = await pages.visitor('legal-a');
    const form = await visitor.get(path);
    expect(fieldsIn(form)).toMatchObject({ 'telephone.givenAt': 'datetime-local', 'telephone.givenTo': 'text' });
    expect(form.html).toContain('<option value="STAFF-SUPERVISOR-A">Supervisor A (synthetic)</option>');
    await visitor.submit(path, {
      advice: 'consistent',
      'telephone.givenAt': '2026-11-02T06:00',
      'telephone.givenTo': 'STAFF-SUPERVISOR-A',
      zone: 'America/Chicago',
    });
    expect(await details('task.completed')).toMatchObject([
      { advice: 'consistent', telephone: { givenAt: '2026-11-02T12:00:00.000Z' } },
    ]);
  });

  test('left empty it was not by telephone', async () => {
    await (
      await pages.visitor('legal-a')
    ).submit(path, { advice: 'consistent', 'telephone.givenAt': '', 'telephone.givenTo': '' });
    const [said] = await details('task.completed');
    expect(said).not.toHaveProperty('telephone');
  });

  test.each([
    [{ 'telephone.givenAt': '2026-11-02T06:00' }, 'telephone-givenTo'],
    [{ 'telephone.givenTo': 'STAFF-SUPERVISOR-A' }, 'telephone-givenAt'],
    [{ 'telephone.givenAt': '2026-11-02T06:00', 'telephone.givenTo': 'STAFF-NOBODY' }, 'telephone-givenTo'],
  ])('half of it, or to nobody, comes back with what was typed: %o', async (typed, field) => {
    const sent = await (
      await pages.visitor('legal-a')
    ).submit(path, { advice: 'consistent', zone: 'America/Chicago', ...typed });
    expect([sent.status, refusedFields(sent)]).toEqual([422, [field]]);
    for (const value of Object.values(typed)) expect(sent.html).toContain(`value="${value}"`);
    expect(await details('task.completed')).toEqual([]);
  });
});

describe('documents beside a comment', () => {
  const DIGESTS = ['a'.repeat(64), 'b'.repeat(64)] as const;
  const pathOf = (): string => `/web/cases/${id}/do/comment.added`;

  test('are added one by one, with nothing lost of what was typed, and lie where they are', async () => {
    const visitor = await pages.visitor('supervisor-a');
    expect(Object.keys(fieldsIn(await visitor.get(pathOf())))).not.toContain('documents.0.reference');
    const typed = { note: 'See the records.', 'documents.0.reference': 'RECORDS/7', 'documents.0.digest': DIGESTS[0] };
    const one = await visitor.submit(pathOf(), { note: typed.note, add: 'documents' });
    expect(fieldsIn(one)).toMatchObject({ 'documents.0.reference': 'text', 'documents.0.digest': 'text' });
    expect(fieldsIn(one)).not.toHaveProperty('file');
    const two = await visitor.submit(pathOf(), { ...typed, add: 'documents' });
    expect(two.html).toContain('value="RECORDS/7"');
    expect(fieldsIn(two)).toHaveProperty(['documents.1.reference']);
    await visitor.submit(pathOf(), {
      ...typed,
      'documents.1.reference': 'RECORDS/8',
      'documents.1.digest': DIGESTS[1],
    });
    expect(await details('comment.added')).toEqual([
      {
        note: 'See the records.',
        documents: [
          { reference: 'RECORDS/7', digest: DIGESTS[0] },
          { reference: 'RECORDS/8', digest: DIGESTS[1] },
        ],
      },
    ]);
  });

  test('are taken out again, and a comment needs none', async () => {
    const visitor = await pages.visitor('supervisor-a');
    const typed = { note: 'See the records.', 'documents.0.reference': 'A', 'documents.1.reference': 'B' };
    const dropped = await visitor.submit(pathOf(), { ...typed, drop: 'documents.0' });
    expect(dropped.html).toContain('value="B"');
    expect(fieldsIn(dropped)).not.toHaveProperty(['documents.1.reference']);
    await visitor.submit(pathOf(), { note: 'Nothing to see.' });
    expect(await details('comment.added')).toEqual([{ note: 'Nothing to see.', documents: [] }]);
  });

  test('a document without its digest is said at its field', async () => {
    const sent = await (
      await pages.visitor('supervisor-a')
    ).submit(pathOf(), {
      note: 'See the records.',
      'documents.0.reference': 'RECORDS/7',
      'documents.0.digest': 'abc',
    });
    expect([sent.status, refusedFields(sent)]).toEqual([422, ['documents-0-digest']]);
    expect(await details('comment.added')).toEqual([]);
  });
});
