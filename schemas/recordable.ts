import { canonicalJson } from './canonical-json.ts';
import type { Json } from './words.ts';

/** The API admits bodies of 64 KiB; an input adds the sender, deadlines and terms to one, and escapes in JSON may double it. */
const INPUT_TEXT_MAX = 256 * 1024;

/** Ids are opaque codes of about 30 characters; index rows have a limit, too. */
const ID = /^[\x21-\x7e]{1,200}$/;

/**
 * Whether the record can keep this id. Asked where one arrives as well: an execution that accepted what the record then refuses for good
 * would be held.
 */
export const isRecordableId = (id: string): boolean => ID.test(id);

/** Whether the record can keep this input: of a size that is ours, and JSON throughout (no lone surrogate, not without end deep). */
export function isRecordable(input: Json): boolean {
  try {
    return canonicalJson(input).length <= INPUT_TEXT_MAX;
  } catch {
    return false;
  }
}
