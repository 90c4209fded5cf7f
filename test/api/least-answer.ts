/** The least that an answer of the API can be by its own document: one of each list, nothing where there may be nothing. All of it is synthetic. */
import type { NamedOperation } from '../../api/contract/operations.ts';
import { ANNOUNCEMENT_2025_01_31 } from '../../policy/announcement-2025-01-31.ts';
import { describedOf, DOCUMENT } from './contract.ts';

interface Part {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Part[];
  readonly oneOf?: readonly Part[];
  readonly properties?: { readonly [name: string]: Part };
  readonly required?: readonly string[];
  readonly items?: Part;
  readonly format?: string;
  readonly pattern?: string;
}

/** What an operation answers where all is well, the lowest such status. */
export function leastAnswer(operation: NamedOperation): {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
} {
  const [status, described] = Object.entries(describedOf(operation).responses)[0]!;
  const [type, { schema }] = Object.entries(described.content as { [type: string]: { schema: Part } })[0]!;
  return { status: Number(status), type, body: leastOf(schema, 'answer') };
}

function leastOf(part: Part, name: string): unknown {
  // A version's values fit each other, which no schema says.
  if (part.$ref?.endsWith('/PolicyVersion') === true) return ANNOUNCEMENT_2025_01_31;
  if (part.$ref !== undefined) return leastOf(referred(part.$ref), name);
  if (part.const !== undefined) return part.const;
  if (part.enum !== undefined) return part.enum[0];
  const choices = part.anyOf ?? part.oneOf;
  if (choices !== undefined) return choices.some(({ type }) => type === 'null') ? null : leastOf(choices[0]!, name);
  switch (part.type) {
    case 'object':
      return Object.fromEntries((part.required ?? []).map((key) => [key, leastOf(part.properties![key]!, key)]));
    case 'array':
      return [leastOf(part.items!, name)];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return 7;
    case 'string':
      return textOf(part, name);
    default:
      return null;
  }
}

const referred = (reference: string): Part => DOCUMENT.components.schemas[reference.split('/').at(-1)!] as Part;

/** Texts say what they are, so that a test reads which of them was printed. */
function textOf({ format, pattern }: Part, name: string): string {
  if (format === 'date-time') return '2026-11-02T12:00:00Z';
  if (format === 'date') return '2026-11-02';
  return pattern === undefined ? `a-${name}` : (TEXTS.find((text) => new RegExp(pattern).test(text)) ?? pattern);
}
const TEXTS = ['0'.repeat(64), 'SYN-2026-7', 'P1D'];
