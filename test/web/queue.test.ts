/** The queue's form for several tasks at once: each has its result, none is lost, and who may be chosen is said. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import { ROW_2 } from '../api/memory-stack.ts';
import { createPages, hiddenFields, textOf, type Pages } from './visitor.ts';

type Typed = readonly (readonly [string, string])[];

let pages: Pages;
beforeEach(() => {
  pages = createPages();
});

/** A case of an office, and its task. */
async function opened(number: number, as = 'supervisor-a'): Promise<{ readonly id: string; readonly task: string }> {
  const facts = { ...ROW_2.facts, personKey: `SYN-PERSON-000${number}` };
  const answer = await pages.stack.send('POST', '/cases', as, { ...ROW_2, facts });
  const { case: id } = (await answer.json()) as { case: string };
  const shown = await (await pages.stack.send('GET', `/cases/${id}`, as)).json();
  return { id, task: (shown as { tasks: { task: string }[] }).tasks[0]!.task };
}
const escalate = (id: string, as = 'supervisor-a') =>
  pages.stack.send('POST', `/cases/${id}/events`, as, { type: 'question.asked', of: 'leadership', note: 'x' });

async function press(as: string, typed: Typed) {
  const visitor = await pages.visitor(as);
  const { html } = await visitor.get('/web/queue');
  const form = bulkFields(html);
  return { visitor, key: new Map(form).get('key'), shown: await visitor.post('/web/queue', [...form, ...typed]) };
}
const bulkFields = (html: string) => hiddenFields(html);
const chosenIn = (html: string): string[] =>
  [...html.matchAll(/name="task"\s+value="(t_\w+)"\s+id="[^"]*"\s+checked/g)].map(([, task]) => task!);

test('what nobody knows to be done is chosen still, under its key, and takes effect once', async () => {
  const [one, two] = [await opened(1), await opened(2)];
  const { submit } = pages.ports.cases;
  const sent: string[] = [];
  vi.spyOn(pages.ports.cases, 'submit').mockImplementation(async (submission) => {
    sent.push(submission.updateId);
    const submitted = await submit(submission);
    // The second is taken, and the service does not learn of it.
    if (sent.length === 2) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    return submitted;
  });
  const { visitor, key, shown } = await press('legal-a', [
    ['task', one.task],
    ['task', two.task],
    ['operation', 'claim'],
  ]);
  expect(shown.status).toBe(200);
  expect(textOf(shown.html)).toContain(`${one.task} : done`);
  expect(textOf(shown.html)).toMatch(new RegExp(`${two.task} : The service cannot reach what it needs\\. Where`));
  expect(pages.stack.faults).toHaveLength(1);
  const again = bulkFields(shown.html);
  expect(new Map(again).get('key')).toBe(key);
  const repeated = await visitor.post('/web/queue', [...again, ['task', two.task], ['operation', 'claim']]);
  expect(textOf(repeated.html)).toContain(`${two.task} : done`);
  // Under the same key the record has it, and nothing is sent to the case.
  expect(sent).toHaveLength(2);
  expect(new Map(bulkFields(repeated.html)).get('key')).not.toBe(key);
});

test('what is to be sent again is chosen where it is listed, with what was typed', async () => {
  const { id, task } = await opened(1);
  await escalate(id);
  pages.stack.forced.push({ is: 'busy' });
  const { key, shown } = await press('leadership-a', [
    ['task', task],
    ['to', 'STAFF-LEGAL-A'],
    ['note', 'as leadership'],
    ['operation', 'assign'],
  ]);
  expect(chosenIn(shown.html)).toEqual([task]);
  expect(shown.html).toContain('as leadership</textarea>');
  expect(shown.html).toMatch(/value="STAFF-LEGAL-A" selected/);
  expect(new Map(bulkFields(shown.html)).get('key')).toBe(key);
});

test.each([[[]], [[['operation', 'delete']]]] as readonly (readonly [Typed])[])(
  'what no button of the page sends does nothing, and loses nothing: %j',
  async (typed) => {
    const { task } = await opened(1);
    const { shown } = await press('legal-a', [['task', task], ...typed]);
    expect(shown.status).toBe(422);
    expect(textOf(shown.html)).toContain('What to do: Press the button of what is to be done');
    expect(chosenIn(shown.html)).toEqual([task]);
    expect(pages.stack.calls).not.toContain('cases.submit');
  },
);

describe('whom leadership may choose', () => {
  const optionsIn = (html: string): string[] =>
    [...html.matchAll(/<option value="(STAFF-[A-Z0-9-]+)"/g)].map(([, id]) => id!);

  test('is the legal staff of the offices whose tasks are listed', async () => {
    await escalate((await opened(1)).id);
    const east = await (await pages.visitor('leadership-b')).get('/web/queue');
    expect(optionsIn(east.html)).toEqual(['STAFF-LEGAL-A', 'STAFF-LEGAL-B', 'STAFF-LEGAL-D', 'STAFF-LEGAL-E']);
    await escalate((await opened(2, 'supervisor-c')).id, 'supervisor-c');
    const both = await (await pages.visitor('leadership-b')).get('/web/queue');
    expect(optionsIn(both.html)).toContain('STAFF-LEGAL-C');
  });

  test('may be typed where there are more than the page lists', async () => {
    const legal = SYNTHETIC_PEOPLE.find(({ handle }) => handle === 'legal-a')!;
    const many = Array.from({ length: 250 }, (_, index) => ({
      ...legal,
      handle: `many-${index}`,
      person: { ...legal.person, id: `many#${index}` as typeof legal.person.id, staffId: `STAFF-MANY-${index}` },
    }));
    const people = { ...pages.stack.ports.people, list: () => [...SYNTHETIC_PEOPLE, ...many] };
    pages = createPages({}, { people });
    const { id, task } = await opened(1);
    await escalate(id);
    const { shown } = await press('leadership-a', [
      ['task', task],
      ['to', 'STAFF-MANY-249'],
      ['note', 'the last of them'],
      ['operation', 'assign'],
    ]);
    expect(textOf(shown.html)).toContain(`${task} : done`);
    expect(shown.html).toMatch(
      /<input\s+class="usa-input"\s+id="hand-over-to"\s+name="to"[\s\S]*?list="hand-over-to-list"/,
    );
    expect(optionsIn(shown.html)).toHaveLength(200);
    expect(textOf(shown.html)).toContain('There are more than are suggested: a staff id.');
  });
});
