/**
 * Counts in which nobody can be found: neither a small one, nor one that follows from a total and the others. Line by line: what several lines
 * together would narrow down is not looked for.
 */

/**
 * Counts below this are not shown: the threshold of federal health statistics. A product default. None at all is below it, too: that an office
 * has no consultation would say of everybody in its cases that they are not protected.
 */
export const SMALL_CELL = 11;

/** Null: withheld. */
export type Shown = number | null;

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Whether what is hidden of a line whose sum is known can be computed, or nearly. */
function isPlain(counts: readonly number[], hidden: ReadonlySet<number>): boolean {
  const behind = counts.filter((_count, index) => hidden.has(index));
  return behind.length > 0 && (behind.length === 1 || sumOf(behind) < SMALL_CELL);
}

/** The smallest that is not hidden yet. */
function nextOpen(counts: readonly number[], hidden: ReadonlySet<number>): number | undefined {
  const open = counts.map((_count, index) => index).filter((index) => !hidden.has(index));
  return open.toSorted((one, other) => counts[one]! - counts[other]!)[0];
}

export interface ShownLine {
  readonly cells: readonly Shown[];
  /** Null where what is hidden would follow from it. */
  readonly total: Shown;
}

/**
 * One hidden cell is the total less all others, and two that sum up to little are nearly as plain: then the next smallest is hidden as well.
 * Where all are, so is the total.
 */
export function withoutSmallCells(counts: readonly number[]): ShownLine {
  const hidden = new Set(counts.flatMap((count, index) => (count < SMALL_CELL ? [index] : [])));
  while (isPlain(counts, hidden)) {
    const next = nextOpen(counts, hidden);
    if (next === undefined) break;
    hidden.add(next);
  }
  return {
    cells: counts.map((count, index) => (hidden.has(index) ? null : count)),
    total: isPlain(counts, hidden) ? null : sumOf(counts),
  };
}

export interface ShownByOffice {
  readonly offices: readonly (readonly Shown[])[];
  readonly all: readonly Shown[];
}

/**
 * The same for a table of offices by classes, whose totals are shown or not by `withoutSmallCells` over the offices: no class of an office
 * follows from the office's other classes, nor from the same class of the other offices and of all together.
 * @param counts a row for each office
 */
export function withoutSmallClasses(counts: readonly (readonly number[])[], totals: ShownLine): ShownByOffice {
  const width = Math.max(0, ...counts.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, column) => counts.map((row) => row[column] ?? 0));
  const rows = [...counts, columns.map(sumOf)];
  const all = counts.length;
  // Where a total is withheld, so is everything of which it is the sum.
  const hidden = rows.map((row, index) => {
    const total = index === all ? totals.total : (totals.cells[index] ?? null);
    return new Set(row.flatMap((count, column) => (total === null || count < SMALL_CELL ? [column] : [])));
  });
  const hideInRow = (row: number): boolean => {
    if ((row === all ? totals.total : totals.cells[row]) === null || !isPlain(rows[row]!, hidden[row]!)) return false;
    return hide(row, nextOpen(rows[row]!, hidden[row]!));
  };
  const hideInColumn = (column: number): boolean => {
    if (hidden[all]!.has(column)) return false;
    const behind = new Set(counts.flatMap((_row, office) => (hidden[office]!.has(column) ? [office] : [])));
    if (!isPlain(columns[column]!, behind)) return false;
    return hide(nextOpen(columns[column]!, behind) ?? all, column);
  };
  const hide = (row: number, column: number | undefined): boolean => {
    if (column !== undefined) hidden[row]!.add(column);
    return column !== undefined;
  };
  // What is hidden in a row may be plain in its column, and the other way round.
  for (let isChanged = true; isChanged;) {
    const inRows = rows.map((_row, row) => hideInRow(row));
    const inColumns = columns.map((_column, column) => hideInColumn(column));
    isChanged = [...inRows, ...inColumns].includes(true);
  }
  const shown = rows.map((row, index) => row.map((count, column) => (hidden[index]!.has(column) ? null : count)));
  return { offices: shown.slice(0, all), all: shown[all]! };
}
