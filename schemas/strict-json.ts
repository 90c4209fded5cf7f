import { parse, type ValueNode } from '@humanwhocodes/momoa';
import type { Json } from './words.ts';

/** The deepest command has four levels. Deeper text is an attack on whatever walks it. */
export const DEPTH_MAX = 16;

/** Names that would reach an object's prototype where somebody copies members carelessly. */
const FORBIDDEN_NAMES = ['__proto__'];

export type StrictJson = { readonly value: Json } | { readonly fault: string };

/**
 * RFC 8259 with the strictness of I-JSON (RFC 7493): UTF-8, no name twice in one object, and not deeper than `DEPTH_MAX`.
 * Faults name a place and never quote the text, which may be protected.
 */
export function parseStrictJson(bytes: Uint8Array): StrictJson {
  const text = decode(bytes);
  if (text === null) return { fault: 'the body is not UTF-8' };
  const value = parseNatively(text);
  if (value === undefined) return { fault: `the body is not JSON${placeOf(text)}` };
  const fault = structuralFaultOf(text);
  return fault === null ? { value } : { fault };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parseNatively(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Where the first fault is, from the parser that knows lines; its message quotes the text and stays here. */
function placeOf(text: string): string {
  try {
    parse(text, { mode: 'json' });
  } catch (error) {
    if (error !== null && typeof error === 'object' && 'line' in error && 'column' in error)
      return `: line ${error.line}, column ${error.column}`;
  }
  return '';
}

/** What `JSON.parse` takes silently: of two members with one name it keeps the last, and another reader the first. */
function structuralFaultOf(text: string): string | null {
  try {
    return faultIn(parse(text, { mode: 'json' }).body, 1);
  } catch (error) {
    // The parser recurses: what is too deep for the stack is too deep for us.
    return error instanceof RangeError ? tooDeep() : 'the body is not JSON';
  }
}

const tooDeep = (): string => `the body is nested more than ${DEPTH_MAX} levels deep`;

function faultIn(node: ValueNode, depth: number): string | null {
  if (node.type !== 'Object' && node.type !== 'Array') return null;
  if (depth > DEPTH_MAX) return tooDeep();
  if (node.type === 'Array') return firstOf(node.elements, ({ value }) => faultIn(value, depth + 1));
  const seen = new Set<string>();
  return firstOf(node.members, ({ name, value }) => {
    const text = name.type === 'String' ? name.value : name.name;
    const { line, column } = name.loc.start;
    if (FORBIDDEN_NAMES.includes(text))
      return `a member has a name that is not allowed: line ${line}, column ${column}`;
    if (seen.has(text)) return `a name stands twice in one object: line ${line}, column ${column}`;
    seen.add(text);
    return faultIn(value, depth + 1);
  });
}

function firstOf<T>(items: readonly T[], faultOf: (item: T) => string | null): string | null {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== null) return fault;
  }
  return null;
}
