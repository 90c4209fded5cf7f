/** From each sentence of the policy to what keeps it and to a test that says so. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { INVARIANT_NAMES } from '../../prove/report.ts';
import { marksIn, ROW_MARKS, RULE_MARKS, traceOf } from '../../prove/trace.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const MARKS = [...RULE_MARKS, ...ROW_MARKS];

describe('every mark has code or data, and a test', () => {
  const traced = traceOf(PROJECT, [...MARKS, ...INVARIANT_NAMES]);
  it.each(MARKS)('%s', (mark) => {
    const { code, tests } = traced.get(mark)!;
    const missing = [...(code.length > 0 ? [] : ['code']), ...(tests.length > 0 ? [] : ['test'])];
    expect(missing).toEqual([]);
  });

  it.each(INVARIANT_NAMES)('%s', (name) => {
    expect(traced.get(name)!.tests, `no title of a test names ${name}`).not.toEqual([]);
  });
});

it('reads one mark, several, and ranges, and not what only looks like one', () => {
  expect([...marksIn('R1, rows 4, 7 and 12; row 31; I10')].sort()).toEqual(
    ['I10', 'R1', 'row 12', 'row 31', 'row 4', 'row 7'].sort(),
  );
  expect([...marksIn('Rows 1–3')]).toEqual(['row 1', 'row 2', 'row 3']);
  expect([...marksIn('R13 PR1 R100 arrow 5')]).toEqual([]);
});

it('finds a mark that nothing names', () => {
  expect(traceOf(PROJECT, ['row 33']).get('row 33')).toEqual({ code: [], tests: [] });
});
