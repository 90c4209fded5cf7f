import type { Json } from './words.ts';

/**
 * Canonical JSON after RFC 8785 (JCS): object members in code-unit order, no white space, numbers as ECMAScript prints them.
 * Two equal values give the same text, whatever order their members were written in, so that digests can be compared.
 * @throws TypeError for a value that JSON cannot hold (RFC 8785 §3.2.2.3), lone surrogates included (§3.2.2.2).
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`JSON cannot hold the number ${value}`);
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('a string with a lone surrogate');
  if (value === null || typeof value !== 'object') {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`JSON cannot hold a ${typeof value}`);
    return text;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${canonicalJson(name)}:${canonicalJson(value[name]!)}`);
  return `{${members.join(',')}}`;
}
