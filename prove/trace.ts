/** From a mark of the policy, or an invariant, to the code or data that names it and to the tests whose titles do. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RULE_MARKS: readonly string[] = Array.from({ length: 12 }, (_, index) => `R${index + 1}`);
export const ROW_MARKS: readonly string[] = Array.from({ length: 32 }, (_, index) => `row ${index + 1}`);

/** Rooms whose code or data can keep a rule. The policy's own decision table names every row and keeps none, so it does not count. */
const ROOMS = ['policy', 'schemas', 'machines', 'activities', 'workflows', 'ledger', 'codec', 'worker', 'api', 'web'];
const NOT_KEEPING = ['policy/announcement-2025-01-31/decision-table.ts', 'policy/policy-version.ts'];

export interface Traced {
  readonly code: readonly string[];
  readonly tests: readonly string[];
}

/** Every mark with where it is kept and tested, by paths inside the project. */
export function traceOf(project: string, marks: readonly string[]): ReadonlyMap<string, Traced> {
  const code = ROOMS.flatMap((room) => filesIn(project, room)).filter((path) => !NOT_KEEPING.includes(path));
  const tests = filesIn(project, 'test').filter((path) => /\.(test|long)\.ts$/.test(path));
  const inCode = code.map((path) => [path, marksIn(readFileSync(join(project, path), 'utf8'))] as const);
  const inTests = tests.map((path) => [path, marksIn(titlesOf(readFileSync(join(project, path), 'utf8')))] as const);
  const naming = (files: readonly (readonly [string, ReadonlySet<string>])[], mark: string): string[] =>
    files.filter(([, found]) => found.has(mark)).map(([path]) => path);
  return new Map(marks.map((mark) => [mark, { code: naming(inCode, mark), tests: naming(inTests, mark) }]));
}

function filesIn(project: string, folder: string): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(project.length)
        .replace(/^[/\\]/, '')
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** What a test says that it is about: the first string of each `it`, `describe` and `test`. */
const titlesOf = (source: string): string =>
  [...source.matchAll(/\b(?:it|describe|test)(?:\.each\([\s\S]*?\))?\(\s*(['"`])([\s\S]*?)\1/g)]
    .map(([, , title]) => title)
    .join('\n');

/** `R1`, `I4`, `row 8`, and every number of `rows 4, 7 and 12`. */
export function marksIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [mark] of text.matchAll(/\b(?:R(?:1[0-2]|[1-9])|I(?:20|1[0-9]|[1-9]))\b/g)) found.add(mark);
  for (const [, numbers = ''] of text.matchAll(/\b[Rr]ows? ((?:\d+(?:–\d+)?(?:, | and )?)+)/g)) {
    for (const [, from, to] of numbers.matchAll(/(\d+)(?:–(\d+))?/g))
      for (let row = Number(from); row <= Number(to ?? from); row++) found.add(`row ${row}`);
  }
  return found;
}
