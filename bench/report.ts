import { verdictOf, type Goal, type Spread } from './statistics.ts';

/** One line of a report: what was measured, and what it should be. */
export interface Line {
  readonly what: string;
  /** Cells under the report's columns, as they are to be read. */
  readonly cells: readonly string[];
  readonly judged?: { readonly value: number; readonly goal: Goal };
}

const WHAT_WIDTH = 38;
const CELL_WIDTH = 18;

/** A table for a terminal; each line with a goal ends in `pass` or `falls short`. */
export function reportOf(columns: readonly string[], lines: readonly Line[]): string {
  return [rowOf('', columns), ...lines.map(textOf)].join('\n');
}

function textOf({ what, cells, judged }: Line): string {
  const row = rowOf(what, cells);
  if (judged === undefined) return row;
  const { value, goal } = judged;
  return `${row}   goal ${goal.is === 'atLeast' ? '≥' : '≤'} ${goal.bound}: ${verdictOf(value, goal)}`;
}

const rowOf = (what: string, cells: readonly string[]): string =>
  [what.padEnd(WHAT_WIDTH), ...cells.map((cell) => ` ${cell}`.padStart(CELL_WIDTH))].join('').trimEnd();

/** Three digits that say something; more would only be noise. */
export function figure(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** The median, and between which values it lies. */
export const spreadText = ({ median, least, most }: Spread): string =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
