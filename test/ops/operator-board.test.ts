import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { BOARD_COLUMNS, boardStorage, SAVED_QUERIES } from '../../ops/operator-board.ts';
import { SEARCH_ATTRIBUTES } from '../../schemas/search-attributes.ts';
import { PROJECT, read } from './compose-file.ts';

const documentation = read('docs/operators.md');
/** Cells of every row of a table. */
const rows = documentation
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('the documentation has every saved view with its query, and every attribute', () => {
  for (const { name, query } of SAVED_QUERIES)
    expect(rows.map(([, view, shown]) => [view, shown])).toContainEqual([name, `\`${query}\``]);
  for (const name of Object.keys(SEARCH_ATTRIBUTES)) expect(documentation).toContain(`| \`${name}\``);
});

it('the snippet gives a browser the columns and the views, and leaves what is one’s own', () => {
  const snippet = execFileSync(process.execPath, ['ops/board-snippet.ts', 'cases'], { cwd: PROJECT, encoding: 'utf8' });
  const own = { id: '17', name: 'Mine', query: 'CasegateOffice = "OFFICE-WEST"', type: 'user' };
  const old = { id: 'casegate-1', name: 'Of an older version', query: 'x', type: 'user' };
  const kept = new Map([['saved-workflow-queries', JSON.stringify({ cases: [own, old], other: [own] })]]);
  let reloads = 0;
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  };
  runInNewContext(snippet, { localStorage, location: { reload: () => (reloads += 1) } });

  const queries = JSON.parse(kept.get('saved-workflow-queries')!) as Record<string, object[]>;
  const ours = JSON.parse(boardStorage('cases')['saved-workflow-queries']!) as { cases: object[] };
  expect(queries).toEqual({ cases: [own, ...ours.cases], other: [own] });
  expect(JSON.parse(kept.get('namespace-workflow-table-columns')!)).toEqual({
    cases: BOARD_COLUMNS.map((label) => ({ label })),
  });
  expect(reloads).toBe(1);
});
