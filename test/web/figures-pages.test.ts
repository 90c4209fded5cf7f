/** The figures of known cases, as the page, the command line and the API have them; and what leadership is not shown of them. */
import { beforeEach, expect, test } from 'vitest';
import type { Figures, FigureCell } from '../../ledger/work-figures.ts';
import { NOW_MS, ROW_1, ROW_2, type MemoryStack } from '../api/memory-stack.ts';
import { createTerminal } from '../cli/terminal.ts';
import { createPages, textOf, type Pages } from './visitor.ts';

const DAY_MS = 86_400_000;

let pages: Pages;
let stack: MemoryStack;
let now = NOW_MS;
beforeEach(() => {
  now = NOW_MS;
  pages = createPages();
  stack = pages.stack;
  Object.assign(stack.ports, { clock: () => now });
  Object.assign(pages.ports, { clock: () => now });
});

async function ask(method: string, path: string, as: string, body?: object) {
  const response = await stack.send(method, path, as, body);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** @returns the rows of each plot of a page: its caption, and label and number of each bar */
function plotsOf(html: string): Record<string, Record<string, string>> {
  const plots = [...html.matchAll(/<table class="[^"]*cg-plot">([\s\S]*?)<\/table>/g)].map(([, plot]) => {
    const caption = textOf(/<caption>([\s\S]*?)<\/caption>/.exec(plot!)![1]!).trim();
    const bars = [...plot!.matchAll(/<th scope="row">([\s\S]*?)<\/th>\s*<td>([\s\S]*?)<\/td>/g)];
    return [
      caption,
      Object.fromEntries(bars.map(([, label, count]) => [textOf(label!).trim(), textOf(count!).trim()])),
    ];
  });
  return Object.fromEntries(plots) as Record<string, Record<string, string>>;
}

const pairIn = (html: string, term: string): string[] =>
  [...html.matchAll(new RegExp(`<dt>${term}</dt>\\s*<dd>([\\s\\S]*?)</dd>`, 'g'))].map(([, value]) =>
    textOf(value!).trim(),
  );

test('of one’s own office: consultations, requests and cases, each with the numbers of the cases that there are', async () => {
  for (const row of [ROW_2, ROW_2, ROW_1]) expect((await ask('POST', '/cases', 'supervisor-a', row)).status).toBe(201);
  const third = ((await ask('GET', '/cases', 'supervisor-a')).body['cases'] as { case: string }[])[0]!.case;
  const { body: shown } = await ask('GET', `/cases/${third}`, 'supervisor-a');
  const { request } = (shown['requests'] as { request: string; partnerClass: string }[]).find(
    ({ partnerClass }) => partnerClass === 'local',
  )!;
  const answer = { type: 'request.answered', answer: 'noConflict' };
  expect((await ask('POST', `/requests/${request}/events`, 'partner-local', answer)).status).toBe(200);
  const gone = await ask('POST', '/cases', 'supervisor-a', ROW_1);
  await ask('POST', `/cases/${String(gone.body['case'])}/events`, 'supervisor-a', { type: 'case.withdrawn' });
  now += 2 * DAY_MS;

  const { html } = await (await pages.visitor('legal-a')).get('/web/statistics');
  expect(pairIn(html, 'Open')).toEqual(['2', '11', '3']);
  expect(pairIn(html, 'Of these overdue')).toEqual(['0', '0']);
  const plots = plotsOf(html);
  const ages = (count: string) => ({
    'up to 1 day': '0',
    'up to 3 days': count,
    'up to 7 days': '0',
    'up to 14 days': '0',
    'more than 14 days': '0',
  });
  expect(plots).toMatchObject({
    'Open consultations by age': ages('2'),
    'Open requests by age': ages('11'),
    'Open cases by age': ages('3'),
    'Open requests by partner agency': {
      'Within the agency': '3',
      'Local law enforcement': '2',
      'State law enforcement': '3',
      'Other federal law enforcement': '3',
    },
    'Open cases by where they stand': { 'Awaiting its requirements': '3' },
  });
  expect(html).not.toContain('withheld');
  // What is seen stands in the table, too: one bar for each number.
  const bars = Object.values(plots).reduce((sum, plot) => sum + Object.keys(plot).length, 0);
  expect(html.match(/<rect /g)).toHaveLength(bars);

  const { out } = await createTerminal({}, stack).type('figures --as legal-a');
  expect(out).toMatch(/CONSULTATIONS\s+open +2, of these 0 overdue/);
  expect(out).toMatch(/DECONFLICTION REQUESTS\s+open +11, of these 0 overdue/);
  expect(out).toMatch(/CASES\s+open +3\n/);
  expect(out).toMatch(/local +2\n/);
  expect(out).toMatch(/awaiting its requirements +3/);
  expect(out.match(/^3 d +(\d+)$/gm)!.map((line) => line.replace(/^3 d +/, ''))).toEqual(['2', '0', '11', '0', '3']);
});

