/** What a process entry is made of: its own modules, the packages and the environment variables that they name. */
import { dirname, join, normalize } from 'node:path';
import { read } from './compose-file.ts';

export interface Closure {
  /** Paths within the project. */
  readonly modules: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

/** Static imports and re-exports of values, and imports whose path is known; types leave nothing behind. */
const IMPORT = /^(?:import|export)(?! type)[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|^import\s+'([^']+)'/gm;
/** As a string or a property, which is how every variable is read. */
const VARIABLE =
  /'((?:CASEGATE|TEMPORAL)_[A-Z0-9_]+|DATABASE_URL)'|^\s+((?:CASEGATE|TEMPORAL)_[A-Z0-9_]+|DATABASE_URL):/gm;

export function closureOf(entries: readonly string[]): Closure {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const variables = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (modules.has(path)) continue;
    modules.add(path);
    const text = read(path);
    for (const [, string, property] of text.matchAll(VARIABLE)) variables.add((string ?? property)!);
    for (const [, from, dynamic, bare] of text.matchAll(IMPORT)) {
      const specifier = (from ?? dynamic ?? bare)!;
      if (specifier.startsWith('.')) waiting.push(normalize(join(dirname(path), specifier)));
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
    }
  }
  return { modules, packages, variables };
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
