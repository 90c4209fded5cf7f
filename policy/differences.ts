import { canonicalJson } from '../schemas/canonical-json.ts';
import type { Json } from '../schemas/words.ts';
import type { PolicyVersion } from './policy-version.ts';

/** One labelled value in which two versions differ: in the value itself, or in whose it is said to be. */
export interface PolicyDifference {
  /** JSON pointer (RFC 6901); of a list that has no order, with the value itself in the place of an index. */
  readonly pointer: string;
  /** Null where the version does not have it. */
  readonly before: Stated | null;
  readonly after: Stated | null;
  /** Whether the value differs, and not its source alone. */
  readonly isOfValue: boolean;
}

type Stated = { readonly [field: string]: Json };

/** In the order in which the first version has its values; what only the second has comes last. */
export function policyDifferences(before: PolicyVersion, after: PolicyVersion): PolicyDifference[] {
  const old = statedIn(before as unknown as Json);
  const now = statedIn(after as unknown as Json);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((pointer) => {
    const one = old.get(pointer) ?? null;
    const other = now.get(pointer) ?? null;
    if (one !== null && other !== null && canonicalJson(one) === canonicalJson(other)) return [];
    const isOfValue = one === null || other === null || canonicalJson(one['value']!) !== canonicalJson(other['value']!);
    return [{ pointer, before: one, after: other, isOfValue }];
  });
}

/** Every labelled value, by where it stands. */
function statedIn(document: Json): Map<string, Stated> {
  const found = new Map<string, Stated>();
  const visit = (node: Json, pointer: string): void => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item, `${pointer}/${nameOf(item)}`);
    } else if ('label' in node) {
      found.set(pointer, node);
    } else {
      for (const [name, child] of Object.entries(node)) visit(child, `${pointer}/${escaped(name)}`);
    }
  };
  visit(document, '');
  return found;
}

/** Lists here are sets of labelled values: by its place a value that was put in front would make all others differ. */
function nameOf(item: Json): string {
  const value = item !== null && typeof item === 'object' && !Array.isArray(item) ? (item['value'] ?? item) : item;
  return escaped(typeof value === 'string' ? value : canonicalJson(value));
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