test('who is on no case has figures of none, and another office’s are nobody’s but leadership’s', async () => {
  await ask('POST', '/cases', 'supervisor-a', ROW_2);
  const of = async (as: string, query = '') => (await ask('GET', `/tasks/figures${query}`, as)).body;
  expect(await of('supervisor-d')).toMatchObject({ open: 0, requests: { open: 0 }, cases: { open: 0 } });
  expect(await of('supervisor-a')).toMatchObject({
    open: 1,
    requests: { open: 4 },
    cases: { open: 1 },
    smallCell: null,
  });
  expect(await of('legal-a', '?office=OFFICE-EAST')).toMatchObject({ open: 1 });
  const west = await ask('GET', '/tasks/figures?office=OFFICE-WEST', 'supervisor-a');
  expect(west).toMatchObject({ status: 403, body: { reasons: [expect.stringContaining('OFFICE-WEST')] } });
  expect(stack.attempts.at(-1)).toMatchObject({ action: 'task.read', reasons: ['office'] });
  for (const as of ['privacy-a', 'auditor-a', 'operator-a', 'partner-local', 'policy-a'])
    expect((await ask('GET', '/tasks/figures', as)).status).toBe(403);
  expect((await ask('GET', '/tasks/figures?office=east', 'leadership-a')).status).toBe(422);
});

/** 30 consultations in EAST and 20 in WEST, of each a few young ones; 5 in NORTH. */
const CELLS: readonly FigureCell[] = [
  ...(
    [
      ['OFFICE-EAST', [12, 18, 0, 0, 0]],
      ['OFFICE-NORTH', [2, 3, 0, 0, 0]],
      ['OFFICE-WEST', [15, 25, 0, 0, 0]],
    ] as const
  ).flatMap(([office, counts]) =>
    counts.map((count, key) => ({
      subject: 'consultations' as const,
      measure: 'openByAge' as const,
      office,
      key: String(key),
      count,
    })),
  ),
  { subject: 'consultations', measure: 'openByDue', office: 'OFFICE-WEST', key: 'overdue', count: 1 },
  { subject: 'consultations', measure: 'openByDue', office: 'OFFICE-WEST', key: 'inTime', count: 39 },
  { subject: 'consultations', measure: 'doneByTime', office: 'OFFICE-WEST', key: '1', count: 4 },
];
const FIGURES: Figures = {
  cells: CELLS,
  times: [
    { subject: 'consultations', office: 'OFFICE-WEST', medianMs: DAY_MS, ninetiethMs: DAY_MS },
    { subject: 'consultations', office: null, medianMs: DAY_MS, ninetiethMs: DAY_MS },
  ],
};

test('leadership: every office and all of them, as the last month ended; nothing small, and nothing that gives it away', async () => {
  const asked: object[] = [];
  Object.assign(stack.ports.ledger, {
    workFigures: async (of: object) => {
      asked.push(of);
      return FIGURES;
    },
  });
  const counts = (body: Record<string, unknown>) =>
    (body['openByAge'] as { count: number | null }[]).map(({ count }) => count);
  const of = async (office: string) => (await ask('GET', `/tasks/figures${office}`, 'leadership-a')).body;
  const [all, east, north, west] = [
    await of(''),
    await of('?office=OFFICE-EAST'),
    await of('?office=OFFICE-NORTH'),
    await of('?office=OFFICE-WEST'),
  ];
  expect(asked[0]).toEqual({
    onThem: null,
    office: null,
    at: Date.UTC(2026, 10, 1),
    since: Date.UTC(2026, 10, 1) - 90 * DAY_MS,
    isPast: true,
  });
  expect(all).toMatchObject({ office: null, offices: ['OFFICE-EAST', 'OFFICE-NORTH', 'OFFICE-WEST'], smallCell: 11 });
  expect(all).toMatchObject({ at: '2026-11-01T00:00:00.000Z', open: 75 });
  // The five of NORTH would be what all have, less EAST's and WEST's: so EAST's, the next smallest, are withheld as well.
  expect([east['open'], north['open'], west['open']]).toEqual([null, null, 40]);
  // Nothing is small, too: three zeros would be known by the rest, so that the next smallest goes with them.
  expect([counts(all), counts(west)]).toEqual([
    [null, 46, null, null, null],
    [null, 25, null, null, null],
  ]);
  expect([counts(east), counts(north)]).toEqual([Array(5).fill(null), Array(5).fill(null)]);
  expect(west).toMatchObject({ overdue: null, completed: null, medianHours: null });
  expect(await of('?office=OFFICE-NOWHERE')).toMatchObject({ open: null, cases: { open: null } });

  const visitor = await pages.visitor('leadership-a');
  const { html } = await visitor.get('/web/statistics?office=OFFICE-WEST');
  expect(html).toMatch(/<option value="OFFICE-WEST" selected/);
  expect(textOf(html)).toContain('Numbers below 11 are withheld');
  expect(pairIn(html, 'Open')[0]).toBe('40');
  expect(pairIn(html, 'Half were completed within')).toEqual(['withheld']);
  const { out } = await createTerminal({}, stack).type('figures --office OFFICE-EAST --as leadership-a');
  expect(out).toMatch(/CONSULTATIONS\s+open +withheld, of these withheld overdue/);
});

test('leadership is shown nothing where there is nothing to be shown, and no name of anybody', async () => {
  await ask('POST', '/cases', 'supervisor-a', ROW_2);
  const { html, status } = await (await pages.visitor('leadership-a')).get('/web/statistics');
  expect(status).toBe(200);
  expect(pairIn(html, 'Open')).toEqual(['withheld', 'withheld', 'withheld']);
  // No number, and no state that is left out, says where the one case stands, or that another stands nowhere.
  const counts = Object.entries(plotsOf(html)).filter(([caption]) => /^(Open|Completed|Answered)/.test(caption));
  expect(new Set(counts.flatMap(([, bars]) => Object.values(bars)))).toEqual(new Set(['withheld']));
  expect(Object.keys(plotsOf(html)['Open cases by where they stand']!)).toHaveLength(9);
  expect(html).not.toContain('No case is open');
  expect(textOf(html)).not.toMatch(/Supervisor A|Legal staff A/);
});
